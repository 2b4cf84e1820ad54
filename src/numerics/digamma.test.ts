import { expect, test } from "vitest";
import { digamma } from "./digamma.ts";
import { logGamma } from "./gammaFunction.ts";

test("digamma has the values that analysis knows", () => {
  expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 14);
  expect(digamma(0.5)).toBeCloseTo(-0.5772156649015329 - 2 * Math.LN2, 14);
  expect(digamma(20)).toBeCloseTo(2.970523992242149, 14);
});

test("digamma is the slope of ln Γ", () => {
  for (const x of [0.3, 1.7, 4.2, 9.99, 10.01, 57]) {
    expect((logGamma(x + 1e-5) - logGamma(x - 1e-5)) / 2e-5).toBeCloseTo(digamma(x), 8);
  }
});
