import { assert } from "../../numerics/assert.ts";
import { log } from "../../numerics/logarithm.ts";
import { sum } from "../../numerics/summation.ts";
import type { BarRun } from "./realisedEstimator.ts";

/** Trades, or middles of a book, in order of time. */
export interface Ticks {
  /** [n] not falling, milliseconds UTC. */
  readonly timesMs: Float64Array;
  /** [n] > 0 */
  readonly prices: Float64Array;
}

/**
 * Bars of calendar time from ticks, ending at whole multiples of their length counted from 1 January 1970. A bar closes at
 * the last tick up to its end; one without a tick repeats the price before it.
 *
 * Bars that touch a stretch longer than `gapMaxMs` without a tick are left out, and a run ends there: an outage is no calm.
 *
 * @returns runs of bars without a gap between them, each with open, high and low
 * @throws InvariantError when times fall, a price is not positive, or a span is not
 * @cost    one pass
 */
export function barRunsOfTicks(
  { timesMs, prices }: Ticks,
  { stepMs, gapMaxMs }: { readonly stepMs: number; readonly gapMaxMs: number },
): BarRun[] {
  assert(stepMs > 0 && gapMaxMs > 0, "bars and gaps need a positive length");
  checkTicks(timesMs, prices);
  const runs: BarRun[] = [];
  let open: OpenRun | undefined;
  const end = (): void => {
    if (open !== undefined && open.closes.length > 1) runs.push(closed(open));
    open = undefined;
  };
  let at = -1;
  const last = timesMs.at(-1) ?? 0;
  const first = Math.ceil((timesMs[0] ?? 1) / stepMs) * stepMs;
  for (let close = first; close <= last; close += stepMs) {
    const before = at < 0 ? undefined : prices[at]!;
    let [high, low] = [before ?? 0, before ?? Number.POSITIVE_INFINITY];
    let isBroken = at >= 0 && close - stepMs - timesMs[at]! > gapMaxMs;
    while (at + 1 < timesMs.length && timesMs[at + 1]! <= close) {
      if (at >= 0 && timesMs[at + 1]! - timesMs[at]! > gapMaxMs) isBroken = true;
      at += 1;
      high = Math.max(high, prices[at]!);
      low = Math.min(low, prices[at]!);
    }
    const isStale = close - timesMs[at]! > gapMaxMs;
    if (open !== undefined && !isBroken && !isStale) extend(open, { open: before!, high, low, close: prices[at]! });
    else {
      end();
      // What closes here may be what the next bar opens from.
      if (!isStale) open = { closes: [prices[at]!], opens: [], highs: [], lows: [] };
    }
  }
  end();
  return runs;
}

/** A variance from ticks whose prices carry noise of their own: bid and ask, rounding. */
export interface NoisyVariance {
  /** Of the price without its noise over all ticks, squared log returns; below 0 where noise is nearly all there is. */
  readonly variance: number;
  /** Of the noise of one tick. */
  readonly noise: number;
  /** Sum of squared changes of all ticks: variance + 2 × ticks × noise. */
  readonly naive: number;
}

/**
 * Variance of a price over a stretch of ticks by two scales: squared changes over K ticks, averaged over the K ways to
 * choose them, less what noise adds, which the changes from tick to tick tell.
 *
 * @param scale K ≥ 2, fewer than the ticks; some n^(2/3) is usual
 * @throws InvariantError when it is out of range, or a price not positive
 * @source  L. Zhang, P. Mykland, Y. Aït-Sahalia, A tale of two time scales, J. American Statistical Association 100 (2005);
 *          the factor here leaves no bias at any count where every tick has the same variance
 */
export function twoScalesVariance({ timesMs, prices }: Ticks, scale: number): NoisyVariance {
  checkTicks(timesMs, prices);
  const count = prices.length - 1;
  assert(Number.isInteger(scale) && scale >= 2 && scale <= count, `scale must lie in [2, ${count}]; have ${scale}`);
  const logs = Array.from(prices, log);
  const squares = (step: number): number =>
    sum(logs.slice(step).map((value, k) => (value - logs[k]!) * (value - logs[k]!)));
  const naive = squares(1);
  const pairs = count - scale + 1;
  // Noise cancels in the difference; what is left holds (pairs)(1 − 1/K) ticks' worth of variance out of all.
  const difference = squares(scale) / scale - (pairs / scale / count) * naive;
  const variance = (difference * count) / (pairs * (1 - 1 / scale));
  return { variance, noise: Math.max(0, naive - variance) / (2 * count), naive };
}

interface OpenRun {
  readonly closes: number[];
  readonly opens: number[];
  readonly highs: number[];
  readonly lows: number[];
}

interface Bar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

function extend(run: OpenRun, { open, high, low, close }: Bar): void {
  run.closes.push(close);
  run.opens.push(open);
  run.highs.push(high);
  run.lows.push(low);
}

const closed = ({ closes, opens, highs, lows }: OpenRun): BarRun => ({
  closes: Float64Array.from(closes),
  ranges: { opens: Float64Array.from(opens), highs: Float64Array.from(highs), lows: Float64Array.from(lows) },
});

function checkTicks(timesMs: Float64Array, prices: Float64Array): void {
  assert(timesMs.length === prices.length, `as many times as prices are needed; have ${timesMs.length}`);
  timesMs.forEach((time, k) => {
    assert(k === 0 || time >= timesMs[k - 1]!, `times must not fall; tick ${k} does`);
    assert(prices[k]! > 0 && Number.isFinite(prices[k]!), `price of tick ${k} must be positive; have ${prices[k]}`);
  });
}
