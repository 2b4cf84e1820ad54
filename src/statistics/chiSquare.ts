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
  return probability < lowerGammaRatio(shape, shape)
    ? lowerQuantile(log(probability), shape)
    : upperQuantile(log1p(-probability), shape);
}

/** The x with P(X > x) = `survival`, which keeps its digits where that is small. As `chiSquareQuantile`. */
export function chiSquareUpperQuantile(survival: number, degreesOfFreedom: number): number {
  assert(survival > 0 && survival < 1, `survival must lie in (0, 1); have ${survival}`);
  const shape = degreesOfFreedom / 2;
  return survival <= upperGammaRatio(shape, shape)
    ? upperQuantile(log(survival), shape)
    : lowerQuantile(log1p(-survival), shape);
}

/** From the leading term xᵃ/Γ(a + 1) of the lower tail. */
function lowerQuantile(logTail: number, shape: number): number {
  return newtonQuantile(logLowerGammaRatio, {
    logTail,
    shape,
    start: (logTail + logGamma(shape + 1)) / shape,
    sign: 1,
  });
}

/** From the mean and what e⁻ˣ alone would need: from the mean alone the first step of a small shape overflows. */
function upperQuantile(logTail: number, shape: number): number {
  return newtonQuantile(logUpperGammaRatio, { logTail, shape, start: log(shape - logTail), sign: -1 });
}

interface NewtonGoal {
  readonly logTail: number;
  readonly shape: number;
  /** ln(x/2) */
  readonly start: number;
  /** Of the slope of the tail. */
  readonly sign: 1 | -1;
}

function newtonQuantile(
  logRatio: (shape: number, x: number) => number,
  { logTail, shape, start, sign }: NewtonGoal,
): number {
  let logX = start;
  for (let step = 0; step < 200; step += 1) {
    const x = exp(logX);
    if (x === 0) return 0; // the quantile lies below the smallest double
    const reached = logRatio(shape, x);
    // |d ln P / d ln x| = a · (xᵃ e⁻ˣ / Γ(a + 1)) / P
    const slope = shape * exp(logGammaTerm(shape, x) - reached);
    const change = (sign * (logTail - reached)) / slope;
    logX += change;
    if (Math.abs(change) <= 1e-15 * Math.max(1, Math.abs(logX))) break;
  }
  return 2 * exp(logX);
}
