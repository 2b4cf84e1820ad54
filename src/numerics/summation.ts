/**
 * Sum of `values` in the given order, with the rounding error of every step carried along.
 *
 * @param values any length, any one unit; read once, in order
 * @returns      the sum, 0 when empty; the last bit does not depend on cancellation between terms
 * @cost         O(n), four additions a term, no allocation
 * @source       Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, ZAMM 54 (1974)
 */
export function sum(values: Iterable<number>): number {
  let total = 0;
  let carried = 0;
  for (const value of values) {
    const next = total + value;
    // The smaller of the two addends is the one that lost digits.
    carried += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  // An infinite term makes the carried part NaN; the plain total is then the answer.
  return Number.isFinite(total) ? total + carried : total;
}
