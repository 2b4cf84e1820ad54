import { assert } from "../../numerics/assert.ts";
import type { PriceState } from "./priceState.ts";

/** What one market shows of the spot price. */
export interface PriceSource {
  readonly name: string;
  readonly price: number;
  /** When it was made, milliseconds UTC. */
  readonly timeMs: number;
  /** > 0; counts in a weighted mean and in a weighted median. */
  readonly weight: number;
  /** Absent where the source shows only one price. */
  readonly bid?: number;
  readonly ask?: number;
}

/** How sources become one price. */
export interface IndexRule {
  /** `weighted-mean` caps every source at `band` around the median first; `median` is weighted too. */
  readonly aggregate: "weighted-mean" | "median";
  /** A source older than this counts for nothing, milliseconds. */
  readonly staleAfterMs: number;
  /** Furthest distance from the median, as a share of it, at which a source counts with its own price. */
  readonly band: number;
  /** Fewer sources than this are no index. */
  readonly sourcesMin: number;
  /** A source weighs at most this share of all. */
  readonly weightMost: number;
}

/** Bands and ages as the index of Deribit is described; the share as a guard against one venue that is most of the volume. */
export const indexRule: IndexRule = {
  aggregate: "weighted-mean",
  staleAfterMs: 30_000,
  band: 0.005,
  sourcesMin: 3,
  weightMost: 0.4,
};

/** Why a source does not count with its own price. */
export type SourceFault = "stale" | "from the future" | "not a price" | "crossed" | "outside the band";

export interface IndexPrice {
  /** Absent when halted: a price that nobody shows is not a number. */
  readonly price?: number;
  readonly state: PriceState;
  /** The weighted median that the band stands around. */
  readonly median?: number;
  /** Every source in the order given: the price that counted and its share, or why it did not. */
  readonly sources: readonly {
    readonly name: string;
    readonly used?: number;
    readonly share: number;
    readonly fault?: SourceFault;
  }[];
}

/**
 * The spot price that several markets make. Pure: equal sources at an equal time give equal bits, in any order of the
 * sources.
 *
 * A stale, crossed or impossible source counts for nothing. Of the rest one further than `band` from the median counts
 * at the edge of the band, so that sources with less than half of the shares move a mean of the others by at most the
 * band. Shares are capped: with three sources of which one has most of the weight the other two have 60 %. `wide` when
 * any source stands outside the band, `outlier` when sources of half of the shares do.
 *
 * @param now milliseconds UTC
 * @source Deribit index specification: a mean of venues, each capped at half a per cent from the median
 */
export function indexPrice(sources: readonly PriceSource[], rule: IndexRule, now: number): IndexPrice {
  assert(rule.band > 0 && rule.sourcesMin >= 1 && rule.weightMost > 0, "an index rule is out of range");
  const judged = sources.map((source) => ({ source, fault: faultOf(source, rule, now) }));
  const usable = judged.flatMap(({ source, fault }) => (fault === undefined ? [source] : []));
  if (usable.length < rule.sourcesMin) {
    const shown = judged.map(({ source: { name }, fault }) => ({ name, share: 0, ...(fault ? { fault } : {}) }));
    return { state: haltOf(judged.map(({ fault }) => fault)), sources: shown };
  }
  const shares = cappedShares(usable, rule.weightMost);
  const median = weightedMedian(usable.map((source) => [source.price, shares.get(source)!] as const));
  const [low, high] = [median * (1 - rule.band), median * (1 + rule.band)];
  const shown = judged.map(({ source, fault }) => {
    const { name, price } = source;
    if (fault !== undefined) return { name, share: 0, fault };
    const used = Math.min(high, Math.max(low, price));
    const share = shares.get(source)!;
    return used === price ? { name, used, share } : { name, used, share, fault: "outside the band" as const };
  });
  const outside = sumSorted(shown.flatMap((one) => (one.fault === "outside the band" ? [one.share] : [])));
  const mean = sumSorted(shown.map(({ used = 0, share }) => used * share));
  const state: PriceState = outside === 0 ? "good" : outside < 0.5 ? "wide" : "outlier";
  return { price: rule.aggregate === "median" ? median : mean, state, median, sources: shown };
}

function faultOf(
  { price, timeMs, weight, bid, ask }: PriceSource,
  { staleAfterMs }: IndexRule,
  now: number,
): SourceFault | undefined {
  if (!(price > 0 && Number.isFinite(price) && weight > 0 && Number.isFinite(weight))) return "not a price";
  if (timeMs > now) return "from the future";
  if (now - timeMs > staleAfterMs) return "stale";
  return bid !== undefined && ask !== undefined && bid > ask ? "crossed" : undefined;
}

/** Why too few sources are left. */
function haltOf(faults: readonly (SourceFault | undefined)[]): PriceState {
  if (faults.includes("stale")) return "stale";
  return faults.includes("crossed") ? "crossed" : "halted";
}

/** Shares of 1, none above `most` where there are enough sources for that; what is cut goes to the others in proportion. */
function cappedShares(sources: readonly PriceSource[], most: number): ReadonlyMap<PriceSource, number> {
  const limit = Math.max(most, 1 / sources.length);
  const capped = new Set<PriceSource>();
  for (;;) {
    const free = sources.filter((source) => !capped.has(source));
    const total = sumSorted(free.map(({ weight }) => weight));
    const left = 1 - limit * capped.size;
    const shareOf = (source: PriceSource) => (capped.has(source) ? limit : (left * source.weight) / total);
    const over = free.filter((source) => shareOf(source) > limit * (1 + 1e-12));
    if (over.length === 0) return new Map(sources.map((source) => [source, shareOf(source)]));
    for (const source of over) capped.add(source);
  }
}

/** Lowest price at which half of the weight is reached; the mean of two where it is reached exactly. */
function weightedMedian(values: readonly (readonly [price: number, share: number])[]): number {
  const ascending = [...values].sort(([a], [b]) => a - b);
  let reached = 0;
  for (const [at, [price, share]] of ascending.entries()) {
    reached += share;
    if (Math.abs(reached - 0.5) < 1e-12) return (price + (ascending[at + 1]?.[0] ?? price)) / 2;
    if (reached > 0.5) return price;
  }
  return ascending.at(-1)![0];
}

/** Adds from small to large, so that the order of the sources changes no bit. */
const sumSorted = (values: readonly number[]): number => [...values].sort((a, b) => a - b).reduce((a, b) => a + b, 0);
