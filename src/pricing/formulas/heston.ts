import { assert } from "../../numerics/assert.ts";
import type { OptionTerms } from "../valuations/valuation.ts";
import type { OptionValues } from "./black76.ts";
import { still } from "./followed.ts";
import { fourierValue, fourierValues } from "./fourier.ts";
import { type HestonPath, hestonCharacteristic, hestonSlopes } from "./hestonCharacteristic.ts";

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
 * Discounted value by Fourier inversion.
 *
 * @throws InvariantError when a parameter is out of range
 * @cost   one to a few hundred evaluations of the characteristic function
 * @source S. Heston, A closed-form solution for options with stochastic volatility, Review of Financial Studies 6 (1993)
 */
export function hestonValue(option: OptionTerms, parameters: HestonParameters): number {
  const path = checkedPath(initialVarianceMoves(parameters));
  return fourierValue(option, (u) => hestonCharacteristic(u, option.years, path), widthOf(option, path));
}

/**
 * Value and derivatives, all under the Fourier integral, the volatility ones along `path`. As `hestonValue`.
 *
 * @param path of the volatility: by default the root of the variance now, all else still
 */
export function heston(
  option: OptionTerms,
  parameters: HestonParameters,
  path: HestonPath = initialVarianceMoves(parameters),
): OptionValues {
  checkedPath(path);
  return fourierValues(option, (u) => hestonSlopes(u, option.years, path), widthOf(option, path));
}

const initialVarianceMoves = ({ variance, meanVariance, volOfVariance, ...rest }: HestonParameters): HestonPath => ({
  variance: { value: variance, slope: 2 * Math.sqrt(variance), bend: 2 },
  meanVariance: still(meanVariance),
  volOfVariance: still(volOfVariance),
  ...rest,
});

function checkedPath(path: HestonPath): HestonPath {
  const { variance, meanVariance, reversion, volOfVariance, correlation } = path;
  const positive = [variance.value, meanVariance.value, reversion, volOfVariance.value];
  const isPositive = positive.every((one) => one > 0 && Number.isFinite(one));
  assert(isPositive && Math.abs(correlation) < 1, "a Heston parameter is out of range");
  return path;
}

/** Widest panel of the integral: two over the deviation of the log price. */
function widthOf({ years }: OptionTerms, { variance, meanVariance }: HestonPath): number {
  return 2 / Math.max(Math.sqrt(Math.max(variance.value, meanVariance.value) * years), 1e-4);
}
