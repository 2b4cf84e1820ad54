import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { effectiveTailCount, expectedShortfall } from "./expectedShortfall.ts";
import { valueAtRisk } from "./valueAtRisk.ts";

const outcomesOf = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 60 });
const levelOf = fc.double({ min: 0.01, max: 0.99, noNaN: true });

/** The definition, without cleverness: the average of the losses over the worst share of probability. */
function byDefinition(outcomes: Float64Array, level: number): number {
  const ascending = outcomes.toSorted();
  const share = 1 / ascending.length;
  let left = 1 - level;
  let total = 0;
  for (const outcome of ascending) {
    const taken = Math.min(share, left);
    total += taken * outcome;
    left -= taken;
    if (left <= 0) break;
  }
  return -total / (1 - level);
}

describe("expectedShortfall", () => {
  test("takes the boundary outcome in part", () => {
    const outcomes = Float64Array.of(0, -10, 5, -5, 10);
    expect(expectedShortfall(outcomes, 0.6)).toBeCloseTo(7.5, 14);
    expect(expectedShortfall(outcomes, 0.5)).toBeCloseTo(6, 14);
    expect(expectedShortfall(outcomes, 0.9)).toBeCloseTo(10, 14);
  });

  test("takes ties at the boundary in part, all alike", () => {
    expect(expectedShortfall(Float64Array.of(-4, -2, -2, -2), 0.5)).toBe(3);
  });

  test("weighs outcomes by their weights", () => {
    const outcomes = Float64Array.of(4, -10, -2);
    // Tail 0.2: 0.1 at 10 and 0.1 of the 0.2 at 2.
    expect(expectedShortfall(outcomes, 0.8, Float64Array.of(0.7, 0.1, 0.2))).toBeCloseTo(6, 14);
    expect(expectedShortfall(outcomes, 0.8, Float64Array.of(7, 1, 2))).toBeCloseTo(6, 14);
  });

  test("is its definition, with and without equal weights, and never below the value at risk", () => {
    fc.assert(
      fc.property(outcomesOf, levelOf, (list, level) => {
        const outcomes = Float64Array.from(list);
        const shortfall = expectedShortfall(outcomes, level);
        expect(shortfall).toBeCloseTo(byDefinition(outcomes, level), 9);
        expect(expectedShortfall(outcomes, level, new Float64Array(list.length).fill(3))).toBeCloseTo(shortfall, 9);
        expect(shortfall).toBeGreaterThanOrEqual(valueAtRisk(outcomes, level) - 1e-9);
      }),
    );
  });

  test("is subadditive: two portfolios together need no more than apart", () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(pairs, levelOf, (list, level) => {
        const first = Float64Array.from(list, ([a]) => a);
        const second = Float64Array.from(list, ([, b]) => b);
        const both = Float64Array.from(list, ([a, b]) => a + b);
        const apart = expectedShortfall(first, level) + expectedShortfall(second, level);
        expect(expectedShortfall(both, level)).toBeLessThanOrEqual(apart + 1e-9);
      }),
    );
  });

  test("gives the same bits when scenarios that do not matter change places", () => {
    const outcomes = Float64Array.from({ length: 365 }, (_, i) => ((i * 7919) % 1009) / 97 - 5);
    const swapped = outcomes.slice();
    const best = [...outcomes.keys()].sort((a, b) => outcomes[b]! - outcomes[a]!).slice(0, 2);
    swapped[best[0]!] = outcomes[best[1]!]!;
    swapped[best[1]!] = outcomes[best[0]!]!;
    expect(expectedShortfall(swapped, 0.975)).toBe(expectedShortfall(outcomes, 0.975));
  });

  test("refuses nothing to measure", () => {
    expect(() => expectedShortfall(new Float64Array(0), 0.975)).toThrow("empty");
    expect(() => expectedShortfall(Float64Array.of(1), 0)).toThrow("(0, 1)");
  });
});

describe("effectiveTailCount", () => {
  test("is n(1 - level) for equal weights, said or not", () => {
    const outcomes = Float64Array.from({ length: 365 }, (_, i) => (i * 7919) % 1009);
    expect(effectiveTailCount(outcomes, 0.975)).toBeCloseTo(9.125, 12);
    expect(effectiveTailCount(outcomes, 0.975, new Float64Array(365).fill(2))).toBeCloseTo(9.125, 9);
  });

  test("is near 1 when one outcome carries the tail", () => {
    const outcomes = Float64Array.of(-10, -1, 0, 1);
    // Tail 1 of 10: 0.999 at weight 0.999 and 0.001 of a weight of 1.
    const count = effectiveTailCount(outcomes, 0.9, Float64Array.of(0.999, 1, 4, 4.001));
    expect(count).toBeCloseTo(1 / (0.999 ** 2 + 0.001), 9);
  });
});
