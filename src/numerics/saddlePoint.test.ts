import { describe, expect, test } from "vitest";
import { deviance, stirlingError } from "./saddlePoint.ts";

/** Expected values: mpmath, 90 digits. */
function expectRelative(got: number, expected: number, relative: number): void {
  expect(Math.abs(got - expected), `${got} against ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe("stirlingError", () => {
  test("is what Stirling leaves out", () => {
    const table: readonly (readonly number[])[] = [
      [0.01, 1.4340079537031842],
      [0.5, 0.15342640972002736],
      [1.0, 0.08106146679532726],
      [5.0, 0.016644691189821193],
      [11.9, 0.00700115605153421],
      [12.1, 0.006885487402800748],
      [20.0, 0.004166319691996922],
      [1000000.0, 8.333333333333056e-8],
    ];
    for (const [a = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(stirlingError(a), expected, 3e-15);
    }
  });
});

describe("deviance", () => {
  test("keeps its digits when count and expectation nearly agree", () => {
    const table: readonly (readonly number[])[] = [
      [10.0, 10.5, 0.01209835830567997],
      [10.0, 20.0, 3.068528194400547],
      [3000.0, 2990.0, 0.01670379654389771],
      [1.0, 3000.0, 2990.99363243235],
      [5.0, 5.0000152587890625, 2.3283016995979666e-11],
    ];
    for (const [a = Number.NaN, b = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(deviance(a, b), expected, 1e-15);
    }
  });

  test("is exactly 0 at the expectation and the expectation at a count of 0", () => {
    expect(deviance(7.25, 7.25)).toBe(0);
    expect(deviance(0, 3)).toBe(3);
  });
});
