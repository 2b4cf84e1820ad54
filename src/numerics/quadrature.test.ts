import { expect, test } from "vitest";
import { integral, integralToInfinity } from "./quadrature.ts";

test("integrals that calculus knows, one of them steep at its ends", () => {
  expect(integral((x) => x * x, -1, 2)).toBeCloseTo(3, 11);
  expect(integral((x) => Math.sqrt(x), 0, 4)).toBeCloseTo(16 / 3, 11);
  expect(integral((x) => Math.sin(x), 0, Math.PI)).toBeCloseTo(2, 11);
});

test("integrals to infinity under an exponential, a normal and a power tail", () => {
  expect(integralToInfinity((x) => Math.exp(-x), 1)).toBeCloseTo(Math.exp(-1), 11);
  expect(integralToInfinity((x) => Math.exp((-x * x) / 2), 0)).toBeCloseTo(Math.sqrt(Math.PI / 2), 11);
  expect(integralToInfinity((x) => 1 / (1 + x * x), 0)).toBeCloseTo(Math.PI / 2, 9);
});
