import { log } from "../../../numerics/logarithm.ts";
import type { RealisedEstimator } from "../realisedEstimator.ts";

/** Σ ln²(H/L) / (4 ln 2). */
export const parkinson: RealisedEstimator = {
  id: "parkinson",
  title: "Parkinson",
  source: "M. Parkinson, J. Business 53 (1980)",
  readsRanges: true,
  barsMin: 1,
  assumes: "no drift, no jump between bars, prices seen without pause",
  varianceOf({ ranges }) {
    const { highs, lows } = ranges!;
    let total = 0;
    for (let k = 0; k < highs.length; k++) {
      const width = log(highs[k]! / lows[k]!);
      total += width * width;
    }
    return total / (4 * Math.LN2 * highs.length);
  },
};
