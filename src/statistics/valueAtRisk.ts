import { assert } from "../numerics/assert.ts";
import { tailCount } from "./tailCount.ts";
import { weightedTail } from "./weightedTail.ts";
import { smallestAt } from "./worstOutcomes.ts";

/**
 * The loss that is exceeded with probability below `1 − level`: an order statistic, never interpolated.
 *
 * Without weights, the ⌈n(1 − level)⌉-th largest loss. With weights, the first loss, from the largest down, at which
 * the cumulative weight reaches `1 − level`.
 *
 * @param outcomes shape [S], gains positive, any one unit; read, never reordered
 * @param level    confidence in (0, 1), for example 0.99
 * @param weights  shape [S], ≥ 0, of any positive sum
 * @returns        losses positive, in the unit of `outcomes`
 * @throws InvariantError when an argument is out of range
 * @cost           O(S log S)
 * @source         Boudoukh, Richardson & Whitelaw, The best of both worlds, Risk 11 (1998), for the weights
 */
export function valueAtRisk(outcomes: Float64Array, level: number, weights?: Float64Array): number {
  if (weights !== undefined) return -weightedTail(outcomes, level, weights).boundary;
  assert(outcomes.length > 0, "outcomes must not be empty");
  return -smallestAt(outcomes, Math.ceil(tailCount(outcomes.length, level)));
}
