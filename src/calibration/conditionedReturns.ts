import { assert } from "../numerics/assert.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { sum } from "../numerics/summation.ts";
import { valueAtRisk } from "../statistics/valueAtRisk.ts";
import type { ForecastHistory } from "./forecasts/forecaster.ts";
import { resampledInterval, resamplingOf } from "./parameters/resampledInterval.ts";

/** Where a feature has to lie; at least one end. */
export interface FeatureRange {
  /** Strictly. */
  readonly above?: number;
  readonly below?: number;
}

/** A number with what sampling leaves open; null where a resample has none. */
interface Estimated {
  readonly value: number;
  readonly interval: { readonly lower: number; readonly upper: number; readonly level: number } | null;
}

export interface ConditionedSide {
  readonly steps: number;
  /** About 0, log return. */
  readonly deviation: Estimated;
  /** Of a fall, log return +. */
  readonly valueAtRisk: Estimated;
}

/** Returns of the steps before which a feature lay in a range, beside those of all others. */
export interface ConditionedReturns {
  readonly inside: ConditionedSide;
  readonly outside: ConditionedSide;
  /** Of the deviation inside over that outside. */
  readonly ratio: Estimated;
  /** Runs of steps inside, from the beginning of the first to the close of the last, milliseconds UTC. */
  readonly windows: readonly { readonly fromMs: number; readonly toMs: number }[];
}

/** Fewer steps on one side say nothing of its tail. */
const stepsMin = 50;
/** Three weeks of days: several times the memory that a sign of a crisis has. */
const blockSteps = 20;

/**
 * Whether scenarios drawn from the days when a feature lay in a range would differ from the others, and which days those
 * are. The feature is what was known before a step began, so that a margin model could have acted on it.
 *
 * Intervals are by resampled blocks of steps one after another, both sides drawn together, because crises come in runs.
 *
 * @param history with one feature beside its steps
 * @param level   of the quantile, in (0.5, 1)
 * @returns       `missing-data` with fewer than 50 steps on a side
 * @throws InvariantError for a level out of range, or a history without its feature
 * @cost          400 passes over the steps, sorted
 */
export function conditionedReturns(
  history: ForecastHistory,
  range: FeatureRange,
  { level, stepMs, seed }: { readonly level: number; readonly stepMs: number; readonly seed: number },
): Outcome<ConditionedReturns> {
  const { returns, closesMs, features } = history;
  const [feature] = features;
  assert(feature !== undefined && features.length === 1, `one feature is needed; have ${features.length}`);
  assert(level > 0.5 && level < 1, `a level must lie in (0.5, 1); have ${level}`);
  const { above = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY } = range;
  const isInside = (t: number): boolean => feature.values[t]! > above && feature.values[t]! < below;
  const all = Array.from(returns.keys());
  const counts = { inside: all.filter(isInside).length, outside: all.filter((t) => !isInside(t)).length };
  const fewest = Math.min(counts.inside, counts.outside);
  if (fewest < stepsMin) {
    const message = `${feature.name} lies in the range before ${counts.inside} of ${returns.length} steps; each side needs ${stepsMin}`;
    return failed({
      code: "missing-data",
      path: "--feature",
      message,
      hint: "widen the range, or give a longer history",
    });
  }
  const draws = resamplingOf(returns.length, blockSteps, seed);
  const estimated = (statistic: (steps: readonly number[]) => number): Estimated => ({
    value: statistic(all),
    interval: resampledInterval(draws, (indices) => statistic(Array.from(indices))),
  });
  const deviation = (steps: readonly number[]): number =>
    Math.sqrt(sum(steps.map((t) => returns[t]! * returns[t]!)) / steps.length);
  const quantile = (steps: readonly number[]): number =>
    steps.length === 0
      ? Number.NaN
      : valueAtRisk(
          Float64Array.from(steps, (t) => returns[t]!),
          level,
        );
  const side = (name: "inside" | "outside"): ConditionedSide => {
    const kept = (steps: readonly number[]) => steps.filter((t) => isInside(t) === (name === "inside"));
    return {
      steps: counts[name],
      deviation: estimated((steps) => deviation(kept(steps))),
      valueAtRisk: estimated((steps) => quantile(kept(steps))),
    };
  };
  return success({
    inside: side("inside"),
    outside: side("outside"),
    ratio: estimated((steps) => deviation(steps.filter(isInside)) / deviation(steps.filter((t) => !isInside(t)))),
    windows: windowsOf(closesMs, isInside, stepMs),
  });
}

function windowsOf(closesMs: Float64Array, isInside: (t: number) => boolean, stepMs: number) {
  const windows: { fromMs: number; toMs: number }[] = [];
  closesMs.forEach((close, t) => {
    if (!isInside(t)) return;
    const last = windows.at(-1);
    if (last !== undefined && last.toMs === close - stepMs) last.toMs = close;
    else windows.push({ fromMs: close - stepMs, toMs: close });
  });
  return windows;
}
