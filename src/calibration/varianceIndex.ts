import type { OptionChain, OptionQuote } from "../market/optionChain.ts";
import { yearsBetween } from "../market/years.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { type ExpiryForward, forwardOf, inQuoteCurrency, isTwoSided } from "./forward.ts";

/** The fair variance of one expiry, from its strip of options. */
export interface StripVariance {
  readonly expiresAt: number;
  readonly years: number;
  readonly forward: ExpiryForward;
  /** Variance per year. */
  readonly variance: number;
  readonly strikeCount: number;
  readonly strikeMin: number;
  readonly strikeMax: number;
  /** Strikes priced by a mark, for want of two sides. */
  readonly markCount: number;
}

export interface VarianceIndex {
  /** In points of 1 % volatility. */
  readonly index: number;
  readonly horizonDays: number;
  /** The one or two expiries that it is made of. */
  readonly strips: readonly StripVariance[];
  /** `between` two expiries, or the variance of the only `nearest` one held flat, because no two enclose the horizon. */
  readonly term: "between" | "nearest";
}

const horizonDaysOfIndex = 30;

/**
 * Replication of a 30-day volatility index from a chain: the square root of the variance that a strip of out-of-the-money
 * options pays for, total variance linear in time between the two expiries around the horizon.
 *
 * Per expiry σ² = (2/T) Σ ΔK/K² Q(K) − (1/T)(F/K₀ − 1)², K₀ the last strike not above F. Q is the mid of two sides or
 * else the mark, a missing one by parity from its partner, coin prices times the forward, without discounting. The strip
 * ends at the outermost strikes that have a price: what lies beyond is left out, and the index is low by that.
 *
 * @source Cboe Volatility Index methodology; for coins as Deribit describes its DVOL
 */
export function varianceIndex(chain: OptionChain, horizonDays: number = horizonDaysOfIndex): Outcome<VarianceIndex> {
  const byExpiry = new Map<number, OptionQuote[]>();
  for (const quote of chain.quotes) {
    const { expiresAt } = quote.instrument;
    byExpiry.set(expiresAt, [...(byExpiry.get(expiresAt) ?? []), quote]);
  }
  const strips = [...byExpiry]
    .sort(([a], [b]) => a - b)
    .flatMap(([expiresAt, quotes]) => {
      const years = yearsBetween(chain.timestamp, expiresAt);
      const strip = years > 0 ? stripOf(quotes, expiresAt, years) : undefined;
      return strip === undefined ? [] : [strip];
    });
  if (strips.length === 0) {
    const message = "no expiry has a forward and at least three out-of-the-money prices";
    return failed({ code: "missing-data", path: chain.source.file, message });
  }
  const horizon = horizonDays / 365;
  const next = strips.findIndex(({ years }) => years >= horizon);
  const far = strips[next];
  const near = next > 0 ? strips[next - 1] : undefined;
  if (near === undefined || far === undefined) {
    const nearest = far ?? strips.at(-1)!;
    return success({ index: 100 * Math.sqrt(nearest.variance), horizonDays, strips: [nearest], term: "nearest" });
  }
  const share = (horizon - near.years) / (far.years - near.years);
  const total = (1 - share) * near.years * near.variance + share * far.years * far.variance;
  return success({ index: 100 * Math.sqrt(total / horizon), horizonDays, strips: [near, far], term: "between" });
}

interface Priced {
  readonly strike: number;
  /** Quote currency. */
  readonly price: number;
  readonly isMark: boolean;
}

const strikesMin = 3;

function stripOf(quotes: readonly OptionQuote[], expiresAt: number, years: number): StripVariance | undefined {
  const found = forwardOf(quotes);
  if (found === undefined) return undefined;
  const { forward } = found;
  const priced = (type: "call" | "put") =>
    new Map(
      quotes.flatMap((quote): [number, Priced][] => {
        const strike = Number(quote.instrument.strike);
        const price = quote.instrument.optionType === type && strike > 0 ? priceOf(quote) : undefined;
        if (price === undefined) return [];
        return [[strike, { strike, price: inQuoteCurrency(quote, price.value, forward), isMark: price.isMark }]];
      }),
    );
  const [calls, puts] = [priced("call"), priced("put")];
  const strikes = [...new Set([...puts.keys(), ...calls.keys()])].sort((a, b) => a - b);
  const center = strikes.findLast((strike) => strike <= forward);
  if (center === undefined) return undefined;
  const strip = strikes.flatMap((strike): Priced[] => {
    const [call, put] = [calls.get(strike), puts.get(strike)];
    const callSide = call ?? byParity(put, forward - strike);
    const putSide = put ?? byParity(call, strike - forward);
    if (strike !== center) {
      const side = strike < center ? putSide : callSide;
      return side === undefined ? [] : [side];
    }
    if (callSide === undefined || putSide === undefined) return [];
    const isMark = callSide.isMark || putSide.isMark;
    return [{ strike, price: (callSide.price + putSide.price) / 2, isMark }];
  });
  if (strip.length < strikesMin) return undefined;
  const contributions = strip.map(({ strike, price }, at) => {
    const [low, high] = [strip[at - 1]?.strike, strip[at + 1]?.strike];
    const width = low === undefined ? high! - strike : high === undefined ? strike - low : (high - low) / 2;
    return (width / (strike * strike)) * price;
  });
  const sum = contributions.reduce((total, contribution) => total + contribution, 0);
  const excess = forward / center - 1;
  return {
    expiresAt,
    years,
    forward: found,
    variance: Math.max(0, (2 * sum - excess * excess) / years),
    strikeCount: strip.length,
    strikeMin: strip[0]!.strike,
    strikeMax: strip.at(-1)!.strike,
    markCount: strip.filter(({ isMark }) => isMark).length,
  };
}

/** The other option of a pair, `gain` dearer; undefined where parity leaves it no value. */
function byParity(partner: Priced | undefined, gain: number): Priced | undefined {
  const price = (partner?.price ?? 0) + gain;
  return partner === undefined || price < 0 ? undefined : { ...partner, price };
}

function priceOf(quote: OptionQuote): { readonly value: number; readonly isMark: boolean } | undefined {
  if (isTwoSided(quote)) return { value: (quote.bid + quote.ask) / 2, isMark: false };
  const { mark } = quote;
  return mark !== undefined && mark > 0 ? { value: mark, isMark: true } : undefined;
}
