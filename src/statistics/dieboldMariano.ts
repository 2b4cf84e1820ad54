import { assert } from "../numerics/assert.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { sum } from "../numerics/summation.ts";
import { normalSurvival } from "./normal.ts";
import { studentTSurvival } from "./studentT.ts";

/** Whether two forecasts lost the same on average. */
export interface DieboldMariano {
  /** Mean loss of the first forecast less that of the second: above 0 the second is better. */
  readonly meanDifference: number;
  /** Mean difference over its standard error, normal in large samples; its p-value, two-sided. */
  readonly statistic: number;
  readonly pValue: number;
  /** The same corrected for small samples, by Student's t with T − 1 degrees of freedom. */
  readonly corrected: { readonly statistic: number; readonly pValue: number };
}

/**
 * Test of equal accuracy of two forecasts made `horizon` steps ahead.
 *
 * The long-run variance of the differences is γ₀ + 2Σγₖ over h − 1 lags with equal weights, divisor T. It may come out
 * negative, and then there is no test.
 *
 * @param first, second shape [T], losses of the two forecasts at the same observations, finite
 * @param horizon       h ≥ 1 steps between forecast and outcome; forecasts overlap by h − 1
 * @returns             fewer than 2h + 2 observations and a variance that is not positive are failures
 * @cost                O(T h)
 * @source              F. Diebold, R. Mariano, J. Business & Economic Statistics 13 (1995); D. Harvey, S. Leybourne,
 *                      P. Newbold, International J. Forecasting 13 (1997) for the correction
 */
export function dieboldMariano(first: Float64Array, second: Float64Array, horizon: number): Outcome<DieboldMariano> {
  assert(first.length === second.length, `losses must be as many; have ${first.length} and ${second.length}`);
  assert(Number.isInteger(horizon) && horizon >= 1, `horizon must be a whole number from 1; have ${horizon}`);
  const count = first.length;
  const needed = 2 * horizon + 2;
  if (count < needed) {
    const message = `${count} observations, a test ${horizon} steps ahead needs ${needed}`;
    return failed({ code: "missing-data", path: "losses", message, hint: "compare over a longer time" });
  }
  const differences = first.map((loss, t) => loss - second[t]!);
  const mean = sum(differences) / count;
  assert(Number.isFinite(mean), "losses must be finite");
  const centred = differences.map((difference) => difference - mean);
  let variance = 0;
  for (let lag = 0; lag < horizon; lag++) variance += (lag === 0 ? 1 : 2) * autocovariance(centred, lag);
  // Of differences that are all equal, rounding alone is left.
  if (!(variance > 1e-28 * mean * mean)) {
    const message = `the long-run variance of the differences is ${variance} over ${horizon - 1} lags, not positive`;
    const hint = horizon === 1 ? "the two forecasts differ by a constant" : "test with a shorter horizon";
    return failed({ code: "not-converged", path: "losses", message, hint });
  }
  const statistic = mean / Math.sqrt(variance / count);
  const shrink = (count + 1 - 2 * horizon + (horizon * (horizon - 1)) / count) / count;
  const small = statistic * Math.sqrt(shrink);
  return success({
    meanDifference: mean,
    statistic,
    pValue: 2 * normalSurvival(Math.abs(statistic)),
    corrected: { statistic: small, pValue: 2 * studentTSurvival(Math.abs(small), count - 1) },
  });
}

/** γ at a lag, divisor T. @param centred of mean 0 */
function autocovariance(centred: Float64Array, lag: number): number {
  let total = 0;
  for (let t = lag; t < centred.length; t++) total += centred[t]! * centred[t - lag]!;
  return total / centred.length;
}
