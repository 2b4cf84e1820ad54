import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fisslerZiegelScore, qlike, tickLoss } from "./forecastScores.ts";
import { normalPdf, normalQuantile } from "./normal.ts";
import { RandomStream } from "./randomStream.ts";

const p = 0.05;
const count = 40_000;
const random = new RandomStream({ seed: 5, stream: 1 });
const returns = Float64Array.from({ length: count }, () => random.nextNormal());
const constant = (value: number): Float64Array => new Float64Array(count).fill(value);
/** Of the standard normal law. */
const quantileNow = normalQuantile(p);
const shortfallNow = -normalPdf(quantileNow) / p;

function meanOf(scores: ReturnType<typeof qlike>): number {
  if (!scores.ok) throw new Error(scores.failure.message);
  return scores.value.reduce((total, score) => total + score, 0) / scores.value.length;
}

const tick = (quantile: number): number =>
  meanOf(tickLoss({ returns, quantiles: constant(quantile), tailProbability: p }));
const joint = (quantile: number, shortfall: number): number =>
  meanOf(
    fisslerZiegelScore({ returns, quantiles: constant(quantile), shortfalls: constant(shortfall), tailProbability: p }),
  );

describe("a score of forecasts", () => {
  test("of variance is least at the true variance though only squared returns are seen", () => {
    const proxies = returns.map((one) => one * one);
    const scores = [0.7, 0.85, 1, 1.15, 1.3].map((variance) => meanOf(qlike(proxies, constant(variance))));
    expect(scores.indexOf(Math.min(...scores))).toBe(2);
  });

  test("of a quantile is least at the true quantile", () => {
    const scores = [-0.3, -0.15, 0, 0.15, 0.3].map((error) => tick(quantileNow + error));
    expect(scores.indexOf(Math.min(...scores))).toBe(2);
  });

  test("of quantile and shortfall is least where both are true", () => {
    const best = joint(quantileNow, shortfallNow);
    expect(joint(quantileNow - 0.2, shortfallNow - 0.2)).toBeGreaterThan(best);
    expect(joint(quantileNow, shortfallNow - 0.3)).toBeGreaterThan(best);
    expect(joint(quantileNow + 0.2, shortfallNow)).toBeGreaterThan(best);
  });

  test("by hand: a breach of 1 beyond a quantile of −2 whose shortfall is −4", () => {
    const one = (value: number): Float64Array => Float64Array.of(value);
    const forecasts = { returns: one(-3), quantiles: one(-2), tailProbability: 0.25 };
    expect(meanOf(tickLoss(forecasts))).toBe(0.75);
    expect(meanOf(fisslerZiegelScore({ ...forecasts, shortfalls: one(-4) }))).toBeCloseTo(
      1 + 0.5 + Math.log(4) - 1,
      14,
    );
    expect(meanOf(qlike(one(0), one(4)))).toBeCloseTo(Math.log(4), 14);
  });

  test("does not care for the unit when forecasts are compared", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), (unit) => {
        const scaled = (quantile: number, shortfall: number): number =>
          meanOf(
            fisslerZiegelScore({
              returns: returns.subarray(0, 500).map((one) => one * unit),
              quantiles: new Float64Array(500).fill(quantile * unit),
              shortfalls: new Float64Array(500).fill(shortfall * unit),
              tailProbability: p,
            }),
          );
        const apart = scaled(-1.6, -2.1) - scaled(-2, -2.5);
        const first = { returns: returns.subarray(0, 500), tailProbability: p };
        const plain = (quantile: number, shortfall: number): number =>
          meanOf(
            fisslerZiegelScore({
              ...first,
              quantiles: new Float64Array(500).fill(quantile),
              shortfalls: new Float64Array(500).fill(shortfall),
            }),
          );
        expect(apart).toBeCloseTo(plain(-1.6, -2.1) - plain(-2, -2.5), 10);
      }),
      { numRuns: 20 },
    );
  });

  test("names the entry that is no forecast", () => {
    const two = Float64Array.of(-1, -2);
    const fault = (outcome: ReturnType<typeof qlike>): string =>
      outcome.ok ? "" : `${outcome.failure.path}: ${outcome.failure.message}`;
    expect(fault(qlike(Float64Array.of(1, 1), Float64Array.of(1, 0)))).toBe(
      "variances[1]: must be finite and be above 0; have 0",
    );
    expect(fault(qlike(Float64Array.of(-1, 1), Float64Array.of(1, 1)))).toContain("proxies[0]");
    expect(fault(tickLoss({ returns: two, quantiles: Float64Array.of(-1), tailProbability: p }))).toBe(
      "returns: 2 values beside 1 forecasts",
    );
    expect(fault(tickLoss({ returns: two, quantiles: Float64Array.of(Number.NaN, 1), tailProbability: p }))).toBe(
      "quantiles[0]: must be finite; have NaN",
    );
    const forecasts = { returns: two, quantiles: two, tailProbability: p };
    expect(fault(fisslerZiegelScore({ ...forecasts, shortfalls: Float64Array.of(-2, -1) }))).toContain("shortfalls[1]");
    expect(fault(fisslerZiegelScore({ ...forecasts, shortfalls: two, tailProbability: 1 }))).toContain("(0, 1)");
  });
});
