import { describe, expect, test } from "vitest";
import { chiSquareCdf, chiSquareQuantile, chiSquareSurvival, chiSquareUpperQuantile } from "./chiSquare.ts";

/** Expected values: mpmath, 90 digits. */
function expectRelative(got: number, expected: number, relative: number): void {
  expect(Math.abs(got - expected), `${got} against ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe("chiSquareSurvival", () => {
  test("is accurate in the upper tail", () => {
    const table: readonly (readonly number[])[] = [
      [3.84, 1.0, 0.050043521248705106],
      [5.99, 2.0, 0.05003662708658628],
      [200.0, 6.0, 1.8976107553682285e-40],
      [10.0, 20.0, 0.9681719426937951],
      [700.0, 3.0, 2.0991308534204087e-151],
    ];
    for (const [a = Number.NaN, b = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(chiSquareSurvival(a, b), expected, 5e-14);
    }
  });

  test("is e to the minus x/2 for two degrees of freedom", () => {
    expectRelative(chiSquareSurvival(20, 2), 4.5399929762484854e-5, 1e-14);
    expect(chiSquareSurvival(0, 1)).toBe(1);
    expect(chiSquareSurvival(Number.POSITIVE_INFINITY, 1)).toBe(0);
    expect(chiSquareCdf(-1, 1)).toBe(0);
  });
});

describe("chiSquareQuantile", () => {
  test("has the critical values of the printed tables", () => {
    // Abramowitz & Stegun, table 26.8.
    const table = [
      [0.95, 1, 3.841],
      [0.99, 2, 9.21],
      [0.05, 10, 3.94],
      [0.995, 20, 39.997],
    ] as const;
    for (const [probability, degrees, expected] of table) {
      expect(chiSquareQuantile(probability, degrees)).toBeCloseTo(expected, 3);
    }
  });

  test("undoes the distribution function in both tails", () => {
    for (const degrees of [0.3, 1, 3, 50]) {
      for (const p of [1e-12, 0.01, 0.5, 0.6, 0.999999]) {
        expectRelative(chiSquareCdf(chiSquareQuantile(p, degrees), degrees), p, 1e-12);
      }
    }
  });
});

test("the upper quantile keeps its digits where the survival is small, for any shape", () => {
  for (const degreesOfFreedom of [1, 1.5, 2, 7.5, 300]) {
    for (const survival of [0.9, 0.3, 1e-3, 1e-14, 2 ** -53, 1e-200]) {
      const x = chiSquareUpperQuantile(survival, degreesOfFreedom);
      expect(chiSquareSurvival(x, degreesOfFreedom) / survival).toBeCloseTo(1, 10);
    }
  }
  // Two degrees of freedom: −2 ln of the survival.
  expect(chiSquareUpperQuantile(1e-300, 2) / (600 * Math.LN10)).toBeCloseTo(1, 13);
});
