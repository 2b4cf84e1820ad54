/** Before the tests: compiles wasm/ unless the modules on disk are those that the manifest names. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { manifest } from "../src/kernels/manifest.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default function setup(): void {
  const isBuilt = (name: string, sha256: string): boolean => {
    const module = at(`../src/kernels/${name}`);
    return existsSync(module) && createHash("sha256").update(readFileSync(module)).digest("hex") === sha256;
  };
  if (isBuilt("kernels.wasm", manifest.sha256) && isBuilt("kernelsShared.wasm", manifest.sharedSha256)) return;
  execFileSync(process.execPath, [at("./wasm.js")], { stdio: "inherit" });
}
