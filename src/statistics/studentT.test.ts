import { describe, expect, test } from "vitest";
import { studentTCdf, studentTLogCdf, studentTPdf, studentTQuantile, studentTSurvival } from "./studentT.ts";

/** Expected values: mpmath, 90 digits. */
function expectRelative(got: number, expected: number, relative: number): void {
  expect(Math.abs(got - expected), `${got} against ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe("studentTCdf", () => {
  test("is accurate in the lower tail for whole and broken degrees of freedom", () => {
    const table: readonly (readonly number[])[] = [
      [-2.0, 3.0, 0.0696629842794216],
      [-50.0, 3.5, 2.009542223849108e-6],
      [-1000000.0, 2.1, 1.3428750689712906e-13],
      [-4.0, 30.0, 0.00019092281804187843],
    ];
    for (const [a = Number.NaN, b = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(studentTCdf(a, b), expected, 1e-13);
    }
  });

  test("is the Cauchy law for one degree of freedom, as far out as doubles go", () => {
    expect(studentTCdf(0, 1)).toBe(0.5);
    expectRelative(studentTCdf(1, 1), 0.75, 1e-15);
    // P(T < -x) is 1/(pi x) far out.
    expectRelative(studentTCdf(-1e250, 1), 1e-250 / Math.PI, 1e-12);
    expectRelative(studentTLogCdf(-1e250, 4), 4 * -575.6462732485114 + 1.0986122886681098 - 0, 1e-12);
    expect(studentTSurvival(3, 5)).toBe(studentTCdf(-3, 5));
  });

  test("has the density of two degrees of freedom in closed form", () => {
    for (const x of [0, 0.5, -3, 1e6]) expectRelative(studentTPdf(x, 2), (2 + x * x) ** -1.5, 1e-14);
  });
});

describe("studentTQuantile", () => {
  test("is the closed form for one and two degrees of freedom", () => {
    expectRelative(studentTQuantile(0.75, 1), 1, 1e-14);
    expectRelative(studentTQuantile(1e-300, 1), -1e300 / Math.PI, 1e-11);
    // x = (2p - 1) / sqrt(2 p (1 - p)) for two.
    for (const p of [0.3, 0.01, 0.9]) {
      expectRelative(studentTQuantile(p, 2), (2 * p - 1) / Math.sqrt(2 * p * (1 - p)), 1e-13);
    }
    expect(studentTQuantile(0.5, 7)).toBe(0);
  });

  test("undoes the distribution function across the change of method at a tail of 1/4", () => {
    for (const nu of [0.7, 2.5, 6.7, 1000]) {
      for (const p of [1e-200, 1e-12, 0.2499, 0.2501, 0.45]) {
        expectRelative(studentTCdf(studentTQuantile(p, nu), nu), p, 1e-11);
      }
    }
  });

  test("refuses what is no probability and no shape", () => {
    expect(() => studentTQuantile(1, 3)).toThrow("(0, 1)");
    expect(() => studentTCdf(1, 0)).toThrow("must be positive");
  });
});
