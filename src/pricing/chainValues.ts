import type { OptionChain, OptionQuote } from "../market/optionChain.ts";
import { currencyId, forwardId, type RiskFactorId, volatilityId } from "../market/riskFactor.ts";
import { settlementVolatility } from "../market/settlementWindow.ts";
import { yearsBetween } from "../market/years.ts";
import { black76, black76Value, type OptionValues } from "./formulas/black76.ts";
import { impliedVolatility, type NoVolatility } from "./impliedVolatility.ts";

/** Where a volatility came from: the venue states it, its price was inverted, or a surface fitted to others gives it. */
export type VolatilitySource = "stated" | "from mark" | "from mid" | "surface";

/** One quote valued by Black-76 without discounting. */
export interface QuoteValue {
  readonly quote: OptionQuote;
  readonly forward: number;
  readonly years: number;
  readonly volatility: number;
  readonly volatilitySource: VolatilitySource;
  /** Relative change of the volatility for a relative change of the price; absent where the venue states it. */
  readonly conditioning?: number;
  /** Settlement currency. */
  readonly value: number;
  /** In the quote currency, per unit of what moves. */
  readonly dollars: OptionValues;
  /** Model value less the mark, settlement currency; absent without a mark. */
  readonly difference?: number;
}

/** A quote that has no value, and why. */
export interface UnvaluedQuote {
  readonly quote: OptionQuote;
  readonly reason: "no forward" | "no price" | "expired" | "crossed" | NoVolatility;
}

export interface ChainValues {
  readonly values: readonly QuoteValue[];
  readonly unvalued: readonly UnvaluedQuote[];
}

/**
 * Values every quote of a chain: at the volatility that the venue states, else at the one implied by the mark, else by
 * the middle of bid and ask. No quote is left out: one without a value comes with the reason.
 *
 * @param timestamp milliseconds UTC; the chain's own unless its time is an estimate
 * @cost  an inversion a quote
 */
export function chainValues(chain: OptionChain, timestamp: number = chain.timestamp): ChainValues {
  const values: QuoteValue[] = [];
  const unvalued: UnvaluedQuote[] = [];
  for (const quote of chain.quotes) {
    const valued = quoteValue(quote, timestamp);
    if (typeof valued === "string") unvalued.push({ quote, reason: valued });
    else values.push(valued);
  }
  return { values, unvalued };
}

function quoteValue(quote: OptionQuote, timestamp: number): QuoteValue | UnvaluedQuote["reason"] {
  const { instrument, forward, mark, bid, ask } = quote;
  if (instrument.expiresAt <= timestamp) return "expired";
  if (forward === undefined || !(forward > 0 && Number.isFinite(forward))) return "no forward";
  if (bid !== undefined && ask !== undefined && bid > ask) return "crossed";
  const years = yearsBetween(timestamp, instrument.expiresAt);
  const inCoin = instrument.settlementCurrency === instrument.underlying;
  const found = volatilityOf(quote, forward, years, inCoin);
  if (typeof found === "string") return found;
  const volatility = settlementVolatility(instrument, found.volatility, years);
  const terms = { optionType: instrument.optionType, forward, strike: Number(instrument.strike), years, volatility };
  const dollars = black76({ ...terms, rate: 0 });
  const value = inCoin ? dollars.value / forward : dollars.value;
  const difference = mark === undefined ? {} : { difference: value - mark };
  return { quote, forward, years, ...found, value, dollars, ...difference };
}

function volatilityOf(quote: OptionQuote, forward: number, years: number, inCoin: boolean) {
  const { instrument, mark, bid, ask, markVolatility } = quote;
  if (markVolatility !== undefined && markVolatility > 0 && Number.isFinite(markVolatility)) {
    return { volatility: markVolatility, volatilitySource: "stated" } as const;
  }
  const mid = bid !== undefined && ask !== undefined ? 0.5 * (bid + ask) : undefined;
  const price = mark ?? mid;
  if (price === undefined) return "no price";
  const terms = { optionType: instrument.optionType, forward, strike: Number(instrument.strike), years, rate: 0 };
  const answer = impliedVolatility({ ...terms, price: inCoin ? price * forward : price });
  if (!answer.found) return answer.reason;
  const volatilitySource: VolatilitySource = mark === undefined ? "from mid" : "from mark";
  // The price knows the window; what is quoted is the volatility from before it opened.
  const volatility = answer.volatility / settlementVolatility(instrument, 1, years);
  return { volatility, conditioning: answer.conditioning, volatilitySource } as const;
}

/** Levels of a chain's factors: the index, the middle forward of every expiry, the volatility of every option valued. */
export function chainLevels(chain: OptionChain, { values }: ChainValues): ReadonlyMap<RiskFactorId, number> {
  const levels = new Map<RiskFactorId, number>();
  const forwards = new Map<RiskFactorId, number[]>();
  if (chain.index !== undefined) levels.set(currencyId(chain.underlying), chain.index);
  for (const { quote, forward, volatility } of values) {
    const { underlying, quoteCurrency, expiresAt } = quote.instrument;
    const id = forwardId(underlying, quoteCurrency, expiresAt);
    forwards.set(id, [...(forwards.get(id) ?? []), forward]);
    levels.set(volatilityId(quote.instrument.id), volatility);
  }
  for (const [id, own] of forwards) levels.set(id, own.sort((a, b) => a - b)[own.length >> 1]!);
  return levels;
}

const minuteMs = 60_000;

/**
 * When a chain was taken, for one whose source does not say: the minute at which the stated volatilities give back the
 * marks with the least sum of absolute differences. Near expiries decide it, since their value decays fastest.
 *
 * @param withinMs how far from the chain's own time to look, either way
 * @returns undefined when no quote has a forward, a mark and a stated volatility
 * @cost    quotes × minutes valuations
 */
export function chainTime(chain: OptionChain, withinMs: number): number | undefined {
  const usable = chain.quotes.filter(
    ({ forward, mark, markVolatility }) => forward !== undefined && mark !== undefined && (markVolatility ?? 0) > 0,
  );
  if (usable.length === 0) return undefined;
  let [best, least] = [chain.timestamp, Number.POSITIVE_INFINITY];
  for (let shift = -withinMs; shift <= withinMs; shift += minuteMs) {
    const time = chain.timestamp + shift;
    let miss = 0;
    for (const quote of usable) miss += Math.abs(repriced(quote, time) - quote.mark!);
    if (miss < least) [best, least] = [time, miss];
  }
  return best;
}

function repriced({ instrument, forward, markVolatility }: OptionQuote, time: number): number {
  const { optionType, strike, expiresAt, settlementCurrency, underlying } = instrument;
  const years = yearsBetween(time, expiresAt);
  const volatility = settlementVolatility(instrument, markVolatility!, years);
  const value = black76Value({ optionType, forward: forward!, strike: Number(strike), volatility, years, rate: 0 });
  return settlementCurrency === underlying ? value / forward! : value;
}
