import { defineKind } from "../kind.ts";
import type { Currency } from "../money.ts";
import type { SettlementTerms, TradingTerms } from "../tradingTerms.ts";

/**
 * A European option on a dated linear future, paid and settled in the quote currency: size × max(0, ±(F − strike)) at
 * expiry, F the future's price then. The future ends with the option or after it.
 */
export interface FutureOption extends TradingTerms, SettlementTerms {
  readonly kind: "future-option";
  readonly id: string;
  /** The future whose price decides the payoff: its mark is the option's forward. */
  readonly deliverableId: string;
  /** When that future ends, milliseconds UTC; not before `expiresAt`. */
  readonly deliverableExpiresAt: number;
  readonly underlying: Currency;
  readonly quoteCurrency: Currency;
  readonly settlementCurrency: Currency;
  /** Units of the underlying per contract, a decimal text. */
  readonly contractSize: string;
  /** Quote currency, a decimal text; a strike of 0 is a strike. */
  readonly strike: string;
  readonly optionType: "call" | "put";
}

export const futureOption = defineKind<FutureOption>({
  kind: "future-option",
  title: "European option on a dated future",
  isFunded: true,
  payoff: "option",
  contractUnit: (contract) => contract.underlying,
});
