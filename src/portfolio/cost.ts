import { type Decimal, decimal, divide, multiply, negate } from "../instruments/decimal.ts";
import type { Instrument } from "../instruments/kinds.ts";

/** Decimals kept of a cost that a division decides: inverse contracts only. */
export const costScale = 18;

/**
 * Cost of `quantity` contracts entered at `price`: `quantity × size × price` when linear, `−quantity × size / price`
 * when inverse, so that for both unrealised P&L is `quantity × value(mark) − cost`.
 *
 * The inverse form rounds half-even at the eighteenth decimal of the coin, far below any venue's minor unit.
 */
export function costOf(instrument: Instrument, quantity: Decimal, price: Decimal): Decimal {
  if (!("contractSize" in instrument)) return multiply(quantity, price);
  const sized = multiply(quantity, decimal(instrument.contractSize));
  return instrument.settlementCurrency === instrument.underlying
    ? negate(divide(sized, price, costScale, "half-even"))
    : multiply(sized, price);
}
