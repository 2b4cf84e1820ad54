import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Contender } from "./paired.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const built = at("../dist/bench");

/** A peer that this machine has, or why it has not. */
export type Peer = { readonly contender: Contender } | { readonly absent: string };

const whyAbsent = "not installed; npm run bench:peers installs it";

interface Compilation {
  readonly source: string;
  readonly flags: readonly string[];
  /** A header without which it cannot be compiled. */
  readonly needs?: string;
}

/** A C++ peer, compiled on this machine. Its program prints the CPU seconds of one run. */
export function compiledPeer(name: string, { source, flags, needs }: Compilation): Peer {
  if (needs !== undefined && !existsSync(needs)) return { absent: `${name}: ${whyAbsent}` };
  const program = `${built}/${name.replace(/[^A-Za-z0-9]+/g, "-")}`;
  try {
    mkdirSync(built, { recursive: true });
    execFileSync("g++", ["-O3", at(`./peers/${source}`), "-o", program, ...flags], { stdio: "pipe" });
  } catch (error) {
    const said = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return { absent: `${name}: could not be compiled (${said})` };
  }
  return { contender: { name, run: () => Number(execFileSync(program, { encoding: "utf8" })) } };
}

interface Script {
  readonly source: string;
  /** Without which it cannot run. */
  readonly module: string;
  readonly arguments?: readonly string[];
}

/** A Python peer, which prints the CPU seconds of one run. */
export function pythonPeer(name: string, script: Script): Peer {
  const said = pythonProgram(script);
  return said === undefined ? { absent: `${name}: ${whyAbsent}` } : { contender: { name, run: () => Number(said()) } };
}

/** What a Python program prints; undefined without what it needs. */
export function pythonProgram({ source, module, arguments: given = [] }: Script): (() => string) | undefined {
  try {
    execFileSync("python3", ["-c", `import ${module}`], { stdio: "pipe" });
  } catch {
    return undefined;
  }
  return () => execFileSync("python3", [at(`./peers/${source}`), ...given], { encoding: "utf8" });
}

interface RScript {
  readonly source: string;
  /** Without which it cannot run. */
  readonly library: string;
}

/** A peer in R, which prints the CPU seconds of one run. */
export function rPeer(name: string, { source, library }: RScript): Peer {
  try {
    execFileSync("Rscript", ["-e", `suppressMessages(library(${library}))`], { stdio: "pipe" });
  } catch {
    return { absent: `${name}: ${whyAbsent}` };
  }
  const run = () => Number(execFileSync("Rscript", [at(`./peers/${source}`)], { encoding: "utf8", stdio: "pipe" }));
  return { contender: { name, run } };
}
