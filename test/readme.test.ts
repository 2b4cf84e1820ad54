import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { plimsoll } from "./cli/plimsoll.ts";

const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "plimsoll-readme-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("shows what the demo prints today", async () => {
  const block = /<!-- demo:begin -->\n```\n\$ npm run demo\n([\s\S]*?)```\n<!-- demo:end -->/.exec(readme)?.[1] ?? "";
  const out = join(folder, "demo");
  const { code, stdout } = await plimsoll("demo", "--out", out);
  expect(code).toBe(0);
  expect(stdout.replaceAll(out, "plimsoll-out/demo")).toBe(block);
});

it("names commands that run on the sample they write", async () => {
  const lines = readme.split("\n").filter((line) => /^npx plimsoll .*sample/.test(line));
  expect(lines).toHaveLength(3);
  for (const line of lines) {
    const words = (line.split("#")[0] ?? "").match(/"[^"]*"|\S+/g)?.slice(2) ?? [];
    const run = words.map((word) => word.replaceAll('"', "").replace(/^sample(?=\/|$)/, join(folder, "sample")));
    const { code } = await plimsoll(words[0]!, ...run.slice(1));
    // The trader of the sample book may be in deficit: that is a result, not a fault.
    expect([0, 3]).toContain(code);
  }
});

it("fits a terminal of 80 columns wherever it shows output", () => {
  const block = readme.split("<!-- demo:begin -->")[1]?.split("<!-- demo:end -->")[0] ?? "";
  expect(Math.max(...block.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
});

it("names a command that npx can run: the build's last step makes the file that package.json names executable", () => {
  const { scripts, bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const step = String(scripts.build).split(" && ").at(-1)!.replace("node ", "");
  const built = join(folder, "built");
  const command = join(built, bin.plimsoll);
  mkdirSync(dirname(command), { recursive: true });
  writeFileSync(command, "", { mode: 0o644 });
  mkdirSync(dirname(join(built, step)), { recursive: true });
  writeFileSync(join(built, "package.json"), '{ "type": "module" }');
  copyFileSync(join(root, step), join(built, step));
  execFileSync(process.execPath, [step], { cwd: built });
  expect(statSync(command).mode & 0o111).toBe(0o111);
});
