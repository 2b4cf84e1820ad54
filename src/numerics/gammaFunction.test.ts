import { describe, expect, test } from "vitest";
import { logGamma, logLowerGammaRatio, logUpperGammaRatio, lowerGammaRatio, upperGammaRatio } from "./gammaFunction.ts";

/** Expected values: mpmath, 90 digits. */
function expectRelative(got: number, expected: number, relative: number): void {
  expect(Math.abs(got - expected), `${got} against ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe("logGamma", () => {
  test("is accurate also near its zeros at 1 and 2", () => {
    const table: readonly (readonly number[])[] = [
      [0.5, 0.5723649429247001],
      [1.0001, -5.771334222047127e-5],
      [1.5, -0.12078223763524522],
      [2.0001, 4.2281658112919945e-5],
      [2.6, 0.35741186354897986],
      [10.0, 12.801827480081469],
      [100.5, 361.4355404677776],
      [1000000.0, 12815504.569147611],
      [1e-5, 11.512919692895826],
      [0.25, 1.2880225246980774],
    ];
    for (const [a = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(logGamma(a), expected, 2e-15);
    }
  });

  test("refuses an argument that is not positive", () => {
    expect(() => logGamma(0)).toThrow("must be positive");
  });
});

describe("lowerGammaRatio", () => {
  test("is accurate in its small tail", () => {
    const table: readonly (readonly number[])[] = [
      [0.5, 0.1, 0.345279153981423],
      [3.0, 2.0, 0.32332358381693654],
      [100.0, 80.0, 0.017108313035133115],
      [1000.0, 1100.0, 0.99894067674607],
      [0.01, 0.5, 0.9943732438060329],
      [20.0, 1.0, 1.5875276010732629e-19],
    ];
    for (const [a = Number.NaN, b = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(lowerGammaRatio(a, b), expected, 2e-14);
    }
  });
});

describe("upperGammaRatio", () => {
  test("is accurate in its small tail", () => {
    const table: readonly (readonly number[])[] = [
      [0.5, 0.1, 0.654720846018577],
      [0.5, 20.0, 2.539628589470865e-10],
      [3.0, 2.0, 0.6766764161830635],
      [100.0, 150.0, 5.924540335483916e-6],
      [0.01, 0.5, 0.0056267561939671844],
      [1000.0, 1100.0, 0.0010593232539299773],
      [0.5, 1.4, 0.09426430684121032],
    ];
    for (const [a = Number.NaN, b = Number.NaN, expected = Number.NaN] of table) {
      expectRelative(upperGammaRatio(a, b), expected, 2e-14);
    }
  });

  test("holds its logarithm where it underflows itself: Q(1, x) is e to the minus x", () => {
    expect(upperGammaRatio(1, 2000)).toBe(0);
    expectRelative(logUpperGammaRatio(1, 2000), -2000, 1e-14);
    expectRelative(logLowerGammaRatio(1, 1e-300), -690.7755278982137, 1e-14);
  });
});
