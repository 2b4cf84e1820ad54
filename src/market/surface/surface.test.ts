import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvariantError } from "../../numerics/assert.ts";
import { calendarArbitrage, leastDurrleman, smileArbitrage } from "./arbitrage.ts";
import { type Smile, smileAt } from "./smile.ts";
import { forwardAt, surfaceArbitrage, surfaceAt, surfaceVolatility, volatilitySurface } from "./surface.ts";

const yearMs = 365 * 86_400_000;
const quoted = { from: -1, to: 1 };

const flat = (w: number): Smile => ({ kind: "linear", logMoneyness: [0], totalVariance: [w] });

const svi: Smile = { kind: "svi", parameters: { a: 0.01, b: 0.1, rho: -0.4, m: 0.05, sigma: 0.2 } };
const ssvi: Smile = { kind: "ssvi", theta: 0.04, parameters: { rho: -0.3, eta: 0.8, gamma: 0.4 } };
const sabr: Smile = { kind: "sabr", parameters: { alpha: 2, beta: 0.5, rho: -0.3, nu: 0.8 }, forward: 100, years: 0.5 };

/** A smile of Gatheral and Jacquier's with butterfly arbitrage. */
const vogt: Smile = { kind: "svi", parameters: { a: -0.041, b: 0.1331, rho: 0.306, m: 0.3586, sigma: 0.4153 } };

const surfaceOf = (smiles: readonly (readonly [years: number, forward: number, smile: Smile])[]) =>
  volatilitySurface({
    underlying: "BTC",
    quoteCurrency: "USD",
    timestamp: 0,
    slices: smiles.map(([years, forward, smile]) => ({ expiresAt: years * yearMs, years, forward, smile, quoted })),
  });

describe("a smile", () => {
  test.each([svi, ssvi, sabr])("of kind $kind has the derivatives that differences have", (smile) => {
    for (const k of [-0.8, -0.1, 0, 0.3]) {
      const step = 1e-3;
      const [below, at, above] = [smileAt(smile, k - step), smileAt(smile, k), smileAt(smile, k + step)];
      expect(at.slope).toBeCloseTo((above.w - below.w) / (2 * step), 5);
      expect(at.curvature).toBeCloseTo((above.w - 2 * at.w + below.w) / (step * step), 3);
    }
  });

  test("of straight lines meets its quotes and is flat beyond them", () => {
    const smile: Smile = { kind: "linear", logMoneyness: [-1, 0, 1], totalVariance: [4, 2, 3] };
    expect([-2, -1, -0.5, 0, 0.5, 1, 2].map((k) => smileAt(smile, k).w)).toEqual([4, 4, 3, 2, 2.5, 3, 3]);
  });

  test("with the published butterfly is flagged, and a tame one is not", () => {
    const found = smileArbitrage(vogt, { from: -1.5, to: 1.5 });
    expect(found.isFree).toBe(false);
    expect(found.minDurrleman).toBeLessThan(-0.01);
    expect(found.minDurrlemanAt).toBeGreaterThan(0.5);
    expect(smileArbitrage(svi, quoted).isFree).toBe(true);
  });

  test("steeper than Lee allows is flagged", () => {
    const steep: Smile = { kind: "svi", parameters: { a: 0.5, b: 1.5, rho: 0.6, m: 0, sigma: 1 } };
    expect(smileArbitrage(steep, quoted)).toMatchObject({ rightWingSlope: 2.4000000000000004, isFree: false });
  });

  test("that falls below an earlier one crosses it, in sight or in the wings", () => {
    expect(calendarArbitrage(flat(2), flat(1), quoted)).toMatchObject({ violation: 1, isFree: false });
    expect(calendarArbitrage(flat(1), flat(2), quoted)).toMatchObject({ violation: 0, isFree: true });
    const high: Smile = { kind: "svi", parameters: { a: 500, b: 0.05, rho: -0.4, m: 0.05, sigma: 0.2 } };
    expect(calendarArbitrage(svi, high, quoted)).toMatchObject({ violation: 0, wingsCross: true, isFree: false });
  });
});

describe("a surface", () => {
  const two = surfaceOf([
    [0.5, 100, flat(0.1)],
    [1, 110, flat(0.3)],
  ]);

  test("is linear in total variance between expiries and meets them", () => {
    expect(surfaceAt(two, 0.2, 0.5).w).toBeCloseTo(0.1, 15);
    expect(surfaceAt(two, 0.2, 0.75).w).toBeCloseTo(0.2, 15);
    expect(surfaceAt(two, 0.2, 1).w).toBeCloseTo(0.3, 15);
  });

  test("keeps the volatility of each strike before, and the last forward variance after", () => {
    expect(surfaceAt(two, 0, 0.25).w).toBeCloseTo(0.05, 15);
    expect(surfaceAt(two, 0, 2).w).toBeCloseTo(0.3 + 0.4, 15);
    expect(surfaceAt(surfaceOf([[0.5, 100, flat(0.1)]]), 0, 1).w).toBeCloseTo(0.2, 15);
  });

  test("has forwards of constant carry between expiries and beyond", () => {
    expect(forwardAt(two, 0.5)).toBe(100);
    expect(forwardAt(two, 1)).toBe(110);
    expect(forwardAt(two, 1.5)).toBeCloseTo(121, 10);
    expect(forwardAt(two, 0.75)).toBeCloseTo(Math.sqrt(11_000), 10);
    expect(forwardAt(surfaceOf([[0.5, 100, flat(0.1)]]), 3)).toBe(100);
  });

  test("gives the volatility of a strike and an expiry, and refuses what has none", () => {
    expect(surfaceVolatility(two, { strike: 105, expiresAt: yearMs })).toBeCloseTo(Math.sqrt(0.3), 12);
    expect(() => surfaceVolatility(two, { strike: 0, expiresAt: yearMs })).toThrow(InvariantError);
    expect(() => surfaceVolatility(two, { strike: 100, expiresAt: 0 })).toThrow(InvariantError);
    expect(() => surfaceOf([])).toThrow(InvariantError);
    const twice = [
      [1, 100, flat(0.1)],
      [1, 100, flat(0.1)],
    ] as const;
    expect(() => surfaceOf(twice)).toThrow(InvariantError);
  });

  test("names the expiries that cross", () => {
    const falling = [
      [0.5, 100, flat(0.3)],
      [1, 100, flat(0.1)],
    ] as const;
    const crossed = surfaceArbitrage(surfaceOf(falling));
    expect(crossed.isFree).toBe(false);
    expect(crossed.calendar[0]).toMatchObject({ expiresAt: yearMs, isFree: false });
  });

  test("made of free smiles stays free before, between and after its expiries", () => {
    const shape = fc.record({
      rho: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
      gamma: fc.double({ min: 0.05, max: 0.5, noNaN: true }),
      share: fc.double({ min: 0.05, max: 1, noNaN: true }),
      theta: fc.double({ min: 1e-3, max: 0.5, noNaN: true }),
      growth: fc.double({ min: 1, max: 4, noNaN: true }),
    });
    fc.assert(
      fc.property(shape, ({ rho, gamma, share, theta, growth }) => {
        const parameters = { rho, gamma, eta: (share * 2 * (1 - 1e-9)) / (1 + Math.abs(rho)) };
        const slices = [1, growth, growth * growth].map((factor, at): [number, number, Smile] => {
          return [at + 1, 100, { kind: "ssvi", theta: theta * factor, parameters }];
        });
        const surface = surfaceOf(slices);
        const arbitrage = surfaceArbitrage(surface);
        expect(arbitrage.slices.every(({ isFree }) => isFree)).toBe(true);
        expect(arbitrage.calendar.every(({ isFree }) => isFree)).toBe(true);
        const grid = Array.from({ length: 121 }, (_, at) => -3 + at / 20);
        for (const years of [0.01, 0.5, 3.5, 10]) {
          const { minDurrleman } = leastDurrleman((k) => surfaceAt(surface, k, years), grid);
          expect(minDurrleman).toBeGreaterThanOrEqual(-1e-10);
        }
        for (const k of [-3, -1, -0.2, 0, 0.2, 1, 3]) {
          const times = [0.01, 0.5, 1, 1.3, 2, 2.5, 3, 4, 10];
          const variances = times.map((years) => surfaceAt(surface, k, years).w);
          variances.reduce((before, after) => {
            expect(after).toBeGreaterThanOrEqual(before * (1 - 1e-12));
            return after;
          });
        }
      }),
      { numRuns: 40 },
    );
  });
});
