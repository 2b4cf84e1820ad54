import type { Instrument } from "../instruments/kinds.ts";
import type { Currency } from "../instruments/money.ts";

export type RiskFactorId = string;

/** One number that moves prices. The tag lets a scenario generator answer by kind of factor. */
export type RiskFactor =
  | {
      readonly kind: "mark";
      readonly id: RiskFactorId;
      readonly instrumentId: string;
      readonly underlying: Currency;
      readonly quoteCurrency: Currency;
      /** Present where the contract ends. */
      readonly expiresAt?: number;
    }
  | { readonly kind: "currency"; readonly id: RiskFactorId; readonly currency: Currency };

export const markId = (instrumentId: string): RiskFactorId => `mark:${instrumentId}`;
export const currencyId = (currency: Currency): RiskFactorId => `currency:${currency}`;

/** Value of one unit of the currency in the numeraire, US dollars. */
export const currencyFactor = (currency: Currency): RiskFactor => ({
  kind: "currency",
  id: currencyId(currency),
  currency,
});

/** The factors an instrument's own value depends on; its settlement currency's conversion is one more. */
export function factorsOf(instrument: Instrument): readonly RiskFactor[] {
  if (!("contractSize" in instrument)) return [];
  const { id, underlying, quoteCurrency } = instrument;
  const dated = "expiresAt" in instrument ? { expiresAt: instrument.expiresAt } : {};
  return [{ kind: "mark", id: markId(id), instrumentId: id, underlying, quoteCurrency, ...dated }];
}
