import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binomialCdf, binomialSurvivalAtLeast } from "./binomial.ts";
import { kendallCorrelation, kendallStandardError, pearsonCorrelation, spearmanCorrelation } from "./correlation.ts";
import { RandomStream } from "./randomStream.ts";
import { averageRanks, pseudoObservations } from "./ranks.ts";

/** Pair by pair, as tau-b is defined. */
function pairwiseKendall(one: readonly number[], other: readonly number[]): number {
  let [score, oneUntied, otherUntied] = [0, 0, 0];
  for (let i = 0; i < one.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [Math.sign(one[i]! - one[j]!), Math.sign(other[i]! - other[j]!)];
      score += a * b;
      oneUntied += a * a;
      otherUntied += b * b;
    }
  }
  return score / Math.sqrt(oneUntied * otherUntied);
}

const column = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 12, maxLength: 12 });

describe("correlations", () => {
  test("of ranks are those of the pairs, with ties, and do not see how far values lie apart", () => {
    fc.assert(
      fc.property(column, column, (one, other) => {
        fc.pre(new Set(one).size > 1 && new Set(other).size > 1);
        const [a, b] = [Float64Array.from(one), Float64Array.from(other)];
        const tau = kendallCorrelation(a, b);
        expect(tau).toBeCloseTo(pairwiseKendall(one, other), 13);
        expect(kendallCorrelation(b, a)).toBeCloseTo(tau, 13);
        expect(
          kendallCorrelation(
            a.map((value) => value ** 3),
            b,
          ),
        ).toBeCloseTo(tau, 13);
        expect(
          kendallCorrelation(
            a.map((value) => -value),
            b,
          ),
        ).toBeCloseTo(-tau, 13);
        expect(
          spearmanCorrelation(
            a.map((value) => value ** 3),
            b,
          ),
        ).toBeCloseTo(spearmanCorrelation(a, b), 13);
        for (const value of [tau, pearsonCorrelation(a, b), spearmanCorrelation(a, b)]) {
          expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-12);
        }
      }),
    );
  });

  test("of a series with itself and its opposite are 1 and −1", () => {
    const values = Float64Array.from({ length: 1000 }, (_, k) => Math.sin(k));
    for (const correlation of [pearsonCorrelation, spearmanCorrelation, kendallCorrelation]) {
      expect(correlation(values, values)).toBeCloseTo(1, 13);
      expect(
        correlation(
          values,
          values.map((value) => -value),
        ),
      ).toBeCloseTo(-1, 13);
    }
  });

  test("are refused of a constant, of unequal lengths and of what is no number", () => {
    for (const correlation of [pearsonCorrelation, spearmanCorrelation, kendallCorrelation]) {
      expect(() => correlation(Float64Array.of(1, 1, 1), Float64Array.of(1, 2, 3))).toThrow("constant");
      expect(() => correlation(Float64Array.of(1, 2), Float64Array.of(1, 2, 3))).toThrow("one length");
      expect(() => correlation(Float64Array.of(1, Number.NaN), Float64Array.of(1, 2))).toThrow("finite");
      expect(() => correlation(Float64Array.of(1), Float64Array.of(1))).toThrow("needs 2");
    }
  });

  test.each([0, 0.5, 0.9])("by Kendall of normals at %s: the interval covers as often as promised", (rho) => {
    const truth = (2 / Math.PI) * Math.asin(rho);
    const replications = 500;
    let [covered, total] = [0, 0];
    for (let k = 0; k < replications; k++) {
      const random = new RandomStream({ seed: 5, stream: k });
      const one = Float64Array.from({ length: 200 }, () => random.nextNormal());
      const other = one.map((value) => rho * value + Math.sqrt(1 - rho * rho) * random.nextNormal());
      const tau = kendallCorrelation(one, other);
      total += tau;
      if (Math.abs(tau - truth) <= 1.959963984540054 * kendallStandardError(one, other)) covered += 1;
    }
    expect(Math.abs(total / replications - truth)).toBeLessThan(0.006);
    expect(binomialCdf(covered, { trials: replications, probability: 0.95 })).toBeGreaterThan(0.005);
    expect(binomialSurvivalAtLeast(covered, { trials: replications, probability: 0.95 })).toBeGreaterThan(0.005);
  });
});

describe("ranks", () => {
  test("of ties are the mean of theirs, and over n + 1 they lie inside (0, 1)", () => {
    expect([...averageRanks(Float64Array.of(10, 30, 10, 20))]).toEqual([1.5, 4, 1.5, 3]);
    expect([...pseudoObservations([Float64Array.of(3, 1, 2)])[0]!]).toEqual([0.75, 0.25, 0.5]);
  });
});
