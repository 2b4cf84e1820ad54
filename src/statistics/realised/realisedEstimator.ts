/** Prices of consecutive bars without a gap between them. */
export interface BarRun {
  /** [n + 1] closing prices, the first that of the bar before. */
  readonly closes: Float64Array;
  /** [n] of the bars after it; null where a source publishes closes alone. */
  readonly ranges: { readonly opens: Float64Array; readonly highs: Float64Array; readonly lows: Float64Array } | null;
}

/** An estimator of the variance of a stretch of bars. */
export interface RealisedEstimator {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** Whether it needs open, high and low. */
  readonly readsRanges: boolean;
  /** Bars below which it has no value. */
  readonly barsMin: number;
  /** What it takes for granted, in words. */
  readonly assumes: string;
  /**
   * Mean variance of one bar over the run, in squared log returns.
   *
   * @returns ≥ 0
   */
  varianceOf(run: BarRun): number;
}
