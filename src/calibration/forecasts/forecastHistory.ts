import type { TimeSeries } from "../../market/timeSeries.ts";
import { log } from "../../numerics/logarithm.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { ForecastHistory } from "./forecaster.ts";

export interface HistorySpan {
  readonly fromMs: number;
  readonly toMs: number;
  /** Bars that make one step. */
  readonly barsPerStep: number;
}

/** Share of a step's bars that must be known for its realised variance to be. */
const knownShare = 0.8;

/**
 * Returns of steps of several bars, and the variance that the bars realised inside each.
 *
 * Steps end at whole multiples of their length, counted from 1 January 1970: days at midnight UTC. A step between two
 * closes that are not both known is left out.
 *
 * @returns `missing-data` when no step is left
 */
export function forecastHistory(
  { startMs, stepMs, values, present, market }: TimeSeries,
  { fromMs, toMs, barsPerStep }: HistorySpan,
): Outcome<ForecastHistory & { readonly missing: number }> {
  const length = stepMs * barsPerStep;
  const lastMs = Math.min(toMs, startMs + (values.length - 1) * stepMs);
  const returns: number[] = [];
  const realised: number[] = [];
  const closes: number[] = [];
  let missing = 0;
  for (let end = Math.ceil(Math.max(fromMs, startMs) / length) * length + length; end <= lastMs; end += length) {
    const last = (end - startMs) / stepMs;
    const first = last - barsPerStep;
    if (first < 0) continue;
    if (present[last] !== 1 || present[first] !== 1) {
      missing += 1;
      continue;
    }
    let [squares, known] = [0, 0];
    for (let k = first + 1; k <= last; k++) {
      if (present[k] !== 1 || present[k - 1] !== 1) continue;
      const change = log(values[k]! / values[k - 1]!);
      squares += change * change;
      known += 1;
    }
    returns.push(log(values[last]! / values[first]!));
    const isKnown = barsPerStep > 1 && known >= knownShare * barsPerStep;
    realised.push(isKnown ? (squares * barsPerStep) / known : 0);
    closes.push(end);
  }
  if (returns.length === 0) {
    const bars = `${timeText(startMs)} to ${timeText(startMs + (values.length - 1) * stepMs)}`;
    const without = missing > 0 ? `${missing} lack a close and ` : "";
    const message = `no step of ${market} from ${timeText(fromMs)} to ${timeText(toMs)}: ${without}its bars reach from ${bars}`;
    return failed({ code: "missing-data", path: "--from", message, hint: "widen --from and --to" });
  }
  return success({
    returns: Float64Array.from(returns),
    realised: Float64Array.from(realised),
    closesMs: Float64Array.from(closes),
    features: [],
    missing,
  });
}

const timeText = (ms: number): string => (Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms));
