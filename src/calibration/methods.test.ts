import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evenly, pointsOf, snapshotMs } from "../../test/contracts/smiles.ts";
import { type Smile, smileAt } from "../market/surface/smile.ts";
import { surfaceArbitrage, volatilitySurface } from "../market/surface/surface.ts";
import type { SviParameters } from "../market/surface/svi.ts";
import { fittedVolatility, type SurfaceFit } from "./fit.ts";
import { linearVariance } from "./methods/linearVariance.ts";
import { sabr } from "./methods/sabr.ts";
import { ssvi } from "./methods/ssvi.ts";
import { svi } from "./methods/svi.ts";
import { calibrationMethods } from "./methods.ts";
import type { SmilePoints } from "./smilePoints.ts";

const free = svi.defaults;

const sampled = (smile: Smile, years: number, places: readonly number[], forward = 100): SmilePoints =>
  pointsOf((k) => fittedVolatility(smile, k, years), { years, forward, places });

const sviSmile = (parameters: SviParameters): Smile => ({ kind: "svi", parameters });

/** Largest distance between the fit and the quotes it was made from, in volatility. */
const worst = ({ fits }: SurfaceFit): number =>
  Math.max(...fits.flatMap(({ report }) => report.residuals.map(({ residual }) => Math.abs(residual))));

const surfaceOf = ({ fits }: SurfaceFit) =>
  volatilitySurface({ underlying: "BTC", quoteCurrency: "USD", timestamp: snapshotMs, slices: fits });

/** Plain smiles of a day, a month and a year. */
const tame: readonly (readonly [years: number, parameters: SviParameters])[] = [
  [1 / 365, { a: 0.0002, b: 0.01, rho: -0.1, m: 0.002, sigma: 0.02 }],
  [30 / 365, { a: 0.01, b: 0.08, rho: -0.25, m: 0.03, sigma: 0.12 }],
  [1, { a: 0.15, b: 0.25, rho: -0.3, m: 0.1, sigma: 0.4 }],
];

/** Noise of ±1 that is the same on every machine. */
const noiseAt = (at: number): number => (((at * 7919 + 104_729) % 1009) / 1009) * 2 - 1;

const noisy = (smile: SmilePoints, size: number): SmilePoints => ({
  ...smile,
  points: smile.points.map((point, at) => {
    const volatility = point.volatility + size * noiseAt(at);
    return { ...point, volatility, totalVariance: volatility * volatility * smile.years };
  }),
});

describe("SVI", () => {
  test.each(tame)("finds the smile of %d years from its own quotes", (years, parameters) => {
    const reach = 4 * Math.sqrt(parameters.a + parameters.b * parameters.sigma);
    const fit = svi.fit([sampled(sviSmile(parameters), years, evenly(reach, 21))], free);
    expect(worst(fit)).toBeLessThan(1e-6);
    const found = fit.fits[0]!.smile as Extract<Smile, { kind: "svi" }>;
    for (const name of ["a", "b", "rho", "m", "sigma"] as const) {
      expect(found.parameters[name]).toBeCloseTo(parameters[name], 5);
    }
    expect(fit.fits[0]!.report).toMatchObject({ converged: true, atBound: [], notes: [], arbitrage: { isFree: true } });
  });

  test("finds any smile that is free of butterflies from its own quotes", () => {
    const shape = fc.record({
      scale: fc.double({ min: 1e-3, max: 2, noNaN: true }),
      b: fc.double({ min: 0.1, max: 0.6, noNaN: true }),
      rho: fc.double({ min: -0.8, max: 0.8, noNaN: true }),
      m: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      sigma: fc.double({ min: 0.3, max: 1.5, noNaN: true }),
      level: fc.double({ min: 0.3, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(shape, ({ scale, b, rho, m, sigma, level }) => {
        const parameters = {
          a: level * scale * scale,
          b: b * Math.min(scale, 1),
          rho,
          m: m * scale,
          sigma: sigma * scale,
        };
        const fit = svi.fit([sampled(sviSmile(parameters), 0.5, evenly(3 * scale, 25))], { constraint: "none" });
        expect(worst(fit)).toBeLessThan(1e-6);
      }),
      { numRuns: 60 },
    );
  });

  test("stays within the noise of noisy quotes", () => {
    const [years, parameters] = tame[1]!;
    const truth = sviSmile(parameters);
    const fit = svi.fit([noisy(sampled(truth, years, evenly(0.5, 41)), 0.01)], free).fits[0]!;
    const misses = evenly(0.5, 41).map(
      (k) => fittedVolatility(fit.smile, k, years) - fittedVolatility(truth, k, years),
    );
    // Uniform noise of ±1 point has a standard deviation of 0.58; five of 41 directions of it are fitted.
    expect(fit.report.rmseVolPoints).toBeLessThan(0.65);
    expect(100 * Math.sqrt(misses.reduce((sum, miss) => sum + miss * miss, 0) / misses.length)).toBeLessThan(0.3);
  });

  test("flags the published smile with a butterfly, and its constrained fit has none", () => {
    const vogt = sampled(sviSmile({ a: -0.041, b: 0.1331, rho: 0.306, m: 0.3586, sigma: 0.4153 }), 1, evenly(1.5, 31));
    const [alone, held] = [svi.fit([vogt], { constraint: "none" }).fits[0]!, svi.fit([vogt], free).fits[0]!];
    expect(alone.report.rmseVolPoints).toBeLessThan(1e-4);
    expect(alone.report.arbitrage.isFree).toBe(false);
    expect(alone.report.arbitrage.minDurrleman).toBeLessThan(-0.01);
    expect(held.report.arbitrage.isFree).toBe(true);
    expect(held.report.arbitrage.minDurrleman).toBeGreaterThanOrEqual(-1e-10);
    // A general optimiser under the same constraint ends at 0.6306.
    expect(held.report.rmseVolPoints).toBeLessThan(0.64);
    expect(held.report.notes.join()).toContain("free of arbitrage");
  });

  test("holds expiries in order where noise makes their quotes cross", () => {
    const parameters = { a: 0.01, b: 0.08, rho: -0.25, m: 0.03, sigma: 0.12 };
    const smiles = [0, 1, 2]
      .map((_, at) => noisy(sampled(sviSmile(parameters), 0.1, evenly(0.4 + 0.1 * at, 15 + at)), 0.01))
      .map((smile, at) => ({ ...smile, years: 0.1 + 0.0002 * at, expiresAt: smile.expiresAt + at }));
    const alone = surfaceArbitrage(surfaceOf(svi.fit(smiles, { constraint: "none" })));
    const held = svi.fit(smiles, free);
    expect(alone.calendar.every(({ isFree }) => isFree)).toBe(false);
    expect(surfaceArbitrage(surfaceOf(held)).isFree).toBe(true);
    for (const { report } of held.fits) expect(report.rmseVolPoints).toBeLessThan(1.5);
  });

  test("is free of arbitrage, at the price of a bad fit, also where quotes contradict each other outright", () => {
    const levels = [1, 0.3, 0.6, 0.2];
    const smiles = levels.map((level, at) =>
      pointsOf((k) => level * (1 + 0.3 * k * k - 0.2 * k), { years: 0.1 + at / 20, places: evenly(0.5 + at / 5, 13) }),
    );
    const fit = svi.fit(smiles, free);
    expect(surfaceArbitrage(surfaceOf(fit)).isFree).toBe(true);
    expect(Math.max(...fit.fits.map(({ report }) => report.rmseVolPoints))).toBeGreaterThan(10);
    expect(fit.fits.some(({ report }) => report.notes.join().includes("free of arbitrage"))).toBe(true);
  });

  test("says which parameters rest on a bound", () => {
    const flat = svi.fit([pointsOf(() => 0.5, { years: 0.5, places: evenly(1, 11) })], free);
    expect(worst(flat)).toBeLessThan(1e-6);
    expect(flat.fits[0]!.report.atBound.length).toBeGreaterThan(0);
  });
});

describe("SSVI", () => {
  const surface = { rho: -0.4, eta: 0.9, gamma: 0.45 };
  const thetas = [0.001, 0.01, 0.05, 0.2];
  const expiries = thetas.map((theta, at) =>
    sampled({ kind: "ssvi", theta, parameters: surface }, (at + 1) / 4, evenly(3 * Math.sqrt(theta), 15)),
  );

  test("finds the surface from its own quotes", () => {
    const fit = ssvi.fit(expiries, ssvi.defaults);
    expect(worst(fit)).toBeLessThan(1e-6);
    fit.fits.forEach(({ smile }, at) => {
      const { parameters, theta } = smile as Extract<Smile, { kind: "ssvi" }>;
      expect(theta).toBeCloseTo(thetas[at]!, 7);
      expect(parameters.rho).toBeCloseTo(surface.rho, 5);
      expect(parameters.eta).toBeCloseTo(surface.eta, 5);
      expect(parameters.gamma).toBeCloseTo(surface.gamma, 5);
    });
  });

  test("stays within the noise, and free of arbitrage, also where quoted levels fall with time", () => {
    const crossed = [
      ...expiries.slice(0, 2),
      { ...expiries[1]!, years: 0.6, expiresAt: expiries[1]!.expiresAt + 1 },
      expiries[3]!,
    ];
    for (const smiles of [expiries, crossed]) {
      const fit = ssvi.fit(
        smiles.map((smile) => noisy(smile, 0.005)),
        ssvi.defaults,
      );
      expect(surfaceArbitrage(surfaceOf(fit)).isFree).toBe(true);
      if (smiles === expiries) expect(worst(fit)).toBeLessThan(0.01);
    }
  });

  test("fits an expiry of one quote on the shape of the others, and nothing where all have one", () => {
    const one = { ...expiries[2]!, points: expiries[2]!.points.slice(7, 8) };
    const fit = ssvi.fit([expiries[0]!, one, expiries[3]!], ssvi.defaults);
    expect(fit.fits).toHaveLength(3);
    expect(worst(fit)).toBeLessThan(1e-6);
    expect(ssvi.fit([one], ssvi.defaults)).toMatchObject({ fits: [], failures: [{ code: "missing-data" }] });
  });
});

describe("SABR", () => {
  test.each([0, 0.5, 1])("finds the smile from its own quotes at β = %d", (beta) => {
    const parameters = { alpha: 0.6 * 60_000 ** (1 - beta), beta, rho: -0.25, nu: 1.2 };
    const smile: Smile = { kind: "sabr", parameters, forward: 60_000, years: 0.25 };
    const fit = sabr.fit([sampled(smile, 0.25, evenly(0.6, 15), 60_000)], { beta });
    expect(worst(fit)).toBeLessThan(1e-6);
    const found = (fit.fits[0]!.smile as Extract<Smile, { kind: "sabr" }>).parameters;
    expect(found.alpha / parameters.alpha).toBeCloseTo(1, 6);
    expect(found.rho).toBeCloseTo(parameters.rho, 5);
    expect(found.nu).toBeCloseTo(parameters.nu, 5);
  });

  test("stays within the noise", () => {
    const parameters = { alpha: 0.6, beta: 1, rho: -0.25, nu: 1.2 };
    const smile: Smile = { kind: "sabr", parameters, forward: 100, years: 0.25 };
    const fit = sabr.fit([noisy(sampled(smile, 0.25, evenly(0.6, 31)), 0.01)], { beta: 1 });
    expect(fit.fits[0]!.report.rmseVolPoints).toBeLessThan(0.65);
  });
});

test("linear interpolation meets every quote", () => {
  expect(worst(linearVariance.fit([noisy(sampled(sviSmile(tame[2]![1]), 1, evenly(1, 11)), 0.05)], {}))).toBeLessThan(
    1e-14,
  );
});

describe("a fitted SVI surface", () => {
  test("has no butterfly and crosses no expiry, whatever SSVI surface with noise it was fitted to", () => {
    const market = fc.record({
      rho: fc.double({ min: -0.8, max: 0.8, noNaN: true }),
      gamma: fc.double({ min: 0.2, max: 0.6, noNaN: true }),
      share: fc.double({ min: 0.1, max: 1, noNaN: true }),
      noise: fc.constantFrom(0, 0.002, 0.02),
      growths: fc.array(fc.double({ min: 1, max: 3, noNaN: true }), { minLength: 2, maxLength: 3 }),
    });
    fc.assert(
      fc.property(market, ({ rho, gamma, share, noise, growths }) => {
        const parameters = { rho, gamma, eta: (share * 2) / (1 + Math.abs(rho)) };
        let theta = 0.01;
        const smiles = [1, ...growths].map((growth, at) => {
          theta *= growth;
          const places = evenly(2.5 * Math.sqrt(theta), 11 + at);
          return noisy(sampled({ kind: "ssvi", theta, parameters }, (at + 1) / 10, places), noise);
        });
        const fit = svi.fit(smiles, free);
        for (const { report } of fit.fits) {
          expect(report.arbitrage.minDurrleman).toBeGreaterThanOrEqual(-1e-10);
          expect(report.calendar?.isFree ?? true).toBe(true);
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe("bad and extreme quotes", () => {
  const smile = sampled(sviSmile(tame[1]![1]), 0.1, evenly(0.4, 9));
  const withPoints = (points: SmilePoints["points"]): SmilePoints => ({ ...smile, points });

  test.each([svi, ssvi, sabr])("$id refuses what has no shape, and says how many strikes it has", (method) => {
    const atOneStrike = withPoints(smile.points.map((point) => ({ ...point, logMoneyness: 0.1 })));
    for (const [points, count] of [
      [withPoints([]), 0],
      [withPoints(smile.points.slice(0, 1)), 1],
      [withPoints(smile.points.slice(0, 2)), 2],
      [atOneStrike, 1],
    ] as const) {
      const { fits, failures } = method.fit([points], method.defaults as never);
      expect(fits).toEqual([]);
      expect(failures).toHaveLength(1);
      expect(failures[0]).toMatchObject({ code: "missing-data", message: expect.stringContaining(`have ${count}`) });
    }
  });

  test.each(calibrationMethods)("$id refuses a volatility of zero, one that is no number, and no time", (method) => {
    const [first, ...rest] = smile.points;
    for (const volatility of [0, -0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      const bad = withPoints([{ ...first!, volatility, totalVariance: volatility * volatility * 0.1 }, ...rest]);
      const { fits, failures } = method.fit([bad], method.defaults as never);
      expect(fits).toEqual([]);
      expect(failures[0]).toMatchObject({ code: "invalid", message: expect.stringContaining("invented-0") });
    }
    const { failures } = method.fit([{ ...smile, years: 0 }], method.defaults as never);
    expect(failures[0]).toMatchObject({ code: "invalid" });
  });

  test("one bad expiry does not stop the others", () => {
    const later = { ...sampled(sviSmile(tame[2]![1]), 1, evenly(1, 11)) };
    const { fits, failures } = svi.fit([withPoints([]), later], free);
    expect(fits.map(({ years }) => years)).toEqual([1]);
    expect(failures).toHaveLength(1);
  });

  test.each([svi, ssvi, sabr])("$id meets three quotes, four and five without wild wings", (method) => {
    for (const count of [3, 4, 5]) {
      const few = sampled(sviSmile(tame[1]![1]), 30 / 365, evenly(0.3, count));
      const { fits } = method.fit([few], method.defaults as never);
      expect(fits[0]!.report.arbitrage.isFree).toBe(true);
      expect(fits[0]!.report.rmseVolPoints).toBeLessThan(count === 3 ? 0.1 : 0.6);
      expect(Math.sqrt(smileAt(fits[0]!.smile, 1).w / (30 / 365))).toBeLessThan(3);
    }
  });

  const minute = 1 / (365 * 24 * 60);

  test.each([
    ["a minute before expiry", minute, 0.8],
    ["a minute before expiry at 1000 %", minute, 10],
    ["five years at 1000 %", 5, 10],
    ["five years", 5, 0.7],
    ["almost no volatility", 0.5, 0.001],
  ])("%s is fitted by every method", (_, years, level) => {
    const deviation = level * Math.sqrt(years);
    const reach = Math.min(2, 2 * deviation);
    const curve = (k: number): number => level * (1 + 0.02 * (k / reach) ** 2 - 0.01 * (k / reach));
    const extreme = pointsOf(curve, { years, places: evenly(reach, 13) });
    for (const method of calibrationMethods) {
      const { fits, failures } = method.fit([extreme], method.defaults as never);
      expect(failures).toEqual([]);
      expect(fits[0]!.report.rmseVolPoints).toBeLessThan(1.5 * level);
      if (method === svi) expect(fits[0]!.report.arbitrage.isFree).toBe(true);
    }
  });
});
