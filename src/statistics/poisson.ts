import { exp } from "../numerics/exponential.ts";

/** More than this in one draw is this. */
const countMax = 1000;

/**
 * The count at a level of Poisson's law, by summing from 0.
 *
 * @param level    in (0, 1)
 * @param expected ≥ 0, at most some 700
 * @param none     e^(−expected), where the caller has it
 * @returns        at most 1,000
 * @cost           as many additions as the count
 */
export function poissonCount(level: number, expected: number, none: number = exp(-expected)): number {
  let [count, term, total] = [0, none, none];
  while (level > total && count < countMax) {
    count += 1;
    term *= expected / count;
    total += term;
  }
  return count;
}
