import type { OptionQuote } from "../market/optionChain.ts";
import { assert } from "../numerics/assert.ts";

type OptionKind = OptionQuote["instrument"]["kind"];

interface PriceUnit {
  /** From the unit that the option is quoted in to quote currency per unit of underlying. */
  readonly toQuoteCurrency: (price: number, forward: number) => number;
  /** The forward at which call − put is `difference`, without discounting. */
  readonly parityForward: (difference: number, strike: number) => number;
}

/** A coin-settled premium is a share of the forward; so is the difference of a pair, 1 − K/F. */
const units: { readonly [K in OptionKind]: PriceUnit } = {
  "inverse-option": {
    toQuoteCurrency: (price, forward) => price * forward,
    parityForward: (difference, strike) => strike / (1 - difference),
  },
  "linear-option": {
    toQuoteCurrency: (price) => price,
    parityForward: (difference, strike) => strike + difference,
  },
};

/** The price of an option in quote currency per unit of underlying. */
export const inQuoteCurrency = ({ instrument }: OptionQuote, price: number, forward: number): number =>
  units[instrument.kind].toQuoteCurrency(price, forward);

/** Both sides shown, the bid above 0 and not above the ask; a locked market counts. */
export const isTwoSided = (quote: OptionQuote): quote is OptionQuote & { readonly bid: number; readonly ask: number } =>
  quote.bid !== undefined && quote.ask !== undefined && quote.bid > 0 && quote.bid <= quote.ask;

/** Where a forward came from: stated by the venue, or by put-call parity from mids, or from marks where no pair has them. */
export type ForwardSource = "venue" | "parity-of-mids" | "parity-of-marks";

export interface ExpiryForward {
  /** Quote currency, > 0. */
  readonly forward: number;
  readonly source: ForwardSource;
  /** Quotes or pairs that it is the median of. */
  readonly count: number;
}

/**
 * The forward of one expiry: the median of what the venue states; else of put-call parity over all pairs with both
 * sides quoted, weighted by one over the sum of the two spreads; else of parity over marks. Undefined without a pair.
 *
 * @param quotes of one expiry
 */
export function forwardOf(quotes: readonly OptionQuote[]): ExpiryForward | undefined {
  const stated = quotes.flatMap(({ forward }) => (isPrice(forward) ? [{ value: forward, weight: 1 }] : []));
  if (stated.length > 0) return { forward: weightedMedian(stated), source: "venue", count: stated.length };
  const mids = parities(quotes, (quote) =>
    isTwoSided(quote) ? { price: (quote.bid + quote.ask) / 2, spread: quote.ask - quote.bid } : undefined,
  );
  if (mids.length > 0) return { forward: weightedMedian(mids), source: "parity-of-mids", count: mids.length };
  const marks = parities(quotes, ({ mark }) => (isPrice(mark) ? { price: mark, spread: 0 } : undefined));
  if (marks.length > 0) return { forward: weightedMedian(marks), source: "parity-of-marks", count: marks.length };
  return undefined;
}

const isPrice = (value: number | undefined): value is number =>
  value !== undefined && value > 0 && Number.isFinite(value);

interface Weighted {
  readonly value: number;
  readonly weight: number;
}

type Priced = (quote: OptionQuote) => { readonly price: number; readonly spread: number } | undefined;

function parities(quotes: readonly OptionQuote[], priceOf: Priced): Weighted[] {
  const calls = new Map<string, OptionQuote>();
  for (const quote of quotes) {
    const { optionType, strike } = quote.instrument;
    if (optionType === "call") calls.set(strike, quote);
  }
  const pairs = quotes.flatMap((put) => {
    const { optionType, strike, kind } = put.instrument;
    const call = optionType === "put" ? calls.get(strike) : undefined;
    const [high, low] = [call === undefined ? undefined : priceOf(call), priceOf(put)];
    if (high === undefined || low === undefined) return [];
    const value = units[kind].parityForward(high.price - low.price, Number(strike));
    return isPrice(value) ? [{ value, spread: high.spread + low.spread }] : [];
  });
  // A locked pair would have infinite weight: no spread counts for less than a tenth of the middle one.
  const spreads = pairs.map(({ spread }) => spread).sort((a, b) => a - b);
  const floor = (spreads[Math.floor(spreads.length / 2)] ?? 0) / 10 || 1;
  return pairs.map(({ value, spread }) => ({ value, weight: 1 / Math.max(spread, floor) }));
}

/** Least value at which half of the weight is reached; the mean of two where it is reached exactly. */
function weightedMedian(values: readonly Weighted[]): number {
  assert(values.length > 0, "a median needs values");
  const ascending = [...values].sort((a, b) => a.value - b.value);
  const half = ascending.reduce((total, { weight }) => total + weight, 0) / 2;
  let reached = 0;
  for (const [at, { value, weight }] of ascending.entries()) {
    reached += weight;
    if (reached > half) return value;
    if (reached === half) return (value + (ascending[at + 1]?.value ?? value)) / 2;
  }
  return ascending.at(-1)!.value;
}
