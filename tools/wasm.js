// Compiles wasm/ into src/kernels/kernels.wasm, and with --dist beside the compiled package; a wrong hash is an error.
import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = "src/kernels/kernels.wasm";
const options = [
  "-O3",
  "--noAssert",
  "--runtime",
  "stub",
  "--enable",
  "simd",
  "--enable",
  "threads",
  "--importMemory",
  "--memoryBase",
  "1024",
];
const { error, stderr } = await asc.main(["wasm/kernels.ts", "--baseDir", at(".."), "--outFile", out, ...options]);
if (error !== null) {
  process.stderr.write(stderr.toString());
  process.exit(1);
}
const built = createHash("sha256")
  .update(readFileSync(at(`../${out}`)))
  .digest("hex");
const manifest = at("../src/kernels/kernels.json");
if (process.argv.includes("--write")) {
  const compiler = JSON.parse(readFileSync(at("../node_modules/assemblyscript/package.json"), "utf8")).version;
  const content = { sha256: built, features: "simd", compiler: `assemblyscript ${compiler}` };
  writeFileSync(manifest, `${JSON.stringify(content, null, 2)}\n`);
}
const stated = JSON.parse(readFileSync(manifest, "utf8")).sha256;
if (stated !== built) {
  process.stderr.write(
    `kernels.wasm has the hash ${built}, its manifest says ${stated}; if wasm/ changed, run node tools/wasm.js --write\n`,
  );
  process.exit(1);
}
if (process.argv.includes("--dist")) copyFileSync(at(`../${out}`), at("../dist/kernels/kernels.wasm"));
