/** Where a series came from, so that a result can be traced to its bytes. */
export interface SeriesSource {
  /** File name without folders. */
  readonly file: string;
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly sha256: string;
  /** The importer that read it. */
  readonly format: string;
}

/** Generated data say so in their file name, and results made from them say so too. */
export const isSynthetic = ({ file }: SeriesSource): boolean => file.startsWith("synthetic_");

/** A run of missing bars: an outage is a gap, never a zero. */
export interface Gap {
  /** Close time of the first missing bar, milliseconds UTC. */
  readonly fromMs: number;
  readonly bars: number;
  readonly reason: "absent" | "zero-volume";
}

/**
 * Prices on a regular grid, observed at the CLOSE of each bar. Bar `k` closes at `startMs + k × stepMs`; a vendor's
 * open time is moved to the close on import, because a price stamped earlier than it was known looks ahead.
 */
export interface TimeSeries {
  /** What is priced, in ccxt form: `BTC/USDT` spot, `BTC/USDT:USDT` its linear perpetual. */
  readonly market: string;
  readonly venue: string;
  readonly kind: "trade" | "mark" | "index";
  readonly stepMs: number;
  readonly startMs: number;
  /** [N] closing price in quote currency; 0 where missing. */
  readonly values: Float64Array;
  /** [N] 1 where observed. */
  readonly present: Uint8Array;
  readonly gaps: readonly Gap[];
  /** Absent where the source publishes one price a bar. */
  readonly ranges?: PriceRanges;
  /** [N] traded in the bar, units of the base currency, 0 where missing; absent where the source publishes none. */
  readonly volumes?: Float64Array;
  readonly source: SeriesSource;
}

/** What a bar went through; an estimator of variance learns more from it than from two closes. */
export interface PriceRanges {
  /** [N] 0 where missing, as the close. */
  readonly opens: Float64Array;
  readonly highs: Float64Array;
  readonly lows: Float64Array;
}

/** Payments of a perpetual: longs pay shorts `rate × notional` when `rate` is positive. */
export interface FundingSeries {
  /** The perpetual, in ccxt form. */
  readonly market: string;
  readonly venue: string;
  /** [N] settlement times, strictly increasing, milliseconds UTC. */
  readonly times: Float64Array;
  /** [N] fraction of notional per event. */
  readonly rates: Float64Array;
  readonly source: SeriesSource;
}

/** The series without the bars that close after a time: what was known then. Ranges are left out. */
export function seriesUntil(series: TimeSeries, toMs: number): TimeSeries {
  const { ranges: _, ...shared } = series;
  const count = Math.max(0, Math.floor((toMs - series.startMs) / series.stepMs) + 1);
  const { volumes } = series;
  return {
    ...shared,
    values: series.values.subarray(0, count),
    present: series.present.subarray(0, count),
    ...(volumes && { volumes: volumes.subarray(0, count) }),
  };
}
