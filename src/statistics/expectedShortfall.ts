import { assert } from "../numerics/assert.ts";
import { tailCount } from "./tailCount.ts";
import { weightedTail } from "./weightedTail.ts";
import { smallestAt } from "./worstOutcomes.ts";

/**
 * Mean of the worst `1 − level` share of outcomes, the boundary outcome and its ties taken in part.
 *
 * @param outcomes shape [S], gains positive, any one unit; read, never reordered
 * @param level    confidence in (0, 1), for example 0.975
 * @param weights  shape [S], ≥ 0, of any positive sum; without them every outcome weighs the same
 * @returns        the mean loss, losses positive, in the unit of `outcomes`
 * @throws InvariantError when an argument is out of range
 * @cost           near O(S) without weights and without allocation; O(S log S) with them
 * @source         Acerbi & Tasche, On the coherence of expected shortfall, J. Banking & Finance 26 (2002)
 */
export function expectedShortfall(outcomes: Float64Array, level: number, weights?: Float64Array): number {
  if (weights !== undefined) return weightedExpectedShortfall(outcomes, level, weights);
  assert(outcomes.length > 0, "outcomes must not be empty");
  const tail = tailCount(outcomes.length, level);
  return -tailSum(outcomes, smallestAt(outcomes, Math.ceil(tail)), tail) / tail;
}

/**
 * How many independent, equally weighted outcomes the tail is worth.
 *
 * (Σ wᵢsᵢ)² / Σ wᵢ²sᵢ over the tail, sᵢ the part of outcome i taken: n(1 − level) when all weights are equal.
 *
 * @param outcomes, level, weights as in `expectedShortfall`
 * @returns > 0
 * @source Kish's effective sample size, with the boundary outcome in part
 */
export function effectiveTailCount(outcomes: Float64Array, level: number, weights?: Float64Array): number {
  if (weights === undefined) return tailCount(outcomes.length, level);
  const { boundary, mass, boundaryShare } = weightedTail(outcomes, level, weights);
  let squares = 0;
  for (let i = 0; i < outcomes.length; i += 1) {
    const outcome = outcomes[i]!;
    const weight = weights[i]!;
    if (outcome < boundary) squares += weight * weight;
    else if (outcome === boundary) squares += boundaryShare * weight * weight;
  }
  return (mass * mass) / squares;
}

/** Sum of the outcomes below `boundary`, in scenario order, so that no way of finding it can change the bits. */
function tailSum(outcomes: Float64Array, boundary: number, tail: number): number {
  let total = 0;
  let taken = 0;
  for (let i = 0; i < outcomes.length; i += 1) {
    const outcome = outcomes[i]!;
    if (outcome < boundary) {
      total += outcome;
      taken += 1;
    }
  }
  // The boundary outcome, and its ties, in part.
  return total + (tail - taken) * boundary;
}

function weightedExpectedShortfall(outcomes: Float64Array, level: number, weights: Float64Array): number {
  const { boundary, mass } = weightedTail(outcomes, level, weights);
  let total = 0;
  let taken = 0;
  for (let i = 0; i < outcomes.length; i += 1) {
    const outcome = outcomes[i]!;
    if (outcome < boundary) {
      total += weights[i]! * outcome;
      taken += weights[i]!;
    }
  }
  total += (mass - taken) * boundary;
  return -total / mass;
}
