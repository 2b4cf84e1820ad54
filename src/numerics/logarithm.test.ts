import { describe, expect, test } from "vitest";
import { log, log1p, quickLog } from "./logarithm.ts";

/** Expected values: mpmath, 90 digits. */
function expectRelative(got: number, expected: number, relative: number): void {
  expect(Math.abs(got - expected), `${got} against ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe("log", () => {
  test("is within an ulp from the smallest double to the largest", () => {
    const table: readonly (readonly number[])[] = [
      [3.0, 1.0986122886681098],
      [11.0, 2.3978952727983707],
      [0.2, -1.6094379124341003],
      [1.0000000001, 1.000000082690371e-10],
      [0.9999999, -1.0000000494736474e-7],
      [1e300, 690.7755278982137],
      [1.7976931348623157e308, 709.782712893384],
      [5e-324, -744.4400719213812],
      [0.72, -0.3285040669720361],
      [1.43, 0.3576744442718159],
    ];
    for (const [a = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(log(a), expected, 2.3e-16);
    }
  });

  test("is minus infinity at 0 and not a number below", () => {
    expect(log(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(log(-1)).toBeNaN();
    expect(log(1)).toBe(0);
    expect(log(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("quickLog", () => {
  test("is within four units of the last place of log, of numbers of every size and beside 1", () => {
    for (let k = -4000; k <= 4000; k++) {
      const size = (1 + (k & 63) / 64) * 2 ** Math.round(k / 4.1);
      for (const x of [size, 1 + k * 1e-4 + 0.45, 1 + k * 2 ** -52]) {
        const expected = log(x);
        expect(Math.abs(quickLog(x) - expected)).toBeLessThanOrEqual(4 * 2.3e-16 * Math.abs(expected));
      }
    }
  });

  test("knows no more than log where there is no number", () => {
    for (const x of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 5e-324, 1.7e308]) expect(quickLog(x)).toBe(log(x));
  });
});

describe("log1p", () => {
  test("keeps the digits of a small argument", () => {
    const table: readonly (readonly number[])[] = [
      [1e-10, 9.999999999500001e-11],
      [-1e-10, -1.00000000005e-10],
      [0.6, 0.4700036292457355],
      [-0.6, -0.916290731874155],
      [10000000000.0, 23.025850930040455],
      [-0.999999, -13.815510557935518],
      [1e-16, 1e-16],
      [3e-9, 2.9999999955e-9],
    ];
    for (const [a = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(log1p(a), expected, 2.3e-16);
    }
  });

  test("is minus infinity at -1", () => {
    expect(log1p(-1)).toBe(Number.NEGATIVE_INFINITY);
    expect(log1p(-1.5)).toBeNaN();
  });
});
