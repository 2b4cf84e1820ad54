import { defineKind } from "../kind.ts";
import type { Currency } from "../money.ts";
import type { SettlementTerms, TradingTerms } from "../tradingTerms.ts";

/** A dated future quoted in dollars and settled in the coin: P&L is quantity × contractSize × (1/entry − 1/exit). */
export interface InverseFuture extends TradingTerms, SettlementTerms {
  readonly kind: "inverse-future";
  readonly id: string;
  readonly underlying: Currency;
  readonly quoteCurrency: Currency;
  /** The coin itself. */
  readonly settlementCurrency: Currency;
  /** Units of the quote currency per contract, a decimal text. */
  readonly contractSize: string;
}

export const inverseFuture = defineKind<InverseFuture>({
  kind: "inverse-future",
  title: "Dated future, inverse",
  isFunded: false,
  payoff: "inverse",
  contractUnit: (contract) => contract.quoteCurrency,
});
