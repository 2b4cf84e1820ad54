import { describe, expect, test } from "vitest";
import { RandomStream } from "../randomStream.ts";
import { fitVolatilities, fitVolatility } from "./fitVolatility.ts";
import { volatilityPath } from "./likelihood.ts";
import { simulateReturns } from "./simulateReturns.ts";
import { type VolatilitySpecification, volatilityModel } from "./specification.ts";

const specificationOf = (model: string, law: string): VolatilitySpecification => ({
  model,
  law,
  mean: "constant",
  start: { rule: "mean-square" },
  persistenceMax: null,
});

interface Simulation {
  readonly specification: VolatilitySpecification;
  readonly values: readonly number[];
  readonly seed: number;
  readonly paths: number;
  readonly count: number;
}

/** Paths after 500 returns that are thrown away. */
function simulated({ specification, values, seed, paths, count }: Simulation): Float64Array[] {
  const steps = 500 + count;
  const normals = new Float64Array(paths * steps);
  for (let p = 0; p < paths; p++) {
    const stream = new RandomStream({ seed, stream: p });
    for (let k = 0; k < steps; k++) normals[p * steps + k] = stream.nextNormal();
  }
  const out = new Float64Array(paths * steps);
  const state = specification.model === "egarch" ? 0 : 1;
  simulateReturns(volatilityModel(specification), values, { next: { variance: 1, state }, steps, normals }, out);
  return Array.from({ length: paths }, (_, p) => out.slice(p * steps + 500, (p + 1) * steps));
}

/** Inside the 99 % band of what 500 intervals at 95 % may show: 463 to 487. */
const band = { from: 463, to: 487 };

describe("over 500 simulated series of 2,000 returns", () => {
  test.each([
    ["garch", "normal", [0, 0.05, 0.09, 0.86]],
    ["garch", "student-t", [0, 0.03, 0.08, 0.89, 6]],
    ["egarch", "normal", [0, 0, -0.08, 0.95, 0.2]],
  ])(
    "%s with %s errors is found again, and 95 %% of its intervals hold the truth (%j)",
    (model, law, values) => {
      const specification = specificationOf(model, law);
      const held = values.map(() => 0);
      const totals = values.map(() => 0);
      for (const returns of simulated({ specification, values, seed: 99, paths: 500, count: 2000 })) {
        const fit = fitVolatility(specification, returns);
        if (!fit.ok) throw new Error(fit.failure.message);
        fit.value.parameters.forEach(({ value, standardError }, k) => {
          totals[k]! += value;
          if (standardError !== null && Math.abs(value - values[k]!) <= 1.959964 * standardError) held[k]! += 1;
        });
      }
      volatilityModel(specification).parameters.forEach(({ name, scale }, k) => {
        expect(Math.abs(totals[k]! / 500 - values[k]!), name).toBeLessThan(0.25 * scale);
        expect(held[k], name).toBeGreaterThanOrEqual(band.from);
        expect(held[k], name).toBeLessThanOrEqual(band.to);
      });
    },
    120_000,
  );
});

describe("a fit", () => {
  const specification = specificationOf("garch", "student-t");
  const [returns] = simulated({ specification, values: [0, 0.03, 0.08, 0.89, 6], seed: 5, paths: 1, count: 1500 });

  test("is the same in percent, in fractions of 1 and in millionths", () => {
    const fits = [1, 1e-2, 1e-6].map((unit) => {
      const fit = fitVolatility(
        specification,
        returns!.map((value) => value * unit),
      );
      if (!fit.ok) throw new Error(fit.failure.message);
      return { unit, fit: fit.value };
    });
    for (const { unit, fit } of fits) {
      const [mean, omega, alpha, beta, nu] = fit.parameters.map(({ value }) => value);
      const [one] = fits;
      expect(mean! / unit).toBeCloseTo(one!.fit.parameters[0]!.value, 5);
      expect(omega! / unit ** 2).toBeCloseTo(one!.fit.parameters[1]!.value, 5);
      expect([alpha, beta, nu]).toEqual(one!.fit.parameters.slice(2).map(({ value }) => expect.closeTo(value, 4)));
      expect(fit.unconditionalVariance! / unit ** 2).toBeCloseTo(one!.fit.unconditionalVariance!, 4);
      expect(fit.parameters[1]!.standardError! / unit ** 2).toBeCloseTo(one!.fit.parameters[1]!.standardError!, 4);
    }
  });

  test("that a bound on the persistence stops says so, rests on it and is no better than a free one", () => {
    const free = fitVolatility(specification, returns!);
    const bound = fitVolatility({ ...specification, persistenceMax: 0.9 }, returns!);
    if (!free.ok || !bound.ok) throw new Error("both have a fit");
    expect(free.value.isPersistenceAtBound).toBe(false);
    expect(bound.value.isPersistenceAtBound).toBe(true);
    expect(bound.value.persistence).toBeCloseTo(0.9, 9);
    expect(bound.value.logLikelihood).toBeLessThan(free.value.logLikelihood);
  });

  test("has a higher likelihood than the truth that the returns were made from", () => {
    const fit = fitVolatility(specification, returns!);
    if (!fit.ok) throw new Error(fit.failure.message);
    const truth = volatilityPath(volatilityModel(specification), returns!, [0, 0.03, 0.08, 0.89, 6]);
    expect(fit.value.logLikelihood).toBeGreaterThan(truth.logLikelihood);
    expect(fit.value.logLikelihood).toBeLessThan(truth.logLikelihood + 12);
  });
});

describe("what cannot be fitted is refused with the reason", () => {
  const specification = specificationOf("garch", "student-t");
  const stream = new RandomStream({ seed: 3, stream: 0 });
  const noise = Float64Array.from({ length: 400 }, () => stream.nextNormal());

  test.each([
    ["20 returns", noise.slice(0, 20), "missing-data", "20 returns, a fit needs 100"],
    ["a constant series", new Float64Array(400), "invalid", "400 returns take 1 values"],
    ["a NaN", noise.map((value, t) => (t === 17 ? Number.NaN : value)), "invalid", "return 17 is NaN"],
    ["an infinite return", noise.map((value, t) => (t === 9 ? Infinity : value)), "invalid", "return 9 is Infinity"],
  ])("%s", (_name, returns, code, message) => {
    const fit = fitVolatility(specification, returns);
    expect(fit.ok).toBe(false);
    if (!fit.ok) expect(fit.failure).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test.each(["normal", "student-t", "skewed-t", "generalised-error"])(
    "one jump of a thousand deviations with %s errors has a fit with numbers, or a reason, and never NaN",
    (law) => {
      for (const model of ["garch", "gjr-garch", "egarch", "aparch", "integrated-garch", "component-garch"]) {
        const jumped = noise.map((value, t) => (t === 200 ? 1000 : value));
        const fit = fitVolatility(specificationOf(model, law), jumped);
        if (!fit.ok) expect(fit.failure.message).not.toBe("");
        else for (const { value } of fit.value.parameters) expect(Number.isFinite(value), model).toBe(true);
      }
    },
  );

  test("returns without a variance give numbers and no NaN", () => {
    const cauchy = noise.map(() => Math.tan(Math.PI * (stream.nextUniform() - 0.5)));
    const fit = fitVolatility(specification, cauchy);
    if (fit.ok) for (const { value } of fit.value.parameters) expect(Number.isFinite(value)).toBe(true);
    else expect(fit.failure.hint).toBeDefined();
  });
});

describe("windows that are fitted side by side", () => {
  const specification = specificationOf("garch", "student-t");
  const values = [0.02, 0.05, 0.08, 0.87, 6];
  const [path] = simulated({ specification, values, seed: 91, paths: 1, count: 900 });
  // Of one length, of others, one that is refused at once, and one whose variance never moves.
  const windows = [
    ...[0, 40, 80, 120, 160].map((from) => path!.subarray(from, from + 500)),
    path!.subarray(0, 300),
    path!.subarray(0, 20),
    path!,
    Float64Array.from({ length: 500 }, (_, t) => Math.sin(t * t)),
  ];

  test.each([
    ["garch", "student-t"],
    ["garch", "normal"],
    ["gjr-garch", "student-t"],
    ["integrated-garch", "normal"],
    ["garch", "skewed-t"],
  ])("end where each ends alone, to the bit, in whatever order: %s, %s", (model, law) => {
    const own = { ...specificationOf(model, law), persistenceMax: 0.97 };
    const alone = windows.map((window) => fitVolatility(own, window));
    expect(alone.some(({ ok }) => ok)).toBe(true);
    expect(alone.some(({ ok }) => !ok)).toBe(true);
    expect(fitVolatilities(own, windows)).toEqual(alone);
    expect(fitVolatilities(own, windows.toReversed())).toEqual(alone.toReversed());
  });

  test("are none where none are given", () => {
    expect(fitVolatilities(specification, [])).toEqual([]);
  });
});
