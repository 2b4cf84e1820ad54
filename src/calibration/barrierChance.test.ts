import { describe, expect, test } from "vitest";
import { normalSurvival } from "../statistics/normal.ts";
import type { VolatilityFit } from "../statistics/volatility/index.ts";
import { type BarrierChance, barrierChance } from "./barrierChance.ts";

/** A GARCH(1,1) with normal errors as a fit has it. */
function fitOf({
  omega,
  alpha,
  beta,
  next,
}: {
  omega: number;
  alpha: number;
  beta: number;
  next: number;
}): VolatilityFit {
  const parameters = Object.entries({ omega, alpha, beta }).map(([name, value]) => ({ name, value }));
  return {
    specification: {
      model: "garch",
      law: "normal",
      mean: "zero",
      start: { rule: "mean-square" },
      persistenceMax: null,
    },
    parameters,
    persistence: alpha + beta,
    unconditionalVariance: omega / (1 - alpha - beta),
    next: { variance: next, state: 0 },
  } as unknown as VolatilityFit;
}

const deviation = 0.02;
const [omega, next] = [deviation * deviation, deviation * deviation];
const still = fitOf({ omega, alpha: 0, beta: 0, next });
const question = { ratio: 0.6, stepsMax: 40, paths: 200, repeats: 20, seed: 2 };

function told(fit: VolatilityFit, terms = question): BarrierChance {
  const chance = barrierChance(fit, terms);
  if (!chance.ok) throw new Error(chance.failure.message);
  return chance.value;
}

/** A walk of normal steps seen at their ends passes a barrier as if it stood 0.5826 deviations of a step further off. */
const closed = ({ ratio, stepsMax }: typeof question): number =>
  2 * normalSurvival((Math.abs(Math.log(ratio)) + 0.5826 * deviation) / (deviation * Math.sqrt(stepsMax)));

describe("the chance of reaching a barrier", () => {
  test.each([
    ["a fall by two fifths", 0.6],
    ["the rise as long in logs", 1 / 0.6],
  ])("of a price without clusters is that of a walk: %s", (_what, ratio) => {
    const terms = { ...question, ratio };
    const { splitting, varianceReduction, plain, distances } = told(still, terms);
    const truth = closed(terms);
    expect(truth).toBeLessThan(5e-5);
    expect(splitting.relativeError).toBeLessThan(0.2);
    expect(Math.abs(splitting.probability / truth - 1)).toBeLessThan(3 * splitting.relativeError);
    // Plain Monte Carlo at the same cost sees a few or none.
    expect(plain.reached).toBeLessThan(12);
    expect(varianceReduction).toBeGreaterThan(20);
    expect(distances.at(-1)).toBe(0);
  });

  test("agrees with plain Monte Carlo where that suffices, with volatility in clusters that begins above its mean", () => {
    const clustered = fitOf({ omega: 8e-6, alpha: 0.1, beta: 0.88, next: 1e-3 });
    const { splitting, plain } = told(clustered, { ...question, ratio: 0.75 });
    const share = plain.reached / plain.paths;
    const apart = Math.abs(splitting.probability - share);
    const plainError = Math.sqrt(share / plain.paths);
    expect(plain.reached).toBeGreaterThan(40);
    expect(apart).toBeLessThan(3 * Math.hypot(plainError, splitting.probability * splitting.relativeError));
    // The same mean variance from the start on is less than half as likely.
    expect(splitting.probability).toBeGreaterThan(2 * told(still, { ...question, ratio: 0.75 }).splitting.probability);
  });

  test("is the same for the same seed", () => {
    const few = { ...question, paths: 100 };
    expect(told(still, few)).toEqual(told(still, few));
  });

  test("is refused where the draws do not bear it, with the error against its limit", () => {
    const chance = barrierChance(still, { ...question, ratio: 0.45, paths: 20, repeats: 4 });
    expect(chance).toMatchObject({ ok: false, failure: { code: "not-converged" } });
  });
});
