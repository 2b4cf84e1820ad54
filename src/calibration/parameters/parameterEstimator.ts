import type { TimeSeries } from "../../market/timeSeries.ts";
import type { Failure, Outcome } from "../../numerics/outcome.ts";
import type { ForecastHistory } from "../forecasts/forecaster.ts";

/** One number that a risk team may have to defend. */
export interface ParameterEstimate {
  readonly name: string;
  readonly value: number;
  /** `fraction` of a price, `per year`, `hours` …; empty for a pure number. */
  readonly unit: string;
  /** What sampling leaves open; null where no theory says, and `flags` says why. */
  readonly interval: { readonly lower: number; readonly upper: number; readonly level: number } | null;
  /** `at lower bound`, `no interval: …`; empty where nothing is wrong. */
  readonly flags: readonly string[];
}

/** A curve to be looked at, and what its axes are. */
export interface DiagnosticPlot {
  readonly id: string;
  readonly title: string;
  /** What to see in it, in a sentence. */
  readonly reading: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly curves: readonly {
    readonly id: string;
    readonly points: readonly { readonly x: number; readonly y: number }[];
    readonly isDots?: true;
  }[];
}

/** What one way of estimating says of one coin. */
export interface ParameterReport {
  readonly estimates: readonly ParameterEstimate[];
  readonly observations: number;
  /** In words: model, window, what was done about gaps. */
  readonly method: string;
  /** The first estimate over shorter windows of the same history; null where it could not be made. */
  readonly stability: readonly {
    readonly fromMs: number;
    readonly toMs: number;
    readonly value: number | null;
  }[];
  /** How the first estimate answers to a change of how it was made: another threshold, law or start. */
  readonly sensitivity: readonly { readonly change: string; readonly value: number | null }[];
  readonly plots: readonly DiagnosticPlot[];
}

/** One coin's history as estimators read it. */
export interface CoinHistory {
  readonly series: TimeSeries;
  readonly fromMs: number;
  readonly toMs: number;
  /** Steps of one bar. */
  readonly bars: ForecastHistory;
  /** Steps of a day, with the variance that bars realised; refused where bars are no part of a day. */
  readonly days: Outcome<ForecastHistory>;
  readonly seed: number;
}

/** A way from history to parameters. */
export interface ParameterEstimator {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  estimate(history: CoinHistory): Outcome<ParameterReport>;
}

export interface CoinCalibration {
  readonly id: string;
  /** The file besides the prices that it was read from; absent where prices alone were. */
  readonly input?: string;
  readonly report: ParameterReport | null;
  readonly refused: Failure | null;
}
