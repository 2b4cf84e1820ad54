/** Before the tests: compiles wasm/ unless the module on disk is the one that the manifest names. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default function setup(): void {
  const module = at("../src/kernels/kernels.wasm");
  const { sha256 } = JSON.parse(readFileSync(at("../src/kernels/kernels.json"), "utf8")) as { sha256: string };
  const built = existsSync(module) ? createHash("sha256").update(readFileSync(module)).digest("hex") : undefined;
  if (built !== sha256) execFileSync(process.execPath, [at("./wasm.js")], { stdio: "inherit" });
}
