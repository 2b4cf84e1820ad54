import { assert } from "../numerics/assert.ts";
import { sum } from "../numerics/summation.ts";
import { weightedBoundary } from "../numerics/weightedBoundary.ts";

/** The worst share of weighted outcomes: everything below `boundary`, and a part of what lies on it. */
export interface WeightedTail {
  /** The outcome at which the tail ends; gains positive. */
  readonly boundary: number;
  /** Weight of the whole tail: (1 − level) · total weight. */
  readonly mass: number;
  /** Part of each boundary outcome that belongs to the tail, in (0, 1]. */
  readonly boundaryShare: number;
  /** Weight of all outcomes up to and including the boundary, over the total weight. */
  readonly cumulativeShare: number;
}

/**
 * Finds where the worst `1 − level` of the weight ends.
 *
 * @param outcomes shape [S], gains positive; read
 * @param level    confidence in (0, 1)
 * @param weights  shape [S], ≥ 0, of any positive sum
 * @throws InvariantError when lengths differ, a weight is negative, or the level is out of range
 * @cost   O(S log S), one copy
 */
export function weightedTail(outcomes: Float64Array, level: number, weights: Float64Array): WeightedTail {
  assert(outcomes.length > 0, "outcomes must not be empty");
  assert(level > 0 && level < 1, `level must lie in (0, 1); have ${level}`);
  assert(
    weights.length === outcomes.length,
    `weights must be as many as outcomes (${outcomes.length}); have ${weights.length}`,
  );
  assert(
    weights.every((weight) => weight >= 0),
    "weights must not be negative",
  );
  const total = sum(weights);
  assert(total > 0 && Number.isFinite(total), `weights must have a positive, finite sum; have ${total}`);
  const mass = (1 - level) * total;
  const { boundary, below, at } = weightedBoundary(outcomes, weights, mass);
  const boundaryShare = at > 0 ? Math.min(1, Math.max(0, (mass - below) / at)) : 1;
  return { boundary, mass, boundaryShare, cumulativeShare: (below + at) / total };
}
