import { defineKind } from "../kind.ts";
import type { Currency } from "../money.ts";
import type { TradingTerms } from "../tradingTerms.ts";

/**
 * A perpetual on one coin, quoted in dollars and paid in another coin at a fixed rate: P&L is
 * quantity × contractSize × (exit − entry), in a currency that is neither of the price's.
 */
export interface QuantoPerpetual extends TradingTerms {
  readonly kind: "quanto-perpetual";
  readonly id: string;
  readonly underlying: Currency;
  readonly quoteCurrency: Currency;
  /** Neither the underlying nor the quote currency. */
  readonly settlementCurrency: Currency;
  /** The multiplier: units of the settlement currency per contract and unit of price, a decimal text. */
  readonly contractSize: string;
}

export const quantoPerpetual = defineKind<QuantoPerpetual>({
  kind: "quanto-perpetual",
  title: "Perpetual, quanto",
  isFunded: false,
  payoff: "linear",
  contractUnit: () => "contracts",
});
