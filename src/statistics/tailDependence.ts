import { assert } from "../numerics/assert.ts";
import { averageRanks } from "./ranks.ts";

/** How often two series are far out together, at a level and not in the limit. */
export interface EmpiricalTailDependence {
  /** Observations in the tail of the first series: ⌊n·level⌋. */
  readonly count: number;
  /** Share of those where the second is in its tail as well: both low, and both high. */
  readonly lower: number;
  readonly upper: number;
  /** √(p(1 − p)/count): 0 where the share is 0 or 1, which says nothing of the next sample. */
  readonly lowerError: number;
  readonly upperError: number;
}

/**
 * Shares of joint tails by ranks.
 *
 * Independent series have the share `level`; what is left above it as the level falls is tail dependence. The error is the
 * binomial one, as if the tail of the first series were given; it is a little too large, because the second tail has a
 * given size as well.
 *
 * @param one, other shape [n], finite, without ties in the tails
 * @param level      in (0, ½], with n·level ≥ 1
 * @throws InvariantError when an argument is out of range
 * @cost             n·log n
 * @source           S. Coles, J. Heffernan, J. Tawn, Dependence measures for extreme value analyses, Extremes 2 (1999)
 */
export function empiricalTailDependence(
  one: Float64Array,
  other: Float64Array,
  level: number,
): EmpiricalTailDependence {
  assert(one.length === other.length, `series must be of one length; have ${one.length} and ${other.length}`);
  assert(one.every(Number.isFinite) && other.every(Number.isFinite), "values must be finite");
  assert(level > 0 && level <= 0.5, `level must lie in (0, 1/2]; have ${level}`);
  // As a decimal: 0.05 of 2,500 is 125, which no rounding may make 124.
  const count = Math.floor(one.length * level * (1 + 1e-12));
  assert(count >= 1, `no observation lies in a tail of ${level} of ${one.length}`);
  const [first, second] = [averageRanks(one), averageRanks(other)];
  const top = one.length - count;
  let [low, high] = [0, 0];
  for (let t = 0; t < one.length; t++) {
    if (first[t]! <= count && second[t]! <= count) low += 1;
    if (first[t]! > top && second[t]! > top) high += 1;
  }
  const errorOf = (share: number): number => Math.sqrt((share * (1 - share)) / count);
  const [lower, upper] = [low / count, high / count];
  return { count, lower, upper, lowerError: errorOf(lower), upperError: errorOf(upper) };
}
