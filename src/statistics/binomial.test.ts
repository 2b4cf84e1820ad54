import { describe, expect, test } from "vitest";
import { binomialCdf, binomialPmf, binomialSurvivalAtLeast, clopperPearsonInterval } from "./binomial.ts";

/** Expected values: mpmath, 90 digits. */
function expectRelative(got: number, expected: number, relative: number): void {
  expect(Math.abs(got - expected), `${got} against ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe("binomial law", () => {
  test("has the right masses for a million trials too", () => {
    const table: readonly (readonly number[])[] = [
      [5.0, 250.0, 0.01, 0.06662918902652636],
      [3000.0, 1000000.0, 0.003, 0.007294403705242651],
      [0.0, 250.0, 0.01, 0.08105851616218146],
      [250.0, 250.0, 0.9, 3.636029179587016e-12],
    ];
    for (const [a = Number.NaN, b = Number.NaN, c = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(
        ((k: number, n: number, p: number) => binomialPmf(k, { trials: n, probability: p }))(a, b, c),
        expected,
        1e-12,
      );
    }
  });

  test("is accurate in the lower tail", () => {
    const table: readonly (readonly number[])[] = [
      [4.0, 250.0, 0.01, 0.8921876269036253],
      [9.0, 250.0, 0.01, 0.9997498099312595],
      [20.0, 1000.0, 0.05, 7.658846376635768e-7],
      [2700.0, 1000000.0, 0.003, 1.28776924684928e-8],
    ];
    for (const [a = Number.NaN, b = Number.NaN, c = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(
        ((k: number, n: number, p: number) => binomialCdf(k, { trials: n, probability: p }))(a, b, c),
        expected,
        1e-12,
      );
    }
  });

  test("is accurate in the upper tail", () => {
    const table: readonly (readonly number[])[] = [
      [10.0, 250.0, 0.01, 0.00025019006874050766],
      [40.0, 1000.0, 0.01, 4.688553566249806e-13],
      [3400.0, 1000000.0, 0.003, 4.1990589418363215e-13],
    ];
    for (const [a = Number.NaN, b = Number.NaN, c = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(
        ((k: number, n: number, p: number) => binomialSurvivalAtLeast(k, { trials: n, probability: p }))(a, b, c),
        expected,
        1e-12,
      );
    }
  });

  test("is certain at the ends and refuses probabilities of 0 and 1", () => {
    const law = { trials: 10, probability: 0.2 };
    expect(binomialCdf(10, law)).toBe(1);
    expect(binomialCdf(-1, law)).toBe(0);
    expect(binomialSurvivalAtLeast(0, law)).toBe(1);
    expect(binomialSurvivalAtLeast(11, law)).toBe(0);
    expect(binomialPmf(11, law)).toBe(0);
    expect(() => binomialPmf(1, { trials: 10, probability: 1 })).toThrow("(0, 1)");
  });
});

describe("clopperPearsonInterval", () => {
  test("solves both tail equations", () => {
    // mpmath: roots of P(X >= k) = side and P(X <= k) = side.
    const three = clopperPearsonInterval(3, 250, 0.95);
    expectRelative(three.lower, 0.002481558254703042, 1e-12);
    expectRelative(three.upper, 0.034666614574743924, 1e-12);
    const twelve = clopperPearsonInterval(12, 1000, 0.99);
    expectRelative(twelve.lower, 0.0049581631083498575, 1e-12);
    expectRelative(twelve.upper, 0.02399849853663991, 1e-12);
  });

  test("touches 0 without a hit and 1 without a miss", () => {
    const none = clopperPearsonInterval(0, 250, 0.95);
    expect(none.lower).toBe(0);
    // 1 - 0.025^(1/250)
    expectRelative(none.upper, 0.014647188635680363, 1e-13);
    expect(clopperPearsonInterval(250, 250, 0.95).upper).toBe(1);
    expectRelative(clopperPearsonInterval(250, 250, 0.95).lower, 0.9853528113643196, 1e-14);
  });

  test("refuses more hits than trials", () => {
    expect(() => clopperPearsonInterval(3, 2, 0.95)).toThrow("0…2");
  });
});
