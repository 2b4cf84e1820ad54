import fc from "fast-check";
import { expect, test } from "vitest";
import { accountOf, assessedBy, boundBy, entered, linear, marketOf } from "../../../tools/conformance/marginCase.ts";
import { normalQuantile } from "../../statistics/normal.ts";
import { bind } from "../bind.ts";
import { levelsOf, lognormalRiskFactors } from "./lognormalTail.ts";

const btc = linear("BTC/USD:USD", "BTC", "USD");
const market = marketOf({ instruments: [btc], marks: { [btc.id]: 15_900 } });

test("one short at 15,900 with factor 0.1 and slippage 0.25 owes 5,565, and 6,678 to open", () => {
  const terms = { longFactor: 0.2, shortFactor: 0.1, slippage: 0.25 };
  const bound = boundBy("vega", { markets: { [btc.id]: terms } }, market);
  const { requirement } = assessedBy(accountOf([entered(btc, -1, 15_900)], {}), bound);
  expect(requirement.maintenance).toBeCloseTo(5_565, 9);
  expect(requirement.initial).toBeCloseTo(6_678, 9);
  const scales = { searchScale: 1.1, initialScale: 1.2, releaseScale: 1.4 };
  const { search, release } = levelsOf(5_565, scales);
  expect(search).toBeCloseTo(6121.5, 9);
  expect(release).toBeCloseTo(7791, 9);
});

test("the factors are the mean of the worst outcomes: an average over the tail's quantiles agrees", () => {
  // A price of mean 1 and deviation 0.5, averaged over its worst five percent on either side by the midpoint rule.
  const count = 20_000;
  let [low, high] = [0, 0];
  for (let k = 0; k < count; k++) {
    const quantile = normalQuantile(((k + 0.5) / count) * 0.05);
    low += Math.exp(0.5 * quantile - 0.125) / count;
    high += Math.exp(-0.5 * quantile - 0.125) / count;
  }
  const { long, short } = lognormalRiskFactors(0.05, 0.5);
  expect(long).toBeCloseTo(1 - low, 5);
  expect(short).toBeCloseTo(high - 1, 4);
});

test("a short risks more than a long, and both risk more as volatility rises", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 200 }), (permille, hundredths) => {
      const [tail, deviation] = [permille / 1000, hundredths / 100];
      const { long, short } = lognormalRiskFactors(tail, deviation);
      const more = lognormalRiskFactors(tail, deviation * 1.1);
      expect(short).toBeGreaterThan(long);
      expect(more.long).toBeGreaterThan(long);
      expect(more.short).toBeGreaterThan(short);
      expect(long).toBeLessThan(1);
    }),
  );
});

test("longs are charged as the venue quotes it, or exactly: 0.8012 and 0.8007 at a probability of a millionth", () => {
  const law = { riskAversion: 1e-6, years: 0.1, volatility: 1, slippage: 0 };
  const owed = (longTail: string) => {
    const bound = boundBy("vega", { markets: { [btc.id]: law }, longTail }, market);
    return assessedBy(accountOf([entered(btc, 1, 15_900)], {}), bound).requirement.maintenance / 15_900;
  };
  expect(owed("as-quoted")).toBeCloseTo(0.801225765, 8);
  expect(owed("exact")).toBeCloseTo(0.800728208, 8);
});

test("a market that states neither law nor factors is refused by name", () => {
  const { rulebook } = boundBy("vega", { markets: {} }, market);
  const half = {
    ...rulebook,
    parameters: { ...rulebook.parameters, markets: { [btc.id]: { riskAversion: 0.1, slippage: 0 } } },
  };
  expect(bind(half, market)).toMatchObject({ ok: false, failure: { code: "invalid", path: `markets/${btc.id}` } });
});
