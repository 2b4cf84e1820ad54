import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binomialCdf, binomialSurvivalAtLeast } from "./binomial.ts";
import { claytonDistribution } from "./claytonCopula.ts";
import { pairCopulas } from "./copulas.ts";
import { kendallCorrelation } from "./correlation.ts";
import { gumbelDistribution } from "./gumbelCopula.ts";
import { rankQuantiles } from "./levelQuantiles.ts";
import { fitPairCopula, fitPairCopulaByKendall, type PairCopula } from "./pairCopula.ts";
import { RandomStream } from "./randomStream.ts";
import { empiricalTailDependence } from "./tailDependence.ts";
import { degreesOfFreedomInterval, tCopula, tPairLogDensityAt } from "./tCopula.ts";

const copulaOf = (id: string): PairCopula => pairCopulas.find((copula) => copula.id === id)!;

const examples: readonly (readonly [string, readonly number[]])[] = [
  ["gaussian", [-0.6]],
  ["gaussian", [0.7]],
  ["t", [0.5, 3]],
  ["t", [-0.3, 8]],
  ["clayton", [0.5]],
  ["clayton", [4]],
  ["gumbel", [1.3]],
  ["gumbel", [3]],
];

function drawnPairs(stream: number, count: number, copula: PairCopula, parameters: readonly number[]) {
  const random = new RandomStream({ seed: 61, stream });
  const one = Float64Array.from({ length: count }, () => random.nextUniform());
  return [one, one.map((u) => copula.conditionalQuantile(random.nextUniform(), u, parameters))] as const;
}

describe("a copula of two numbers", () => {
  test.each(examples)(
    "%s of %s: the conditional quantile is where the density has the share before it",
    (id, parameters) => {
      const copula = copulaOf(id);
      const steps = 1000;
      for (const u of [0.05, 0.4, 0.9]) {
        const end = copula.conditionalQuantile(0.7, u, parameters);
        let total = 0;
        for (let k = 0; k < steps; k++) total += Math.exp(copula.logDensity(u, (end * (k + 0.5)) / steps, parameters));
        expect((total * end) / steps).toBeCloseTo(0.7, 2);
      }
    },
  );

  test.each(examples)(
    "%s of %s: Kendall's correlation is that of its draws, and gives back its parameter",
    (id, parameters) => {
      const copula = copulaOf(id);
      const [one, other] = drawnPairs(1, 4000, copula, parameters);
      const tau = copula.kendall(parameters);
      expect(Math.abs(kendallCorrelation(one, other) - tau)).toBeLessThan(0.04);
      expect(copula.atKendall(tau)[0]).toBeCloseTo(parameters[0]!, 12);
    },
  );

  test.each(examples)("%s of %s: treats both numbers alike", (id, parameters) => {
    const level = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    const copula = copulaOf(id);
    fc.assert(
      fc.property(level, level, (u, v) => {
        const density = copula.logDensity(u, v, parameters);
        expect(copula.logDensity(v, u, parameters)).toBeCloseTo(density, 8);
        expect(Number.isFinite(density)).toBe(true);
      }),
    );
  });

  test("clayton and gumbel: the conditional quantile inverts the slope of the distribution function", () => {
    for (const [id, distribution, theta] of [
      ["clayton", claytonDistribution, 2],
      ["clayton", claytonDistribution, 30],
      ["gumbel", gumbelDistribution, 2],
      ["gumbel", gumbelDistribution, 12],
    ] as const) {
      for (const u of [0.01, 0.5, 0.99]) {
        const v = copulaOf(id).conditionalQuantile(0.3, u, [theta]);
        const step = 1e-6;
        const share = (distribution(u + step, v, theta) - distribution(u - step, v, theta)) / (2 * step);
        expect(share).toBeCloseTo(0.3, 4);
      }
    }
  });

  test("has the tail dependence that its draws approach", () => {
    for (const [id, parameters] of [
      ["t", [0.5, 3]],
      ["clayton", [2]],
      ["gumbel", [2]],
      ["gaussian", [0.5]],
    ] as const) {
      const copula = copulaOf(id);
      const [one, other] = drawnPairs(2, 20_000, copula, parameters);
      const { lower, upper, lowerError, upperError, count } = empiricalTailDependence(one, other, 0.01);
      expect(count).toBe(200);
      const limit = copula.tailDependence(parameters);
      // At a level of 1 % the normal copula is still at 0.13 of its limit 0.
      const slack = id === "gaussian" ? 0.15 : 0.03;
      expect(Math.abs(lower - limit.lower)).toBeLessThan(slack + 4 * lowerError);
      expect(Math.abs(upper - limit.upper)).toBeLessThan(slack + 4 * upperError);
    }
  });
});

/** Pairs of a t law from normals alone: ranks do not care for its distribution function. */
function drawnT(stream: number, count: number, rho: number, nu: number) {
  const random = new RandomStream({ seed: 71, stream });
  const [one, other] = [new Float64Array(count), new Float64Array(count)];
  for (let t = 0; t < count; t++) {
    let square = 0;
    for (let k = 0; k < nu; k++) square += random.nextNormal() ** 2;
    const normal = random.nextNormal();
    one[t] = normal * Math.sqrt(nu / square);
    other[t] = (rho * normal + Math.sqrt(1 - rho * rho) * random.nextNormal()) * Math.sqrt(nu / square);
  }
  return [one, other] as const;
}

/** Inside the 99 % band of what so many draws at 95 % may show. */
function expectCoverage(covered: number, trials: number): void {
  expect(binomialCdf(covered, { trials, probability: 0.95 })).toBeGreaterThan(0.005);
  expect(binomialSurvivalAtLeast(covered, { trials, probability: 0.95 })).toBeGreaterThan(0.005);
}

describe("the fit of a copula", () => {
  const replications = 500;

  test.each([
    ["gaussian", 0.6, 200],
    ["clayton", 0.5, 200],
    ["clayton", 2, 200],
    ["gumbel", 1.5, 200],
    ["gumbel", 3, 200],
  ] as const)(
    "%s of %s is recovered from %s pairs by likelihood and by Kendall, and covers as often as promised",
    (id, truth, count) => {
      const copula = copulaOf(id);
      let [byLikelihood, byKendall, total, totalByKendall] = [0, 0, 0, 0];
      for (let k = 0; k < replications; k++) {
        const [one, other] = drawnPairs(k, count, copula, [truth]);
        const fits = [fitPairCopula(copula, one, other), fitPairCopulaByKendall(copula, one, other)];
        const [likely, quick] = fits.map((fit) => {
          if (!fit.ok) throw new Error(fit.failure.message);
          const [estimate] = fit.value.parameters as [number];
          return { estimate, isCovered: Math.abs(estimate - truth) <= 1.96 * (fit.value.standardErrors?.[0] ?? 0) };
        });
        total += likely!.estimate / replications;
        totalByKendall += quick!.estimate / replications;
        byLikelihood += likely!.isCovered ? 1 : 0;
        byKendall += quick!.isCovered ? 1 : 0;
      }
      expect(Math.abs(total / truth - 1)).toBeLessThan(0.08);
      expect(Math.abs(totalByKendall / truth - 1)).toBeLessThan(0.05);
      expectCoverage(byLikelihood, replications);
      expectCoverage(byKendall, replications);
    },
  );

  test("t of 0.5 and 4 is recovered from 200 pairs; its interval of ν goes by 1/ν", () => {
    const count = 200;
    const ranks = Float64Array.from({ length: count }, (_, k) => (k + 1) / (count + 1));
    // Without ties every sample has the same levels, so their quantiles are known once for all.
    const known = rankQuantiles([ranks]);
    const copula: PairCopula = {
      ...tCopula,
      logDensityAt(levels) {
        const places = levels.map((margin) => margin.map((level) => Math.round(level * (count + 1)) - 1));
        return tPairLogDensityAt({ at: (nu) => placed(known.at(nu)[0]!, places) });
      },
    };
    const placed = (values: Float64Array, places: readonly Float64Array[]) =>
      places.map((margin) => margin.map((place) => values[place]!));
    let [byCorrelation, byDegrees, bounds, total, inverse] = [0, 0, 0, 0, 0];
    for (let k = 0; k < replications; k++) {
      const fit = fitPairCopula(copula, ...drawnT(k, count, 0.5, 4));
      if (!fit.ok) throw new Error(fit.failure.message);
      const [rho, nu] = fit.value.parameters as [number, number];
      if (fit.value.standardErrors === null) {
        bounds += 1;
        continue;
      }
      const [rhoError, nuError] = fit.value.standardErrors as [number, number];
      const { lower, upper } = degreesOfFreedomInterval(nu, nuError, 0.95);
      byCorrelation += Math.abs(rho - 0.5) <= 1.96 * rhoError ? 1 : 0;
      byDegrees += lower <= 4 && 4 <= (upper ?? Number.POSITIVE_INFINITY) ? 1 : 0;
      total += rho;
      inverse += 1 / nu;
    }
    const fitted = replications - bounds;
    expect(bounds).toBeLessThan(20);
    expect(Math.abs(total / fitted - 0.5)).toBeLessThan(0.01);
    // Of so few pairs ν comes out too small.
    expect(Math.abs(inverse / fitted - 0.25)).toBeLessThan(0.035);
    expectCoverage(byCorrelation, fitted);
    expectCoverage(byDegrees, fitted);
  });

  test("to dependence that the family does not have rests on a bound, which is named", () => {
    const [one, other] = drawnPairs(3, 200, copulaOf("gaussian"), [-0.6]);
    for (const copula of [copulaOf("clayton"), copulaOf("gumbel")]) {
      for (const fit of [fitPairCopula(copula, one, other), fitPairCopulaByKendall(copula, one, other)]) {
        expect(fit).toMatchObject({ ok: true, value: { bound: "theta", standardErrors: null } });
      }
    }
  });

  test("sees ranks alone: a rising change of either series changes nothing", () => {
    const [one, other] = drawnPairs(4, 120, copulaOf("clayton"), [1]);
    const [fit, again] = [one, one.map((value) => Math.log(value))].map((series) =>
      fitPairCopula(copulaOf("clayton"), series, other),
    );
    expect(again).toEqual(fit);
  });

  test.each([
    ["short", new Float64Array(20), new Float64Array(20), "20 observations, a fit needs 30"],
    ["of different lengths", new Float64Array(40), new Float64Array(50), "series of 40, 50 observations"],
    ["constant", new Float64Array(40), Float64Array.from({ length: 40 }, (_, k) => k), "series 0 is constant"],
    ["not finite", new Float64Array(40).fill(Number.NaN), new Float64Array(40), "series 0 is not finite"],
  ])("is refused with the reason where series are %s", (_, one, other, reason) => {
    for (const copula of pairCopulas) {
      const fit = fitPairCopula(copula, one, other);
      expect(fit.ok ? "" : fit.failure.message).toContain(reason);
    }
  });

  test("t by Kendall alone is refused, and an interval of ν may have no upper end", () => {
    const [one, other] = drawnT(1, 60, 0.5, 4);
    const fit = fitPairCopulaByKendall(tCopula, one, other);
    expect(fit.ok ? "" : fit.failure.message).toContain("cannot tell correlation and degreesOfFreedom apart");
    expect(degreesOfFreedomInterval(20, 30, 0.95).upper).toBeNull();
    expect(() => degreesOfFreedomInterval(4, 1, 1)).toThrow("confidence");
  });
});

describe("empirical tail dependence", () => {
  test("counts the joint tails by hand", () => {
    const one = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    const other = Float64Array.of(2, 9, 1, 4, 5, 6, 7, 8, 3, 10);
    // Lowest two of one: 1, 2; their partners 2 and 9, of which the first is among the lowest two.
    expect(empiricalTailDependence(one, other, 0.2)).toMatchObject({ count: 2, lower: 0.5, upper: 0.5 });
  });

  test("of independent series is the level, as often as its binomial error promises", () => {
    let covered = 0;
    for (let k = 0; k < 500; k++) {
      const random = new RandomStream({ seed: 81, stream: k });
      const one = Float64Array.from({ length: 1000 }, () => random.nextUniform());
      const { lower, lowerError } = empiricalTailDependence(
        one,
        one.map(() => random.nextUniform()),
        0.3,
      );
      if (Math.abs(lower - 0.3) <= 1.96 * lowerError) covered += 1;
    }
    // Ranks of both series are given, which a binomial count does not know: its error is too large, by 1/√(1 − level).
    expect(covered).toBeGreaterThan(475);
  });

  test("wants a tail with an observation in it", () => {
    const series = Float64Array.of(1, 2, 3);
    expect(() => empiricalTailDependence(series, series, 0.1)).toThrow("no observation");
    expect(() => empiricalTailDependence(series, series, 0.6)).toThrow("level");
    expect(() => empiricalTailDependence(series, new Float64Array(2), 0.5)).toThrow("one length");
  });
});
