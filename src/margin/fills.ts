import { compare, type Decimal, decimalOf, negate } from "../instruments/decimal.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { assert } from "../numerics/assert.ts";
import type { Order } from "../portfolio/account.ts";
import { type Fill, fillOf } from "../portfolio/fill.ts";
import { tradePriceOf } from "../risk/tradePrice.ts";

/** One way in which open orders may fill. */
export interface FillSet {
  /** What fills, in words. */
  readonly label: string;
  readonly fills: readonly Fill[];
}

export type FillSets = (orders: readonly Order[], snapshot: MarketSnapshot) => readonly FillSet[];

/**
 * All buy orders fill, or all sell orders do: a book of orders moves between these two ends. An order fills at its
 * limit or at mark, whichever is worse for its owner, so that no resting order lends equity.
 *
 * @throws InvariantError when an order's instrument is not of the snapshot; `checkCovered` says so first
 */
export function oneSidedFills(orders: readonly Order[], snapshot: MarketSnapshot): FillSet[] {
  return (["buy", "sell"] as const).flatMap((side) => {
    const fills = orders.filter((order) => order.side === side).map((order) => filled(order, snapshot));
    return fills.length === 0 ? [] : [{ label: `all ${side} orders filled`, fills }];
  });
}

/** Decimals kept of a mark price that enters a cost. */
const markScale = 12;

function filled({ instrumentId, side, quantity: size, limitPrice }: Order, snapshot: MarketSnapshot): Fill {
  const instrument = snapshot.instruments.find((row) => row.id === instrumentId);
  assert(instrument !== undefined, `${instrumentId} is not in the snapshot`);
  const mark = decimalOf(tradePriceOf(snapshot, instrument), markScale);
  const quantity = side === "buy" ? size : negate(size);
  return fillOf(instrument, quantity, worsePrice(side, mark, limitPrice ?? mark));
}

function worsePrice(side: "buy" | "sell", mark: Decimal, limit: Decimal): Decimal {
  const limitIsHigher = compare(limit, mark) > 0;
  return (side === "buy") === limitIsHigher ? limit : mark;
}
