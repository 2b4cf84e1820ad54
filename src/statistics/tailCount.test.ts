import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tailCount } from "./tailCount.ts";

describe("tailCount", () => {
  test("is what the decimals say: 125 of 2500 at 95 %, where plain arithmetic says a little more", () => {
    expect(2500 * (1 - 0.95)).toBeGreaterThan(125);
    expect(tailCount(2500, 0.95)).toBe(125);
    expect(tailCount(365, 0.975)).toBeCloseTo(9.125, 13);
    expect(tailCount(1000, 0.999)).toBe(1);
  });

  test("is exact for every level of four decimals that divides the count", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 200 }), (parts, times) => {
        expect(tailCount(10_000 * times, parts / 10_000)).toBe((10_000 - parts) * times);
      }),
    );
  });

  test("refuses levels outside (0, 1)", () => {
    expect(() => tailCount(10, 1)).toThrow("(0, 1)");
    expect(() => tailCount(10, Number.NaN)).toThrow("(0, 1)");
    expect(() => tailCount(0, 0.5)).toThrow("positive");
  });
});
