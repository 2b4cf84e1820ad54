import { compare, type Decimal, decimalOf, negate } from "../instruments/decimal.ts";
import { levelOf, type MarketSnapshot } from "../market/marketSnapshot.ts";
import { markId } from "../market/riskFactor.ts";
import { assert } from "../numerics/assert.ts";
import type { Order, Position } from "../portfolio/account.ts";
import { costOf } from "../portfolio/cost.ts";

/** One way in which open orders may fill. */
export interface FillSet {
  /** What fills, in words. */
  readonly label: string;
  readonly fills: readonly Position[];
}

export type FillSets = (orders: readonly Order[], snapshot: MarketSnapshot) => readonly FillSet[];

/**
 * All buy orders fill, or all sell orders do: a book of orders moves between these two ends. An order fills at its
 * limit or at mark, whichever is worse for its owner, so that no resting order lends equity.
 *
 * @throws InvariantError when an order's instrument is no contract of the snapshot; `checkCovered` says so first
 */
export function oneSidedFills(orders: readonly Order[], snapshot: MarketSnapshot): FillSet[] {
  return (["buy", "sell"] as const).flatMap((side) => {
    const fills = orders.filter((order) => order.side === side).map((order) => fillOf(order, snapshot));
    return fills.length === 0 ? [] : [{ label: `all ${side} orders filled`, fills }];
  });
}

/** Decimals kept of a mark price that enters a cost. */
const markScale = 12;

function fillOf({ instrumentId, side, quantity: size, limitPrice }: Order, snapshot: MarketSnapshot): Position {
  const instrument = snapshot.instruments.find((row) => row.id === instrumentId);
  assert(instrument !== undefined && "contractSize" in instrument, `${instrumentId} is no contract of the snapshot`);
  const mark = decimalOf(levelOf(snapshot, markId(instrumentId)), markScale);
  const quantity = side === "buy" ? size : negate(size);
  return { instrumentId, quantity, cost: costOf(instrument, quantity, worsePrice(side, mark, limitPrice ?? mark)) };
}

function worsePrice(side: "buy" | "sell", mark: Decimal, limit: Decimal): Decimal {
  const limitIsHigher = compare(limit, mark) > 0;
  return (side === "buy") === limitIsHigher ? limit : mark;
}
