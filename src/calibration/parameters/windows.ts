import type { Outcome } from "../../numerics/outcome.ts";
import type { ForecastHistory } from "../forecasts/forecaster.ts";
import type { ParameterReport } from "./parameterEstimator.ts";

/** Windows of equal length that a history is cut into, to see whether a parameter is one. */
export const stabilityWindows = 6;

/**
 * An estimate over each of six windows one after another.
 *
 * @param estimate of the steps [from, to)
 */
export function stabilityOf(
  { closesMs }: Pick<ForecastHistory, "closesMs">,
  estimate: (from: number, to: number) => Outcome<number>,
): ParameterReport["stability"] {
  const count = closesMs.length;
  const length = Math.floor(count / stabilityWindows);
  if (length === 0) return [];
  return Array.from({ length: stabilityWindows }, (_, k) => {
    const [from, to] = [k * length, k === stabilityWindows - 1 ? count : (k + 1) * length];
    const found = estimate(from, to);
    return { fromMs: closesMs[from]!, toMs: closesMs[to - 1]!, value: found.ok ? found.value : null };
  });
}
