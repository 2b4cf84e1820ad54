import { log } from "../../../numerics/logarithm.ts";
import type { RealisedEstimator } from "../realisedEstimator.ts";

/** Mean of squared log returns about 0: a drift of a day is far below its error. */
export const closeToClose: RealisedEstimator = {
  id: "close-to-close",
  title: "Close to close",
  source: "T. Andersen, T. Bollerslev, International Economic Review 39 (1998)",
  readsRanges: false,
  barsMin: 1,
  assumes: "no drift",
  varianceOf({ closes }) {
    let total = 0;
    for (let k = 1; k < closes.length; k++) {
      const change = log(closes[k]! / closes[k - 1]!);
      total += change * change;
    }
    return total / (closes.length - 1);
  },
};
