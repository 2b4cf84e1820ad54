import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bufferedRequirements, flooredRequirements, stressWeightedRequirements } from "./antiProcyclicality.ts";

const paths = fc
  .array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 40 })
  .map((values) => Float64Array.from(values));
const spread = (path: Float64Array): number => Math.max(...path) / Math.min(...path);

describe("a tool against procyclicality", () => {
  test("by hand: a buffer of a quarter is full in calm times and used up when the requirement jumps", () => {
    expect([...bufferedRequirements(Float64Array.of(8, 8, 9, 40, 8), 0.25)]).toEqual([10, 10, 10, 40, 10]);
    expect([...stressWeightedRequirements(Float64Array.of(8, 40), { stressed: 40, weight: 0.25 })]).toEqual([16, 40]);
    expect([...flooredRequirements(Float64Array.of(8, 40), Float64Array.of(10, 12))]).toEqual([10, 40]);
  });

  test("never asks for less than the requirement, and for no more than the buffer beyond it", () => {
    fc.assert(
      fc.property(paths, (path) => {
        bufferedRequirements(path, 0.25).forEach((buffered, t) => {
          expect(buffered).toBeGreaterThanOrEqual(path[t]!);
          expect(buffered).toBeLessThanOrEqual(1.25 * path[t]!);
        });
      }),
    );
  });

  test("brings peak and trough nearer by the weight of stress, and by a floor", () => {
    fc.assert(
      fc.property(paths, (path) => {
        const stressed = Math.max(...path);
        const weighted = stressWeightedRequirements(path, { stressed, weight: 0.25 });
        expect(spread(weighted)).toBeLessThanOrEqual(spread(path) * (1 + 1e-12));
        const floored = flooredRequirements(path, new Float64Array(path.length).fill(1));
        expect(spread(floored)).toBeLessThanOrEqual(spread(path) * (1 + 1e-12));
      }),
    );
  });

  test("does not look ahead", () => {
    fc.assert(
      fc.property(paths, paths, (past, future) => {
        const all = bufferedRequirements(Float64Array.of(...past, ...future), 0.25);
        expect(all.subarray(0, past.length)).toEqual(bufferedRequirements(past, 0.25));
      }),
    );
  });

  test("stops where callers break their promise", () => {
    const one = Float64Array.of(1);
    expect(() => bufferedRequirements(one, 0)).toThrow("share");
    expect(() => bufferedRequirements(Float64Array.of(Number.NaN), 0.25)).toThrow("requirement");
    expect(() => stressWeightedRequirements(one, { stressed: 1, weight: 2 })).toThrow("weight");
    expect(() => stressWeightedRequirements(one, { stressed: -1, weight: 0 })).toThrow("stressed");
    expect(() => flooredRequirements(one, new Float64Array(2))).toThrow("as many floors");
  });
});
