import { log } from "../../../numerics/logarithm.ts";
import type { BarRun, RealisedEstimator } from "../realisedEstimator.ts";

/** ln(H/C) ln(H/O) + ln(L/C) ln(L/O): a drift does not move it. */
export const rogersSatchell: RealisedEstimator = {
  id: "rogers-satchell",
  title: "Rogers-Satchell",
  source: "L. Rogers, S. Satchell, Annals of Applied Probability 1 (1991)",
  readsRanges: true,
  barsMin: 1,
  assumes: "no jump between bars, prices seen without pause",
  varianceOf: rogersSatchellVariance,
};

export function rogersSatchellVariance({ closes, ranges }: BarRun): number {
  const { opens, highs, lows } = ranges!;
  let total = 0;
  for (let k = 0; k < highs.length; k++) {
    const close = closes[k + 1]!;
    total += log(highs[k]! / close) * log(highs[k]! / opens[k]!) + log(lows[k]! / close) * log(lows[k]! / opens[k]!);
  }
  return total / highs.length;
}
