import { describe, expect, test } from "vitest";
import { ageWeights } from "./ageWeights.ts";
import { valueAtRisk } from "./valueAtRisk.ts";
import { weightedTail } from "./weightedTail.ts";

describe("valueAtRisk", () => {
  test("is the 125th largest of 2500 losses at 95 %", () => {
    const outcomes = Float64Array.from({ length: 2500 }, (_, i) => -(i + 1));
    expect(valueAtRisk(outcomes, 0.95)).toBe(2376);
    expect(valueAtRisk(outcomes, 0.9501)).toBe(2376);
    expect(valueAtRisk(outcomes, 0.9999)).toBe(2500);
  });

  test("with weights is the first loss, from the largest down, that brings the weight to 1 - level", () => {
    const outcomes = Float64Array.of(3, -10, 1, -2);
    const weights = Float64Array.of(0.5, 0.1, 0.2, 0.2);
    expect(valueAtRisk(outcomes, 0.9, weights)).toBe(10);
    expect(valueAtRisk(outcomes, 0.89, weights)).toBe(2);
    expect(valueAtRisk(outcomes, 0.5, weights)).toBe(-1);
    expect(valueAtRisk(outcomes, 0.4, weights)).toBe(-3);
  });

  test("with equal weights is what it is without, whatever their sum", () => {
    const outcomes = Float64Array.from({ length: 2500 }, (_, i) => ((i * 7919) % 2503) - 2000);
    for (const level of [0.5, 0.95, 0.975, 0.99, 0.999]) {
      const plain = valueAtRisk(outcomes, level);
      expect(valueAtRisk(outcomes, level, new Float64Array(2500).fill(0.1))).toBe(plain);
      expect(valueAtRisk(outcomes, level, new Float64Array(2500).fill(1 / 2500))).toBe(plain);
    }
  });

  test("refuses nothing to measure", () => {
    expect(() => valueAtRisk(new Float64Array(0), 0.95)).toThrow("empty");
    expect(() => valueAtRisk(Float64Array.of(1), 1)).toThrow("(0, 1)");
  });
});

describe("weightedTail", () => {
  test("says which part of the boundary belongs to the tail", () => {
    const tail = weightedTail(Float64Array.of(-3, -2, -2, 5), 0.5, Float64Array.of(1, 1, 1, 1));
    expect(tail).toEqual({ boundary: -2, mass: 2, boundaryShare: 0.5, cumulativeShare: 0.75 });
  });

  test("refuses weights that do not fit", () => {
    const outcomes = Float64Array.of(1, 2);
    expect(() => weightedTail(outcomes, 0.5, Float64Array.of(1))).toThrow("as many");
    expect(() => weightedTail(outcomes, 0.5, Float64Array.of(1, -1))).toThrow("negative");
    expect(() => weightedTail(outcomes, 0.5, Float64Array.of(0, 0))).toThrow("positive");
  });
});

describe("ageWeights", () => {
  test("sum to 1 and fade by the decay", () => {
    const weights = ageWeights(3, 0.5);
    expect([...weights]).toEqual([1 / 7, 2 / 7, 4 / 7]);
    expect(() => ageWeights(3, 1)).toThrow("decay");
  });
});
