import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { betaRatio, betaRatioComplement, inverseBetaRatio, logBetaRatio } from "./betaFunction.ts";

/** Expected values: mpmath, 90 digits. */
function expectRelative(got: number, expected: number, relative: number): void {
  expect(Math.abs(got - expected), `${got} against ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe("betaRatio", () => {
  test("agrees with the binomial sum for whole shapes", () => {
    const table: readonly (readonly number[])[] = [
      [2.0, 3.0, 0.4, 0.5248],
      [100.0, 200.0, 0.2, 3.5460073665672474e-8],
      [5.0, 246.0, 0.01, 0.10781237309637473],
      [40.0, 961.0, 0.01, 4.688553566249806e-13],
      [1.0, 1.0, 0.3, 0.3],
    ];
    for (const [a = Number.NaN, b = Number.NaN, c = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(betaRatio(a, b, c), expected, 3e-14);
    }
  });

  test("is the arcsine law for shapes of one half", () => {
    const table: readonly (readonly number[])[] = [
      [0.1, 0.20483276469913345],
      [0.999, 0.9798649583666225],
      [1e-12, 6.366197723676875e-7],
    ];
    for (const [a = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(((x: number) => betaRatio(0.5, 0.5, x))(a), expected, 1e-14);
    }
  });

  test("and its complement add up to 1", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 500, noNaN: true }),
        fc.double({ min: 0.1, max: 500, noNaN: true }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (a, b, x) => {
          expect(betaRatio(a, b, x) + betaRatioComplement(a, b, x)).toBeCloseTo(1, 12);
        },
      ),
    );
  });

  test("holds its logarithm where it underflows itself: I_x(a, 1) is x to the a", () => {
    expect(betaRatio(2000, 1, 0.1)).toBe(0);
    expectRelative(logBetaRatio(2000, 1, 0.1), -4605.170185988091, 1e-14);
  });

  test("refuses arguments out of range", () => {
    expect(() => betaRatio(0, 1, 0.5)).toThrow("must be positive");
    expect(() => betaRatio(1, 1, 1.5)).toThrow("[0, 1]");
  });
});

describe("inverseBetaRatio", () => {
  test("undoes the ratio", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 1e-9, max: 0.999, noNaN: true }),
        (a, b, probability) => {
          expectRelative(betaRatio(a, b, inverseBetaRatio(a, b, probability)), probability, 1e-10);
        },
      ),
    );
  });

  test("of a uniform law is the probability, and the ends are the ends", () => {
    expectRelative(inverseBetaRatio(1, 1, 0.3), 0.3, 1e-15);
    expect(inverseBetaRatio(2, 3, 0)).toBe(0);
    expect(inverseBetaRatio(2, 3, 1)).toBe(1);
  });
});
