import { InvariantError } from "../numerics/assert.ts";

/**
 * How many of `count` equally likely outcomes lie beyond a confidence level: count · (1 − level), as decimals say it.
 *
 * A level such as 0.95 is not a double, and 2500 · (1 − 0.95) comes out as 125.00000000000011. The result is therefore
 * taken as the nearest whole number when the two differ by no more than the rounding of the level can explain.
 *
 * @param count number of outcomes, > 0
 * @param level confidence in (0, 1)
 * @returns     > 0, not whole in general
 * @throws InvariantError when an argument is out of range
 */
export function tailCount(count: number, level: number): number {
  // Not `assert`: this runs in inner loops, where building a message that is not needed costs more than the sum.
  if (!(count > 0)) throw new InvariantError(`count of outcomes must be positive; have ${count}`);
  if (!(level > 0 && level < 1)) throw new InvariantError(`level must lie in (0, 1); have ${level}`);
  const raw = count * (1 - level);
  const nearest = Math.round(raw);
  return nearest > 0 && Math.abs(raw - nearest) <= count * Number.EPSILON ? nearest : raw;
}
