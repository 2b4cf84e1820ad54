import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { InvariantError } from "../numerics/assert.ts";
import { studentTTable } from "../statistics/quantileTables.ts";
import { black76GreeksColumns } from "./black76GreeksRow.ts";
import { type Kernels, referenceKernels } from "./kernels.ts";
import { simdKernels } from "./simd.ts";

const simd = simdKernels(readFileSync(new URL("./kernels.wasm", import.meta.url)))!;
const [full, short] = [new Float64Array(6).fill(0.5), new Float64Array(3).fill(0.5)];
const market = { forwards: full, logRatios: full, volatilities: full, inverses: full };
const single = { forwards: new Float32Array(6), logRatios: new Float32Array(6) };
const filterMarket = { ...single, volatilities: new Float32Array(6), inverses: new Float32Array(6) };
const option = { optionType: "call", strike: 100, moneyness: 0, root: 1 } as const;
const variation = { size: 1, mark: 0 };
const worth = { value: 0, base: 0, conversion: 1 };
const out = (): Float64Array => new Float64Array(6);
const law = studentTTable(5);

const calls: readonly (readonly [column: string, call: (kernels: Kernels) => void])[] = [
  ...(["forwards", "logRatios", "volatilities", "inverses"] as const).flatMap((column) => [
    [column, (kernels: Kernels) => kernels.black76Row(option, { ...market, [column]: short }, out())] as const,
    [
      column,
      (kernels: Kernels) => kernels.black76GreeksRow(option, { ...market, [column]: short }, black76GreeksColumns(6)),
    ] as const,
    [
      column,
      (kernels: Kernels) =>
        kernels.black76FilterRow(option, { ...filterMarket, [column]: new Float32Array(3) }, new Float32Array(6)),
    ] as const,
  ]),
  ...(["deltas", "gammas", "vegas", "thetas", "vannas", "volgas", "charms"] as const).map(
    (column) =>
      [
        column,
        (kernels: Kernels) =>
          kernels.black76GreeksRow(option, market, { ...black76GreeksColumns(6), [column]: short.slice() }),
      ] as const,
  ),
  ["marks", (kernels) => kernels.linearRow(variation, short, full, out())],
  ["conversions", (kernels) => kernels.linearRow(variation, full, short, out())],
  ["marks", (kernels) => kernels.inverseRow(variation, short, full, out())],
  ["conversions", (kernels) => kernels.inverseRow(variation, full, short, out())],
  ["values", (kernels) => kernels.valuedRow(worth, short, full, out())],
  ["conversions", (kernels) => kernels.valuedRow(worth, full, short, out())],
  ["numbers", (kernels) => kernels.normalQuantiles(short, out())],
  ["numbers", (kernels) => kernels.tabulatedQuantiles(law, short, out())],
  ["out", (kernels) => kernels.exponentials(full, new Float64Array(3))],
];

describe("a column that ends too soon is a broken promise, the same to both kernels, and never another caller's numbers", () => {
  test.each(calls)("%s", (column, call) => {
    const said = [referenceKernels, simd].map((kernels) => {
      try {
        return call(kernels);
      } catch (error) {
        expect(error).toBeInstanceOf(InvariantError);
        return (error as Error).message;
      }
    });
    expect(said).toEqual([`${column} must have 6 numbers; have 3`, said[0]]);
  });

  test("one that is longer is read in part", () => {
    for (const kernels of [referenceKernels, simd]) {
      const made = new Float64Array(3);
      kernels.linearRow(variation, full, full, made);
      expect([...made]).toEqual([0.25, 0.25, 0.25]);
    }
  });
});
