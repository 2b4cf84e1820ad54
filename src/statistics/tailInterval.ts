import { assert } from "../numerics/assert.ts";
import { binomialCdf, binomialSurvivalAtLeast } from "./binomial.ts";
import { effectiveTailCount, expectedShortfall } from "./expectedShortfall.ts";
import { normalQuantile } from "./normal.ts";
import { valueAtRisk } from "./valueAtRisk.ts";
import { weightedTail } from "./weightedTail.ts";

/** What sampling alone leaves open about a tail measure. */
export interface TailInterval {
  /** Losses positive; null where the sample is too small to say. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Confidence of the interval, in (0, 1); not the level of the measure. */
  readonly level: number;
  readonly effectiveTailCount: number;
}

export interface TailIntervalRequest {
  /** Shape [S], gains positive. */
  readonly outcomes: Float64Array;
  /** Confidence level of the measure, in (0, 1). */
  readonly level: number;
  /** Confidence of the interval, in (0, 1), for example 0.95. */
  readonly intervalLevel: number;
  /** Shape [S], ≥ 0. */
  readonly weights?: Float64Array;
}

/** The fewest tail outcomes at which the mean of the tail is taken as nearly normal. A rule of thumb, not a theorem. */
export const shortfallTailCountMin = 5;

/**
 * Distribution-free interval for a value at risk: two order statistics that enclose the true quantile at least as
 * often as `intervalLevel` says, for independent outcomes. With weights, the binomial law of the effective sample
 * size (Σw)²/Σw² gives the cumulative weights to look up, which is an approximation.
 *
 * @throws InvariantError when an argument is out of range
 * @cost   O(S log S)
 * @source David & Nagaraja, Order statistics, 3rd ed. (2003), §7.1
 */
export function valueAtRiskInterval({ outcomes, level, intervalLevel, weights }: TailIntervalRequest): TailInterval {
  checkIntervalLevel(intervalLevel);
  const count = weights === undefined ? outcomes.length : Math.floor(effectiveCount(weights));
  const law = { trials: count, probability: 1 - level };
  const side = (1 - intervalLevel) / 2;
  const lowerRank = smallestRank(count, (rank) => binomialSurvivalAtLeast(rank, law) <= side);
  // The upper rank is the last one with P(X ≤ rank − 1) ≤ side, one before the first that breaks it.
  const firstBroken = smallestRank(count, (rank) => binomialCdf(rank - 1, law) > side);
  const upperRank = firstBroken === null ? null : firstBroken - 1;
  return {
    lower: lowerRank === null ? null : lossAtRank(outcomes, lowerRank, count, weights),
    upper: upperRank === null || upperRank === 0 ? null : lossAtRank(outcomes, upperRank, count, weights),
    level: intervalLevel,
    effectiveTailCount: effectiveTailCount(outcomes, level, weights),
  };
}

/**
 * Interval for an expected shortfall from its asymptotic standard error, √((Var(L | tail) + level (ES − VaR)²)/n_tail),
 * for independent outcomes; null with fewer than `shortfallTailCountMin` effective outcomes in the tail. Losses with a
 * tail index near 2 or below have a wider truth than this says.
 *
 * @throws InvariantError when an argument is out of range
 * @cost   O(S log S)
 * @source Manistre & Hancock, Variance of the CTE estimator, North American Actuarial J. 9 (2005)
 */
export function expectedShortfallInterval(request: TailIntervalRequest): TailInterval {
  const { outcomes, level, intervalLevel, weights } = request;
  checkIntervalLevel(intervalLevel);
  const tailCount = effectiveTailCount(outcomes, level, weights);
  const blank = { lower: null, upper: null, level: intervalLevel, effectiveTailCount: tailCount };
  if (tailCount < shortfallTailCountMin) return blank;
  const shortfall = expectedShortfall(outcomes, level, weights);
  const threshold = valueAtRisk(outcomes, level, weights);
  const beyond = shortfall - threshold;
  const spread = tailVariance(outcomes, level, weights, shortfall) + level * beyond * beyond;
  const halfWidth = -normalQuantile((1 - intervalLevel) / 2) * Math.sqrt(spread / tailCount);
  return { ...blank, lower: shortfall - halfWidth, upper: shortfall + halfWidth };
}

/** Variance of the losses in the tail about their mean, the boundary in part. */
function tailVariance(
  outcomes: Float64Array,
  level: number,
  weights: Float64Array | undefined,
  shortfall: number,
): number {
  const known = weights ?? new Float64Array(outcomes.length).fill(1);
  const { boundary, mass, boundaryShare } = weightedTail(outcomes, level, known);
  let total = 0;
  for (let i = 0; i < outcomes.length; i += 1) {
    const outcome = outcomes[i]!;
    if (outcome > boundary) continue;
    const share = outcome === boundary ? boundaryShare : 1;
    const deviation = -outcome - shortfall;
    total += share * known[i]! * deviation * deviation;
  }
  return total / mass;
}

/** The first rank in 1…count for which `holds`, which must stay true once it is; null when it never is. */
function smallestRank(count: number, holds: (rank: number) => boolean): number | null {
  if (count < 1 || !holds(count)) return null;
  let low = 1;
  let high = count;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The loss of the given rank, 1 the largest; with weights, where the cumulative weight reaches rank/count. */
function lossAtRank(
  outcomes: Float64Array,
  rank: number,
  count: number,
  weights: Float64Array | undefined,
): number | null {
  if (weights === undefined) return -outcomes.toSorted()[rank - 1]!;
  return rank >= count ? null : valueAtRisk(outcomes, 1 - rank / count, weights);
}

function effectiveCount(weights: Float64Array): number {
  let total = 0;
  let squares = 0;
  for (const weight of weights) {
    total += weight;
    squares += weight * weight;
  }
  return (total * total) / squares;
}

function checkIntervalLevel(intervalLevel: number): void {
  assert(intervalLevel > 0 && intervalLevel < 1, `intervalLevel must lie in (0, 1); have ${intervalLevel}`);
}
