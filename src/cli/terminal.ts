import type { Failure } from "../numerics/outcome.ts";
import { type ExitCode, exitCodes } from "./exitCodes.ts";
import { failureText } from "./present.ts";

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly seed?: string;
  readonly debug?: boolean;
}

/** Where a command speaks: data on stdout, progress and faults on stderr. */
export interface Terminal {
  out(text: string): void;
  /** Progress: only when stderr is a terminal, and not when quiet or JSON is asked. */
  progress(text: string): void;
  endProgress(): void;
}

export function terminalFor({ json = false, quiet = false }: CommonOptions): Terminal {
  const shows = process.stderr.isTTY === true && !json && !quiet;
  let shown = false;
  return {
    out: (text) => process.stdout.write(`${text}\n`),
    progress(text) {
      if (!shows) return;
      shown = true;
      process.stderr.write(`\r\u001b[K${text}`);
    },
    endProgress() {
      if (shown) process.stderr.write("\r\u001b[K");
      shown = false;
    },
  };
}

/** Bad data end a command with 4; bad words, names and parameters, whose path is an option, with 2. */
export function reportFailure(failure: Failure, { json = false }: CommonOptions, code?: ExitCode): ExitCode {
  const isUsage = failure.code === "invalid" && failure.path.startsWith("--");
  const exit = code ?? (isUsage ? exitCodes.usage : exitCodes.badData);
  if (json)
    process.stdout.write(`${JSON.stringify({ schemaVersion: 1, ok: false, exitCode: exit, failure }, null, 2)}\n`);
  else process.stderr.write(`${failureText(failure)}\n`);
  return exit;
}
