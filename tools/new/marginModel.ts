/** A margin model: a charge on net notional, to be replaced by the methodology. */
import type { MemberKind, MemberName } from "./memberKind.ts";

export const marginModel: MemberKind = {
  id: "margin-model",
  folder: "src/margin/models",
  list: "src/margin/models.ts",
  source: (member) => source(member),
  unitTest: (member) => unitTest(member),
  page: { folder: "docs/models", text: (member) => page(member) },
};

const source = ({
  id,
  name,
  title,
}: MemberName): string => `/** ${title}: what it charges, in one sentence. Source: say where the method comes from. */
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

const unitTest = ({ id, name }: MemberName): string => `import { expect, test } from "vitest";
import { checkParameters } from "../parameters.ts";
import { ${name} } from "./${name}.ts";

test("${id} asks for a tenth of net notional unless told otherwise", () => {
  const parameters = checkParameters(${name}.parameters, {}, "${id}");
  expect(parameters).toEqual({ ok: true, value: { ratio: 0.1 } });
});
`;

const page = ({ id, title }: MemberName): string => `# ${title}

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
