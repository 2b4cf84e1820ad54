import { log } from "../../../numerics/logarithm.ts";
import type { RealisedEstimator } from "../realisedEstimator.ts";

/** π/(6 − 4√3 + π) Σ med(|r_(k−1)|, |r_k|, |r_(k+1)|)²: no jump, and no single empty bar, is ever the middle of three. */
export const medianRealised: RealisedEstimator = {
  id: "median",
  title: "Median of three",
  source: "T. Andersen, D. Dobrev, E. Schaumburg, J. Econometrics 169 (2012)",
  readsRanges: false,
  barsMin: 3,
  assumes: "no two of three bars in a row jump; no drift",
  varianceOf({ closes }) {
    const count = closes.length - 1;
    const sizes = Float64Array.from({ length: count }, (_, k) => Math.abs(log(closes[k + 1]! / closes[k]!)));
    let total = 0;
    for (let k = 1; k < count - 1; k++) {
      const [a, b, c] = [sizes[k - 1]!, sizes[k]!, sizes[k + 1]!];
      const middle = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
      total += middle * middle;
    }
    return ((Math.PI / (6 - 4 * Math.sqrt(3) + Math.PI)) * total) / (count - 2);
  },
};
