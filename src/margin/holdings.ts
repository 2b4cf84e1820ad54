import { add, type Decimal, toNumber, zeroDecimal } from "../instruments/decimal.ts";
import { amountDecimal } from "../instruments/money.ts";
import { nearestOf } from "../instruments/nearest.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { assert } from "../numerics/assert.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import type { Account, MarginGroup, Position } from "../portfolio/account.ts";

/** What a group holds of one row, netted exactly; gross legs of different sides stay apart. */
export interface Holding {
  readonly row: number;
  /** Net contracts; for cash, the ledger balance. */
  readonly exact: Decimal;
  readonly quantity: number;
  /** Settlement currency. */
  readonly cost: number;
  /** Of cash, what orders have taken out of the balance; the owner's all the same. */
  readonly reserved: number;
}

/** Row of each instrument id. */
export type RowIndex = ReadonlyMap<string, number>;

export const rowsOf = (snapshot: MarketSnapshot): RowIndex =>
  new Map(snapshot.instruments.map((instrument, row) => [instrument.id, row]));

/** Says which holdings and orders of the account the snapshot has no row for; ask before assessing. */
export function checkCovered(account: Account, snapshot: MarketSnapshot): Outcome<true> {
  const rows = rowsOf(snapshot);
  const held = account.groups.flatMap((group) => [
    ...group.positions.map((position) => position.instrumentId),
    ...group.balances.map((balance) => balance.currency),
    ...group.orders.flatMap(({ instrumentId, reserved }) => [instrumentId, ...(reserved ? [reserved.currency] : [])]),
  ]);
  const unknown = [...new Set(held)].filter((id) => !rows.has(id));
  const [first] = unknown;
  if (first === undefined) return success(true);
  const nearest = nearestOf(first, [...rows.keys()]);
  return failed({
    code: "missing-data",
    path: `account ${account.id}`,
    message: `the market has no price for ${unknown.join(", ")}`,
    hint: nearest === undefined ? `it prices ${[...rows.keys()].join(", ")}` : `did you mean ${nearest}?`,
  });
}

/**
 * Nets a group's positions and balances per row, funds reserved for orders among the latter, exactly, in row order, so
 * that the order, grouping and splitting of positions change no bit. The cash row of every settlement currency is held too: its P&L lands there.
 *
 * @throws InvariantError when a holding has no row; `checkCovered` says so first
 */
export function holdingsOf(group: MarginGroup, snapshot: MarketSnapshot, rows: RowIndex): Holding[] {
  const held = new Map<number, Netted>();
  const nettedOf = (id: string, side: Position["side"]): Netted => {
    const row = rows.get(id);
    assert(row !== undefined, `${id} is not in the snapshot`);
    const key = sides.length * row + sides.indexOf(side);
    const known = held.get(key);
    if (known !== undefined) return known;
    const made = { key, row, exact: zeroDecimal, cost: zeroDecimal, reserved: zeroDecimal };
    held.set(key, made);
    return made;
  };
  for (const { reserved } of group.orders) {
    if (reserved === undefined) continue;
    const netted = nettedOf(reserved.currency, undefined);
    netted.reserved = add(netted.reserved, amountDecimal(reserved));
  }
  for (const balance of group.balances) {
    const netted = nettedOf(balance.currency, undefined);
    netted.exact = add(netted.exact, amountDecimal(balance));
  }
  for (const { instrumentId, side, quantity, cost } of group.positions) {
    const netted = nettedOf(instrumentId, side);
    netted.exact = add(netted.exact, quantity);
    netted.cost = add(netted.cost, cost);
    nettedOf(snapshot.instruments[netted.row]!.settlementCurrency, undefined);
  }
  return [...held.values()]
    .sort((a, b) => a.key - b.key)
    .map(({ row, exact, cost, reserved }) => ({
      row,
      exact,
      quantity: toNumber(exact),
      cost: toNumber(cost),
      reserved: toNumber(reserved),
    }));
}

/** Legs of one row in this order. */
const sides: readonly Position["side"][] = [undefined, "long", "short"];

/** Sums so far; even the first is a sum, because a sum is normalised and a lone amount may not be. */
interface Netted {
  /** Rows in order, and the sides of a row. */
  readonly key: number;
  readonly row: number;
  exact: Decimal;
  cost: Decimal;
  reserved: Decimal;
}
