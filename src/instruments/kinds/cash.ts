import { defineKind } from "../kind.ts";
import type { Currency } from "../money.ts";

/** A currency held. Not a contract, yet a row like one, so that a balance's P&L is conversion alone. */
export interface Cash {
  readonly kind: "cash";
  readonly id: Currency;
  readonly settlementCurrency: Currency;
}

export const cash = defineKind<Cash>({
  kind: "cash",
  title: "Currency held",
  isFunded: true,
  payoff: "unit",
  contractUnit: (currency) => currency.settlementCurrency,
});
