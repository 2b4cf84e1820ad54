/** Writes the files of a new member and adds its line. `npx tsx tools/new.ts margin-model <kebab-name> [--root DIR]` */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const usage = "usage: npx tsx tools/new.ts margin-model <kebab-name> [--root DIR]";

function main(): void {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { root: { type: "string" } } });
  const [what, id = "", ...rest] = positionals;
  if (what !== "margin-model" || rest.length > 0) throw new Error(usage);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) throw new Error(`"${id}" is not a kebab-case name\n${usage}`);
  const root = values.root ?? fileURLToPath(new URL("..", import.meta.url));
  for (const file of newMarginModel(root, id)) console.log(file);
}

/** @returns the files written or changed, relative to `root` */
function newMarginModel(root: string, id: string): string[] {
  const name = id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const title = id.replace(/-/g, " ").replace(/^./, (letter) => letter.toUpperCase());
  const list = "src/margin/models.ts";
  const files = {
    [`src/margin/models/${name}.ts`]: source(id, name, title),
    [`src/margin/models/${name}.test.ts`]: unitTest(id, name),
    [`docs/models/${id}.md`]: page(id, title),
  };
  for (const file of Object.keys(files)) {
    if (existsSync(join(root, file))) throw new Error(`${file} exists already`);
  }
  const listed = withLine(readFileSync(join(root, list), "utf8"), name);
  for (const [file, text] of Object.entries({ ...files, [list]: listed })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return [...Object.keys(files), list];
}

/** The list with one import, in its alphabetical place, and one entry, at the end. */
function withLine(list: string, name: string): string {
  const lines = list.split("\n");
  const added = `import { ${name} } from "./models/${name}.ts";`;
  const pathOf = (line: string) => /"\.\/models\/(.+)\.ts"/.exec(line)?.[1];
  const later = lines.findIndex((line) => (pathOf(line) ?? "") > name);
  const afterLast = lines.findLastIndex((line) => line.startsWith("import ")) + 1;
  lines.splice(later < 0 ? afterLast : later, 0, added);
  const end = lines.findIndex((line) => line.startsWith("]"));
  if (end < 0) throw new Error("src/margin/models.ts has no list that ends in a line with ]");
  lines.splice(end, 0, `  ${name},`);
  return lines.join("\n");
}

const source = (
  id: string,
  name: string,
  title: string,
): string => `/** ${title}: what it charges, in one sentence. Source: say where the method comes from. */
import { Type } from "typebox";
import { success } from "../../numerics/outcome.ts";
import { groupingOf } from "../../risk/grouping.ts";
import { inScenarios } from "../collateral.ts";
import { defineMarginModel } from "../marginModel.ts";

const schema = Type.Object(
  {
    ratio: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      default: 0.1,
      unit: "share of notional",
      description: "initial and maintenance margin per unit of net notional of one underlying",
    }),
  },
  { additionalProperties: false },
);

export const ${name} = defineMarginModel({
  id: "${id}",
  version: 1,
  title: "${title}",
  source: "to be named before this model is merged",
  claims: { homogeneous: true, subadditive: true },
  parameters: schema,
  collateral: () => inScenarios,
  prepare({ ratio }, snapshot) {
    const perUnderlying = { grouping: groupingOf(snapshot, ["underlying"]) };
    return success({
      needs: [perUnderlying],
      componentsOf: (view) =>
        view.of(perUnderlying).map(({ index, delta }) => {
          const charge = ratio * Math.abs(delta);
          const underlying = perUnderlying.grouping.keys[index]?.underlying ?? "cash";
          return { id: \`net \${underlying}\`, initial: charge, maintenance: charge };
        }),
    });
  },
});
`;

const unitTest = (id: string, name: string): string => `import { expect, test } from "vitest";
import { checkParameters } from "../parameters.ts";
import { ${name} } from "./${name}.ts";

test("${id} asks for a tenth of net notional unless told otherwise", () => {
  const parameters = checkParameters(${name}.parameters, {}, "${id}");
  expect(parameters).toEqual({ ok: true, value: { ratio: 0.1 } });
});
`;

const page = (id: string, title: string): string => `# ${title}

\`${id}\`

## Idea

What it charges and why, for a reader who holds an account.

## Formula

\`\`\`
initial = maintenance = ratio · |Σ q · delta|     per underlying, reporting currency
\`\`\`

## Parameters

| parameter | default | unit | meaning |
|---|---|---|---|
| \`ratio\` | 0.1 | share of notional | requirement per unit of net notional of one underlying |

## Limits

- Where it is wrong, and by how much. A property that the model does not claim has its counter-example here.

## Source

To be named before this model is merged.
`;

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
