import type { TimeSeries } from "../market/timeSeries.ts";
import { assert } from "../numerics/assert.ts";
import { log } from "../numerics/logarithm.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { sum } from "../numerics/summation.ts";
import { quantile } from "../statistics/quantile.ts";

/** How a market takes what is sold into it. */
export interface MarketDepth {
  /** Median traded in a day, quote currency. */
  readonly dailyVolume: number;
  /** Standard deviation of a day's log return about 0. */
  readonly dailyVolatility: number;
  /** Days that both are of. */
  readonly days: number;
}

/**
 * Volume and volatility of the last days of a series.
 *
 * @param days at the end of the series, ≥ 2; a series of finer bars is summed by day
 * @returns    a failure where the source has no volumes, or fewer days than 10 were observed whole
 */
export function marketDepth(series: TimeSeries, days: number): Outcome<MarketDepth> {
  const { volumes, values, present, stepMs, market } = series;
  if (volumes === undefined) {
    const message = "the source publishes no volumes";
    return failed({ code: "missing-data", path: market, message, hint: "use price bars with a volume column" });
  }
  const bars = Math.round(dayMs / stepMs);
  assert(bars >= 1 && days >= 2, `days of whole bars are needed; have ${bars} bars a day and ${days} days`);
  const [traded, squares] = [[] as number[], [] as number[]];
  for (let end = values.length - 1; end - bars >= 0 && traded.length < days; end -= bars) {
    let total = 0;
    let isWhole = present[end - bars] === 1;
    for (let k = end - bars + 1; k <= end; k++) {
      isWhole &&= present[k] === 1;
      total += volumes[k]! * values[k]!;
    }
    if (!isWhole) continue;
    traded.push(total);
    const change = log(values[end]! / values[end - bars]!);
    squares.push(change * change);
  }
  if (traded.length < daysMin) {
    const message = `${traded.length} whole days were observed, ${daysMin} are needed`;
    return failed({ code: "missing-data", path: market, message, hint: "give a longer history" });
  }
  const dailyVolume = quantile(Float64Array.from(traded), 0.5, 7);
  return success({ dailyVolume, dailyVolatility: Math.sqrt(sum(squares) / squares.length), days: squares.length });
}

const dayMs = 86_400_000;
const daysMin = 10;

/**
 * Mean price given away by selling a size, as a share of it: Y σ √(size / daily volume), at most 1.
 *
 * It does not depend on how long the sale takes: over T days volatility grows by √T and the share of volume falls by T.
 *
 * @param size        quote currency, ≥ 0
 * @param coefficient Y > 0, about 1 in most markets
 * @source            B. Tóth et al., Anomalous price impact and the critical nature of liquidity, Physical Review X 1 (2011)
 */
export function squareRootImpact(size: number, depth: MarketDepth, coefficient: number): number {
  assert(size >= 0 && Number.isFinite(size), `a size must be finite and not negative; have ${size}`);
  assert(coefficient > 0 && depth.dailyVolume > 0, "coefficient and daily volume must be positive");
  return Math.min(1, coefficient * depth.dailyVolatility * Math.sqrt(size / depth.dailyVolume));
}

/**
 * Days that a sale takes at a share of the volume.
 *
 * @param participation share of what is traded, in (0, 1]
 */
export function liquidationDays(size: number, depth: MarketDepth, participation: number): number {
  assert(participation > 0 && participation <= 1, `participation must lie in (0, 1]; have ${participation}`);
  assert(size >= 0 && depth.dailyVolume > 0, "size must not be negative and daily volume positive");
  return size / (participation * depth.dailyVolume);
}
