import { defineKind } from "../kind.ts";
import type { Currency } from "../money.ts";

/** A spot market. Nobody holds it: a spot purchase is a balance of the base currency; orders stand on it. */
export interface Spot {
  readonly kind: "spot";
  readonly id: string;
  readonly baseCurrency: Currency;
  readonly quoteCurrency: Currency;
  readonly settlementCurrency: Currency;
}

export const spot = defineKind<Spot>({
  kind: "spot",
  title: "Spot market",
  isFunded: true,
  payoff: "none",
  contractUnit: (market) => market.baseCurrency,
});
