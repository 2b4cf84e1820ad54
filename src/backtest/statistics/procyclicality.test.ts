import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { largestRise, procyclicality } from "./procyclicality.ts";

const hourMs = 3_600_000;
const hourly = (count: number): number[] => Array.from({ length: count }, (_, k) => k * hourMs);

describe("procyclicality", () => {
  test("measures the whole range and the largest rise over each span", () => {
    const { peakToTrough, largestRises } = procyclicality(Float64Array.of(4, 2, 3, 8, 6), hourly(5), [1, 2, 5]);
    expect(peakToTrough).toBe(4);
    expect(largestRises).toEqual([
      { hours: 1, rise: 8 / 3 - 1 },
      { hours: 2, rise: 3 },
      { hours: 5, rise: null },
    ]);
  });

  test("has the standard deviation of the logarithm, divisor n - 1", () => {
    const { logStandardDeviation } = procyclicality(Float64Array.of(1, Math.E, Math.E ** 2), hourly(3), []);
    expect(logStandardDeviation).toBeCloseTo(1, 14);
    expect(procyclicality(Float64Array.of(5), [0], []).logStandardDeviation).toBeNull();
  });

  test("of a constant requirement is 1, no rise, and no deviation, in any unit", () => {
    for (const level of [1e-9, 1, 1e9]) {
      expect(procyclicality(new Float64Array(10).fill(level), hourly(10), [3])).toEqual({
        peakToTrough: 1,
        largestRises: [{ hours: 3, rise: 0 }],
        logStandardDeviation: 0,
      });
    }
  });

  test("compares values exactly the span apart and leaves a pair out where an end is missing", () => {
    // Hours 0 1 4 5: by position the largest rise over one step is 2 -> 12; over one hour it is 12 -> 18.
    const requirements = Float64Array.of(1, 2, 12, 18);
    const rises = [1, 2, 3, 4].map((hours) =>
      largestRise(
        requirements,
        [0, 1, 4, 5].map((hour) => hour * hourMs),
        hours,
      ),
    );
    expect(rises).toEqual([1, null, 5, 11]);
  });

  test("over 1 and 5 days is unknown where observations are 48 h apart; 20 days are ten of them", () => {
    const times = Array.from({ length: 12 }, (_, k) => k * 48 * hourMs);
    const { largestRises } = procyclicality(
      Float64Array.from(times, (_, k) => 1 + k),
      times,
      [24, 120, 480],
    );
    expect(largestRises.map(({ rise }) => rise)).toEqual([null, null, 10]);
  });

  test("without gaps compares by position", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 45 }),
        (path, span) => {
          const ratios = path.slice(span).map((value, t) => value / path[t]!);
          const byPosition = ratios.length === 0 ? null : Math.max(...ratios) - 1;
          expect(largestRise(Float64Array.from(path), hourly(path.length), span)).toBe(byPosition);
        },
      ),
    );
  });

  test("refuses a requirement of 0, a span that is not positive and times of another length", () => {
    expect(() => procyclicality(Float64Array.of(1, 0), hourly(2), [1])).toThrow("positive");
    expect(() => procyclicality(Float64Array.of(1, 2), hourly(2), [0])).toThrow("span");
    expect(() => procyclicality(Float64Array.of(1, 2), hourly(3), [1])).toThrow("times");
  });
});
