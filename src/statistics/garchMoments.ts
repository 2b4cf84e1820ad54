import { assert } from "../numerics/assert.ts";
import { log } from "../numerics/logarithm.ts";
import { integerPower } from "../numerics/power.ts";

/** h_(t+1) = ω + α·e_t² + β·h_t, the variance of the next return. */
export interface GarchRecursion {
  /** ω > 0, in the square of the returns' unit. */
  readonly omega: number;
  /** α ≥ 0 and β ≥ 0. */
  readonly alpha: number;
  readonly beta: number;
}

/** What a GARCH(1,1) says of the long run. */
export interface GarchMoments {
  /** α + β: the share of a deviation from the long run that is left a step later. */
  readonly persistence: number;
  /** ω/(1 − α − β), in the square of the returns' unit; null where α + β ≥ 1 and there is none. */
  readonly unconditionalVariance: number | null;
  /** Steps until half of a deviation is gone, 0 where none stays; null where α + β ≥ 1 and none goes. */
  readonly halfLife: number | null;
  /** Fourth moment over squared variance of the returns, 3 for a normal law; null where there is none. */
  readonly kurtosis: number | null;
}

/**
 * Moments of a GARCH(1,1) with normal shocks.
 *
 * @throws InvariantError when ω is not positive, or α or β negative
 * @source T. Bollerslev, Generalized autoregressive conditional heteroskedasticity, J. Econometrics 31 (1986), theorem 2
 */
export function garchMoments(recursion: GarchRecursion): GarchMoments {
  checkRecursion(recursion);
  const { omega, alpha, beta } = recursion;
  const persistence = alpha + beta;
  if (!(persistence < 1)) return { persistence, unconditionalVariance: null, halfLife: null, kurtosis: null };
  const square = persistence * persistence;
  const fourth = 1 - square - 2 * alpha * alpha;
  return {
    persistence,
    unconditionalVariance: omega / (1 - persistence),
    halfLife: persistence === 0 ? 0 : -Math.LN2 / log(persistence),
    kurtosis: fourth > 0 ? (3 * (1 - square)) / fourth : null,
  };
}

/**
 * Expected variance of the sum of the next `steps` returns, which are uncorrelated.
 *
 * n·u + (h − u)(1 − sⁿ)/(1 − s) with the long-run variance u and the persistence s; at s = 1 the variance walks up by ω
 * a step.
 *
 * @param nextVariance h > 0, the variance of the first of them
 * @param steps        integer ≥ 1
 * @returns            the forecast from where the recursion stands; also for α + β ≥ 1, where there is no long run
 * @throws InvariantError when an argument is out of range
 * @source             R. Engle, T. Bollerslev, Modelling the persistence of conditional variances, Econometric Reviews 5
 *                     (1986)
 */
export function garchSumVariance(recursion: GarchRecursion, nextVariance: number, steps: number): number {
  checkRecursion(recursion);
  assert(nextVariance > 0 && Number.isFinite(nextVariance), `nextVariance must be above 0; have ${nextVariance}`);
  assert(Number.isInteger(steps) && steps >= 1, `steps must be an integer ≥ 1; have ${steps}`);
  const { omega, alpha, beta } = recursion;
  const persistence = alpha + beta;
  // So near to 1 the quotient of two small differences has no digits left; the walk has.
  if (Math.abs(1 - persistence) < 1e-9) return steps * nextVariance + omega * 0.5 * steps * (steps - 1);
  const longRun = omega / (1 - persistence);
  return steps * longRun + ((nextVariance - longRun) * (1 - integerPower(persistence, steps))) / (1 - persistence);
}

function checkRecursion({ omega, alpha, beta }: GarchRecursion): void {
  assert(omega > 0 && Number.isFinite(omega), `omega must be above 0; have ${omega}`);
  const isMixture = alpha >= 0 && beta >= 0 && Number.isFinite(alpha + beta);
  assert(isMixture, `alpha and beta must be ≥ 0 and finite; have ${alpha}, ${beta}`);
}
