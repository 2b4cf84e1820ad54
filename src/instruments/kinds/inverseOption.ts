import { defineKind } from "../kind.ts";
import type { Currency } from "../money.ts";
import type { SettlementTerms, TradingTerms } from "../tradingTerms.ts";

/**
 * A European option on a dollar price, premium and payoff in the coin: size × max(0, ±(price − strike)) / price at
 * expiry. A call can never pay more than its size in coins.
 */
export interface InverseOption extends TradingTerms, SettlementTerms {
  readonly kind: "inverse-option";
  readonly id: string;
  readonly underlying: Currency;
  readonly quoteCurrency: Currency;
  /** The coin itself. */
  readonly settlementCurrency: Currency;
  /** Units of the underlying per contract, a decimal text. */
  readonly contractSize: string;
  /** Quote currency, a decimal text; a strike of 0 is a strike. */
  readonly strike: string;
  readonly optionType: "call" | "put";
}

export const inverseOption = defineKind<InverseOption>({
  kind: "inverse-option",
  title: "European option, coin-settled",
  isFunded: true,
  payoff: "inverse-option",
  contractUnit: (contract) => contract.underlying,
});
