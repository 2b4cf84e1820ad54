import { describe, expect, test } from "vitest";
import { exponentOf, powerOfTwo, scaleByPowerOfTwo } from "./floatBits.ts";

describe("powers of two", () => {
  test("are exact at both ends of the normal range", () => {
    expect(powerOfTwo(0)).toBe(1);
    expect(powerOfTwo(1023)).toBe(8.98846567431158e307);
    expect(powerOfTwo(-1022)).toBe(2.2250738585072014e-308);
  });

  test("scale into subnormal numbers with one rounding, and beyond them to 0 and to infinity", () => {
    expect(scaleByPowerOfTwo(1, -1074)).toBe(5e-324);
    // 1.5 units of the last place: a tie, rounded to even once.
    expect(scaleByPowerOfTwo(1.5, -1074)).toBe(1e-323);
    expect(scaleByPowerOfTwo(1, -1200)).toBe(0);
    expect(scaleByPowerOfTwo(1.5, 1023)).toBe(1.5 * 2 ** 1023);
    expect(scaleByPowerOfTwo(1, 1024)).toBe(Number.POSITIVE_INFINITY);
  });

  test("are read back from a number", () => {
    expect(exponentOf(1)).toBe(0);
    expect(exponentOf(-7.9)).toBe(2);
    expect(exponentOf(1e-300)).toBe(-997);
  });
});
