import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
let copy = "";

beforeAll(() => {
  // Beside the sources, so that the copy finds the installed packages; ignored by version control.
  mkdirSync(join(root, ".tmp"), { recursive: true });
  copy = mkdtempSync(join(root, ".tmp", "new-"));
  for (const part of ["src", "docs", "package.json"]) cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
});

afterAll(() => rmSync(copy, { recursive: true }));

const scaffold = (...words: string[]) =>
  spawnSync(process.execPath, ["--import", "tsx", "tools/new.ts", ...words, "--root", copy], {
    cwd: root,
    encoding: "utf8",
  });

test("one command makes a model that registers: one file, one line", () => {
  const before = readFileSync(join(copy, "src/margin/models.ts"), "utf8").split("\n");
  const { status, stdout } = scaffold("margin-model", "net-ratio");
  expect(status).toBe(0);
  expect(stdout.trim().split("\n")).toEqual([
    "src/margin/models/netRatio.ts",
    "src/margin/models/netRatio.test.ts",
    "docs/models/net-ratio.md",
    "src/margin/models.ts",
  ]);
  const after = readFileSync(join(copy, "src/margin/models.ts"), "utf8").split("\n");
  expect(after.filter((line) => !before.includes(line))).toEqual([
    'import { netRatio } from "./models/netRatio.ts";',
    "  netRatio,",
  ]);

  const program = `
    import { marginModels } from "./src/margin/models.ts";
    import { checkParameters } from "./src/margin/parameters.ts";
    const model = marginModels.at(-1);
    console.log(JSON.stringify([model.id, checkParameters(model.parameters, {}, "")]));`;
  const printed = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    cwd: copy,
    encoding: "utf8",
  });
  expect(JSON.parse(printed)).toEqual(["net-ratio", { ok: true, value: { ratio: 0.1 } }]);
});

test("a name that is taken is refused, and nothing is changed", () => {
  const before = readFileSync(join(copy, "src/margin/models.ts"), "utf8");
  const { status, stderr } = scaffold("margin-model", "fixed-ratio");
  expect([status, stderr.trim()]).toEqual([1, "src/margin/models/fixedRatio.ts exists already"]);
  expect(readFileSync(join(copy, "src/margin/models.ts"), "utf8")).toBe(before);
});

test.each(["NetRatio", "net_ratio", "../net", ""])("%j is no name", (name) => {
  const { status, stderr } = scaffold("margin-model", name);
  expect(status).toBe(1);
  expect(stderr).toMatch(/kebab-case|usage/);
});
