import { assert } from "../../numerics/assert.ts";
import { exp } from "../../numerics/exponential.ts";
import type { IndexPrice } from "./indexPrice.ts";
import { type PriceState, worseState } from "./priceState.ts";

/** What the contract's own market shows. */
export interface ContractBook {
  /** When it was made, milliseconds UTC. */
  readonly timeMs: number;
  readonly bid?: number;
  readonly ask?: number;
  readonly last?: number;
  /** The mark of another venue for the same contract. */
  readonly external?: number;
}

/** A moving average of mid − index, in quote currency, and when it was last moved. */
export interface BasisAverage {
  readonly value: number;
  readonly timeMs: number;
}

export interface MarkRule {
  /** Time after which an old basis weighs 1/e, milliseconds, > 0. */
  readonly basisTimeMs: number;
  /** Furthest distance of the mark from the index, as a share of it. */
  readonly bandAroundIndex: number;
  /** Widest spread, as a share of the mid, at which the book still says what the contract is worth. */
  readonly spreadMost: number;
  /** A book older than this says nothing, milliseconds. */
  readonly staleAfterMs: number;
}

export const markRule: MarkRule = {
  basisTimeMs: 30_000,
  bandAroundIndex: 0.05,
  spreadMost: 0.01,
  staleAfterMs: 5_000,
};

export interface MarkPrice {
  /** Absent when halted. */
  readonly price?: number;
  readonly state: PriceState;
  /** To be given back at the next call; unchanged where the book said nothing. */
  readonly basis?: BasisAverage;
  /** The candidates that the price is the median of: index with average basis, the book, another venue. */
  readonly candidates: readonly number[];
  /** Whether the band around the index holds the price back. */
  readonly isCapped: boolean;
}

/**
 * The next value of the basis average: an exponential average in time, so that it does not depend on how often it is
 * asked for.
 *
 * @param spread mid − index now, quote currency
 */
export function nextBasis(
  before: BasisAverage | undefined,
  spread: number,
  timeMs: number,
  { basisTimeMs }: Pick<MarkRule, "basisTimeMs">,
): BasisAverage {
  assert(Number.isFinite(spread) && basisTimeMs > 0, "a basis needs a finite spread and a time above 0");
  if (before === undefined || timeMs <= before.timeMs) return before ?? { value: spread, timeMs };
  const kept = exp(-(timeMs - before.timeMs) / basisTimeMs);
  return { value: kept * before.value + (1 - kept) * spread, timeMs };
}

/**
 * What a contract is worth for margin: the median of the index with the average basis, the median of bid, ask and last,
 * and another venue's mark, as far as they are there; never further from the index than the band. Pure: the average is
 * an argument and a result.
 *
 * A stale, crossed or wide book takes no part and does not move the average; the state says so. Without an index there is
 * no mark.
 *
 * @param now milliseconds UTC
 */
export function markPrice(
  index: IndexPrice,
  book: ContractBook,
  before: BasisAverage | undefined,
  rule: MarkRule,
  now: number,
): MarkPrice {
  const kept = before === undefined ? {} : { basis: before };
  if (index.price === undefined) return { state: "halted", ...kept, candidates: [], isCapped: false };
  const { mid, state: bookState } = midOf(book, rule, now);
  const basis = mid === undefined ? before : nextBasis(before, mid - index.price, book.timeMs, rule);
  const own = mid === undefined ? undefined : medianOf([book.bid, book.ask, book.last]);
  const fair = index.price + (basis?.value ?? 0);
  const candidates = [fair, own, book.external].filter((one): one is number => isPrice(one));
  const middle = medianOf(candidates)!;
  const [low, high] = [index.price * (1 - rule.bandAroundIndex), index.price * (1 + rule.bandAroundIndex)];
  const price = Math.min(high, Math.max(low, middle));
  const state = worseState(index.state, bookState);
  return { price, state, ...(basis === undefined ? {} : { basis }), candidates, isCapped: price !== middle };
}

function midOf(
  { bid, ask, timeMs }: ContractBook,
  { spreadMost, staleAfterMs }: MarkRule,
  now: number,
): { readonly mid?: number; readonly state: PriceState } {
  if (timeMs > now || now - timeMs > staleAfterMs) return { state: "stale" };
  if (!isPrice(bid) || !isPrice(ask)) return { state: "wide" };
  if (bid > ask) return { state: "crossed" };
  const mid = (bid + ask) / 2;
  return (ask - bid) / mid > spreadMost ? { state: "wide" } : { mid, state: "good" };
}

const isPrice = (value: number | undefined): value is number =>
  value !== undefined && value > 0 && Number.isFinite(value);

/** The middle one of those that are prices; of an even number the mean of two. */
function medianOf(values: readonly (number | undefined)[]): number | undefined {
  const ascending = values.filter(isPrice).sort((a, b) => a - b);
  if (ascending.length === 0) return undefined;
  const half = ascending.length >> 1;
  return ascending.length % 2 === 1 ? ascending[half] : (ascending[half - 1]! + ascending[half]!) / 2;
}
