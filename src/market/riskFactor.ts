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
  | { readonly kind: "currency"; readonly id: RiskFactorId; readonly currency: Currency }
  | {
      /** Price for delivery at an expiry, quote currency: what the options of that expiry are written on. */
      readonly kind: "forward";
      readonly id: RiskFactorId;
      readonly underlying: Currency;
      readonly quoteCurrency: Currency;
      readonly expiresAt: number;
    }
  | {
      /** Implied volatility of one option, per square root of a year. */
      readonly kind: "volatility";
      readonly id: RiskFactorId;
      readonly instrumentId: string;
      readonly underlying: Currency;
      readonly quoteCurrency: Currency;
      readonly expiresAt: number;
      readonly strike: number;
    };

export const markId = (instrumentId: string): RiskFactorId => `mark:${instrumentId}`;
export const currencyId = (currency: Currency): RiskFactorId => `currency:${currency}`;

/** Value of one unit of the currency in the numeraire, US dollars. */
export const currencyFactor = (currency: Currency): RiskFactor => ({
  kind: "currency",
  id: currencyId(currency),
  currency,
});

export const volatilityId = (instrumentId: string): RiskFactorId => `volatility:${instrumentId}`;
export const forwardId = (underlying: Currency, quoteCurrency: Currency, expiresAt: number): RiskFactorId =>
  `forward:${underlying}/${quoteCurrency}-${new Date(expiresAt).toISOString().slice(0, 10)}`;

/** The factors an instrument's own value depends on; its settlement currency's conversion is one more. */
export function factorsOf(instrument: Instrument): readonly RiskFactor[] {
  if (!("contractSize" in instrument)) return [];
  const { id, underlying, quoteCurrency } = instrument;
  if ("strike" in instrument) {
    const { expiresAt } = instrument;
    const common = { underlying, quoteCurrency, expiresAt };
    return [
      { kind: "forward", id: forwardId(underlying, quoteCurrency, expiresAt), ...common },
      { kind: "volatility", id: volatilityId(id), instrumentId: id, strike: Number(instrument.strike), ...common },
    ];
  }
  const dated = "expiresAt" in instrument ? { expiresAt: instrument.expiresAt } : {};
  return [{ kind: "mark", id: markId(id), instrumentId: id, underlying, quoteCurrency, ...dated }];
}
