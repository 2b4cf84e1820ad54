import { defineKind } from "../kind.ts";
import type { Currency } from "../money.ts";
import type { TradingTerms } from "../tradingTerms.ts";

/** A perpetual quoted in dollars and settled in the coin: P&L is quantity × contractSize × (1/entry − 1/exit). */
export interface InversePerpetual extends TradingTerms {
  readonly kind: "inverse-perpetual";
  readonly id: string;
  readonly underlying: Currency;
  readonly quoteCurrency: Currency;
  /** The coin itself. */
  readonly settlementCurrency: Currency;
  /** Units of the quote currency per contract, a decimal text. */
  readonly contractSize: string;
}

export const inversePerpetual = defineKind<InversePerpetual>({
  kind: "inverse-perpetual",
  title: "Perpetual, inverse",
  isFunded: false,
  payoff: "inverse",
  contractUnit: (contract) => contract.quoteCurrency,
});
