import { describe, expect, it } from "vitest";
import { arithmeticCloses, seriesOf, unwrapped } from "../../test/contracts/market.ts";
import { archetypes } from "../backtest/archetype.ts";
import type { MarketDepth } from "../calibration/impact.ts";
import type { MarginModel } from "../margin/marginModel.ts";
import { fixedRatio } from "../margin/models/fixedRatio.ts";
import { tiered } from "../margin/models/tiered.ts";
import { checkParameters } from "../margin/parameters.ts";
import { rulebookOf } from "../margin/rulebook.ts";
import { type BracketTerms, bracketTable } from "./bracketTable.ts";
import { finished, outcomesOf, type TuningPlan } from "./objective.ts";

const plan: TuningPlan = {
  series: [seriesOf("BTC/USDT", arithmeticCloses(100, 500, 37))],
  stepMs: 86_400_000,
  coins: ["BTC"],
  books: archetypes
    .filter(({ id }) => id === "long" || id === "short")
    .map((archetype) => ({ kind: "archetype", archetype })),
  mporHours: 24,
  fromMs: 0,
  toMs: 8.64e15,
  seasoningDays: 0,
  level: 0.98,
  intervalLevel: 0.95,
  spansHours: [24],
};
const rulebookWith = (model: MarginModel, given: Readonly<Record<string, unknown>>) =>
  rulebookOf(model, unwrapped(checkParameters(model.parameters, given, model.id)), "USD");
const observed = unwrapped(finished(outcomesOf(plan, rulebookWith(fixedRatio as MarginModel, {}))));
const losses = observed.map((one) => one.observed.losses);

const depth: MarketDepth = { dailyVolume: 1e7, dailyVolatility: 0.03, days: 90 };
const terms: BracketTerms = {
  caps: [50_000, 150_000, 1_000_000, 5_000_000],
  level: 0.98,
  maintenanceLevel: 0.95,
  intervalLevel: 0.95,
  horizonDays: 1,
  depth,
  impactCoefficient: 1,
  participation: 0.1,
  tick: 0.0005,
  leverageTick: 0.5,
};

describe("fitted brackets", () => {
  const table = unwrapped(bracketTable(losses, terms));

  it("ask more of more, never less initial than maintenance, on whole ticks", () => {
    table.forEach((bracket, k) => {
      const before = table[k - 1];
      if (before !== undefined) {
        expect(bracket.initialRatio).toBeGreaterThanOrEqual(before.initialRatio);
        expect(bracket.maintenanceRate).toBeGreaterThanOrEqual(before.maintenanceRate);
        expect(bracket.leverageMax).toBeLessThanOrEqual(before.leverageMax);
      }
      expect(bracket.maintenanceRate).toBeLessThanOrEqual(bracket.initialRatio);
      expect(1 / bracket.leverageMax).toBeGreaterThanOrEqual(bracket.initialRatio);
      for (const ratio of [bracket.initialRatio, bracket.maintenanceRate]) {
        expect(Math.abs(ratio / terms.tick - Math.round(ratio / terms.tick))).toBeLessThan(1e-6);
      }
      expect(bracket.initialRatio).toBeGreaterThanOrEqual(bracket.move + bracket.impact);
    });
  });

  it("cover the target in the bracket that a book of 100,000 falls in, whichever that is, with the sale to spare", () => {
    for (const caps of [[200_000], [50_000, 150_000], [20_000, 50_000, 1_000_000]]) {
      const brackets = unwrapped(bracketTable(losses, { ...terms, caps })).map(
        ({ floor, cap, maintenanceRate, leverageMax }) => ({ floor, cap, maintenanceRate, leverageMax }),
      );
      const rulebook = rulebookWith(tiered as MarginModel, {
        brackets: { "BTC/USDT:USDT": brackets },
        bracketUnit: "settlement",
        deductions: "continuous",
        notionalPrice: "mark",
        closeFeeRate: 0,
        collateralHaircuts: { USDT: 0 },
      });
      for (const one of unwrapped(finished(outcomesOf(plan, rulebook)))) {
        expect(one.coverage.coverage).toBeGreaterThanOrEqual(0.98);
      }
    }
  });

  it("of a market ten times as deep ask less of the same size", () => {
    const deep = unwrapped(bracketTable(losses, { ...terms, depth: { ...depth, dailyVolume: 1e8 } }));
    for (const [k, { initialRatio }] of deep.entries()) {
      expect(initialRatio).toBeLessThanOrEqual(table[k]!.initialRatio);
    }
    expect(deep[3]!.initialRatio).toBeLessThan(table[3]!.initialRatio);
  });

  it("are refused where a cap asks for the whole notional, and where the horizons cannot tell", () => {
    const whole = bracketTable(losses, { ...terms, caps: [1e9] });
    expect(whole.ok ? "" : whole.failure.message).toContain("of its notional");
    const few = bracketTable(losses, { ...terms, level: 0.999 });
    expect(few.ok ? "" : few.failure.message).toContain("3688 are needed");
    expect(() => bracketTable(losses, { ...terms, caps: [5, 5] })).toThrow("caps must rise");
  });
});
