import { expectedShortfall } from "../../statistics/expectedShortfall.ts";
import { valueAtRisk } from "../../statistics/valueAtRisk.ts";
import type { ForecastWindow, StepForecasts } from "./forecaster.ts";

/**
 * Quantiles and shortfalls from variances, by the tail of what returns were in units of their own deviation over the
 * window that was fitted.
 *
 * @param variances [n] known before each step, over [from, until)
 */
export function writeByStandardisedTail(
  returns: Float64Array,
  variances: Float64Array,
  { from, to, until, tailProbability }: ForecastWindow,
  out: StepForecasts,
): void {
  const standardised = new Float64Array(to - from);
  for (let t = from; t < to; t++) standardised[t - from] = returns[t]! / Math.sqrt(variances[t]!);
  const far = valueAtRisk(standardised, 1 - tailProbability);
  const beyond = expectedShortfall(standardised, 1 - tailProbability);
  for (let t = to; t < until; t++) {
    const deviation = Math.sqrt(variances[t]!);
    out.variances[t] = variances[t]!;
    out.quantiles[t] = -far * deviation;
    out.shortfalls[t] = -beyond * deviation;
  }
}
