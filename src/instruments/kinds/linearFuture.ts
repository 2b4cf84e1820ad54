import { defineKind } from "../kind.ts";
import type { Currency } from "../money.ts";

/** A dated future with P&L in the quote currency: quantity × contractSize × (exit − entry). */
export interface LinearFuture {
  readonly kind: "linear-future";
  readonly id: string;
  readonly underlying: Currency;
  readonly quoteCurrency: Currency;
  readonly settlementCurrency: Currency;
  /** Units of the underlying per contract, a decimal text. */
  readonly contractSize: string;
  /** Settlement time, milliseconds since 1970 UTC. */
  readonly expiresAt: number;
}

export const linearFuture = defineKind<LinearFuture>({
  kind: "linear-future",
  title: "Dated future, linear",
  isFunded: false,
  payoff: "linear",
  contractUnit: (contract) => contract.underlying,
});
