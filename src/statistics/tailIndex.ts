import { assert } from "../numerics/assert.ts";
import { log } from "../numerics/logarithm.ts";

/** How heavy a tail is by its largest losses, three ways. */
export interface TailIndex {
  /** Shape ξ by Hill, for a tail like x^(−1/ξ); > 0. */
  readonly hill: number;
  /** ξ by moments, of any sign. */
  readonly dekkersEinmahlDeHaan: number;
  /** ξ by three order statistics, of any sign; null where 4k losses are not there. */
  readonly pickands: number | null;
}

/**
 * The shape of the upper tail from the `k` largest losses.
 *
 * @param losses shape [n], losses +, any order, without NaN
 * @param k      how many, at least 2; the next largest is the threshold and must be above 0
 * @throws InvariantError when `k` is out of range, the threshold is not above 0, or the k largest are all equal
 * @cost   n·log n
 * @source B. Hill, Annals of Statistics 3 (1975); A. Dekkers, J. Einmahl, L. de Haan, Annals of Statistics 17 (1989);
 *         J. Pickands, Annals of Statistics 3 (1975)
 */
export function tailIndex(losses: Float64Array, k: number): TailIndex {
  const isCount = Number.isInteger(k) && k >= 2 && k < losses.length;
  assert(isCount, `k must be a whole number in [2, ${losses.length}); have ${k}`);
  const descending = losses.toSorted().reverse();
  const threshold = descending[k]!;
  assert(threshold > 0, `the threshold must be above 0; the ${k + 1}-th largest loss is ${threshold}`);
  let [first, second] = [0, 0];
  for (let i = 0; i < k; i++) {
    const excess = log(descending[i]! / threshold);
    first += excess;
    second += excess * excess;
  }
  first /= k;
  second /= k;
  assert(second > first * first, `the ${k} largest losses must not all be equal`);
  return {
    hill: first,
    dekkersEinmahlDeHaan: first + 1 - 0.5 / (1 - (first * first) / second),
    pickands: pickandsOf(descending, k),
  };
}

function pickandsOf(descending: Float64Array, k: number): number | null {
  const [one, two, four] = [descending[k - 1]!, descending[2 * k - 1], descending[4 * k - 1]];
  if (two === undefined || four === undefined || !(one > two && two > four)) return null;
  return log((one - two) / (two - four)) / Math.LN2;
}

/** Mean of what losses exceed a threshold by, of those that do, and how many they are; null where none does. */
export function meanExcess(
  losses: Float64Array,
  threshold: number,
): { readonly mean: number | null; readonly count: number } {
  let [total, count] = [0, 0];
  for (const loss of losses) {
    if (!(loss > threshold)) continue;
    total += loss - threshold;
    count += 1;
  }
  return { mean: count === 0 ? null : total / count, count };
}
