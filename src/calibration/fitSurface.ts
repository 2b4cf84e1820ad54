import type { OptionChain } from "../market/optionChain.ts";
import {
  type SurfaceArbitrage,
  surfaceArbitrage,
  type VolatilitySurface,
  volatilitySurface,
} from "../market/surface/surface.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import type { CalibrationMethod, SurfaceFit } from "./fit.ts";
import { type ChainSmiles, type SmilePointRules, smilePointsOf } from "./smilePoints.ts";

/** A fitted surface with all that was learned on the way. */
export interface FittedSurface {
  readonly surface: VolatilitySurface;
  readonly fit: SurfaceFit;
  readonly arbitrage: SurfaceArbitrage;
  readonly quotes: ChainSmiles;
}

/**
 * From a chain to a surface. An expiry that cannot be fitted is left out and named in `fit.failures`; a chain without
 * one that can is a failure that lists them all.
 */
export function fitSurface<P>(
  chain: OptionChain,
  {
    method,
    parameters,
    rules,
  }: { readonly method: CalibrationMethod<P>; readonly parameters: P; readonly rules: SmilePointRules },
): Outcome<FittedSurface> {
  const quotes = smilePointsOf(chain, rules);
  const fit = method.fit(quotes.smiles, parameters);
  if (fit.fits.length === 0) {
    const count = fit.failures.length;
    return failed({
      code: "missing-data",
      path: chain.source.file,
      message: `no expiry of ${chain.underlying} can be fitted: ${count} tried, ${quotes.refused.length} quotes stale, expired or without a forward`,
      hint: "a smile needs three strikes with a volatility: take an earlier time, or a chain with more quotes",
      faults: fit.failures,
    });
  }
  const { underlying, quoteCurrency, timestamp } = chain;
  const slices = fit.fits.map(({ expiresAt, years, forward, smile, quoted }) => ({
    expiresAt,
    years,
    forward,
    smile,
    quoted,
  }));
  const surface = volatilitySurface({ underlying, quoteCurrency, timestamp, slices });
  return success({ surface, fit, arbitrage: surfaceArbitrage(surface), quotes });
}
