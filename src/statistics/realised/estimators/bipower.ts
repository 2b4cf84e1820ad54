import { log } from "../../../numerics/logarithm.ts";
import type { RealisedEstimator } from "../realisedEstimator.ts";

/** (π/2) Σ |r_k||r_(k−1)| · n/(n − 1): a single jump meets a small neighbour, so jumps fall out as bars get shorter. */
export const bipower: RealisedEstimator = {
  id: "bipower",
  title: "Bipower variation",
  source: "O. Barndorff-Nielsen, N. Shephard, J. Financial Econometrics 2 (2004)",
  readsRanges: false,
  barsMin: 2,
  assumes: "jumps are rare; no drift",
  varianceOf({ closes }) {
    const count = closes.length - 1;
    let [total, before] = [0, Math.abs(log(closes[1]! / closes[0]!))];
    for (let k = 2; k <= count; k++) {
      const size = Math.abs(log(closes[k]! / closes[k - 1]!));
      total += size * before;
      before = size;
    }
    return ((Math.PI / 2) * total) / (count - 1);
  },
};
