// Runs kernelHash.js on this Node and on the majors that npm can give; needs a build and the network. One line a version; versions that differ are an error.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const versions = ["22.23.3", "24.21.0"];
const script = fileURLToPath(new URL("kernelHash.js", import.meta.url));
const hashes = new Set();
/** Prints the line of one Node and keeps its hash; the script fails by itself where its own twins differ. */
function show(node) {
  const { stdout, stderr, status } = spawnSync(node, [script], { encoding: "utf8" });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  if (status !== 0) process.exitCode = 3;
  hashes.add(stdout.split(" ")[1]);
}

show(process.execPath);
for (const version of versions) {
  const folder = mkdtempSync(join(tmpdir(), "node-"));
  try {
    const name = `node-${process.platform}-${process.arch}`;
    execFileSync("npm", ["install", "--prefix", folder, "--ignore-scripts", `${name}@${version}`], { stdio: "pipe" });
    show(join(folder, "node_modules", name, "bin", "node"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
if (hashes.size > 1) {
  process.stderr.write("the hashes differ\n");
  process.exitCode = 3;
}
