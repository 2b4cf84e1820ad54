import { type Decimal, decimal, multiply, negate, zeroDecimal } from "../instruments/decimal.ts";
import { type Instrument, kindOf } from "../instruments/kinds.ts";
import { amountOf } from "../instruments/money.ts";
import type { Balance, Position } from "./account.ts";
import { costOf } from "./cost.ts";

/** What trades leave behind: positions, and what was paid or received for them. */
export interface Fill {
  readonly positions: readonly Position[];
  /** Paid is negative. */
  readonly balances: readonly Balance[];
}

/**
 * A trade of `quantity` at `price`. A contract settled by variation costs nothing until it moves; an option is paid for in
 * its settlement currency; a spot trade exchanges two balances.
 *
 * @param quantity contracts, of a spot market units of its base; bought +
 * @param price    quote currency; of an option the premium, settlement currency per unit of the underlying
 */
export function fillOf(instrument: Instrument, quantity: Decimal, price: Decimal): Fill {
  if ("baseCurrency" in instrument) {
    const { baseCurrency, quoteCurrency } = instrument;
    const paid = amountOf(negate(multiply(quantity, price)), quoteCurrency, "half-even");
    return { positions: [], balances: [amountOf(quantity, baseCurrency, "half-even"), paid] };
  }
  const { id: instrumentId, settlementCurrency } = instrument;
  if (!kindOf(instrument).isFunded) {
    return { positions: [{ instrumentId, quantity, cost: costOf(instrument, quantity, price) }], balances: [] };
  }
  const size = "contractSize" in instrument ? decimal(instrument.contractSize) : decimal("1");
  const premium = multiply(multiply(quantity, size), price);
  return {
    positions: [{ instrumentId, quantity, cost: zeroDecimal }],
    balances: [amountOf(negate(premium), settlementCurrency, "half-even")],
  };
}

/** The same group after the trades. */
export function withFills<G extends Fill>(group: G, fills: readonly Fill[]): G {
  return {
    ...group,
    positions: [...group.positions, ...fills.flatMap((fill) => fill.positions)],
    balances: [...group.balances, ...fills.flatMap((fill) => fill.balances)],
  };
}
