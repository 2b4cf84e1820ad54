/**
 * Before the tests: the command line as one bundle of plain JavaScript in a temporary folder, so that a test that runs it
 * as a user does pays no compiler at each start. Written anew at each run and each rerun of a watch, it is never older
 * than the source.
 */
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { TestProject } from "vitest/node";
import manifest from "../package.json" with { type: "json" };

declare module "vitest" {
  interface ProvidedContext {
    /** The program that `node` runs. */
    readonly builtCommandLine: string;
  }
}

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-command-line-"));
  // What package.json says of the source holds for the bundle, and packages are found from where it lies.
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  symlinkSync(at("../node_modules"), join(folder, "node_modules"), "junction");
  await bundleInto(folder);
  project.onTestsRerun(() => bundleInto(folder));
  project.provide("builtCommandLine", join(folder, "main.js"));
  return () => rmSync(folder, { recursive: true });
}

/**
 * Each command stays a file of its own that is loaded when it is asked for, as in the package. Dependencies stay where they
 * are, but for typebox, whose seven hundred files are half of what is left of a start.
 */
async function bundleInto(folder: string): Promise<void> {
  await build({
    entryPoints: [at("../src/cli/main.ts")],
    outdir: folder,
    bundle: true,
    splitting: true,
    external: Object.keys(manifest.dependencies).filter((name) => name !== "typebox"),
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: true,
    logLevel: "error",
  });
  for (const name of ["kernels.wasm", "kernelsShared.wasm"])
    copyFileSync(at(`../src/kernels/${name}`), join(folder, name));
}
