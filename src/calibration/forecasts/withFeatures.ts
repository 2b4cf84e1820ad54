import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { ForecastHistory } from "./forecaster.ts";

/** A series observed at times of its own: an index, a rate, funding, a calendar of events as 0 and 1. */
export interface ObservedSeries {
  readonly name: string;
  /** [m] strictly increasing, milliseconds UTC. */
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
}

/**
 * Sets beside each step what was known before it began: the last value whose time, and `lagMs` more, had come. Steps
 * before every series has a value are left out.
 *
 * @param lagMs from an observation's time to when it can be acted on; a session's close is not known at its midnight
 * @returns     `missing-data` where fewer than 100 steps are left
 */
export function withFeatures(
  history: ForecastHistory,
  series: readonly ObservedSeries[],
  { stepMs, lagMs }: { readonly stepMs: number; readonly lagMs: number },
): Outcome<ForecastHistory> {
  const columns = series.map(({ name, timesMs, values }) => {
    const column = new Float64Array(history.returns.length).fill(Number.NaN);
    let at = -1;
    history.closesMs.forEach((close, t) => {
      while (at + 1 < timesMs.length && timesMs[at + 1]! + lagMs <= close - stepMs) at += 1;
      if (at >= 0) column[t] = values[at]!;
    });
    return { name, values: column };
  });
  const first = history.returns.findIndex((_, t) => columns.every(({ values }) => !Number.isNaN(values[t])));
  const left = first < 0 ? 0 : history.returns.length - first;
  if (left < 100) {
    const message = `${left} steps have a value of every feature before them`;
    return failed({ code: "missing-data", path: "--feature", message, hint: "give features that begin earlier" });
  }
  return success({
    returns: history.returns.slice(first),
    realised: history.realised.slice(first),
    closesMs: history.closesMs.slice(first),
    features: columns.map(({ name, values }) => ({ name, values: values.slice(first) })),
  });
}
