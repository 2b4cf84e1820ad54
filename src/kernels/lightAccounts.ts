import type { AccountHoldings, UnitPnlRows } from "./accountTails.ts";
import type { ProportionalRows } from "./proportionalRows.ts";

/** Scenarios that hold the whole tail of an account, in scenario order. */
export type LightTails = (accounts: AccountHoldings, a: number) => Int32Array | undefined;

/** How many scenarios more than the tail a list names: room for ties and rounding. */
const beyondTail = 64;

/** The worst scenarios of a row, bought or sold. */
interface WorstOfRow {
  /** In scenario order. */
  readonly scenarios: Int32Array;
  /** P&L of the last scenario in the tail, and of the best of those not listed. */
  readonly boundary: number;
  readonly next: number;
}

/**
 * Accounts whose holdings are all multiples of one row, as those of most who trade perpetuals are: what the row's worst
 * scenarios are is known once, and an account's lie among them.
 *
 * With E the most that rounding and the rows' deviations may move a P&L, no other scenario reaches the tail when
 * Q·x(next) − E > Q·x(boundary) + E.
 *
 * @param rank of the last scenario in the tail
 * @returns    undefined for an account that is not such a one, or where scenarios are tied beyond the list
 * @cost       S·log S once a row and side; then the holdings of an account
 */
export function lightTails(book: UnitPnlRows, rows: ProportionalRows, rank: number): LightTails {
  const known = new Map<number, WorstOfRow | undefined>();
  const worstOf = (base: number, isLong: boolean): WorstOfRow | undefined => {
    const key = 2 * base + (isLong ? 1 : 0);
    if (!known.has(key)) known.set(key, worstOfRow(book, rows.bases[base]!, isLong, rank));
    return known.get(key);
  };
  return ({ pointers, rows: held, quantities }, a) => {
    const [from, to] = [pointers[a]!, pointers[a + 1]!];
    const base = rows.baseOf[held[from]!]!;
    let net = 0;
    let gross = 0;
    let apart = 0;
    for (let h = from; h < to; h++) {
      const row = held[h]!;
      if (rows.baseOf[row]! !== base) return undefined;
      net += quantities[h]! * rows.multiples[row]!;
      gross += Math.abs(quantities[h]!) * rows.sizes[row]!;
      apart += Math.abs(quantities[h]!) * rows.deviations[row]!;
    }
    if (base < 0 || !(gross < float64Safe) || gross < float64Least) return undefined;
    const worst = worstOf(base, net > 0);
    if (worst === undefined) return undefined;
    // Quantities, products, sums, multiples and these very lines are rounded: a unit each, and twice as many are allowed.
    const moved = 2 * (to - from + 8) * 2 ** -52 * gross + 2 * apart;
    return net * worst.next - moved > net * worst.boundary + moved ? worst.scenarios : undefined;
  };
}

/** Between them no product or sum overflows or loses digits to denormal numbers. */
const float64Safe = 2 ** 900;
const float64Least = 2 ** -900;

/** @returns undefined where a list would name every scenario */
function worstOfRow(
  { values, scenarios }: UnitPnlRows,
  row: number,
  isLong: boolean,
  rank: number,
): WorstOfRow | undefined {
  const size = rank + beyondTail;
  if (size >= scenarios) return undefined;
  const unitPnl = values.subarray(row * scenarios, (row + 1) * scenarios);
  const sign = isLong ? 1 : -1;
  const order = Int32Array.from(unitPnl, (_, s) => s).sort((one, other) => sign * (unitPnl[one]! - unitPnl[other]!));
  return {
    scenarios: order.slice(0, size).sort(),
    boundary: unitPnl[order[rank - 1]!]!,
    next: unitPnl[order[size]!]!,
  };
}
