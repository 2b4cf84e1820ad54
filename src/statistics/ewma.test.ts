import { describe, expect, test } from "vitest";
import { ewmaVariance, meanSquareOfFirst } from "./ewma.ts";

describe("ewmaVariance", () => {
  test("knows at t only what came before t", () => {
    const { variances, next } = ewmaVariance(Float64Array.of(2, 0, 4), 0.5, 1);
    // 1; ½ + ½·4 = 2.5; 1.25; 0.625 + 8.
    expect([...variances]).toEqual([1, 2.5, 1.25]);
    expect(next).toBe(8.625);
  });

  test("leaves the variance as it was where a return is missing", () => {
    const returns = Float64Array.of(2, Number.NaN, 0, 4);
    const { variances, next } = ewmaVariance(returns, 0.5, 1, Uint8Array.of(1, 0, 1, 1));
    expect([...variances]).toEqual([1, 2.5, 2.5, 1.25]);
    expect(next).toBe(8.625);
  });

  test("refuses a gap that nobody named, and a decay of 1", () => {
    expect(() => ewmaVariance(Float64Array.of(1, Number.NaN), 0.9, 1)).toThrow("finite");
    expect(() => ewmaVariance(Float64Array.of(1), 1, 1)).toThrow("decay");
    expect(() => ewmaVariance(Float64Array.of(1), 0.9, 1, new Uint8Array(2))).toThrow("present");
  });
});

describe("meanSquareOfFirst", () => {
  test("takes the first returns that are present, and fewer when there are fewer", () => {
    expect(meanSquareOfFirst(Float64Array.of(1, 3, 100), 2)).toBe(5);
    expect(meanSquareOfFirst(Float64Array.of(Number.NaN, 3), 30, Uint8Array.of(0, 1))).toBe(9);
    expect(() => meanSquareOfFirst(Float64Array.of(1), 30, Uint8Array.of(0))).toThrow("present");
  });
});
