import { describe, expect, it } from "vitest";
import { seriesOf, unwrapped } from "../../test/contracts/market.ts";
import { archetypes } from "../backtest/archetype.ts";
import type { Book } from "../backtest/run.ts";
import { fixedRatio } from "../margin/models/fixedRatio.ts";
import { checkParameters } from "../margin/parameters.ts";
import { type Rulebook, rulebookOf } from "../margin/rulebook.ts";
import { exp } from "../numerics/exponential.ts";
import { RandomStream } from "../statistics/randomStream.ts";
import { finished, type TuningPlan } from "./objective.ts";
import { type RecalibrationTerms, rollingRecalibration } from "./rollingRecalibration.ts";
import { tunedParameter } from "./tunedParameter.ts";

const dayMs = 86_400_000;
const random = new RandomStream({ seed: 14, stream: 0 });
const normals = Array.from({ length: 1600 }, () => random.nextNormal());

/** Daily closes whose volatility is what a function of the day says. */
function closesOf(volatility: (day: number) => number): number[] {
  let close = 100;
  return [close, ...normals.map((one, day) => (close *= exp(volatility(day) * one)))];
}

const calm = closesOf(() => 0.02);

function planOf(closes: readonly number[]): TuningPlan {
  const books = ["long", "short"].map(
    (id): Book => ({ kind: "archetype", archetype: archetypes.find((one) => one.id === id)! }),
  );
  return {
    series: [seriesOf("BTC/USDT", [...closes])],
    stepMs: dayMs,
    coins: ["BTC"],
    books,
    mporHours: 24,
    fromMs: 0,
    toMs: 8.64e15,
    seasoningDays: 0,
    level: 0.98,
    intervalLevel: 0.95,
    spansHours: [24],
  };
}

const rulebook = rulebookOf(
  fixedRatio,
  unwrapped(checkParameters(fixedRatio.parameters, { stablecoinHaircut: 0 }, "")),
  "USD",
) as Rulebook;
const ratio = unwrapped(tunedParameter(rulebook, "initialRatio"));
const terms: RecalibrationTerms = {
  everyMs: 200 * dayMs,
  windowMs: 600 * dayMs,
  bounds: { lower: 0.005, upper: 0.6, tolerance: 1e-6 },
  bootstrap: { resamples: 50, blockLength: 5, seed: 1 },
  falseAlarmMax: 0.05,
  priorObservations: 100,
};
const walked = (closes: readonly number[], own: Partial<RecalibrationTerms> = {}) =>
  unwrapped(finished(rollingRecalibration(planOf(closes), ratio, { ...terms, ...own })));

describe("a parameter recalibrated through history", () => {
  const found = walked(calm);

  it("covers what it is asked to out of sample, at a fraction of the margin that was never touched", () => {
    expect(found.steps).toHaveLength(5);
    for (const { adjusted, kept, bookId } of found.books) {
      // 1,000 days at 2 %: 20 expected, and 35 are three deviations more.
      expect(adjusted.coverage.breaches, bookId).toBeLessThan(36);
      expect(adjusted.averageMargin, bookId).toBeLessThan(0.7 * kept.averageMargin);
      expect(adjusted.drift.tooMany.alarmIndex, bookId).toBeNull();
      expect(kept.drift.tooFew.wealth.at(-1)!, bookId).toBeGreaterThan(1);
    }
  });

  it("reads nothing that was not over: prices of later days change no step before them", () => {
    const cut = 600 + 2 * 200;
    const later = calm.map((close, day) => (day > cut ? 5 * close : close));
    const other = walked(later);
    expect(other.steps.slice(0, 3)).toEqual(found.steps.slice(0, 3));
    expect(other.steps[3]!.fit).not.toEqual(found.steps[3]!.fit);
  });

  it("rings when the market doubles its moves between two fits, and not before", () => {
    const wild = closesOf((day) => (day < 600 ? 0.02 : 0.05));
    const { books } = walked(wild, { everyMs: 900 * dayMs });
    for (const { adjusted } of books) expect(adjusted.drift.tooMany.alarmIndex).toBeLessThan(200);
  });

  it("goes as far as its policy lets it, a step at a time, and no further than a kill switch", () => {
    const policy = {
      parameter: "initialRatio",
      lower: 0.03,
      upper: 0.2,
      stepShareMax: 0.1,
      dailyShareMax: 0.1,
      delayMs: 0,
      isStopped: false,
    };
    const values = walked(calm, { policy }).steps.map(({ after }) => after);
    expect(values[0]).toBeCloseTo(0.09, 12);
    expect(values[1]).toBeCloseTo(0.081, 12);
    const stopped = walked(calm, { policy: { ...policy, isStopped: true } });
    for (const { decision, after } of stopped.steps) {
      expect(decision).toEqual({ kind: "stop", reasons: ["the kill switch is on"] });
      expect(after).toBe(0.1);
    }
    for (const { kept, adjusted } of stopped.books) expect(adjusted).toEqual(kept);
  });

  it("without a date that has a window before it is refused with the days that there are", () => {
    const answer = finished(rollingRecalibration(planOf(calm), ratio, { ...terms, windowMs: 2000 * dayMs }));
    expect(answer).toMatchObject({
      ok: false,
      failure: { path: "--window", message: expect.stringContaining("1599 days") },
    });
  });
});
