import { describe, expect, test } from "vitest";
import { exp, expm1, expOfPair } from "./exponential.ts";

/** Expected values: mpmath, 90 digits. */
function expectRelative(got: number, expected: number, relative: number): void {
  expect(Math.abs(got - expected), `${got} against ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe("exp", () => {
  test("is within an ulp over the whole range", () => {
    const table: readonly (readonly number[])[] = [
      [1.5, 4.4816890703380645],
      [-1.0, 0.36787944117144233],
      [0.1, 1.1051709180756477],
      [709.5, 1.3549863193146328e308],
      [-708.0, 3.307553003638408e-308],
      [50.3, 6.998620422451237e21],
      [-0.3465, 0.7071588192872713],
      [300.25, 2.4941248615349213e130],
    ];
    for (const [a = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(exp(a), expected, 2.3e-16);
    }
  });

  test("goes to 0 and to infinity at the ends, through subnormal numbers", () => {
    expect(exp(-740)).toBe(4.2e-322);
    expect(exp(-745.2)).toBe(0);
    expect(exp(709.79)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(exp(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(Number.NaN)).toBeNaN();
    expect(exp(0)).toBe(1);
  });

  test("takes an exponent in two doubles", () => {
    expectRelative(expOfPair(500, 1e-14) / exp(500), 1.00000000000001, 4e-16);
  });
});

describe("expm1", () => {
  test("keeps the digits of a small argument and of a large one", () => {
    const table: readonly (readonly number[])[] = [
      [1e-10, 1.00000000005e-10],
      [0.3, 0.3498588075760031],
      [-0.3, -0.2591817793182821],
      [0.5, 0.6487212707001282],
      [-0.69, -0.49842393093394444],
      [5.0, 147.4131591025766],
      [-30.0, -0.9999999999999064],
      [1e-300, 1e-300],
      [0.349, 0.4176491903419861],
      [0.351, 0.4204873259121952],
      [39.0, 8.659340042399374e16],
    ];
    for (const [a = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(expm1(a), expected, 4.5e-16);
    }
  });

  test("ends at -1 and at infinity", () => {
    expect(expm1(-50)).toBe(-1);
    expect(expm1(800)).toBe(Number.POSITIVE_INFINITY);
    expect(expm1(Number.NaN)).toBeNaN();
  });
});
