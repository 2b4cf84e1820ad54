import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arithmeticCloses, seriesOf, unwrapped } from "../../test/contracts/market.ts";
import { archetypes } from "../backtest/archetype.ts";
import type { MarginModel } from "../margin/marginModel.ts";
import { fixedRatio } from "../margin/models/fixedRatio.ts";
import { historicalTail } from "../margin/models/historicalTail.ts";
import { checkParameters } from "../margin/parameters.ts";
import { type Rulebook, rulebookOf } from "../margin/rulebook.ts";
import { pointsIn } from "./boxPoints.ts";
import { finished, type TuningPlan } from "./objective.ts";
import { nonDominated, paretoFrontier } from "./paretoFrontier.ts";
import { sensitivity } from "./sensitivity.ts";

const plan: TuningPlan = {
  series: [seriesOf("BTC/USDT", arithmeticCloses(100, 420, 37))],
  stepMs: 86_400_000,
  coins: ["BTC"],
  books: archetypes
    .filter(({ id }) => id === "long" || id === "short")
    .map((archetype) => ({ kind: "archetype", archetype })),
  mporHours: 24,
  fromMs: 0,
  toMs: 8.64e15,
  seasoningDays: 0,
  level: 0.95,
  intervalLevel: 0.95,
  spansHours: [24],
};
const modelOf = (model: MarginModel, given: Readonly<Record<string, unknown>>): Rulebook =>
  rulebookOf(model, unwrapped(checkParameters(model.parameters, given, model.id)), "USD");
const ratio = modelOf(fixedRatio as MarginModel, { stablecoinHaircut: 0, initialRatio: 0.03, maintenanceRatio: 0.02 });
const tail = modelOf(historicalTail as MarginModel, { lookbackDays: 60, scenariosMin: 30, confidenceLevel: 0.95 });

describe("rows that none dominates", () => {
  it("are dominated by no row, and every other row is dominated by one of them", () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })), { maxLength: 30 });
    fc.assert(
      fc.property(rows, (costs) => {
        const kept = nonDominated(costs);
        const beats = (a: readonly number[], b: readonly number[]) =>
          a[0]! <= b[0]! && a[1]! <= b[1]! && (a[0]! < b[0]! || a[1]! < b[1]!);
        costs.forEach((row, k) => {
          if (kept.includes(k)) expect(costs.some((other) => beats(other, row))).toBe(false);
          else expect(kept.some((at) => beats(costs[at]!, row))).toBe(true);
        });
      }),
    );
  });

  it("take an infinite cost as the worst and refuse one that is no number", () => {
    expect(
      nonDominated([
        [1, Number.POSITIVE_INFINITY],
        [1, 2],
      ]),
    ).toEqual([1]);
    expect(() => nonDominated([[Number.NaN]])).toThrow("must be a number");
  });
});

it("points lie in the box, and four of them one in each quarter of every side", () => {
  const points = pointsIn(
    [
      { lower: 0, upper: 4 },
      { lower: 10, upper: 14 },
    ],
    4,
    5,
  );
  for (const d of [0, 1]) expect(points.map((point) => Math.floor(point[d]!) % 10).sort()).toEqual([0, 1, 2, 3]);
});

describe("a frontier", () => {
  const ranges = [{ name: "initialRatio", current: 0.03, lower: 0.01, upper: 0.08 }];
  const made = (constraints: { coverageMin: number; peakToTroughMax?: number }) =>
    unwrapped(finished(paretoFrontier(plan, ratio, ranges, { count: 16, seed: 1, constraints })));

  it("of a ratio that covers all but one move: average margin is the ratio, and none is below the current in all", () => {
    const { points, current, refusals } = made({ coverageMin: 0.95 });
    expect(points).toHaveLength(17);
    expect(refusals).toEqual([]);
    for (const { averageMargin, values, isOnFrontier } of points) {
      expect(averageMargin).toBeCloseTo(values[0]!, 6);
      // More margin means less uncovered, until nothing is.
      if (values[0]! < 0.045) expect(isOnFrontier).toBe(true);
    }
    expect(
      points.filter(({ values }) => values[0]! > 0.06).filter(({ isOnFrontier }) => isOnFrontier).length,
    ).toBeLessThan(2);
    expect(current.values).toEqual([0.03]);
  });

  it("proposes the cheapest point that keeps the constraints, and none where nothing does", () => {
    const { points, proposed } = made({ coverageMin: 0.95 });
    expect(proposed!.coverage).toBeGreaterThanOrEqual(0.95);
    for (const point of points) {
      if (point.coverage >= 0.95) expect(point.averageMargin).toBeGreaterThanOrEqual(proposed!.averageMargin);
    }
    expect(made({ coverageMin: 0.95, peakToTroughMax: 0.5 }).proposed).toBeNull();
  });

  it("compares only horizons that every point observed, though a longer lookback sees fewer", () => {
    const lookback = [{ name: "lookbackDays", current: 60, lower: 40, upper: 200 }];
    const { points } = unwrapped(
      finished(paretoFrontier(plan, tail, lookback, { count: 4, seed: 1, constraints: { coverageMin: 0.9 } })),
    );
    const counts = new Set(points.flatMap(({ books }) => books.map((one) => one.coverage.observations)));
    expect(counts.size).toBe(1);
  });
});

describe("sensitivity", () => {
  it("of a requirement in proportion to one parameter and none to another", () => {
    const ranges = [
      { name: "initialRatio", current: 0.03, lower: 0.02, upper: 0.06 },
      { name: "collateralHaircut", current: 0.1, lower: 0.05, upper: 0.2 },
    ];
    const [own, other] = unwrapped(finished(sensitivity(plan, ratio, ranges, { count: 8, resamples: 50, seed: 3 })));
    expect(own!.marginElasticity).toBeCloseTo(1, 4);
    expect(own!.coverageElasticity).toBeGreaterThan(0);
    expect(own!.margin!.total.value).toBeGreaterThan(0.5);
    expect(other!.marginElasticity).toBeCloseTo(0, 9);
    expect(other!.margin!.total.value).toBeCloseTo(0, 9);
  }, 60_000);

  it("needs a value above 0", () => {
    const ranges = [{ name: "stablecoinHaircut", current: 0, lower: 0, upper: 0.1 }];
    expect(finished(sensitivity(plan, ratio, ranges, { count: 2, resamples: 10, seed: 3 })).ok).toBe(false);
  });
});
