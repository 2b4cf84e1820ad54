import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { marginModels, venueModels } from "../src/margin/models.ts";
import { floorFaults, floors, floorsTable, importCycles } from "../tools/floors.ts";

const everyModel = [...marginModels, ...venueModels];
const root = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** Runs `use` on a repository made of the given files. */
function inTree(files: Readonly<Record<string, string>>, use: (root: string) => void): void {
  const place = mkdtempSync(join(tmpdir(), "floors-"));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(place, file)), { recursive: true });
      writeFileSync(join(place, file), text);
    }
    use(place);
  } finally {
    rmSync(place, { recursive: true });
  }
}

describe("floors", () => {
  test("no file imports from a floor above its own", () => {
    expect(floorFaults(root)).toEqual([]);
  });

  test("no files import each other in a loop", () => {
    expect(importCycles(root)).toEqual([]);
  });

  test("are listed lowest first: a row names only folders of earlier rows", () => {
    floors.forEach(({ mayImport }, at) => {
      const lower = floors.slice(0, at).map(({ folder }) => folder);
      expect(lower).toEqual(expect.arrayContaining([...mayImport]));
    });
  });

  test("the table in ARCHITECTURE.md is the one that is enforced", () => {
    const [, shown] = /<!-- floors:begin -->\n([\s\S]*?)\n<!-- floors:end -->/.exec(read("ARCHITECTURE.md")) ?? [];
    expect(shown).toBe(floorsTable());
  });
});

describe("the check itself", () => {
  test("sees a type-only import upwards, and leaves tests alone", () => {
    const files = {
      "src/market/price.ts": 'import type { Account } from "../portfolio/account.ts";\nexport type Price = Account;\n',
      "src/portfolio/account.ts": "export type Account = string;\n",
      "src/market/price.test.ts": 'import "../margin/assess.ts";\n',
      "src/margin/assess.ts": "export const one = 1;\n",
    };
    inTree(files, (place) => {
      expect(floorFaults(place)).toEqual([
        "src/market/price.ts imports src/portfolio/account.ts: market may not import portfolio, prices do not know who holds",
      ]);
    });
  });

  test("sees a folder without a row", () => {
    inTree({ "src/helpers/text.ts": "export const one = 1;\n" }, (place) => {
      expect(floorFaults(place)).toEqual(["src/helpers has no row in tools/floors.ts"]);
    });
  });

  test("sees a loop of three files made of type imports and re-exports", () => {
    const files = {
      "src/margin/a.ts": 'import type { B } from "./b.ts";\nexport type A = B;\n',
      "src/margin/b.ts": 'export type { C as B } from "./c.ts";\n',
      "src/margin/c.ts": 'export type C = import("./a.ts").A;\n',
      "src/margin/d.ts": 'import type { A } from "./a.ts";\nexport type D = A;\n',
    };
    inTree(files, (place) => {
      expect(importCycles(place)).toEqual([["margin/a.ts", "margin/b.ts", "margin/c.ts", "margin/a.ts"]]);
    });
  });
});

describe("documentation", () => {
  test.each(everyModel.map(({ id }) => id))(
    "%s has a page with its idea, formula, parameters, limits and source",
    (id) => {
      const page = `docs/models/${id}.md`;
      expect(existsSync(join(root, page)), page).toBe(true);
      const headings = [...read(page).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
      expect(headings).toEqual(["Idea", "Formula", "Parameters", "Limits", "Source"]);
    },
  );

  test.each(everyModel.map((model) => [model.id, model] as const))(
    "the page of %s names every parameter with its default",
    (id, model) => {
      const page = read(`docs/models/${id}.md`);
      for (const [name, schema] of Object.entries(model.parameters.properties)) {
        const value = (schema as { default?: unknown }).default ?? "required";
        const shown = typeof value === "object" ? JSON.stringify(value) : String(value);
        const written = shown.replaceAll(/[.[\]{}]/g, "\\$&");
        expect(page).toMatch(new RegExp(`^\\| \`${name}\` \\| \`?${written}\`? \\|`, "m"));
      }
    },
  );

  test("every page of a model belongs to a model", () => {
    const pages = readdirSync(join(root, "docs/models")).map((file) => file.replace(/\.md$/, ""));
    // Pages of models of the market, beside those of margin models.
    const ofMarket = [
      "bachelier",
      "black-scholes",
      "black76",
      "coin-settled",
      "curves",
      "heston",
      "index-and-mark",
      "merton",
      "volatility-surface",
    ];
    expect(pages.sort()).toEqual([...everyModel.map(({ id }) => id), ...ofMarket].sort());
  });

  test("decisions are numbered without gaps", () => {
    const numbers = readdirSync(join(root, "docs/decisions")).map((file) => Number(file.slice(0, 4)));
    expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, at) => at + 1));
  });
});

describe("words", () => {
  const exported = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .flatMap((file) => exportedNames(read(join("src", file))).map((name) => ({ file, name })));

  test("a breach is never an exception, a violation or an exceedance", () => {
    expect(exported.filter(({ name }) => /exception|violation|exceedance/i.test(name))).toEqual([]);
  });

  test("shortfall is the risk measure; a lack of margin is a margin deficit", () => {
    const others = exported.filter(({ file, name }) => {
      return /shortfall/i.test(name) && !/expectedShortfall/i.test(name) && !file.startsWith("statistics");
    });
    expect(others).toEqual([]);
  });

  test("the glossary defines the words that replace them", () => {
    const defined = [...read("GLOSSARY.md").matchAll(/^\| ([^|]+) \|/gm)].map(([, term]) => term);
    expect(defined).toEqual(expect.arrayContaining(["breach", "margin deficit", "expected shortfall", "requirement"]));
  });
});

function exportedNames(text: string): string[] {
  const file = ts.createSourceFile("any.ts", text, ts.ScriptTarget.ES2023);
  return file.statements.flatMap((statement) => {
    const isExported = ts.canHaveModifiers(statement)
      ? ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
      : false;
    if (isExported !== true) return [];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map((one) => one.name.getText(file));
    const { name } = statement as { name?: ts.Identifier };
    return name === undefined ? [] : [name.text];
  });
}

describe("tracked files", () => {
  // Put together from parts, so that this file does not find itself.
  const machinePath = new RegExp(`(?<![\\w.:/-])/(${["work", "home", "Users", "root"].join("|")})/\\w`);
  const registryHost = new RegExp(`${["registry", "npmjs"].join("\\.")}|artifactory|verdaccio|jfrog`, "i");

  test("name no machine path and no package registry", () => {
    const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
      cwd: root,
      encoding: "utf8",
    });
    const files = listed.split("\n").filter((file) => file !== "" && existsSync(join(root, file)));
    const isOwn = (file: string) =>
      file !== "test/architecture.test.ts" && /\.(ts|js|json|md|ya?ml|html|svg|txt)$|^\.npmrc$/.test(file);
    const found = files.filter(isOwn).filter((file) => machinePath.test(read(file)) || registryHost.test(read(file)));
    expect(found).toEqual([]);
  });

  test("the pattern knows a machine path when it sees one", () => {
    expect(machinePath.test(`file ${["", "home", "someone"].join("/")}`)).toBe(true);
    expect(machinePath.test("docs/work/notes")).toBe(false);
  });
});
