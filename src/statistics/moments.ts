import { assert } from "../numerics/assert.ts";

/** Moments of a sample, each divided by its number. */
export interface SampleMoments {
  readonly mean: number;
  /** In the square of the unit of the values. */
  readonly variance: number;
  /** Third central moment over variance^1.5: 0 for a symmetric sample. */
  readonly skewness: number;
  /** Fourth central moment over squared variance, less 3: 0 for a normal law. */
  readonly excessKurtosis: number;
}

/**
 * Mean, variance, skewness and excess kurtosis, without corrections for small samples.
 *
 * @param values shape [n], finite, not all equal
 * @throws InvariantError when the values are empty, all equal or not finite
 * @cost   two passes
 */
export function sampleMoments(values: Float64Array): SampleMoments {
  assert(values.length > 0, "values must not be empty");
  let total = 0;
  for (const value of values) total += value;
  const mean = total / values.length;
  let [second, third, fourth] = [0, 0, 0];
  for (const value of values) {
    const apart = value - mean;
    const square = apart * apart;
    second += square;
    third += square * apart;
    fourth += square * square;
  }
  const variance = second / values.length;
  assert(
    variance > 0 && Number.isFinite(variance),
    `values must be finite and not all equal; have variance ${variance}`,
  );
  return {
    mean,
    variance,
    skewness: third / values.length / (variance * Math.sqrt(variance)),
    excessKurtosis: fourth / values.length / (variance * variance) - 3,
  };
}
