import { describe, expect, test } from "vitest";
import { normalCdf, normalLogCdf, normalPdf, normalQuantile, normalSurvival } from "./normal.ts";

/** Expected values: mpmath, 90 digits. */
function expectRelative(got: number, expected: number, relative: number): void {
  expect(Math.abs(got - expected), `${got} against ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe("normalCdf", () => {
  test("keeps 1e-15 relative down to 1e-299", () => {
    const table: readonly (readonly number[])[] = [
      [-1.0, 0.15865525393145705],
      [-8.0, 6.220960574271784e-16],
      [-37.0, 5.725571222524577e-300],
      [2.0, 0.9772498680518208],
      [0.0, 0.5],
    ];
    for (const [a = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(normalCdf(a), expected, 1e-15);
    }
  });

  test("and survival mirror each other", () => {
    expect(normalSurvival(10)).toBe(normalCdf(-10));
    expect(normalCdf(-50)).toBe(0);
    expect(normalCdf(50)).toBe(1);
  });

  test("has a logarithm where it underflows", () => {
    const table: readonly (readonly number[])[] = [
      [-38.4, -741.8476730152483],
      [-100.0, -5005.524208694205],
      [-1.0, -1.8410216450092636],
      [0.5, -0.3689464152886564],
      [6.0, -9.865876455243758e-10],
    ];
    for (const [a = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(normalLogCdf(a), expected, 2e-15);
    }
  });

  test("has the bell as its density", () => {
    const table: readonly (readonly number[])[] = [
      [0.25, 0.3866681168028492],
      [2.5, 0.017528300493568537],
      [-37.0, 2.1200065515246056e-298],
    ];
    for (const [a = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(normalPdf(a), expected, 5e-16);
    }
  });
});

describe("normalQuantile", () => {
  test("keeps 1e-15 relative of the double given", () => {
    const table: readonly (readonly number[])[] = [
      [0.3, -0.5244005127080408],
      [0.05, -1.6448536269514726],
      [1e-9, -5.9978070150076865],
      [1e-100, -21.273453560965326],
      [1e-300, -37.0470962993612],
      [0.499, -0.002506630899571766],
      [0.975, 1.9599639845400538],
    ];
    for (const [a = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(normalQuantile(a), expected, 1e-15);
    }
  });

  test("is 0 in the middle, odd about it, and refuses what is no probability", () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0.75)).toBe(-normalQuantile(0.25));
    expect(() => normalQuantile(0)).toThrow("(0, 1)");
    expect(() => normalQuantile(Number.NaN)).toThrow("(0, 1)");
  });
});
