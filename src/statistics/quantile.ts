import { assert } from "../numerics/assert.ts";

/** Which of the nine sample quantiles of Hyndman & Fan is meant. Type 7 is the default of R and of NumPy. */
export type QuantileType = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

interface Estimator {
  /** What is added to n·p to get the position between order statistics, counted from 1. */
  readonly shift: (probability: number) => number;
  /** Weight of the upper of the two order statistics around a position that is whole. */
  readonly wholeShare: (index: number) => number;
  /** Weight of the upper one elsewhere; `excess` in (0, 1) is the position's fraction. */
  readonly fractionShare: (excess: number) => number;
}

const lowerOnly = () => 0;
const upperOnly = () => 1;
const linear = (excess: number) => excess;

const estimators: Record<QuantileType, Estimator> = {
  1: { shift: () => 0, wholeShare: lowerOnly, fractionShare: upperOnly },
  2: { shift: () => 0, wholeShare: () => 0.5, fractionShare: upperOnly },
  3: { shift: () => -0.5, wholeShare: (index) => (index % 2 === 0 ? 0 : 1), fractionShare: upperOnly },
  4: { shift: () => 0, wholeShare: lowerOnly, fractionShare: linear },
  5: { shift: () => 0.5, wholeShare: lowerOnly, fractionShare: linear },
  6: { shift: (p) => p, wholeShare: lowerOnly, fractionShare: linear },
  7: { shift: (p) => 1 - p, wholeShare: lowerOnly, fractionShare: linear },
  8: { shift: (p) => (p + 1) / 3, wholeShare: lowerOnly, fractionShare: linear },
  9: { shift: (p) => p / 4 + 3 / 8, wholeShare: lowerOnly, fractionShare: linear },
};

/**
 * Sample quantile.
 *
 * @param values      shape [n], n ≥ 1, any order; read, never reordered
 * @param probability in [0, 1]
 * @param type        the estimator, always said
 * @returns           in the unit of `values`
 * @throws InvariantError when `values` is empty or `probability` is out of range
 * @cost              O(n log n), one copy
 * @source            Hyndman & Fan, Sample quantiles in statistical packages, The American Statistician 50 (1996)
 */
export function quantile(values: Float64Array, probability: number, type: QuantileType): number {
  assert(values.length > 0, "values must not be empty");
  return quantileOfAscending(values.toSorted(), probability, type);
}

/** As `quantile`, for values already in ascending order; O(1). */
export function quantileOfAscending(ascending: Float64Array, probability: number, type: QuantileType): number {
  assert(ascending.length > 0, "values must not be empty");
  assert(probability >= 0 && probability <= 1, `probability must lie in [0, 1]; have ${probability}`);
  const count = ascending.length;
  const { shift, wholeShare, fractionShare } = estimators[type];
  const position = count * probability + shift(probability);
  // n·p as a double may miss the whole number it stands for by a few units in the last place.
  const fuzz = 4 * Number.EPSILON * Math.max(1, position);
  const index = Math.floor(position + fuzz);
  const excess = position - index;
  const upperShare = Math.abs(excess) <= fuzz ? wholeShare(index) : fractionShare(excess);
  const below = ascending[Math.min(Math.max(index, 1), count) - 1]!;
  const above = ascending[Math.min(Math.max(index + 1, 1), count) - 1]!;
  if (upperShare === 0) return below;
  if (upperShare === 1 || below === above) return above;
  return (1 - upperShare) * below + upperShare * above;
}
