import { describe, expect, test } from "vitest";
import { expectedShortfall } from "./expectedShortfall.ts";
import { RandomStream } from "./randomStream.ts";
import { expectedShortfallInterval, valueAtRiskInterval } from "./tailInterval.ts";

const hundred = Float64Array.from({ length: 100 }, (_, i) => -(i + 1)); // losses 1 … 100

describe("valueAtRiskInterval", () => {
  test("is a pair of order statistics from the binomial law", () => {
    // Binomial(100, 0.1): P(X ≥ 17) = 2.06 % but P(X ≥ 16) = 3.99 %; P(X ≤ 4) = 2.37 % but P(X ≤ 5) = 5.76 %.
    const interval = valueAtRiskInterval({ outcomes: hundred, level: 0.9, intervalLevel: 0.95 });
    expect(interval).toEqual({ lower: 84, upper: 96, level: 0.95, effectiveTailCount: 10 });
  });

  test("has no upper end when even the largest loss is too likely to be below the truth", () => {
    // 0.99^100 = 36.6 % is the chance that the truth lies beyond every outcome.
    const interval = valueAtRiskInterval({ outcomes: hundred, level: 0.99, intervalLevel: 0.95 });
    expect(interval.upper).toBeNull();
    expect(interval.lower).toBe(97);
  });

  test("with equal weights encloses what it encloses without", () => {
    const weights = new Float64Array(100).fill(0.01);
    const interval = valueAtRiskInterval({ outcomes: hundred, level: 0.9, intervalLevel: 0.95, weights });
    expect(interval.lower).toBe(84);
    expect(interval.upper).toBe(96);
  });

  test("covers the true quantile at least as often as it says", () => {
    const truth = 0.975; // of uniform losses
    let covered = 0;
    const trials = 400;
    for (let trial = 0; trial < trials; trial += 1) {
      const stream = new RandomStream({ seed: 11, stream: trial });
      const outcomes = Float64Array.from({ length: 500 }, () => -stream.nextUniform());
      const { lower, upper } = valueAtRiskInterval({ outcomes, level: 0.975, intervalLevel: 0.95 });
      if (lower !== null && upper !== null && lower <= truth && truth <= upper) covered += 1;
    }
    // 95 % less three standard errors of 400 trials.
    expect(covered / trials).toBeGreaterThan(0.917);
  });
});

describe("expectedShortfallInterval", () => {
  test("lies about the estimate and covers the truth nearly as often as it says", () => {
    // Uniform losses: the mean of the worst tenth is 0.95.
    let covered = 0;
    const trials = 400;
    for (let trial = 0; trial < trials; trial += 1) {
      const stream = new RandomStream({ seed: 12, stream: trial });
      const outcomes = Float64Array.from({ length: 600 }, () => -stream.nextUniform());
      const { lower, upper } = expectedShortfallInterval({ outcomes, level: 0.9, intervalLevel: 0.9 });
      const estimate = expectedShortfall(outcomes, 0.9);
      expect((lower! + upper!) / 2).toBeCloseTo(estimate, 12);
      if (lower! <= 0.95 && 0.95 <= upper!) covered += 1;
    }
    expect(covered / trials).toBeGreaterThan(0.84);
    expect(covered / trials).toBeLessThan(0.95);
  });

  test("is withheld when the tail holds fewer than five outcomes", () => {
    const interval = expectedShortfallInterval({ outcomes: hundred, level: 0.96, intervalLevel: 0.95 });
    expect(interval).toEqual({ lower: null, upper: null, level: 0.95, effectiveTailCount: 4 });
    expect(expectedShortfallInterval({ outcomes: hundred, level: 0.95, intervalLevel: 0.95 }).lower).not.toBeNull();
  });

  test("refuses an interval of no confidence", () => {
    expect(() => valueAtRiskInterval({ outcomes: hundred, level: 0.9, intervalLevel: 1 })).toThrow("intervalLevel");
  });
});
