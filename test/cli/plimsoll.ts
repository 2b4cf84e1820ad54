import { execFile } from "node:child_process";
import { join } from "node:path";
import { inject } from "vitest";

const root = join(import.meta.dirname, "../..");
const main = inject("builtCommandLine");

/** What a command printed and how it ended. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in a process of its own, as a user does. */
export const plimsoll = (...words: string[]): Promise<Ran> => plimsollWith({}, ...words);

/** The same with environment variables besides those of the tests. */
export function plimsollWith(variables: Readonly<Record<string, string>>, ...words: string[]): Promise<Ran> {
  const options = { cwd: root, env: { ...process.env, ...variables } };
  return new Promise((resolve) => {
    execFile(process.execPath, ["--enable-source-maps", main, ...words], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : 1, stdout, stderr }),
    );
  });
}
