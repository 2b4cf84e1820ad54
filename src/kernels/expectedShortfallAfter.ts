/** One account, and what its tail is taken of. */
export interface OrderTailTerms {
  /** [S] P&L of the account as it stands, gains +. */
  readonly outcomes: Float64Array;
  /** Outcomes in the tail, the last of them in part: S times 1 less the confidence level; > 0. */
  readonly tail: number;
}

/**
 * Expected shortfall of an account after one more order, from every scenario: the oracle of the certified kernel.
 *
 * @param row      [S] P&L of one unit of what is ordered
 * @param quantity units, bought +
 * @returns        mean loss of the worst `tail` outcomes `outcome + quantity · row`, losses +
 * @source         as `expectedShortfall` in statistics, to the bit
 */
export function expectedShortfallAfter(
  { outcomes, tail }: OrderTailTerms,
  row: Float64Array,
  quantity: number,
): number {
  const after = outcomes.map((outcome, s) => outcome + quantity * row[s]!);
  const boundary = after.toSorted()[Math.ceil(tail) - 1]!;
  let [total, taken] = [0, 0];
  for (const outcome of after) {
    if (outcome < boundary) {
      total += outcome;
      taken += 1;
    }
  }
  return -((total + (tail - taken) * boundary) / tail);
}
