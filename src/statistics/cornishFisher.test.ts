import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cornishFisherTail, edgeworthExpectedShortfall, isCornishFisherValid } from "./cornishFisher.ts";
import { sampleMoments } from "./moments.ts";
import { normalExpectedShortfall, normalValueAtRisk } from "./normalTail.ts";

const momentsOf = (skewness: number, excessKurtosis: number) => ({ mean: 0.1, variance: 4, skewness, excessKurtosis });
const tailOf = (skewness: number, excessKurtosis: number, level: number) => {
  const tail = cornishFisherTail(momentsOf(skewness, excessKurtosis), level);
  if (!tail.ok) throw new Error(tail.failure.message);
  return tail.value;
};
const anyMoments = [
  fc.double({ min: -2, max: 2, noNaN: true }),
  fc.double({ min: 0, max: 8, noNaN: true }),
  fc.double({ min: 0.6, max: 0.9995, noNaN: true }),
] as const;

describe("sample moments", () => {
  test("of 0, 0, 3 are worked by hand", () => {
    const { mean, variance, skewness, excessKurtosis } = sampleMoments(Float64Array.of(0, 0, 3));
    expect([mean, variance]).toEqual([1, 2]);
    expect(skewness).toBeCloseTo(Math.SQRT1_2, 15); // (−1 − 1 + 8)/3 over 2√2
    expect(excessKurtosis).toBeCloseTo(-1.5, 15); // (1 + 1 + 16)/3 over 4, less 3
  });

  test("want values that differ and are finite", () => {
    expect(() => sampleMoments(new Float64Array(3))).toThrow("not all equal");
    expect(() => sampleMoments(Float64Array.of(1, Number.NaN))).toThrow("finite");
    expect(() => sampleMoments(new Float64Array(0))).toThrow("empty");
  });
});

describe("a Cornish-Fisher tail", () => {
  test("without skewness and excess kurtosis is the normal one", () => {
    const { valueAtRisk, expectedShortfall } = tailOf(0, 0, 0.99);
    const law = { mean: 0.1, deviation: 2 };
    expect(valueAtRisk).toBeCloseTo(normalValueAtRisk(law, 0.99), 13);
    expect(expectedShortfall).toBeCloseTo(normalExpectedShortfall(law, 0.99), 13);
  });

  test("has an expected shortfall that is the mean of its values at risk beyond", () => {
    const steps = 20_000;
    let total = 0;
    for (let k = 0; k < steps; k++) total += tailOf(-0.5, 3, 1 - (0.05 * (k + 0.5)) / steps).valueAtRisk;
    expect(tailOf(-0.5, 3, 0.95).expectedShortfall).toBeCloseTo(total / steps, 3);
  });

  test("rises with the level and lies below its expected shortfall wherever it is not refused", () => {
    fc.assert(
      fc.property(...anyMoments, (skewness, excessKurtosis, level) => {
        if (!isCornishFisherValid({ skewness, excessKurtosis })) {
          expect(cornishFisherTail(momentsOf(skewness, excessKurtosis), level).ok).toBe(false);
          return;
        }
        const { valueAtRisk, expectedShortfall } = tailOf(skewness, excessKurtosis, level);
        expect(tailOf(skewness, excessKurtosis, level + 0.0004).valueAtRisk).toBeGreaterThanOrEqual(valueAtRisk);
        expect(expectedShortfall).toBeGreaterThanOrEqual(valueAtRisk);
      }),
    );
  });

  test.each([
    [0, 8, true],
    [0, 8.01, false],
    [0, 0, true],
    [0, -0.1, false],
    [0.5, 0, false],
    [1, 8.8, true],
    [1, 8.95, false],
    [2.6, 7, false],
    [2.6, 11, false],
    [-0.55, 6.28, true],
  ])("of skewness %s and excess kurtosis %s has a domain: %s", (skewness, excessKurtosis, isValid) => {
    expect(isCornishFisherValid({ skewness, excessKurtosis })).toBe(isValid);
  });

  test("of a coin's moments is refused with the moments and what to use instead", () => {
    const tail = cornishFisherTail(momentsOf(-1.2, 14), 0.99);
    expect(tail).toMatchObject({ ok: false, failure: { code: "unsupported", path: "moments" } });
    expect(tail.ok ? "" : tail.failure.message).toContain("excess kurtosis 14");
    expect(() => cornishFisherTail(momentsOf(0, 0), 1)).toThrow("level");
    expect(() => cornishFisherTail(momentsOf(Number.NaN, 0), 0.9)).toThrow("finite");
  });
});

describe("Edgeworth's expected shortfall", () => {
  test("is the normal one without skewness and excess kurtosis", () => {
    const shortfall = edgeworthExpectedShortfall(momentsOf(0, 0), 0.975);
    expect(shortfall.ok && shortfall.value).toBeCloseTo(
      normalExpectedShortfall({ mean: 0.1, deviation: 2 }, 0.975),
      12,
    );
  });

  test("is never less than the value at risk: it is refused where the expansion says so", () => {
    let refusals = 0;
    fc.assert(
      fc.property(...anyMoments, (skewness, excessKurtosis, level) => {
        const shortfall = edgeworthExpectedShortfall(momentsOf(skewness, excessKurtosis), level);
        if (shortfall.ok) {
          expect(shortfall.value).toBeGreaterThanOrEqual(tailOf(skewness, excessKurtosis, level).valueAtRisk);
        } else refusals += 1;
      }),
    );
    expect(refusals).toBeGreaterThan(0);
    expect(edgeworthExpectedShortfall(momentsOf(-0.55, 6.28), 0.99).ok).toBe(false);
  });
});
