import type { OrderEvent } from "../market/orderEvent.ts";
import { assert } from "../numerics/assert.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { sum } from "../numerics/summation.ts";
import { bootstrapIndices } from "../statistics/bootstrapIndices.ts";
import { quantile } from "../statistics/quantile.ts";

/** A book at one time, and what was bought less sold by takers since the sample before. */
export interface BookSample {
  readonly timeMs: number;
  readonly bid: number;
  readonly ask: number;
  /** Within the stated distance of the middle, both sides, base currency. */
  readonly depth: number;
  readonly signedVolume: number;
  readonly tradedVolume: number;
}

/** What in a log contradicts itself: counted, and left out of the book. */
export interface LogDefects {
  readonly unknownOrders: number;
  readonly createdTwice: number;
  readonly outOfOrder: number;
  /** Orders that a later one of the other side crossed and that stayed: their end was not in the log. */
  readonly ghosts: number;
  /** Sample times at which one side was empty. */
  readonly emptySamples: number;
}

/**
 * Rebuilds the book from its events and looks at it every so often.
 *
 * A fill is what a resting order loses; an order that crossed the other side when it was created took, and what it loses
 * is the same trade seen again.
 *
 * @param everyMs between samples; the first comes that long after the first event
 * @param bps     distance from the middle within which depth counts
 * @cost          one pass, and at every sample all live orders
 */
export function replayedBook(
  events: readonly OrderEvent[],
  { everyMs, bps }: { readonly everyMs: number; readonly bps: number },
): { readonly samples: readonly BookSample[]; readonly defects: LogDefects } {
  assert(everyMs > 0 && bps > 0, "samples and depth need a positive width");
  const live = new Map<string, OrderEvent & { readonly isTaker: boolean }>();
  const counts = { unknownOrders: 0, createdTwice: 0, outOfOrder: 0, ghosts: 0, emptySamples: 0 };
  const samples: BookSample[] = [];
  const side = (which: OrderEvent["side"]) => [...live.values()].filter((order) => order.side === which);
  const best = { bid: Number.NEGATIVE_INFINITY, ask: Number.POSITIVE_INFINITY };
  const refresh = () => {
    best.bid = side("bid").reduce((most, { price }) => Math.max(most, price), Number.NEGATIVE_INFINITY);
    best.ask = side("ask").reduce((least, { price }) => Math.min(least, price), Number.POSITIVE_INFINITY);
  };
  let [now, next, bought, sold] = [events[0]?.timeMs ?? 0, (events[0]?.timeMs ?? 0) + everyMs, 0, 0];
  const sample = (timeMs: number): void => {
    refresh();
    while (best.bid >= best.ask) {
      const [bid] = side("bid").filter(({ price }) => price === best.bid);
      const [ask] = side("ask").filter(({ price }) => price === best.ask);
      live.delete(bid!.timeMs <= ask!.timeMs ? bid!.id : ask!.id);
      counts.ghosts += 1;
      refresh();
    }
    if (Number.isFinite(best.bid) && Number.isFinite(best.ask)) {
      const middle = (best.bid + best.ask) / 2;
      const near = [...live.values()].filter(({ price }) => Math.abs(price / middle - 1) * 1e4 <= bps);
      const depth = sum(near.map(({ volume }) => volume));
      const signedVolume = bought - sold;
      samples.push({ timeMs, bid: best.bid, ask: best.ask, depth, signedVolume, tradedVolume: bought + sold });
    } else counts.emptySamples += 1;
    [bought, sold] = [0, 0];
  };
  for (const event of events) {
    if (event.timeMs < now) counts.outOfOrder += 1;
    now = Math.max(now, event.timeMs);
    for (; next <= now; next += everyMs) sample(next);
    const held = live.get(event.id);
    if (event.action === "created") {
      if (held !== undefined) counts.createdTwice += 1;
      const isTaker = event.side === "bid" ? event.price >= best.ask : event.price <= best.bid;
      live.set(event.id, { ...event, isTaker });
      if (!isTaker && event.side === "bid") best.bid = Math.max(best.bid, event.price);
      if (!isTaker && event.side === "ask") best.ask = Math.min(best.ask, event.price);
      continue;
    }
    if (held === undefined) {
      counts.unknownOrders += 1;
      continue;
    }
    const isFill = event.action === "changed" || event.volume === 0;
    const filled = isFill && !held.isTaker ? Math.max(0, held.volume - event.volume) : 0;
    if (held.side === "ask") bought += filled;
    else sold += filled;
    if (event.action === "changed") live.set(event.id, { ...held, volume: event.volume });
    else live.delete(event.id);
    if (event.action === "deleted" && held.price === best[held.side]) refresh();
  }
  return { samples, defects: counts };
}

export interface LiquidityEstimate {
  /** Median of (ask − bid)/middle, basis points. */
  readonly spreadBps: number;
  /** Median, base currency. */
  readonly depth: number;
  /** Y of ΔP/P = Y σ sign(Q) √(|Q|/V), σ and V those of a sample's interval. */
  readonly impact: number;
  readonly impactInterval: { readonly lower: number; readonly upper: number };
  readonly samples: number;
}

/**
 * Spread, depth and the coefficient of the square-root law, by least squares through 0 over the intervals between samples.
 *
 * @returns `missing-data` with fewer than 30 intervals, or where nothing was traded or the price did not move
 * @source  B. Tóth et al., Physical Review X 1 (2011), for the law, here of the net flow of an interval, not of one large order
 */
export function liquidityEstimate(
  samples: readonly BookSample[],
  bootstrap: { readonly resamples: number; readonly blockLength: number; readonly seed: number },
): Outcome<LiquidityEstimate> {
  const middleOf = ({ bid, ask }: BookSample): number => (bid + ask) / 2;
  const later = samples.slice(1);
  const changes = later.map((one, k) => middleOf(one) / middleOf(samples[k]!) - 1);
  const deviation = Math.sqrt(sum(changes.map((change) => change * change)) / Math.max(1, changes.length));
  const volume = sum(later.map(({ tradedVolume }) => tradedVolume)) / Math.max(1, later.length);
  if (later.length < intervalsMin || !(deviation > 0 && volume > 0)) {
    const message = `${later.length} intervals with a mean volume of ${volume} say nothing of impact; ${intervalsMin} are needed`;
    return failed({ code: "missing-data", path: "orders", message, hint: "give a longer log" });
  }
  const roots = later.map(({ signedVolume: flow }) => Math.sign(flow) * Math.sqrt(Math.abs(flow)));
  // Deviation and volume of the rows themselves: they move with the slope, and an interval that held them would be too wide.
  const slope = (rows: ArrayLike<number>): number => {
    const own = Array.from(rows);
    const squares = sum(own.map((t) => changes[t]! * changes[t]!));
    const traded = sum(own.map((t) => later[t]!.tradedVolume));
    const perRoot = sum(own.map((t) => roots[t]! * changes[t]!)) / sum(own.map((t) => roots[t]! * roots[t]!));
    return perRoot * Math.sqrt(traded / squares);
  };
  const drawn = bootstrapIndices({ observations: later.length, blocks: "stationary", ...bootstrap });
  const slopes = Float64Array.from(drawn, slope).filter(Number.isFinite);
  return success({
    spreadBps: quantile(
      Float64Array.from(samples, (one) => ((one.ask - one.bid) / middleOf(one)) * 1e4),
      0.5,
      7,
    ),
    depth: quantile(
      Float64Array.from(samples, (one) => one.depth),
      0.5,
      7,
    ),
    impact: slope(roots.map((_, t) => t)),
    impactInterval: { lower: quantile(slopes, 0.025, 7), upper: quantile(slopes, 0.975, 7) },
    samples: samples.length,
  });
}

const intervalsMin = 30;
