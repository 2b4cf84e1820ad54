import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const parts = [
  "src",
  "docs",
  "tools",
  "test/contracts/venueAnswers.ts",
  "package.json",
  "tsconfig.json",
  "vitest.config.ts",
  "biome.json",
  ".gitignore",
];
let copy = "";

beforeAll(() => {
  // Beside the sources, so that the copy finds the installed packages; ignored by version control.
  mkdirSync(join(root, ".tmp"), { recursive: true });
  copy = mkdtempSync(join(root, ".tmp", "new-"));
  for (const part of parts) cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
});

afterAll(() => rmSync(copy, { recursive: true }));

const scaffold = (...words: string[]) =>
  spawnSync(process.execPath, ["--import", "tsx", "tools/new.ts", ...words, "--root", copy], {
    cwd: root,
    encoding: "utf8",
  });

const lines = (file: string): string[] => readFileSync(join(copy, file), "utf8").split("\n");

/** Runs a program in the copy; both its voices when it fails, nothing when it does not. */
function complaint(...words: string[]): string {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST")));
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: copy, encoding: "utf8", env });
  return status === 0 ? "" : `${stdout}${stderr}`;
}

const kinds = [
  {
    kind: "margin-model",
    id: "net-ratio",
    name: "netRatio",
    folder: "src/margin/models",
    list: "src/margin/models.ts",
    pages: ["docs/models/net-ratio.md"],
    members: "marginModels",
  },
  {
    kind: "backtest-statistic",
    id: "breach-rate",
    name: "breachRate",
    folder: "src/backtest/statistics",
    list: "src/backtest/statistics.ts",
    pages: [],
    members: "backtestStatistics",
  },
  {
    kind: "history-importer",
    id: "some-venue-2",
    name: "someVenue2",
    folder: "src/venues/importers/history",
    list: "src/venues/historyImporters.ts",
    pages: [],
    members: "historyImporters",
  },
  {
    kind: "account-importer",
    id: "an-exchange-with-a-rather-long-name",
    name: "anExchangeWithARatherLongName",
    folder: "src/venues/importers/accounts",
    list: "src/venues/accountImporters.ts",
    pages: [],
    members: "accountImporters",
  },
] as const;

describe("one command makes a member that registers: one file, one line", () => {
  test.each(kinds)("$kind", ({ kind, id, name, folder, list, pages, members }) => {
    const before = lines(list);
    const { status, stdout, stderr } = scaffold(kind, id);
    expect([status, stderr]).toEqual([0, ""]);
    const own = [`${folder}/${name}.ts`, `${folder}/${name}.test.ts`];
    expect(stdout.trim().split("\n")).toEqual([...own, ...pages, list]);

    const added = lines(list).filter((line) => !before.includes(line));
    const place = relative(dirname(list), folder).split(sep).join("/");
    expect(added[0]).toBe(`import { ${name} } from "./${place}/${name}.ts";`);
    expect(added.slice(1).join("")).toContain(name);

    const program = `import { ${members} } from "./${list}"; console.log(${members}.at(-1).id);`;
    const words = ["--import", "tsx", "--input-type=module", "-e", program];
    expect(execFileSync(process.execPath, words, { cwd: copy, encoding: "utf8" }).trim()).toBe(id);
  });

  test("a list of one entry a line gains one line for its import and one for its entry", () => {
    const original = readFileSync(join(root, "src/margin/models.ts"), "utf8").split("\n");
    expect(lines("src/margin/models.ts").filter((line) => !original.includes(line))).toEqual([
      'import { netRatio } from "./models/netRatio.ts";',
      "  netRatio,",
    ]);
  });
});

describe("what was scaffolded passes", () => {
  const own = kinds.flatMap(({ folder, name }) => [`${folder}/${name}.ts`, `${folder}/${name}.test.ts`]);
  const lists = kinds.map(({ list }) => list);

  /** Faults of the files around them belong to other tests. */
  const ofOurs = (faults: string): string[] =>
    faults.split("\n").filter((fault) => [...own, ...lists].some((file) => fault.includes(file)));

  test("types", () => {
    writeFileSync(
      join(copy, "tsconfig.own.json"),
      JSON.stringify({ extends: "./tsconfig.json", include: [...own, ...lists] }),
    );
    expect(ofOurs(complaint("node_modules/typescript/bin/tsc", "-p", "tsconfig.own.json"))).toEqual([]);
  });

  test("format and lint", () => {
    expect(complaint("node_modules/@biomejs/biome/bin/biome", "ci", ...own, ...lists)).toBe("");
  });

  test("floors", () => {
    expect(ofOurs(complaint("--import", "tsx", "tools/floors.ts"))).toEqual([]);
  });

  test("its own tests, and those that run over every statistic and every importer", () => {
    const suites = ["src/backtest/statistics/kupiec.test.ts", "src/venues/importers/"];
    const tests = own.filter((file) => file.endsWith(".test.ts"));
    expect(complaint("node_modules/vitest/vitest.mjs", "run", ...tests, ...suites)).toBe("");
  });
});

test.each([
  ["margin-model", "fixed-ratio", "src/margin/models/fixedRatio.ts exists already"],
  ["backtest-statistic", "kupiec", "src/backtest/statistics/kupiec.ts exists already"],
  ["account-importer", "ccxt", '"ccxt" is the id of src/venues/importers/accounts/ccxtPositions.ts already'],
  ["history-importer", "csv-reader", "src/venues/importers/history/csvReader.ts exists already"],
  ["history-importer", "name-form", "the name nameForm is used in"],
  ["margin-model", "margin-models", "the name marginModels is used in"],
  ["margin-model", "await", '"await" is a word of the language'],
  ["margin-model", "default", '"default" is a word of the language'],
])("%s %s is taken and refused, and nothing is changed", (kind, id, says) => {
  const before = kinds.map(({ list }) => lines(list));
  const { status, stderr } = scaffold(kind, id);
  expect(status).toBe(1);
  expect(stderr).toContain(says);
  expect(kinds.map(({ list }) => lines(list))).toEqual(before);
});

test.each(["NetRatio", "net_ratio", "../net", "net-", ""])("%j is no name", (name) => {
  const { status, stderr } = scaffold("margin-model", name);
  expect(status).toBe(1);
  expect(stderr).toContain("is not a kebab-case name");
});

test("a backtest statistic has no digits in its name", () => {
  expect(scaffold("backtest-statistic", "test-2").stderr).toContain("without digits");
});

test.each(["", "margin-modle net", "margin-model", "margin-model one two"])("%j lists the kinds there are", (words) => {
  const { status, stderr } = scaffold(...words.split(" ").filter((word) => word !== ""));
  expect(status).toBe(1);
  expect(stderr).toContain("kinds: margin-model, backtest-statistic, history-importer, account-importer");
});
