import { log } from "../../../numerics/logarithm.ts";
import type { RealisedEstimator } from "../realisedEstimator.ts";

/** ½ ln²(H/L) − (2 ln 2 − 1) ln²(C/O), the practical form of the source. */
export const garmanKlass: RealisedEstimator = {
  id: "garman-klass",
  title: "Garman-Klass",
  source: "M. Garman, M. Klass, J. Business 53 (1980), (19)",
  readsRanges: true,
  barsMin: 1,
  assumes: "no drift, no jump between bars, prices seen without pause",
  varianceOf({ closes, ranges }) {
    const { opens, highs, lows } = ranges!;
    let total = 0;
    for (let k = 0; k < highs.length; k++) {
      const width = log(highs[k]! / lows[k]!);
      const change = log(closes[k + 1]! / opens[k]!);
      total += 0.5 * width * width - (2 * Math.LN2 - 1) * change * change;
    }
    return Math.max(0, total / highs.length);
  },
};
