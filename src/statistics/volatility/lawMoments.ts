import { assert } from "../../numerics/assert.ts";
import { exp } from "../../numerics/exponential.ts";
import { integral, integralToInfinity } from "../../numerics/quadrature.ts";
import type { ErrorLaw } from "./errorLaw.ts";

/**
 * E g(Z) under a law, by quadrature.
 *
 * @param g smooth but at 0, growing slower than the law's tails fall
 * @returns about 1e-10 relative
 * @cost    some 400 densities
 */
export function lawMean(law: ErrorLaw, shape: readonly number[], g: (z: number) => number): number {
  const logDensity = law.logDensity(shape);
  const weighted = (z: number): number => g(z) * exp(logDensity(z));
  const mode = law.mode(shape);
  const [low, high] = [Math.min(0, mode), Math.max(0, mode)];
  const between = low < high ? integral(weighted, low, high) : 0;
  return between + integralToInfinity(weighted, high) + integralToInfinity((x) => weighted(2 * low - x), low);
}

/** E|Z|. */
export const absoluteMean = (law: ErrorLaw, shape: readonly number[]): number => lawMean(law, shape, Math.abs);

/**
 * The z with P(Z ≤ z) = `probability`.
 *
 * @param probability in (0, 1)
 * @returns           about 1e-12 relative, as good as the law's own cdf
 * @throws InvariantError when `probability` is out of range
 */
export function lawQuantile(law: ErrorLaw, shape: readonly number[], probability: number): number {
  assert(probability > 0 && probability < 1, `probability must lie in (0, 1); have ${probability}`);
  let [low, high] = [-1, 1];
  while (law.cdf(low, shape) > probability) low *= 2;
  while (law.cdf(high, shape) < probability) high *= 2;
  for (let turn = 0; turn < 200 && high - low > 1e-13 * Math.max(1, Math.abs(low)); turn++) {
    const middle = 0.5 * (low + high);
    if (law.cdf(middle, shape) < probability) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}

/**
 * E[Z | Z ≤ quantile], the shortfall of a long position in units of its volatility, below 0.
 *
 * @param probability in (0, 1)
 */
export function lawShortfall(law: ErrorLaw, shape: readonly number[], probability: number): number {
  const quantile = lawQuantile(law, shape, probability);
  const mode = law.mode(shape);
  const logDensity = law.logDensity(shape);
  const weighted = (z: number): number => z * exp(logDensity(z));
  const edge = Math.min(quantile, mode);
  const beyond = integralToInfinity((x) => weighted(2 * edge - x), edge);
  return (beyond + (edge < quantile ? integral(weighted, edge, quantile) : 0)) / probability;
}
