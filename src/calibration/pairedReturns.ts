import type { TimeSeries } from "../market/timeSeries.ts";
import { assert } from "../numerics/assert.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";

/** Simple returns of two markets over the same horizons, which do not overlap. */
export interface PairedReturns {
  /** [T] milliseconds UTC, starts of the horizons, increasing. */
  readonly times: readonly number[];
  /** [T] P(end)/P(start) − 1 */
  readonly one: Float64Array;
  readonly other: Float64Array;
  /** Horizons of the common span at one of whose ends a price is missing. */
  readonly missing: number;
}

/**
 * Returns of two series on their common span, from its first bar on; a horizon with a price missing at an end is left out.
 *
 * @param horizonMs a multiple of the step of both
 * @returns         `invalid` where the grids differ, `missing-data` where fewer than `horizonsMin` horizons are common
 */
export function pairedReturns(
  one: TimeSeries,
  other: TimeSeries,
  { horizonMs, horizonsMin }: { readonly horizonMs: number; readonly horizonsMin: number },
): Outcome<PairedReturns> {
  const { stepMs } = one;
  assert(horizonMs > 0 && Number.isInteger(horizonMs / stepMs), `${horizonMs} ms is no whole number of bars`);
  const path = `${one.market} and ${other.market}`;
  if (stepMs !== other.stepMs || (one.startMs - other.startMs) % stepMs !== 0) {
    return failed({ code: "invalid", path, message: "their bars are not on one grid", hint: "choose one interval" });
  }
  const from = Math.max(one.startMs, other.startMs);
  const to = Math.min(...[one, other].map(({ startMs, values }) => startMs + (values.length - 1) * stepMs));
  const [times, ones, others] = [[] as number[], [] as number[], [] as number[]];
  let missing = 0;
  for (let time = from; time + horizonMs <= to; time += horizonMs) {
    const [a, b] = [returnAt(one, time, horizonMs), returnAt(other, time, horizonMs)];
    if (a === undefined || b === undefined) {
      missing += 1;
      continue;
    }
    times.push(time);
    ones.push(a);
    others.push(b);
  }
  if (times.length < horizonsMin) {
    const message = `${times.length} horizons are common to both; ${horizonsMin} are needed`;
    return failed({ code: "missing-data", path, message, hint: "give longer histories" });
  }
  return success({ times, one: Float64Array.from(ones), other: Float64Array.from(others), missing });
}

function returnAt({ startMs, stepMs, values, present }: TimeSeries, time: number, horizonMs: number) {
  const [from, to] = [(time - startMs) / stepMs, (time + horizonMs - startMs) / stepMs];
  return present[from] === 1 && present[to] === 1 ? values[to]! / values[from]! - 1 : undefined;
}

/**
 * The price of a stablecoin by one coin's price in dollars over its price in the stablecoin, where both were observed.
 *
 * Two venues' closes are not of one instant: a few hundredths of a percent of its moves are theirs.
 *
 * @param inDollars   COIN/USD
 * @param inStablecoin COIN/STABLECOIN, on the same grid
 */
export function impliedDollarSeries(inDollars: TimeSeries, inStablecoin: TimeSeries): TimeSeries {
  const offset = (inStablecoin.startMs - inDollars.startMs) / inDollars.stepMs;
  assert(inDollars.stepMs === inStablecoin.stepMs && Number.isInteger(offset), "both series must be on one grid");
  const present = inStablecoin.present.map((seen, k) => seen & (inDollars.present[k + offset] ?? 0));
  const values = inStablecoin.values.map((price, k) => (present[k] === 1 ? inDollars.values[k + offset]! / price : 0));
  const { venue, kind, stepMs, startMs } = inStablecoin;
  const source = {
    file: `${inDollars.source.file} over ${inStablecoin.source.file}`,
    sha256: `${inDollars.source.sha256}+${inStablecoin.source.sha256}`,
    format: inStablecoin.source.format,
  };
  const market = `${inStablecoin.market.split("/")[1]}/USD`;
  return {
    market,
    venue: `${inDollars.venue} over ${venue}`,
    kind,
    stepMs,
    startMs,
    values,
    present,
    gaps: [],
    source,
  };
}
