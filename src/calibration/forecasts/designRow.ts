import { log } from "../../numerics/logarithm.ts";
import { ewmaVariance, meanSquareOfFirst } from "../../statistics/ewma.ts";
import type { ForecastHistory } from "./forecaster.ts";

/** What is known before each step, as numbers that a regression takes. */
export interface Design {
  readonly names: readonly string[];
  /** [n] deviation that standardises a step's return, known before it. */
  readonly deviations: Float64Array;
  /** [n][names] */
  readonly rows: readonly Float64Array[];
}

const decay = 0.94;
/** Steps whose past is too short to say anything. */
export const designStart = 30;

/**
 * Own past of a series and, where asked, its features with their last changes.
 *
 * @param until steps from here on are not read
 */
export function designOf(
  { returns, realised, features }: ForecastHistory,
  until: number,
  withFeatures: boolean,
): Design {
  const seen = returns.subarray(0, until);
  const { variances } = ewmaVariance(seen, decay, meanSquareOfFirst(seen, designStart));
  const deviations = variances.map(Math.sqrt);
  const chosen = withFeatures ? features : [];
  const proxies = seen.map((value, t) => (realised[t]! > 0 ? realised[t]! : value * value));
  const rows = Array.from({ length: until }, (_, t) => {
    const row = [log(deviations[t]!)];
    for (const span of [1, 7, 30]) {
      const from = Math.max(0, t - span);
      let total = 0;
      for (let k = from; k < t; k++) total += proxies[k]!;
      // Over the variance that standardises: what the average does not know yet.
      row.push(t === 0 ? 0 : log(total / (t - from) / variances[t]! + 1e-3));
    }
    const last = t === 0 ? 0 : seen[t - 1]! / deviations[t - 1]!;
    row.push(last, Math.abs(last));
    for (const { values } of chosen) row.push(values[t]!, t === 0 ? 0 : values[t]! - values[t - 1]!);
    return Float64Array.from(row);
  });
  const names = ["ln deviation", "day", "week", "month", "last return", "size of it"];
  for (const { name } of chosen) names.push(name, `change of ${name}`);
  return { names, deviations, rows };
}

/** Columns moved and scaled to mean 0 and deviation 1 over [from, to); a column that never moves becomes 0. */
export function standardised(rows: readonly Float64Array[], from: number, to: number): Float64Array[] {
  const size = rows[0]?.length ?? 0;
  const [means, scales] = [new Float64Array(size), new Float64Array(size)];
  for (let p = 0; p < size; p++) {
    for (let t = from; t < to; t++) means[p]! += rows[t]![p]! / (to - from);
    for (let t = from; t < to; t++) scales[p]! += (rows[t]![p]! - means[p]!) ** 2 / (to - from);
    scales[p] = Math.sqrt(scales[p]!);
  }
  return rows.map((row) => row.map((value, p) => (scales[p]! > 1e-12 ? (value - means[p]!) / scales[p]! : 0)));
}
