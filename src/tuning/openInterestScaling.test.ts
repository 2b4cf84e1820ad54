import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unwrapped } from "../../test/contracts/market.ts";
import { closeOutCost } from "./bracketTable.ts";
import { type OpenInterestTerms, openInterestScaling } from "./openInterestScaling.ts";

/** Losses of 0 to 10 %, evenly: the 99 % quantile is 9.9 %. */
const losses = [Float64Array.from({ length: 1000 }, (_, k) => (k + 1) / 10_000)];
const terms: OpenInterestTerms = {
  level: 0.99,
  intervalLevel: 0.95,
  horizonDays: 1,
  depth: { dailyVolume: 1e8, dailyVolatility: 0.04, days: 90 },
  impactCoefficient: 1,
  participation: 0.1,
  baseRatio: 0.11,
  closedShare: 0.2,
};

describe("an initial ratio scaled by open interest", () => {
  it("starts to rise where the close-out costs the base ratio, worked by hand", () => {
    // 0.099 + 0.04 √(0.2 x / 1e8) = 0.11 at x = 1e8/0.2 · (0.011/0.04)² = 37.8 million
    expect(unwrapped(openInterestScaling(losses, terms)).floor).toBe(3.78e7);
  });

  it("never asks for less than the close-out costs, and is not steeper than it must be", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 0.6, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.double({ min: 0.02, max: 1, noNaN: true }),
        fc.double({ min: 0.2, max: 2, noNaN: true }),
        (baseRatio, closedShare, participation, impactCoefficient) => {
          const own = { ...terms, baseRatio, closedShare, participation, impactCoefficient };
          const { floor, cap } = unwrapped(openInterestScaling(losses, own));
          const cost = unwrapped(closeOutCost(losses, own));
          let tightest = Number.POSITIVE_INFINITY;
          for (let k = 1; k <= 3000; k++) {
            // From a millionth of the way to a little beyond the cap.
            const x = floor + (cap - floor) * Math.exp(-14 * (1 - k / 2900));
            const asked = Math.min(1, baseRatio + ((1 - baseRatio) * (x - floor)) / (cap - floor));
            const needed = Math.min(1, cost(closedShare * x).ratio);
            expect(asked).toBeGreaterThanOrEqual(needed - 1e-9);
            if (needed < 1) tightest = Math.min(tightest, (asked - needed) / (asked - baseRatio));
          }
          // Somewhere the line all but touches the cost: rounding the cap to three digits takes a hundredth at most.
          expect(tightest).toBeLessThan(0.02);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("below the move itself no base ratio is supported", () => {
    const answer = openInterestScaling(losses, { ...terms, baseRatio: 0.05 });
    expect(answer).toMatchObject({ ok: false, failure: { message: expect.stringContaining("alone is 0.099") } });
  });
});
