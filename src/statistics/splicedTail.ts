import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { type ParetoTail, paretoTail, paretoValueAtRisk } from "./generalisedPareto.ts";
import { quantile } from "./quantile.ts";

/** A sample whose middle speaks for itself and whose far ends follow generalised Pareto laws. */
export interface SplicedTail {
  /** Shares below the lower and above the upper splice. */
  readonly shares: { readonly lower: number; readonly upper: number };
  readonly lower: ParetoTail;
  readonly upper: ParetoTail;
  /** The value with this share of the law below it: the sample's between the splices, the fits' beyond. */
  quantileAt(probability: number): number;
}

/**
 * Splices fitted tails onto a sample, for example of filtered residuals, so that scenarios drawn from it go beyond what
 * was seen.
 *
 * @param values shape [n], without NaN
 * @param share  of the sample in each tail, in (0, 0.5), for example 0.05
 * @returns      `missing-data` where a tail has fewer than 20 values; a side that has no fit is named
 * @source       A. McNeil, R. Frey, Estimation of tail-related risk measures for heteroscedastic financial time series,
 *               J. Empirical Finance 7 (2000)
 */
export function splicedTail(values: Float64Array, share: number): Outcome<SplicedTail> {
  if (!(share > 0 && share < 0.5)) {
    return failed({ code: "invalid", path: "share", message: `must lie in (0, 0.5); have ${share}` });
  }
  const turned = values.map((value) => -value);
  const below = fitted(turned, share);
  if (!below.ok) return failed({ ...below.failure, path: "lower tail" });
  const above = fitted(values, share);
  if (!above.ok) return failed({ ...above.failure, path: "upper tail" });
  const [lower, upper] = [below.value, above.value];
  const shares = {
    lower: lower.exceedances / lower.observations,
    upper: upper.exceedances / upper.observations,
  };
  return success({
    shares,
    lower,
    upper,
    quantileAt(probability) {
      if (probability < shares.lower) return -paretoValueAtRisk(lower, 1 - probability);
      if (probability > 1 - shares.upper) return paretoValueAtRisk(upper, probability);
      return quantile(values, probability, 7);
    },
  });
}

const fitted = (values: Float64Array, share: number): Outcome<ParetoTail> =>
  paretoTail(values, quantile(values, 1 - share, 7));
