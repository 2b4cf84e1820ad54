import { assert } from "../numerics/assert.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { sum } from "../numerics/summation.ts";

export interface ModelConfidenceSetTest {
  /** B arrays [T]: the observations of each resample, as `bootstrapIndices` makes them. */
  readonly indices: readonly Int32Array[];
  /** Largest difference between two models, or of one model from the mean of all that are left. */
  readonly statistic: "range" | "maximum";
  /** Share of cases in which the set holds the best model, in (0, 1), for example 0.9. */
  readonly level: number;
}

/** One test of "all that are left are equal", and who is the worst of them. */
export interface EliminationStep {
  readonly eliminated: number;
  readonly statistic: number;
  /** Of this test alone. */
  readonly pValue: number;
}

export interface ModelConfidenceSet {
  /** Models that are not told apart from the best, ascending. */
  readonly members: readonly number[];
  /** [M] the smallest 1 − level at which a model leaves the set; 1 of the last. */
  readonly pValues: Float64Array;
  /** Worst first, down to the last but one. */
  readonly steps: readonly EliminationStep[];
}

/**
 * The models that no test tells apart from the best: the worst is taken out while equality of all is rejected.
 *
 * @param losses M ≥ 2 arrays [T] of losses at the same observations, finite
 * @returns      two models whose losses differ by a constant are a failure; equal ones stay together
 * @throws InvariantError when shapes differ, an index is outside 0…T−1, or the level is out of range
 * @cost         O(B M (T + M²))
 * @source       P. Hansen, A. Lunde, J. Nason, The model confidence set, Econometrica 79 (2011), §2 and §3
 */
export function modelConfidenceSet(
  losses: readonly Float64Array[],
  { indices, statistic, level }: ModelConfidenceSetTest,
): Outcome<ModelConfidenceSet> {
  const count = losses[0]?.length ?? 0;
  assert(losses.length >= 2, `at least two models are compared; have ${losses.length}`);
  assert(
    count > 0 && losses.every((one) => one.length === count),
    "all models must have losses at the same observations",
  );
  assert(level > 0 && level < 1, `level must lie in (0, 1); have ${level}`);
  assert(indices.length > 0, "a bootstrap needs a resample");
  const sample = losses.map((one) => sum(one) / count);
  assert(sample.every(Number.isFinite), "losses must be finite");
  const constant = constantDifference(losses);
  if (constant !== undefined) return constant;
  const resampled = losses.map((one, m) => meansOf(one, indices).map((mean) => mean - sample[m]!));

  const pValues = new Float64Array(losses.length).fill(1);
  const steps: EliminationStep[] = [];
  let left = losses.map((_, m) => m);
  let running = 0;
  while (left.length > 1) {
    const test = statistic === "range" ? rangeTest(left, sample, resampled) : maximumTest(left, sample, resampled);
    const { worst, value, pValue } = test;
    running = Math.max(running, pValue);
    pValues[worst] = running;
    steps.push({ eliminated: worst, statistic: value, pValue });
    left = left.filter((m) => m !== worst);
  }
  const members = losses.flatMap((_, m) => (pValues[m]! > 1 - level ? [m] : []));
  return success({ members, pValues, steps });
}

interface EqualityTest {
  readonly worst: number;
  readonly value: number;
  readonly pValue: number;
}

/** @param sample [M] mean losses; @param resampled [M][B] mean losses of the resamples, centred */
function rangeTest(left: readonly number[], sample: readonly number[], resampled: Float64Array[]): EqualityTest {
  let [value, worst] = [0, left[0]!];
  const largest = new Float64Array(resampled[0]!.length);
  for (const i of left) {
    for (const j of left) {
      if (j === i) continue;
      const apart = resampled[i]!.map((mean, b) => mean - resampled[j]![b]!);
      const deviation = rootMeanSquare(apart);
      if (deviation === 0) continue;
      const t = (sample[i]! - sample[j]!) / deviation;
      if (t > value) [value, worst] = [t, i];
      apart.forEach((one, b) => {
        largest[b] = Math.max(largest[b]!, Math.abs(one) / deviation);
      });
    }
  }
  return { worst, value, pValue: shareAtLeast(largest, value) };
}

/** Each against the mean of all that are left, itself among them. */
function maximumTest(left: readonly number[], sample: readonly number[], resampled: Float64Array[]): EqualityTest {
  const meanOf = (at: (m: number) => number): number => left.reduce((total, m) => total + at(m), 0) / left.length;
  const centre = meanOf((m) => sample[m]!);
  const centres = resampled[0]!.map((_, b) => meanOf((m) => resampled[m]![b]!));
  let [value, worst] = [Number.NEGATIVE_INFINITY, left[0]!];
  const largest = new Float64Array(centres.length).fill(Number.NEGATIVE_INFINITY);
  for (const i of left) {
    const apart = resampled[i]!.map((mean, b) => mean - centres[b]!);
    const deviation = rootMeanSquare(apart);
    const t = deviation === 0 ? 0 : (sample[i]! - centre) / deviation;
    if (t > value) [value, worst] = [t, i];
    apart.forEach((one, b) => {
      largest[b] = Math.max(largest[b]!, deviation === 0 ? 0 : one / deviation);
    });
  }
  return { worst, value, pValue: shareAtLeast(largest, value) };
}

/** Differences that never change have no variance to test by, unless there are none. */
function constantDifference(losses: readonly Float64Array[]): Outcome<never> | undefined {
  for (let i = 0; i < losses.length; i++) {
    for (let j = 0; j < i; j++) {
      const first = losses[i]![0]! - losses[j]![0]!;
      if (first === 0 || !losses[i]!.every((loss, t) => loss - losses[j]![t]! === first)) continue;
      const message = `losses of models ${j} and ${i} differ by ${first} at every observation`;
      return failed({ code: "invalid", path: `losses[${i}]`, message, hint: "leave out the worse of the two" });
    }
  }
  return undefined;
}

function meansOf(losses: Float64Array, indices: readonly Int32Array[]): Float64Array {
  return Float64Array.from(indices, (resample) => {
    let total = 0;
    for (const t of resample) total += losses[t]!;
    assert(Number.isFinite(total) && resample.length > 0, `indices must lie in 0…${losses.length - 1}`);
    return total / resample.length;
  });
}

function rootMeanSquare(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value * value;
  return Math.sqrt(total / values.length);
}

const shareAtLeast = (values: Float64Array, bound: number): number =>
  values.reduce((count, value) => (value >= bound ? count + 1 : count), 0) / values.length;
