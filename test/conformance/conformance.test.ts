import { describe, expect, test } from "vitest";
import { venueRulebooks } from "../../src/margin/rulebooks.ts";
import { differencesOf } from "../../tools/conformance/compare.ts";
import { countsOf, pagesWithCounts } from "../../tools/conformance/counts.ts";
import { calculationFamilies } from "../../tools/conformance/families.ts";
import { runConformance } from "../../tools/conformance/run.ts";
import { reportPage } from "../../tools/conformance/text.ts";
import { hasVectors, readVectorFiles, vectorsFolder } from "../../tools/conformance/vectors.ts";

const folder = vectorsFolder();
const isPresent = hasVectors(folder);
const absent = isPresent ? "" : ` (skipped: no vectors in ${folder})`;

/** Families that must be complete, with the number of vectors each has at least. */
const required: Readonly<Record<string, number>> = {
  "norm-ppf": 24,
  "norm-cdf": 13,
  "t-ppf": 149,
  "t-cdf": 70,
  "chi2-sf": 44,
  "sobol-jk6": 96,
  "sobol-jk7": 107,
  "var-hist": 12,
  hs: 6,
  brw: 17,
  fhs: 9,
  kupiec: 64,
  tuff: 23,
  basel: 10,
  trafficlight: 1,
  hits: 10,
  dm: 1,
  apc: 1,
  "margin-coverage": 1,
  "is-normal-shift": 17,
  "is-exp": 5,
  ess: 2,
  khat: 8,
  ewma: 4,
  "derive-pmrm-2": 97,
  "derive-pmrm-1": 17,
  "derive-standard": 46,
  "deribit-portfolio": 1,
  "deribit-contingency": 2,
  "bybit-option-cross": 1,
};

describe.skipIf(!isPresent)(`conformance with the reference vectors${absent}`, () => {
  const report = isPresent ? runConformance(folder, readVectorFiles(folder), calculationFamilies) : undefined;
  const families = report?.files.flatMap((file) => file.families) ?? [];

  test.for(calculationFamilies.map(({ id }) => id))("every id of %s agrees", (id) => {
    const family = families.find((candidate) => candidate.family === id)!;
    expect(family.misses).toEqual([]);
    expect(family.passedIds.length).toBe(family.total);
    expect(family.total).toBeGreaterThanOrEqual(required[id] ?? 1);
  });

  test("every required family is built", () => {
    const built = new Set(calculationFamilies.map(({ id }) => id));
    expect(Object.keys(required).filter((id) => !built.has(id))).toEqual([]);
  });

  test.for(venueRulebooks.map((one) => [one.id, one.upstreamVectors ?? 0] as const))(
    "%s states the %i requirements that it meets",
    ([id, stated]) => {
      expect(countsOf(report!, id).margins.passed).toBe(stated);
    },
  );

  test("the pages of the models state what the run found", () => {
    for (const { page, counted } of pagesWithCounts(report!)) expect(page).toBe(counted);
  });

  test("a vector is passed, not covered, informational or input data, and only one of them", () => {
    for (const file of report!.files) {
      const claimed = file.families.reduce((total, family) => total + family.total, 0);
      const open = file.notCovered.reduce((total, { count }) => total + count, 0);
      expect(claimed + open + file.informational + file.inputData, file.file).toBe(file.total);
    }
  });

  test("a calculation that is wrong is a miss, and so is one that throws", () => {
    const wrong = { id: "wrong", file: "stats-distributions", ids: /^norm-ppf-/, calculate: () => ({ x: 1 }) };
    const throwing = {
      ...wrong,
      id: "throwing",
      ids: /^chi2-/,
      calculate: () => {
        throw new Error("no");
      },
    };
    const broken = runConformance(folder, readVectorFiles(folder), [wrong, throwing]);
    expect(broken.passed).toBe(0);
    expect(broken.missed).toBe(24 + 44);
    expect(reportPage(broken)).toContain("Missed: `norm-ppf-");
  });
});

describe("the rules of comparison", () => {
  const rules = { notCompared: [], floors: {} };
  const vector = (expected: unknown, tolerance: Record<string, unknown>) => ({
    id: "v",
    inputs: {},
    expected,
    tolerance,
  });

  test("allow the larger of the absolute and the relative tolerance", () => {
    expect(differencesOf(vector({ x: 100 }, { rel: 0.01, abs: 0.5 }), { x: 101 }, rules)).toEqual([]);
    expect(differencesOf(vector({ x: 100 }, { rel: 0.01, abs: 0.5 }), { x: 101.1 }, rules)).toHaveLength(1);
    expect(differencesOf(vector({ x: 1 }, { rel: 0.01, abs: 0.5 }), { x: 1.5 }, rules)).toEqual([]);
  });

  test("let a named tolerance replace the general one for its field alone", () => {
    const named = vector({ x: 1, y: 1 }, { rel: 1e-9, x_rel: 0.1 });
    expect(differencesOf(named, { x: 1.05, y: 1 }, rules)).toEqual([]);
    expect(differencesOf(named, { x: 1, y: 1.05 }, rules).map(({ field }) => field)).toEqual(["y"]);
  });

  test("want null for null, equality for words, and every field of the target", () => {
    expect(differencesOf(vector({ x: null }, { rel: 1 }), { x: 0 }, rules)).toHaveLength(1);
    expect(differencesOf(vector({ x: 0 }, { abs: 1 }), { x: null }, rules)).toHaveLength(1);
    expect(differencesOf(vector({ x: 1 }, { abs: 1 }), { x: Number.NaN }, rules)).toHaveLength(1);
    expect(differencesOf(vector({ zone: "red" }, {}), { zone: "green" }, rules)).toHaveLength(1);
    expect(differencesOf(vector({ x: 1, y: 2 }, { rel: 1 }), { x: 1 }, rules)).toHaveLength(1);
    expect(differencesOf(vector([1, 2], { rel: 1 }), [1], rules)).toHaveLength(1);
  });

  test("apply a floor only where the target itself is below it", () => {
    const floored = { notCompared: [], floors: { p: 1e-12 } };
    expect(differencesOf(vector({ p: 0 }, { rel: 1e-9 }), { p: 1e-13 }, floored)).toEqual([]);
    expect(differencesOf(vector({ p: 1e-11 }, { rel: 1e-9 }), { p: 1.05e-11 }, floored)).toHaveLength(1);
  });
});
