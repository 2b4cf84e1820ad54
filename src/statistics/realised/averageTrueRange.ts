import { assert } from "../../numerics/assert.ts";
import type { BarRun } from "./realisedEstimator.ts";

/**
 * Average true range: the mean of max(H, C₋₁) − min(L, C₋₁) over the first `period` bars, then smoothed by 1/period.
 *
 * @param run with ranges
 * @returns   [n − period + 1] in quote currency, the first after `period` bars
 * @throws InvariantError when there are no ranges or fewer bars than the period
 * @source    J. Welles Wilder, New Concepts in Technical Trading Systems (1978)
 */
export function averageTrueRange({ closes, ranges }: BarRun, period: number): Float64Array {
  assert(ranges !== null, "a true range needs highs and lows");
  const count = ranges.highs.length;
  assert(
    Number.isInteger(period) && period >= 1 && count >= period,
    `period must lie in [1, ${count}]; have ${period}`,
  );
  const widths = ranges.highs.map((high, k) => Math.max(high, closes[k]!) - Math.min(ranges.lows[k]!, closes[k]!));
  const out = new Float64Array(count - period + 1);
  let average = widths.subarray(0, period).reduce((sum, width) => sum + width, 0) / period;
  out[0] = average;
  for (let k = period; k < count; k++) {
    average += (widths[k]! - average) / period;
    out[k - period + 1] = average;
  }
  return out;
}
