import { describe, expect, test } from "vitest";
import { erf, erfc, erfcx } from "./errorFunction.ts";

/** Expected values: mpmath, 90 digits. */
function expectRelative(got: number, expected: number, relative: number): void {
  expect(Math.abs(got - expected), `${got} against ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe("erf", () => {
  test("agrees with its integral", () => {
    const table: readonly (readonly number[])[] = [
      [0.1, 0.1124629160182849],
      [0.4999, 0.5204119951613866],
      [0.5, 0.5204998778130465],
      [1.0, 0.8427007929497149],
      [3.0, 0.9999779095030014],
      [1e-12, 1.1283791670955126e-12],
      [-0.7, -0.6778011938374184],
    ];
    for (const [a = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(erf(a), expected, 5e-16);
    }
  });

  test("is odd and ends at 1", () => {
    expect(erf(-0.3)).toBe(-erf(0.3));
    expect(erf(9)).toBe(1);
    expect(erf(0)).toBe(0);
  });
});

describe("erfc", () => {
  test("keeps its relative accuracy far into the tail", () => {
    const table: readonly (readonly number[])[] = [
      [0.5, 0.4795001221869535],
      [1.0, 0.15729920705028513],
      [3.0, 2.209049699858544e-5],
      [10.0, 2.088487583762545e-45],
      [26.0, 5.663192408856143e-296],
      [-1.0, 1.8427007929497148],
    ];
    for (const [a = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(erfc(a), expected, 6e-16);
    }
  });

  test("flushes to 0 beyond the range and reaches 2 on the other side", () => {
    expect(erfc(28)).toBe(0);
    expect(erfc(-8)).toBe(2);
    expect(erfc(Number.NaN)).toBeNaN();
  });
});

describe("erfcx", () => {
  test("neither underflows nor loses digits", () => {
    const table: readonly (readonly number[])[] = [
      [0.5, 0.6156903441929259],
      [1.0, 0.427583576155807],
      [3.75, 0.14558972127503855],
      [10.0, 0.05614099274382259],
      [1000.0, 0.0005641893014533876],
      [1000000000.0, 5.641895835477563e-10],
      [-2.0, 108.94090438997797],
    ];
    for (const [a = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(erfcx(a), expected, 6e-16);
    }
  });
});
