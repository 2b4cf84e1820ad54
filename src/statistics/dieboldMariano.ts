import { assert } from "../numerics/assert.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { power } from "../numerics/power.ts";
import { sum } from "../numerics/summation.ts";
import { normalSurvival } from "./normal.ts";
import { studentTQuantile, studentTSurvival } from "./studentT.ts";

/** Whether two forecasts lost the same on average. */
export interface DieboldMariano {
  /** Mean loss of the first forecast less that of the second: above 0 the second is better. */
  readonly meanDifference: number;
  /** Mean difference over its standard error, normal in large samples; its p-value, two-sided. */
  readonly statistic: number;
  readonly pValue: number;
  /** The same corrected for small samples, by Student's t with T − 1 degrees of freedom. */
  readonly corrected: { readonly statistic: number; readonly pValue: number };
  /** Of the mean difference at 95 %, by the corrected statistic's error and law. */
  readonly interval: { readonly lower: number; readonly upper: number };
  /** Autocovariances that the standard error counts. */
  readonly lags: number;
  /** The observation that speaks most for the better forecast. */
  readonly largest: {
    readonly index: number;
    /** Its difference over the sum of all: above 1 the rest speaks for the other forecast. */
    readonly share: number;
  };
}

/**
 * How autocovariances of the differences count. `equal`: the h − 1 lags by which forecasts overlap, alike. `bartlett`:
 * falling weights, over those lags or ⌊4(T/100)^(2/9)⌋ where that is more, because losses depend on each other beyond
 * the overlap, as volatility does.
 */
export type LagWeights = "equal" | "bartlett";

/**
 * Test of equal accuracy of two forecasts made `horizon` steps ahead.
 *
 * The long-run variance of the differences is γ₀ + 2Σwₖγₖ over L lags, divisor T: L = h − 1 and wₖ = 1 (`equal`), or
 * wₖ = 1 − k/(L + 1) (`bartlett`). With equal weights it may come out negative, and then there is no test. The correction
 * for small samples takes L + 1 for h.
 *
 * @param first, second shape [T], losses of the two forecasts at the same observations, finite
 * @param horizon       h ≥ 1 steps between forecast and outcome; forecasts overlap by h − 1
 * @returns             fewer than 2h + 2 observations and a variance that is not positive are failures
 * @cost                O(T L)
 * @source              F. Diebold, R. Mariano, J. Business & Economic Statistics 13 (1995); D. Harvey, S. Leybourne,
 *                      P. Newbold, International J. Forecasting 13 (1997) for the correction; W. Newey, K. West,
 *                      Econometrica 55 (1987) and Review of Economic Studies 61 (1994) for weights and number of lags
 */
export function dieboldMariano(
  first: Float64Array,
  second: Float64Array,
  horizon: number,
  weights: LagWeights = "equal",
): Outcome<DieboldMariano> {
  assert(first.length === second.length, `losses must be as many; have ${first.length} and ${second.length}`);
  assert(Number.isInteger(horizon) && horizon >= 1, `horizon must be a whole number from 1; have ${horizon}`);
  const count = first.length;
  const lags = weights === "equal" ? horizon - 1 : Math.max(horizon - 1, Math.floor(4 * power(count / 100, 2 / 9)));
  const span = lags + 1;
  const needed = 2 * span + 2;
  if (count < needed) {
    const message = `${count} observations, a test ${horizon} steps ahead needs ${needed}`;
    return failed({ code: "missing-data", path: "losses", message, hint: "compare over a longer time" });
  }
  const differences = first.map((loss, t) => loss - second[t]!);
  const mean = sum(differences) / count;
  assert(Number.isFinite(mean), "losses must be finite");
  const centred = differences.map((difference) => difference - mean);
  let variance = autocovariance(centred, 0);
  for (let lag = 1; lag <= lags; lag++) {
    variance += 2 * (weights === "equal" ? 1 : 1 - lag / span) * autocovariance(centred, lag);
  }
  // Of differences that are all equal, rounding alone is left.
  if (!(variance > 1e-28 * mean * mean)) {
    const message = `the long-run variance of the differences is ${variance} over ${lags} lags, not positive`;
    const hint =
      lags === 0 || autocovariance(centred, 0) <= 1e-28 * mean * mean
        ? "the two forecasts differ by a constant"
        : "test with a shorter horizon";
    return failed({ code: "not-converged", path: "losses", message, hint });
  }
  const statistic = mean / Math.sqrt(variance / count);
  const shrink = (count + 1 - 2 * span + (span * lags) / count) / count;
  const small = statistic * Math.sqrt(shrink);
  const reach = studentTQuantile(0.975, count - 1) * Math.sqrt(variance / count / shrink);
  return success({
    meanDifference: mean,
    statistic,
    pValue: 2 * normalSurvival(Math.abs(statistic)),
    corrected: { statistic: small, pValue: 2 * studentTSurvival(Math.abs(small), count - 1) },
    interval: { lower: mean - reach, upper: mean + reach },
    lags,
    largest: largestOf(differences, mean),
  });
}

function largestOf(differences: Float64Array, mean: number): DieboldMariano["largest"] {
  const sign = mean < 0 ? -1 : 1;
  let index = 0;
  for (let t = 1; t < differences.length; t++) if (sign * differences[t]! > sign * differences[index]!) index = t;
  return { index, share: differences[index]! / (mean * differences.length) };
}

/** γ at a lag, divisor T. @param centred of mean 0 */
function autocovariance(centred: Float64Array, lag: number): number {
  let total = 0;
  for (let t = lag; t < centred.length; t++) total += centred[t]! * centred[t - lag]!;
  return total / centred.length;
}
