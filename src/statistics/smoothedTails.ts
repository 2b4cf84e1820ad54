import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { splicedTail } from "./splicedTail.ts";

/**
 * A sample whose values beyond the splices are replaced by the fitted tails' quantiles at their ranks: the j-th of n
 * ascending becomes the quantile at (j − ½)/n. Order, ties in the middle and everything between the splices stay, so a
 * sample of joint observations keeps its dependence.
 *
 * The outermost value lies at 1 − 1/(2n): a smoothed sample corrects the accident of its extremes and reaches no further.
 *
 * @param values shape [n], without NaN; read, never reordered
 * @param share  of the sample in each tail, in (0, 0.5)
 * @returns      [n] in the order of `values`; a sample of one value has no tail and stays. `missing-data` for fewer than 20
 *               values in a tail, `not-converged` at the bound of the shape, `unsupported` for a tail without a mean
 * @cost         two fits of a generalised Pareto law and three sorts
 * @source       A. McNeil, R. Frey, J. Empirical Finance 7 (2000), for tails fitted to filtered residuals; quantiles at ranks
 *               in place of draws as A. Vehtari, D. Simpson, A. Gelman, Y. Yao, J. Gabry, JMLR 25 (2024), smooth weights
 */
export function smoothedTails(values: Float64Array, share: number): Outcome<Float64Array> {
  const count = values.length;
  if (values.every((value) => value === values[0])) return success(values.slice());
  const spliced = splicedTail(values, share);
  if (!spliced.ok) return spliced;
  const { lower, upper, quantileAt } = spliced.value;
  for (const [side, { shape }] of [["lower", lower] as const, ["upper", upper] as const]) {
    if (shape < 1) continue;
    const message = `the shape is ${shape.toFixed(2)}: a law of 1 and above has no mean`;
    const hint = "look for one move that dwarfs all others, or take the empirical tail";
    return failed({ code: "unsupported", path: `${side} tail`, message, hint });
  }
  const ranked = Array.from(values, (_, k) => k).sort((one, other) => values[one]! - values[other]! || one - other);
  const out = values.slice();
  const smooth = (rank: number): void => {
    out[ranked[rank]!] = quantileAt((rank + 0.5) / count);
  };
  for (let rank = 0; rank < lower.exceedances; rank++) smooth(rank);
  for (let rank = count - upper.exceedances; rank < count; rank++) smooth(rank);
  return success(out);
}
