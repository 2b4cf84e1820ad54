import { assert } from "../../numerics/assert.ts";
import {
  type Complex,
  complex,
  complexExp,
  complexLog,
  complexSqrt,
  minus,
  over,
  plus,
  scaled,
  times,
} from "../../numerics/complex.ts";
import type { OptionTerms } from "../valuations/valuation.ts";
import { fourierValue } from "./fourier.ts";

/** Variance that reverts to a mean and is correlated with the price. */
export interface HestonParameters {
  /** Variance now, per year, > 0. */
  readonly variance: number;
  /** Where variance reverts to, per year, > 0. */
  readonly meanVariance: number;
  /** Speed of reversion, per year, > 0. */
  readonly reversion: number;
  /** Volatility of variance, > 0. */
  readonly volOfVariance: number;
  /** Correlation of price and variance, in (−1, 1). */
  readonly correlation: number;
}

/**
 * Undiscounted value by Fourier inversion.
 *
 * @throws InvariantError when a parameter is out of range
 * @cost   one to a few hundred evaluations of the characteristic function
 * @source S. Heston, A closed-form solution for options with stochastic volatility, Review of Financial Studies 6 (1993);
 *         H. Albrecher, P. Mayer, W. Schoutens, J. Tistaert, The little Heston trap, Wilmott (2007): the branch that
 *         stays continuous for long expiries
 */
export function hestonValue(option: OptionTerms, parameters: HestonParameters): number {
  const { variance, meanVariance, reversion, volOfVariance, correlation } = parameters;
  const positive = [variance, meanVariance, reversion, volOfVariance].every((one) => one > 0 && Number.isFinite(one));
  assert(positive && Math.abs(correlation) < 1, "a Heston parameter is out of range");
  const deviation = Math.sqrt(Math.max(variance, meanVariance) * option.years);
  return fourierValue(option, (u) => hestonCharacteristic(u, option.years, parameters), 2 / Math.max(deviation, 0.02));
}

function hestonCharacteristic(u: Complex, years: number, parameters: HestonParameters): Complex {
  const { variance, meanVariance, reversion, volOfVariance: nu, correlation } = parameters;
  const iu = complex(-u.im, u.re);
  const drag = minus(complex(reversion), scaled(iu, correlation * nu));
  const root = complexSqrt(plus(times(drag, drag), scaled(plus(iu, times(u, u)), nu * nu)));
  const [low, high] = [minus(drag, root), plus(drag, root)];
  const ratio = over(low, high);
  const decay = complexExp(scaled(root, -years));
  const one = complex(1);
  const rest = minus(one, times(ratio, decay));
  const spread = minus(scaled(low, years), scaled(complexLog(over(rest, minus(one, ratio))), 2));
  const fromMean = scaled(spread, (reversion * meanVariance) / (nu * nu));
  const fromNow = times(scaled(low, variance / (nu * nu)), over(minus(one, decay), rest));
  return complexExp(plus(fromMean, fromNow));
}
