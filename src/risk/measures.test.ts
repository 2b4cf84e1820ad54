import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { measures } from "./measures.ts";

const shortfall = measures["expected-shortfall"];
const atRisk = measures["value-at-risk"];
const worstCase = measures["worst-case"];

const equal = (count: number) => new Float64Array(count).fill(1 / count);

describe("five outcomes that weigh the same", () => {
  const outcomes = Float64Array.of(5, -10, 0, 10, -5);
  const weights = equal(5);

  test("at 0.6 the tail is the worst two, 10 and 5", () => {
    expect(atRisk.lossOf(outcomes, 0.6, weights)).toBe(5);
    expect(shortfall.lossOf(outcomes, 0.6, weights)).toBe(7.5); // (10 + 5) / 2
  });

  test("at 0.5 the tail is two and a half: value at risk is the third loss, 0", () => {
    expect(atRisk.lossOf(outcomes, 0.5, weights) + 0).toBe(0);
    expect(shortfall.lossOf(outcomes, 0.5, weights)).toBe(6); // (10 + 5 + ½ × 0) / 2.5
  });

  test("beyond 0.8 one outcome decides all three", () => {
    for (const measure of [atRisk, shortfall, worstCase]) expect(measure.lossOf(outcomes, 0.9, weights)).toBe(10);
  });
});

test("a thousand weights of 1/1000, whose float64 sum is not 1, cost no bit", () => {
  // Losses 1 … 1000. The worst k end at 1001 − k, and their mean is halfway from there to 1000.
  const outcomes = Float64Array.from({ length: 1000 }, (_, k) => -(k + 1));
  for (let k = 1; k < 1000; k++) {
    const level = (1000 - k) / 1000;
    expect(atRisk.lossOf(outcomes, level, equal(1000))).toBe(1001 - k);
    expect(shortfall.lossOf(outcomes, level, equal(1000))).toBe(1000 - (k - 1) / 2);
  }
});

describe("four outcomes of weights 1/2, 3/16, 1/4, 1/16", () => {
  const outcomes = Float64Array.of(3, -6, 1, -8);
  const weights = Float64Array.of(1 / 2, 3 / 16, 1 / 4, 1 / 16);

  test("at 7/8 the tail holds 1/16 of the loss of 8 and 1/16 of the loss of 6", () => {
    expect(atRisk.lossOf(outcomes, 7 / 8, weights)).toBe(6);
    expect(shortfall.lossOf(outcomes, 7 / 8, weights)).toBe(7);
  });

  test("at 1/2 the tail ends at the outcome 1", () => {
    // 1/16 × 8 + 3/16 × 6 − 1/4 × 1 = 22/16; over 1/2: 2.75.
    expect(atRisk.lossOf(outcomes, 1 / 2, weights)).toBe(-1);
    expect(shortfall.lossOf(outcomes, 1 / 2, weights)).toBe(2.75);
  });

  test("at 7/8 without their weights the tail would be the loss of 8 alone", () => {
    expect([atRisk, shortfall].map((measure) => measure.lossOf(outcomes, 7 / 8, equal(4)))).toEqual([8, 8]);
  });

  test("have the worst case of 8 at every level and weight", () => {
    for (const level of [0.01, 0.5, 0.99]) {
      expect(worstCase.lossOf(outcomes, level, weights)).toBe(8);
      expect(worstCase.lossOf(outcomes, level, equal(4))).toBe(8);
    }
  });
});

test("a loss is negative when even the tail gains", () => {
  const gains = Float64Array.of(3, 2, 7, 4);
  for (const measure of [atRisk, shortfall, worstCase]) expect(measure.lossOf(gains, 0.75, equal(4))).toBe(-2);
});

test("value at risk is at most expected shortfall, which is at most the worst case", () => {
  const anyOutcome = fc.tuple(fc.integer({ min: -100, max: 100 }), fc.integer({ min: 1, max: 20 }));
  fc.assert(
    fc.property(
      fc.array(anyOutcome, { minLength: 1, maxLength: 40 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (list, level) => {
        const outcomes = Float64Array.from(list, ([outcome]) => outcome);
        const total = list.reduce((sum, [, weight]) => sum + weight, 0);
        const weights = Float64Array.from(list, ([, weight]) => weight / total);
        const [edge, mean, worst] = [atRisk, shortfall, worstCase].map((one) => one.lossOf(outcomes, level, weights));
        expect(edge!).toBeLessThanOrEqual(mean! + 1e-9);
        expect(mean!).toBeLessThanOrEqual(worst! + 1e-9);
      },
    ),
  );
});

test("each is filed under its own id", () => {
  for (const [id, measure] of Object.entries(measures)) expect(measure.id).toBe(id);
});
