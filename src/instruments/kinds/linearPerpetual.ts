import { defineKind } from "../kind.ts";
import type { Currency } from "../money.ts";
import type { TradingTerms } from "../tradingTerms.ts";

/** A perpetual with P&L in the quote currency: quantity × contractSize × (exit − entry). */
export interface LinearPerpetual extends TradingTerms {
  readonly kind: "linear-perpetual";
  readonly id: string;
  readonly underlying: Currency;
  readonly quoteCurrency: Currency;
  readonly settlementCurrency: Currency;
  /** Units of the underlying per contract, a decimal text. */
  readonly contractSize: string;
}

export const linearPerpetual = defineKind<LinearPerpetual>({
  kind: "linear-perpetual",
  title: "Perpetual, linear",
  isFunded: false,
  payoff: "linear",
  contractUnit: (contract) => contract.underlying,
});
