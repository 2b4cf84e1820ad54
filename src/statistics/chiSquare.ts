import { assert } from "../numerics/assert.ts";
import { exp } from "../numerics/exponential.ts";
import {
  logGamma,
  logGammaTerm,
  logLowerGammaRatio,
  logUpperGammaRatio,
  lowerGammaRatio,
  upperGammaRatio,
} from "../numerics/gammaFunction.ts";
import { log, log1p } from "../numerics/logarithm.ts";

/**
 * P(X ≤ x) for a chi-square law.
 *
 * @param x                 any; 0 below the support
 * @param degreesOfFreedom  > 0
 * @returns                 about 1e-13 relative in the lower tail
 * @throws InvariantError when `degreesOfFreedom` is not positive
 */
export function chiSquareCdf(x: number, degreesOfFreedom: number): number {
  return x <= 0 ? 0 : lowerGammaRatio(degreesOfFreedom / 2, x / 2);
}

/** P(X > x), accurate in the upper tail: the p-value of a likelihood ratio. As `chiSquareCdf`. */
export function chiSquareSurvival(x: number, degreesOfFreedom: number): number {
  if (x === Number.POSITIVE_INFINITY) return 0;
  return x <= 0 ? 1 : upperGammaRatio(degreesOfFreedom / 2, x / 2);
}

/**
 * The x with P(X ≤ x) = `probability`.
 *
 * @param probability       in (0, 1)
 * @param degreesOfFreedom  > 0
 * @returns                 about 1e-13 relative
 * @throws InvariantError when an argument is out of range
 * @source                  Newton's method on ln P or ln Q as a function of ln x, both concave, so that it cannot cycle
 */
export function chiSquareQuantile(probability: number, degreesOfFreedom: number): number {
  assert(probability > 0 && probability < 1, `probability must lie in (0, 1); have ${probability}`);
  const shape = degreesOfFreedom / 2;
  const isLower = probability < lowerGammaRatio(shape, shape);
  const goal = isLower ? log(probability) : log1p(-probability);
  // The leading term xᵃ/Γ(a + 1) of the lower tail, or the mean.
  let logX = isLower ? (goal + logGamma(shape + 1)) / shape : log(shape);
  for (let step = 0; step < 200; step += 1) {
    const x = exp(logX);
    if (x === 0) return 0; // the quantile lies below the smallest double
    const reached = isLower ? logLowerGammaRatio(shape, x) : logUpperGammaRatio(shape, x);
    // |d ln P / d ln x| = a · (xᵃ e⁻ˣ / Γ(a + 1)) / P
    const slope = shape * exp(logGammaTerm(shape, x) - reached);
    const change = (isLower ? goal - reached : reached - goal) / slope;
    logX += change;
    if (Math.abs(change) <= 1e-15 * Math.max(1, Math.abs(logX))) break;
  }
  return 2 * exp(logX);
}
