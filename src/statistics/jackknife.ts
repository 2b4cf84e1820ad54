import { assert } from "../numerics/assert.ts";
import { sum } from "../numerics/summation.ts";
import { studentTQuantile } from "./studentT.ts";

/** What leaving out one group after another says of an estimate. */
export interface JackknifeInterval {
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
}

/**
 * Standard error and interval of an estimate from its values without each of G groups of like size.
 *
 * @param estimate from all observations
 * @param without  [G] the estimate without group g, G ≥ 2, finite
 * @param level    of the interval, in (0, 1): Student's t with G − 1 degrees of freedom
 * @throws InvariantError when a number is out of range
 * @source  J. Shao, D. Tu, The Jackknife and Bootstrap (1995), 2.3
 */
export function groupJackknife(estimate: number, without: ArrayLike<number>, level: number): JackknifeInterval {
  const values = Array.from(without);
  const groups = values.length;
  assert(groups >= 2 && values.every(Number.isFinite), "a jackknife needs two groups with a finite estimate");
  assert(level > 0 && level < 1, `a level must lie in (0, 1); have ${level}`);
  const mean = sum(values) / groups;
  const squares = sum(values.map((value) => (value - mean) * (value - mean)));
  const standardError = Math.sqrt(((groups - 1) / groups) * squares);
  const reach = standardError * studentTQuantile((1 + level) / 2, groups - 1);
  return { standardError, lower: estimate - reach, upper: estimate + reach, level };
}
