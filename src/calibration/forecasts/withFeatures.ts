import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { ForecastHistory } from "./forecaster.ts";

/** A series observed at times of its own: an index, a rate, funding, a calendar of events as 0 and 1. */
export interface ObservedSeries {
  readonly name: string;
  /** [m] strictly increasing, milliseconds UTC. */
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
}

export interface FeatureTerms {
  readonly stepMs: number;
  /** From an observation's time to when it can be acted on; a session's close is not known at its midnight. */
  readonly lagMs: number;
  /** Longest time that a value stands for what came after it; null takes `usualAgeMax` of each series. */
  readonly ageMaxMs: number | null;
}

/** A feature whose values were too old before some steps, so that these are left out. */
export interface StaleFeature {
  readonly name: string;
  readonly steps: number;
  /** The close of the last of them. */
  readonly lastMs: number;
  readonly ageMaxMs: number;
}

const dayMs = 86_400_000;

/** Ten days, or three of the usual (median) times between observations where that is longer: a holiday, a missing month. */
export function usualAgeMax({ timesMs }: ObservedSeries): number {
  const apart = timesMs.subarray(1).map((time, k) => time - timesMs[k]!);
  return Math.max(10 * dayMs, 3 * (apart.toSorted()[Math.floor(apart.length / 2)] ?? 0));
}

/**
 * Sets beside each step what was known before it began: the last value whose time, and `lagMs` more, had come no longer
 * than `ageMaxMs` ago. Steps without a value of every series are left out.
 *
 * @returns `missing-data` where fewer than 100 steps are left, with the series that ended
 * @cost    O(steps + observations) for each series
 */
export function withFeatures(
  history: ForecastHistory,
  series: readonly ObservedSeries[],
  { stepMs, lagMs, ageMaxMs }: FeatureTerms,
): Outcome<ForecastHistory & { readonly stale: readonly StaleFeature[] }> {
  const columns = series.map((one) => {
    const { name, timesMs, values } = one;
    const limit = ageMaxMs ?? usualAgeMax(one);
    const column = new Float64Array(history.returns.length).fill(Number.NaN);
    let [at, steps, lastMs] = [-1, 0, 0];
    history.closesMs.forEach((close, t) => {
      const begins = close - stepMs;
      while (at + 1 < timesMs.length && timesMs[at + 1]! + lagMs <= begins) at += 1;
      if (at < 0) return;
      if (begins - (timesMs[at]! + lagMs) <= limit) column[t] = values[at]!;
      else [steps, lastMs] = [steps + 1, close];
    });
    return { name, values: column, stale: { name, steps, lastMs, ageMaxMs: limit } };
  });
  const kept = [...history.returns.keys()].filter((t) => columns.every(({ values }) => !Number.isNaN(values[t])));
  const stale = columns.map((column) => column.stale).filter(({ steps }) => steps > 0);
  if (kept.length < 100) {
    const message = `${kept.length} steps have a value of every feature before them${stale.map(staleText).join("")}`;
    const hint =
      stale.length > 0 ? "give features that reach further, or --feature-age-max" : "give features that begin earlier";
    return failed({ code: "missing-data", path: "--feature", message, hint });
  }
  const at = (values: Float64Array) => Float64Array.from(kept, (t) => values[t]!);
  return success({
    returns: at(history.returns),
    realised: at(history.realised),
    closesMs: at(history.closesMs),
    features: columns.map(({ name, values }) => ({ name, values: at(values) })),
    stale,
  });
}

const staleText = ({ name, steps, ageMaxMs }: StaleFeature): string =>
  `; before ${steps} steps ${name} is older than ${ageMaxMs / dayMs} d`;
