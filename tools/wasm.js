// Compiles wasm/ into src/kernels/, for memory of one thread and for shared memory, and with --dist beside the compiled
// package; a wrong hash is an error.
import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const options = [
  ...["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--enable", "threads"],
  ...["--importMemory", "--memoryBase", "1024"],
];
const modules = [
  { name: "kernels.wasm", key: "sha256", own: [] },
  { name: "kernelsShared.wasm", key: "sharedSha256", own: ["--sharedMemory", "--maximumMemory", "65536"] },
];
const hashes = {};
for (const { name, key, own } of modules) {
  const out = `src/kernels/${name}`;
  const all = ["wasm/kernels.ts", "--baseDir", at(".."), "--outFile", out, ...options, ...own];
  const { error, stderr } = await asc.main(all);
  if (error !== null) {
    process.stderr.write(stderr.toString());
    process.exit(1);
  }
  hashes[key] = createHash("sha256")
    .update(readFileSync(at(`../${out}`)))
    .digest("hex");
}
const manifest = at("../src/kernels/kernels.json");
if (process.argv.includes("--write")) {
  const compiler = JSON.parse(readFileSync(at("../node_modules/assemblyscript/package.json"), "utf8")).version;
  const content = { ...hashes, features: "simd, threads", compiler: `assemblyscript ${compiler}` };
  writeFileSync(manifest, `${JSON.stringify(content, null, 2)}\n`);
}
const stated = JSON.parse(readFileSync(manifest, "utf8"));
for (const { name, key } of modules) {
  if (stated[key] === hashes[key]) continue;
  process.stderr.write(
    `${name} has the hash ${hashes[key]}, its manifest says ${stated[key]}; if wasm/ changed, run node tools/wasm.js --write\n`,
  );
  process.exit(1);
}
if (process.argv.includes("--dist")) {
  for (const { name } of modules) copyFileSync(at(`../src/kernels/${name}`), at(`../dist/kernels/${name}`));
}
