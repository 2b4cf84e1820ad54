import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalCdf } from "../../statistics/normal.ts";
import { freeVolatilityFactor, shockedSurface, smileDynamics, volatilityRatio } from "./dynamics.ts";
import { type Smile, smileAt, wingSlopesOf } from "./smile.ts";
import { ssviSurfaceIsFree } from "./ssvi.ts";
import { surfaceArbitrage, surfaceVolatility, type VolatilitySurface, volatilitySurface } from "./surface.ts";

const yearMs = 365 * 86_400_000;

const surfaceOf = (smiles: readonly (readonly [years: number, forward: number, smile: Smile])[]): VolatilitySurface =>
  volatilitySurface({
    underlying: "BTC",
    quoteCurrency: "USD",
    timestamp: 0,
    slices: smiles.map(([years, forward, smile]) => {
      const quoted = { from: -0.7, to: 0.7 };
      return { expiresAt: years * yearMs, years, forward, smile, quoted };
    }),
  });

/** SSVI surfaces that its own sufficient condition calls free: every at-the-money variance at once. */
const freeSurfaces = fc
  .record({
    rho: fc.double({ min: -0.85, max: 0.85, noNaN: true }),
    share: fc.double({ min: 0.2, max: 0.9, noNaN: true }),
    gamma: fc.double({ min: 0.25, max: 0.6, noNaN: true }),
    near: fc.double({ min: 0.003, max: 0.08, noNaN: true }),
    growth: fc.double({ min: 1.3, max: 4, noNaN: true }),
  })
  .map(({ rho, share, gamma, near, growth }) => {
    const parameters = { rho, gamma, eta: (2 * share) / (1 + Math.abs(rho)) };
    expect(ssviSurfaceIsFree(parameters)).toBe(true);
    const smile = (theta: number): Smile => ({ kind: "ssvi", theta, parameters });
    return surfaceOf([
      [0.1, 100, smile(near)],
      [0.3, 101, smile(near * growth)],
    ]);
  })
  .filter((surface) => surfaceArbitrage(surface).isFree);

const some = { numRuns: 12 };
const ratios = fc.double({ min: 0.4, max: 2.5, noNaN: true });

describe("shocks that keep a surface free of arbitrage", () => {
  test("a move of the price, whatever its size, where moneyness or delta sticks", () => {
    fc.assert(
      fc.property(freeSurfaces, ratios, (surface, forwardRatio) => {
        for (const dynamics of ["sticky-moneyness", "sticky-delta"] as const) {
          const moved = shockedSurface(surface, { forwardRatio, volatilityFactor: 1 }, dynamics);
          expect(surfaceArbitrage(moved).isFree).toBe(true);
        }
      }),
      some,
    );
  });

  test("a fall of volatility at equal moneyness, with any move of the price", () => {
    fc.assert(
      fc.property(
        freeSurfaces,
        ratios,
        fc.double({ min: 0.2, max: 1, noNaN: true }),
        (surface, forwardRatio, volatilityFactor) => {
          const moved = shockedSurface(surface, { forwardRatio, volatilityFactor }, "sticky-moneyness");
          expect(surfaceArbitrage(moved).isFree).toBe(true);
        },
      ),
      some,
    );
  });

  test("a rise of volatility up to the factor that is said to be free", () => {
    fc.assert(
      fc.property(freeSurfaces, fc.constantFrom(...smileDynamics), (surface, dynamics) => {
        const volatilityFactor = freeVolatilityFactor(surface, dynamics, 4);
        expect(volatilityFactor).toBeGreaterThanOrEqual(1);
        const moved = shockedSurface(surface, { forwardRatio: 1, volatilityFactor }, dynamics);
        expect(surfaceArbitrage(moved).isFree).toBe(true);
      }),
      { numRuns: 5 },
    );
  });
});

/** A smile with a steep put wing, of one month. */
const steep: Smile = { kind: "svi", parameters: { a: 0.004, b: 0.16, rho: -0.6, m: 0.02, sigma: 0.08 } };
const oneMonth = surfaceOf([[1 / 12, 100, steep]]);

test("strikes that stick can tear a surface when the price moves far, and the measure says so", () => {
  expect(surfaceArbitrage(oneMonth).isFree).toBe(true);
  const moved = shockedSurface(oneMonth, { forwardRatio: 1.6, volatilityFactor: 1 }, "sticky-strike");
  expect(surfaceArbitrage(moved).isFree).toBe(false);
});

test("a rise of volatility can carry a wing beyond Lee's bound, and the free factor stops before", () => {
  const factor = freeVolatilityFactor(oneMonth, "sticky-moneyness", 4);
  const { left } = wingSlopesOf(steep, { from: -1, to: 1 });
  expect(factor).toBeLessThan(4);
  expect(factor * factor * left).toBeLessThanOrEqual(2 + 1e-9);
});

describe("what sticks", () => {
  const option = { strike: 90, expiresAt: yearMs / 12 };
  const years = 1 / 12;
  const logMoneyness = Math.log(90 / 100);
  const before = surfaceVolatility(oneMonth, option);

  test("strike: the option keeps its volatility whatever the price does", () => {
    const moved = shockedSurface(oneMonth, { forwardRatio: 0.8, volatilityFactor: 1 }, "sticky-strike");
    expect(surfaceVolatility(moved, option)).toBeCloseTo(before, 12);
  });

  test("moneyness: the option takes the volatility that stood as far from the old forward", () => {
    const moved = shockedSurface(oneMonth, { forwardRatio: 0.9, volatilityFactor: 1 }, "sticky-moneyness");
    const atOldForward = Math.sqrt(smileAt(steep, 0).w / years);
    expect(surfaceVolatility(moved, option)).toBeCloseTo(atOldForward, 12);
  });

  test("delta: at twice the volatility, options of equal delta have twice theirs, strike by strike", () => {
    const [forwardRatio, volatilityFactor] = [0.9, 2];
    const moved = shockedSurface(oneMonth, { forwardRatio, volatilityFactor }, "sticky-delta");
    const delta = (k: number, smile: Smile): number => {
      const root = Math.sqrt(smileAt(smile, k).w);
      return normalCdf(-k / root + root / 2);
    };
    const after = moved.slices[0]!.smile;
    for (const k of [-0.3, -0.05, 0, 0.1, 0.4]) {
      const wanted = delta(k, after);
      // The old option of that delta, found by halving: another route than the one under test.
      let [low, high] = [-3, 3];
      for (let step = 0; step < 200; step++) {
        const middle = (low + high) / 2;
        if (delta(middle, steep) > wanted) low = middle;
        else high = middle;
      }
      expect(Math.sqrt(smileAt(after, k).w)).toBeCloseTo(2 * Math.sqrt(smileAt(steep, low).w), 10);
    }
  });

  test("while volatilities stay, equal delta and equal moneyness are one", () => {
    const shock = { forwardRatio: 1.3, volatilityFactor: 1 };
    const [one, other] = (["sticky-moneyness", "sticky-delta"] as const).map((dynamics) =>
      volatilityRatio(oneMonth, { logMoneyness, years }, shock, dynamics),
    );
    expect(one).toBe(other);
  });

  test.each(smileDynamics)("%s: the ratio of one option is that of the shocked surface", (dynamics) => {
    const shock = { forwardRatio: 0.85, volatilityFactor: 1.4 };
    const ratio = volatilityRatio(oneMonth, { logMoneyness, years }, shock, dynamics)!;
    const moved = shockedSurface(oneMonth, shock, dynamics);
    expect(surfaceVolatility(moved, option)).toBeCloseTo(ratio * before, 12);
  });
});

test.each(["slid", "same-delta"] as const)("a %s smile has the derivatives that differences have", (kind) => {
  const smile: Smile =
    kind === "slid" ? { kind, of: steep, slide: 0.1, varianceFactor: 1.7 } : { kind, of: steep, volatilityFactor: 1.5 };
  for (const k of [-0.6, -0.1, 0, 0.3]) {
    const step = 1e-4;
    const [below, at, above] = [smileAt(smile, k - step), smileAt(smile, k), smileAt(smile, k + step)];
    expect(at.slope).toBeCloseTo((above.w - below.w) / (2 * step), 6);
    expect(at.curvature).toBeCloseTo((above.w - 2 * at.w + below.w) / (step * step), 3);
  }
});

test.each(["slid", "same-delta"] as const)("a %s smile has the wings that its far ends have", (kind) => {
  const smile: Smile =
    kind === "slid" ? { kind, of: steep, slide: 0.1, varianceFactor: 1.7 } : { kind, of: steep, volatilityFactor: 1.5 };
  const { left, right } = wingSlopesOf(smile, { from: -1, to: 1 });
  expect(left).toBeCloseTo(-smileAt(smile, -400).slope, 4);
  expect(right).toBeCloseTo(smileAt(smile, 400).slope, 4);
});

test("a rise of volatility at which some delta is on no strike is not free, and is no crash", () => {
  // Left wing 0.8: at 3.5 times the volatility 1 − 1.25 × 0.8 = 0, and far puts have no option of their delta.
  const long: Smile = { kind: "svi", parameters: { a: 0.02, b: 0.6, rho: -1 / 3, m: 0, sigma: 0.4 } };
  const factor = freeVolatilityFactor(surfaceOf([[1, 100, long]]), "sticky-delta", 4);
  expect(factor).toBeGreaterThan(1);
  expect(factor).toBeLessThan(3.5);
});

test("an option whose delta no option of the surface has gives no ratio instead of a number", () => {
  const wild = surfaceOf([[1, 100, { kind: "svi", parameters: { a: 0.1, b: 1, rho: -0.9, m: 0, sigma: 0.1 } }]]);
  const shock = { forwardRatio: 1, volatilityFactor: 4 };
  expect(volatilityRatio(wild, { logMoneyness: -2, years: 1 }, shock, "sticky-delta")).toBeUndefined();
});
