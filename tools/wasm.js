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
const manifest = at("../src/kernels/manifest.ts");
if (process.argv.includes("--write")) {
  const compiler = JSON.parse(readFileSync(at("../node_modules/assemblyscript/package.json"), "utf8")).version;
  const content = { ...hashes, features: "simd, threads", compiler: `assemblyscript ${compiler}` };
  const lines = Object.entries(content).map(([key, value]) => `  ${key}: "${value}",\n`);
  const title = "/** The compiled kernels; written by `node tools/wasm.js --write`. */\n";
  writeFileSync(manifest, `${title}export const manifest = {\n${lines.join("")}} as const;\n`);
}
// Read as text: the oldest Node.js that builds this runs no TypeScript.
const stated = Object.fromEntries(
  [...readFileSync(manifest, "utf8").matchAll(/^ {2}(\w+): "(.*)",$/gm)].map(([, key, value]) => [key, value]),
);
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
