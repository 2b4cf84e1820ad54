import { describe, expect, it } from "vitest";
import { seriesOf, unwrapped } from "../../test/contracts/market.ts";
import { archetypes } from "../backtest/archetype.ts";
import type { Book } from "../backtest/run.ts";
import { fixedRatio } from "../margin/models/fixedRatio.ts";
import { scenarioGrid } from "../margin/models/scenarioGrid.ts";
import { checkParameters } from "../margin/parameters.ts";
import { type Rulebook, rulebookOf } from "../margin/rulebook.ts";
import { exp } from "../numerics/exponential.ts";
import { RandomStream } from "../statistics/randomStream.ts";
import { fitToCoverage, horizonsNeeded } from "./fitToCoverage.ts";
import { finished, outcomesOf, type TuningPlan } from "./objective.ts";
import { tunedParameter, tunedTogether } from "./tunedParameter.ts";

const random = new RandomStream({ seed: 4, stream: 0 });
const returns = Array.from({ length: 1200 }, () => 0.03 * random.nextNormal());
let close = 100;
const closes = [close, ...returns.map((one) => (close *= exp(one)))];

const bookOf = (id: string): Book => ({ kind: "archetype", archetype: archetypes.find((one) => one.id === id)! });
const planOf = (ids: readonly string[], level = 0.99): TuningPlan => ({
  series: [seriesOf("BTC/USDT", closes)],
  stepMs: 86_400_000,
  coins: ["BTC"],
  books: ids.map(bookOf),
  mporHours: 24,
  fromMs: 0,
  toMs: 8.64e15,
  seasoningDays: 0,
  level,
  intervalLevel: 0.95,
  spansHours: [24],
});
const ratioBook = rulebookOf(
  fixedRatio,
  unwrapped(checkParameters(fixedRatio.parameters, { stablecoinHaircut: 0 }, "")),
  "USD",
) as Rulebook;
const gridBook = rulebookOf(scenarioGrid, unwrapped(checkParameters(scenarioGrid.parameters, {}, "")), "USD");
const bootstrap = { resamples: 200, blockLength: 10, seed: 1 };
const bounds = { lower: 0.01, upper: 0.5, tolerance: 1e-7 };
const fitted = (plan: TuningPlan, rulebook: Rulebook, name: string, ends = bounds) =>
  finished(fitToCoverage(plan, unwrapped(tunedParameter(rulebook, name)), ends, bootstrap));

/** Falls of a day, largest first. */
const falls = closes
  .slice(1)
  .map((price, k) => 1 - price / closes[k]!)
  .sort((a, b) => b - a);

describe("a ratio fitted to a coverage", () => {
  it("is the first fall that the target leaves no room for: the thirteenth of 1,200 at 99 %", () => {
    const fit = unwrapped(fitted(planOf(["long"]), ratioBook, "initialRatio"));
    expect(fit.binding.breachesAllowed).toBe(12);
    expect(fit.value).toBeGreaterThanOrEqual(falls[12]! - 1e-9);
    expect(fit.value).toBeLessThan(falls[12]! + 1e-6);
  });

  it("covers the target where it is, and misses it a little below", () => {
    const parameter = unwrapped(tunedParameter(ratioBook, "initialRatio"));
    const { value } = unwrapped(fitted(planOf(["long", "short"]), ratioBook, "initialRatio"));
    const breachesAt = (at: number) =>
      unwrapped(finished(outcomesOf(planOf(["long", "short"]), unwrapped(parameter.at(at))))).map(
        ({ coverage }) => coverage.breaches,
      );
    expect(Math.max(...breachesAt(value))).toBe(12);
    expect(Math.max(...breachesAt(value - 1e-5))).toBe(13);
  });

  it("has an interval made of falls that were seen, around it", () => {
    const { interval, blockInterval, value } = unwrapped(fitted(planOf(["long"]), ratioBook, "initialRatio")).binding;
    for (const { lower, upper } of [interval, blockInterval]) {
      expect(lower!).toBeLessThan(value);
      expect(upper!).toBeGreaterThan(value);
      for (const end of [lower!, upper!]) expect(falls.some((fall) => Math.abs(fall - end) < 1e-6)).toBe(true);
    }
  });

  it("is that of the book that asks most", () => {
    const both = unwrapped(fitted(planOf(["long", "short"]), ratioBook, "initialRatio"));
    expect(both.value).toBe(Math.max(...both.books.map((one) => one.value)));
  });

  it("rises with the target", () => {
    const values = [0.95, 0.98, 0.99].map(
      (level) => unwrapped(fitted(planOf(["short"], level), ratioBook, "initialRatio")).value,
    );
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(new Set(values).size).toBe(3);
  });

  it("of a price range moves the whole grid: the books it fits are covered, and a wider range stays a grid", () => {
    const fit = unwrapped(fitted(planOf(["long"]), gridBook as Rulebook, "priceRange"));
    const rulebook = unwrapped(unwrapped(tunedParameter(gridBook as Rulebook, "priceRange")).at(fit.value));
    const [one] = unwrapped(finished(outcomesOf(planOf(["long"]), rulebook)));
    expect(one!.coverage.breaches).toBe(12);
    const { scenarios } = rulebook.parameters as { scenarios: [number, string, number][] };
    const within = scenarios.filter(([, , share]) => share === 1).map(([price]) => Math.abs(price - 1));
    expect(Math.max(...within)).toBeCloseTo(fit.value, 9);
  });
});

describe("what cannot be fitted is refused with the reason", () => {
  it("a target that the upper bound does not reach", () => {
    const answer = fitted(planOf(["long"]), ratioBook, "initialRatio", { ...bounds, upper: 0.02 });
    expect(answer.ok ? "" : answer.failure.message).toMatch(/0.02 leaves \d+ of 1200 horizons uncovered/);
  });

  it("a target that the lower bound already meets", () => {
    const answer = fitted(planOf(["long"]), ratioBook, "initialRatio", { ...bounds, lower: 0.4 });
    expect(answer.ok ? "" : answer.failure.message).toContain("0.4 already covers");
  });

  it("a history too short to tell, with how many horizons are needed", () => {
    const answer = fitted(planOf(["long"], 0.999), ratioBook, "initialRatio");
    expect(answer.ok ? "" : answer.failure.message).toContain("1200 horizons are too few");
    // 0.999ⁿ ≤ 0.025
    expect(horizonsNeeded(0.999, 0.95)).toBe(3688);
    expect(0.999 ** 3688).toBeLessThanOrEqual(0.025);
    expect(0.999 ** 3687).toBeGreaterThan(0.025);
  });

  it("a parameter with which the requirement falls", () => {
    const parameter = unwrapped(tunedParameter(ratioBook, "initialRatio"));
    const reversed = { ...parameter, at: (value: number) => parameter.at(0.6 - value) };
    const answer = finished(fitToCoverage(planOf(["long"]), reversed, bounds, bootstrap));
    expect(answer.ok ? "" : answer.failure.message).toMatch(/requirement of .* falls as it rises/);
  });

  it("a name that is no number, a number named twice, a venue's rulebook, a value out of bounds", () => {
    const near = tunedParameter(ratioBook, "initialRation");
    expect(near.ok ? "" : near.failure.hint).toBe("did you mean initialRatio?");
    expect(tunedTogether(ratioBook, ["initialRatio", "initialRatio"]).ok).toBe(false);
    const ofVenue = { ...ratioBook, venue: { id: "a-venue", isVerified: false } };
    const answer = tunedParameter(ofVenue, "initialRatio");
    expect(answer.ok ? "" : answer.failure.message).toContain("not ours to change");
    const parameter = unwrapped(tunedParameter(ratioBook, "initialRatio"));
    for (const value of [0, -1, 1.5, Number.NaN]) expect(parameter.at(value).ok).toBe(false);
  });
});

describe("the outcomes of a model", () => {
  it("of a fixed ratio: the same share of notional at all times, and no expected shortfall once nothing is beyond", () => {
    const parameter = unwrapped(tunedParameter(ratioBook, "initialRatio"));
    const [low] = unwrapped(finished(outcomesOf(planOf(["long"]), unwrapped(parameter.at(0.05)))));
    const [high] = unwrapped(finished(outcomesOf(planOf(["long"]), unwrapped(parameter.at(0.5)))));
    expect(low!.averageMargin).toBeCloseTo(0.05, 8);
    expect(low!.procyclicality!.peakToTrough).toBeCloseTo(1, 6);
    expect(low!.expectedShortfallBeyondMargin).toBeGreaterThan(0);
    expect(high!.expectedShortfallBeyondMargin).toBe(0);
    // The worst 12 of 1,200 falls, less the margin.
    const beyond = falls.slice(0, 12).reduce((sum, fall) => sum + Math.max(0, fall - 0.05), 0) / 12;
    expect(low!.expectedShortfallBeyondMargin).toBeCloseTo(beyond, 6);
  });
});
