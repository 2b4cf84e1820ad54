import type { Instrument } from "../instruments/kinds.ts";
import type { Currency } from "../instruments/money.ts";
import type { SettlementTerms } from "../instruments/tradingTerms.ts";

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
      /** Present where an average settles it. */
      readonly settlementWindowMs?: number;
    }
  | { readonly kind: "currency"; readonly id: RiskFactorId; readonly currency: Currency }
  | {
      /** Price for delivery at an expiry, quote currency: what the options of that expiry are written on. */
      readonly kind: "forward";
      readonly id: RiskFactorId;
      readonly underlying: Currency;
      readonly quoteCurrency: Currency;
      readonly expiresAt: number;
      /** Present where an average settles what is delivered. */
      readonly settlementWindowMs?: number;
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
    }
  | {
      /** Continuous rate per year at which a payment in a currency at an expiry is discounted. */
      readonly kind: "rate";
      readonly id: RiskFactorId;
      readonly currency: Currency;
      readonly expiresAt: number;
    }
  | {
      /** Funding that a perpetual is expected to charge, per year and unit of notional; longs pay shorts when above 0. */
      readonly kind: "funding";
      readonly id: RiskFactorId;
      readonly instrumentId: string;
      readonly underlying: Currency;
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

export const rateId = (currency: Currency, expiresAt: number): RiskFactorId =>
  `rate:${currency}-${new Date(expiresAt).toISOString().slice(0, 10)}`;
export const fundingId = (instrumentId: string): RiskFactorId => `funding:${instrumentId}`;

// An instrument never changes, and its factors are asked for on every path.
const known = new WeakMap<Instrument, readonly RiskFactor[]>();

/**
 * The factors an instrument's own value depends on; its settlement currency's conversion is one more. In the order that
 * the pricing models read: price, then volatility and rate of an option, or the funding of a perpetual.
 */
export function factorsOf(instrument: Instrument): readonly RiskFactor[] {
  const before = known.get(instrument);
  if (before !== undefined) return before;
  const factors = listedFactors(instrument);
  known.set(instrument, factors);
  return factors;
}

function listedFactors(instrument: Instrument): readonly RiskFactor[] {
  if (!("contractSize" in instrument)) return [];
  const { id, underlying, quoteCurrency, settlementCurrency } = instrument;
  if ("strike" in instrument) {
    const { expiresAt } = instrument;
    const common = { underlying, quoteCurrency, expiresAt };
    return [
      forwardFactorOf(instrument),
      { kind: "volatility", id: volatilityId(id), instrumentId: id, strike: Number(instrument.strike), ...common },
      { kind: "rate", id: rateId(settlementCurrency, expiresAt), currency: settlementCurrency, expiresAt },
    ];
  }
  const mark = { kind: "mark", id: markId(id), instrumentId: id, underlying, quoteCurrency } as const;
  if ("expiresAt" in instrument) return [{ ...mark, expiresAt: instrument.expiresAt, ...windowOf(instrument) }];
  return [mark, { kind: "funding", id: fundingId(id), instrumentId: id, underlying }];
}

/** The mark of the future that an option delivers, else the price for delivery at its expiry. */
function forwardFactorOf(option: Extract<Instrument, { readonly strike: string }>): RiskFactor {
  const { underlying, quoteCurrency, expiresAt } = option;
  const terms = { underlying, quoteCurrency };
  if ("deliverableId" in option) {
    const { deliverableId: instrumentId, deliverableExpiresAt } = option;
    return { kind: "mark", id: markId(instrumentId), instrumentId, ...terms, expiresAt: deliverableExpiresAt };
  }
  const id = forwardId(underlying, quoteCurrency, expiresAt);
  return { kind: "forward", id, ...terms, expiresAt, ...windowOf(option) };
}

const windowOf = ({ settlementWindowMs }: SettlementTerms) =>
  settlementWindowMs === undefined ? {} : { settlementWindowMs };

/** Where nothing is said of a rate or of funding there is none, and the number says so. */
export function unstatedLevel(factor: RiskFactor): { readonly level: number; readonly assumption: string } | undefined {
  if (factor.kind === "rate") return { level: 0, assumption: "payments at expiry are not discounted, assumed" };
  if (factor.kind === "funding") return { level: 0, assumption: "no funding accrues over the horizon, assumed" };
  return undefined;
}
