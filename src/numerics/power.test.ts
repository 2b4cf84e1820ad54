import { describe, expect, test } from "vitest";
import { integerPower, power } from "./power.ts";

/** Expected values: mpmath, 90 digits. */
function expectRelative(got: number, expected: number, relative: number): void {
  expect(Math.abs(got - expected), `${got} against ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe("power", () => {
  test("is within two ulp, also where the logarithm is large", () => {
    const table: readonly (readonly number[])[] = [
      [3.0, 0.5, 1.7320508075688772],
      [1.0001, 100000.0, 22015.456048527954],
      [0.3, -7.25, 6178.327182473868],
      [10.0, 300.5, 3.1622776601683795e300],
      [1e-5, 60.1, 3.1622776601683433e-301],
      [0.97, 2500.0, 8.498370591698468e-34],
      [1.01, 50000.5, 1.1771988224946555e216],
    ];
    for (const [a = Number.NaN, b = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(power(a, b), expected, 4.5e-16);
    }
  });

  test("meets the rules of IEEE 754 at the edges", () => {
    expect(power(0, 0)).toBe(1);
    expect(power(0, 2)).toBe(0);
    expect(power(0, -2)).toBe(Number.POSITIVE_INFINITY);
    expect(power(10, 400)).toBe(Number.POSITIVE_INFINITY);
    expect(power(10, -400)).toBe(0);
    expect(power(2, 10)).toBe(1024);
    expect(() => power(-2, 0.5)).toThrow("must not be negative");
  });
});

describe("integerPower", () => {
  test("is exact where the result is a double", () => {
    expect(integerPower(3, 33)).toBe(5559060566555523);
    expect(integerPower(-7, 3)).toBe(-343);
    expect(integerPower(10, 22)).toBe(1e22);
    expect(integerPower(2, -60)).toBe(2 ** -60);
    expect(integerPower(-0.5, 4)).toBe(0.0625);
  });

  test("is within an ulp elsewhere", () => {
    const table: readonly (readonly number[])[] = [
      [0.97, 64.0, 0.1423609878848515],
      [1.1, -33.0, 0.043056764313424443],
      [-2.17, 51.0, -1.4435985137936365e17],
      [0.94, 200.0, 4.222510322534365e-6],
    ];
    for (const [a = Number.NaN, b = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(integerPower(a, b), expected, 2.3e-16);
    }
  });

  test("refuses an exponent that is not whole", () => {
    expect(() => integerPower(2, 0.5)).toThrow("must be an integer");
  });
});
