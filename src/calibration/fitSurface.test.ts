import { describe, expect, test } from "vitest";
import { unwrapped } from "../../test/contracts/market.ts";
import { chainOf, coinPrice, type InventedOption } from "../../test/contracts/smiles.ts";
import { surfaceVolatility } from "../market/surface/surface.ts";
import { fitSurface } from "./fitSurface.ts";
import { svi } from "./methods/svi.ts";
import { calibrationMethods } from "./methods.ts";
import { smilePointRules as rules } from "./smilePoints.ts";

const forward = 100;

/** Both options of each strike at 60 %, a thousandth to either side. */
const expiry = (years: number, strikes: readonly number[]): InventedOption[] =>
  strikes.flatMap((strike) =>
    (["call", "put"] as const).map((optionType) => {
      const price = coinPrice(optionType, { forward, strike, years, volatility: 0.6 });
      return { optionType, strike, years, quote: { bid: price * 0.999, ask: price * 1.001 } };
    }),
  );

const strikes = [70, 80, 90, 100, 110, 120, 130];

describe("a fitted surface", () => {
  test.each(calibrationMethods)(
    "by $id gives back the volatility that made the chain, between expiries too",
    (method) => {
      const chain = chainOf([...expiry(0.1, strikes), ...expiry(0.5, strikes)]);
      const fitted = unwrapped(fitSurface(chain, { method, parameters: method.defaults, rules }));
      expect(fitted.arbitrage.isFree).toBe(true);
      expect(fitted.surface.slices.map((slice) => slice.forward)).toEqual([
        expect.closeTo(forward, 9),
        expect.closeTo(forward, 9),
      ]);
      for (const days of [10, 36.5, 90, 182.5, 400]) {
        const expiresAt = chain.timestamp + days * 86_400_000;
        expect(surfaceVolatility(fitted.surface, { strike: 95, expiresAt })).toBeCloseTo(0.6, 5);
      }
    },
  );

  test("leaves out an expiry of one quote and names it", () => {
    const chain = chainOf([...expiry(0.1, strikes), ...expiry(0.3, [100]), ...expiry(0.5, strikes)]);
    const { surface, fit } = unwrapped(fitSurface(chain, { method: svi, parameters: svi.defaults, rules }));
    expect(surface.slices.map(({ years }) => years)).toEqual([expect.closeTo(0.1, 6), expect.closeTo(0.5, 6)]);
    expect(fit.failures).toHaveLength(1);
    expect(fit.failures[0]).toMatchObject({ code: "missing-data", message: expect.stringContaining("have 1") });
  });

  test("is a failure that lists every expiry where none can be fitted", () => {
    for (const [options, count] of [
      [[], 0],
      [expiry(0.1, [100]), 1],
      [expiry(0.1, strikes).map((option) => ({ ...option, years: -0.1 })), 0],
    ] as const) {
      const outcome = fitSurface(chainOf(options), { method: svi, parameters: svi.defaults, rules });
      expect(outcome).toMatchObject({ ok: false, failure: { code: "missing-data" } });
      if (!outcome.ok) expect(outcome.failure.faults).toHaveLength(count);
    }
  });
});
