import { defineKind } from "../kind.ts";
import type { Currency } from "../money.ts";
import type { SettlementTerms, TradingTerms } from "../tradingTerms.ts";

/** A European option paid and settled in the quote currency: size × max(0, ±(price − strike)) at expiry. */
export interface LinearOption extends TradingTerms, SettlementTerms {
  readonly kind: "linear-option";
  readonly id: string;
  readonly underlying: Currency;
  readonly quoteCurrency: Currency;
  readonly settlementCurrency: Currency;
  /** Units of the underlying per contract, a decimal text. */
  readonly contractSize: string;
  /** Quote currency, a decimal text; a strike of 0 is a strike. */
  readonly strike: string;
  readonly optionType: "call" | "put";
}

export const linearOption = defineKind<LinearOption>({
  kind: "linear-option",
  title: "European option, linear",
  isFunded: true,
  payoff: "option",
  contractUnit: (contract) => contract.underlying,
});
