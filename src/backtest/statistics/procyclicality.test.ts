import { describe, expect, test } from "vitest";
import { procyclicality } from "./procyclicality.ts";

describe("procyclicality", () => {
  test("measures the whole range and the largest rise over each span", () => {
    const { peakToTrough, largestRises } = procyclicality(Float64Array.of(4, 2, 3, 8, 6), [1, 2, 5]);
    expect(peakToTrough).toBe(4);
    expect(largestRises).toEqual([
      { observations: 1, rise: 8 / 3 - 1 },
      { observations: 2, rise: 3 },
      { observations: 5, rise: null },
    ]);
  });

  test("has the standard deviation of the logarithm, divisor n - 1", () => {
    const { logStandardDeviation } = procyclicality(Float64Array.of(1, Math.E, Math.E ** 2), []);
    expect(logStandardDeviation).toBeCloseTo(1, 14);
    expect(procyclicality(Float64Array.of(5), []).logStandardDeviation).toBeNull();
  });

  test("of a constant requirement is 1, no rise, and no deviation, in any unit", () => {
    for (const level of [1e-9, 1, 1e9]) {
      expect(procyclicality(new Float64Array(10).fill(level), [3])).toEqual({
        peakToTrough: 1,
        largestRises: [{ observations: 3, rise: 0 }],
        logStandardDeviation: 0,
      });
    }
  });

  test("refuses a requirement of 0 and a span that is not whole", () => {
    expect(() => procyclicality(Float64Array.of(1, 0), [1])).toThrow("positive");
    expect(() => procyclicality(Float64Array.of(1, 2), [0.5])).toThrow("integer");
  });
});
