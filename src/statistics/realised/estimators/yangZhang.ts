import { log } from "../../../numerics/logarithm.ts";
import type { RealisedEstimator } from "../realisedEstimator.ts";
import { rogersSatchellVariance } from "./rogersSatchell.ts";

/** Variance of the jumps between bars, and a mix of open to close and Rogers-Satchell that has the least variance. */
export const yangZhang: RealisedEstimator = {
  id: "yang-zhang",
  title: "Yang-Zhang",
  source: "D. Yang, Q. Zhang, J. Business 73 (2000), with k = 0.34/(1.34 + (n + 1)/(n − 1))",
  readsRanges: true,
  barsMin: 2,
  assumes: "prices seen without pause inside a bar",
  varianceOf(run) {
    const { closes, ranges } = run;
    const { opens } = ranges!;
    const count = opens.length;
    const overnight = opens.map((open, k) => log(open / closes[k]!));
    const inside = opens.map((open, k) => log(closes[k + 1]! / open));
    const share = 0.34 / (1.34 + (count + 1) / (count - 1));
    return sampleVariance(overnight) + share * sampleVariance(inside) + (1 - share) * rogersSatchellVariance(run);
  },
};

function sampleVariance(values: Float64Array): number {
  let mean = 0;
  for (const value of values) mean += value;
  mean /= values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return squares / (values.length - 1);
}
