import { describe, expect, test } from "vitest";
import { type QuantileType, quantile } from "./quantile.ts";

const types: readonly QuantileType[] = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const oneToTen = Float64Array.from([10, 3, 1, 9, 2, 8, 7, 4, 6, 5]);

describe("quantile", () => {
  test("has nine types that all differ in definition", () => {
    // By hand from Hyndman & Fan's formulas, positions n·p + shift; as R prints quantile(1:10, 0.25, type).
    const quarter = [3, 3, 2, 2.5, 3, 2.75, 3.25, 35 / 12, 2.9375];
    types.forEach((type, i) => {
      expect(quantile(oneToTen, 0.25, type)).toBeCloseTo(quarter[i]!, 13);
    });
    const half = [5, 5.5, 5, 5, 5.5, 5.5, 5.5, 5.5, 5.5];
    types.forEach((type, i) => {
      expect(quantile(oneToTen, 0.5, type)).toBeCloseTo(half[i]!, 13);
    });
  });

  test("runs from the smallest to the largest value and leaves its input as it was", () => {
    for (const type of types) {
      expect(quantile(oneToTen, 0, type)).toBe(1);
      expect(quantile(oneToTen, 1, type)).toBe(10);
      expect(quantile(Float64Array.of(4), 0.3, type)).toBe(4);
    }
    expect(oneToTen[0]).toBe(10);
  });

  test("takes n·p as whole when only the binary form of p makes it miss", () => {
    const values = Float64Array.from({ length: 100 }, (_, i) => i + 1);
    expect(100 * 0.29).toBeLessThan(29);
    expect(quantile(values, 0.29, 1)).toBe(29);
    expect(quantile(values, 0.29, 2)).toBe(29.5);
  });

  test("refuses no values and no probability", () => {
    expect(() => quantile(new Float64Array(0), 0.5, 7)).toThrow("empty");
    expect(() => quantile(oneToTen, 1.1, 7)).toThrow("[0, 1]");
  });
});
