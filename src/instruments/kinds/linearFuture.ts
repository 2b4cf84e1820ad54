import { defineKind } from "../kind.ts";
import type { Currency } from "../money.ts";
import type { SettlementTerms, TradingTerms } from "../tradingTerms.ts";

/** A dated future with P&L in the quote currency: quantity × contractSize × (exit − entry). */
export interface LinearFuture extends TradingTerms, SettlementTerms {
  readonly kind: "linear-future";
  readonly id: string;
  readonly underlying: Currency;
  readonly quoteCurrency: Currency;
  readonly settlementCurrency: Currency;
  /** Units of the underlying per contract, a decimal text. */
  readonly contractSize: string;
}

export const linearFuture = defineKind<LinearFuture>({
  kind: "linear-future",
  title: "Dated future, linear",
  isFunded: false,
  payoff: "linear",
  contractUnit: (contract) => contract.underlying,
});
