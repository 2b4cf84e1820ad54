import { expect, test } from "vitest";
import { kernels } from "../../src/kernels/load.ts";
import { studentTDegreesMax, studentTTable } from "../../src/statistics/quantileTables.ts";
import { hasVectors, isRecord, readVectorFiles, vectorsFolder } from "../../tools/conformance/vectors.ts";

const folder = vectorsFolder();
const isPresent = hasVectors(folder);

/** [ν, p, x] of the quantiles in the domain of the tables. */
function quantiles(): readonly (readonly [number, number, number])[] {
  const file = readVectorFiles(folder).find(({ name }) => name === "stats-distributions");
  return (file?.vectors ?? [])
    .filter(({ id }) => id.startsWith("t-ppf-"))
    .map(({ inputs, expected }) => {
      const x = isRecord(expected) ? Number(expected["x"]) : Number.NaN;
      return [Number(inputs["nu"]), Number(inputs["p"]), x] as const;
    })
    .filter(([nu, p]) => nu >= 1 && nu <= studentTDegreesMax && p >= 2 ** -53 && p <= 1 - 2 ** -53);
}

test.skipIf(!isPresent)("the tabulated Student t meets every reference quantile of its domain within 3e-14", () => {
  const all = quantiles();
  expect(all.length).toBeGreaterThan(50);
  for (const nu of new Set(all.map(([one]) => one))) {
    const table = studentTTable(nu);
    for (const [, p, x] of all.filter(([one]) => one === nu)) {
      const out = new Float64Array(1);
      kernels().tabulatedQuantiles(table, Float64Array.of(p), out);
      const miss = x === 0 ? Math.abs(out[0]!) : Math.abs(out[0]! / x - 1);
      expect(miss, `ν ${nu}, p ${p}`).toBeLessThan(nu > 1000 ? 3e-13 : 3e-14);
    }
  }
});
