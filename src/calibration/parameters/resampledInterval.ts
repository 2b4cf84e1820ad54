import { bootstrapIndices } from "../../statistics/bootstrapIndices.ts";
import { quantile } from "../../statistics/quantile.ts";

const resamples = 400;
const level = 0.95;

/** Draws blocks of neighbours once, for every statistic of one sample. */
export interface Resampling {
  readonly draws: readonly Int32Array[];
}

/**
 * Stationary-bootstrap resamples of a sample in order of time.
 *
 * @param blockLength mean length of a block: several times the memory of the series
 */
export function resamplingOf(observations: number, blockLength: number, seed: number): Resampling {
  const length = Math.min(blockLength, observations);
  return { draws: bootstrapIndices({ observations, resamples, blockLength: length, blocks: "stationary", seed }) };
}

/**
 * The middle 95 % of a statistic over resamples.
 *
 * @param statistic of the observations with these indices
 * @returns         null where a resample has no finite value
 */
export function resampledInterval({ draws }: Resampling, statistic: (indices: Int32Array) => number) {
  const values = Float64Array.from(draws, statistic);
  if (!values.every(Number.isFinite)) return null;
  const tail = (1 - level) / 2;
  return { lower: quantile(values, tail, 7), upper: quantile(values, 1 - tail, 7), level };
}

/** A statistic of values as a statistic of indices. */
export const overIndices =
  (values: Float64Array, statistic: (drawn: Float64Array) => number) =>
  (indices: Int32Array): number =>
    statistic(Float64Array.from(indices, (k) => values[k]!));
