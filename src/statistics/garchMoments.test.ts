import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { garchMoments, garchSumVariance } from "./garchMoments.ts";

const recursion = { omega: 0.1, alpha: 0.1, beta: 0.8 };

describe("moments of a GARCH(1,1)", () => {
  test("are worked by hand: a variance of 1, half gone after 6.58 steps, a kurtosis of 3.35", () => {
    const { persistence, unconditionalVariance, halfLife, kurtosis } = garchMoments(recursion);
    expect(persistence).toBeCloseTo(0.9, 15);
    expect(unconditionalVariance).toBeCloseTo(1, 14);
    expect(0.9 ** halfLife!).toBeCloseTo(0.5, 14);
    expect(kurtosis).toBeCloseTo((3 * 0.19) / 0.17, 13);
  });

  test("are absent where there are none", () => {
    expect(garchMoments({ omega: 1, alpha: 0.3, beta: 0.7 })).toMatchObject({
      unconditionalVariance: null,
      halfLife: null,
    });
    expect(garchMoments({ omega: 1, alpha: 0.6, beta: 0.3 }).kurtosis).toBeNull();
    expect(garchMoments({ omega: 1, alpha: 0, beta: 0 })).toMatchObject({ halfLife: 0, kurtosis: 3 });
  });

  test("the variance of a sum is the sum of the variances forecast a step at a time, for any persistence", () => {
    const share = fc.double({ min: 0, max: 0.6, noNaN: true });
    fc.assert(
      fc.property(share, share, fc.integer({ min: 1, max: 60 }), (alpha, beta, steps) => {
        let [variance, total] = [2, 0];
        for (let step = 0; step < steps; step++) {
          total += variance;
          variance = 0.1 + (alpha + beta) * variance;
        }
        expect(garchSumVariance({ omega: 0.1, alpha, beta }, 2, steps) / total).toBeCloseTo(1, 6);
      }),
    );
    expect(garchSumVariance({ omega: 0.1, alpha: 0.5, beta: 0.5 }, 2, 3)).toBeCloseTo(2 + 2.1 + 2.2, 12);
  });

  test("want a recursion that stays positive", () => {
    expect(() => garchMoments({ omega: 0, alpha: 0.1, beta: 0.1 })).toThrow("omega");
    expect(() => garchMoments({ omega: 1, alpha: -0.1, beta: 0.1 })).toThrow("alpha");
    expect(() => garchSumVariance(recursion, 0, 3)).toThrow("nextVariance");
    expect(() => garchSumVariance(recursion, 1, 0)).toThrow("steps");
  });
});
