import { defineKind } from "../kind.ts";
import type { Currency } from "../money.ts";
import type { SettlementTerms, TradingTerms } from "../tradingTerms.ts";

/**
 * A dated future on one coin, quoted in dollars and paid in another coin at a fixed rate: P&L is
 * quantity × contractSize × (exit − entry), in a currency that is neither of the price's.
 */
export interface QuantoFuture extends TradingTerms, SettlementTerms {
  readonly kind: "quanto-future";
  readonly id: string;
  readonly underlying: Currency;
  readonly quoteCurrency: Currency;
  /** Neither the underlying nor the quote currency. */
  readonly settlementCurrency: Currency;
  /** The multiplier: units of the settlement currency per contract and unit of price, a decimal text. */
  readonly contractSize: string;
}

export const quantoFuture = defineKind<QuantoFuture>({
  kind: "quanto-future",
  title: "Dated future, quanto",
  isFunded: false,
  payoff: "linear",
  contractUnit: () => "contracts",
});
