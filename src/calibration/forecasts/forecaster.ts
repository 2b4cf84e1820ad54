import type { Outcome } from "../../numerics/outcome.ts";

/** What forecasts are made from: one entry a step, all steps of one length. */
export interface ForecastHistory {
  /** [n] log returns, the missing ones left out: time stands still while a market does. */
  readonly returns: Float64Array;
  /** [n] realised variance of the same steps from shorter bars; 0 where it is not known. */
  readonly realised: Float64Array;
  /** [n] closes of the steps, milliseconds UTC. */
  readonly closesMs: Float64Array;
  /** [n] each, what was known BEFORE the step; NaN never; a gap is carried forward for a stated time. */
  readonly features: readonly ForecastFeature[];
}

export interface ForecastFeature {
  readonly name: string;
  readonly values: Float64Array;
}

/** Fitted on [from, to), forecasting each step of [to, until) from what is known before it. */
export interface ForecastWindow {
  readonly from: number;
  readonly to: number;
  readonly until: number;
  /** Of a breach, for example 0.01. */
  readonly tailProbability: number;
}

/** [n] each, written at the steps that are forecast. */
export interface StepForecasts {
  /** Variance of the step's return; NaN from a method that forecasts quantiles alone. */
  readonly variances: Float64Array;
  /** Signed low quantile and mean beyond it, below 0. */
  readonly quantiles: Float64Array;
  readonly shortfalls: Float64Array;
}

/** What a fit says besides its forecasts. */
export interface ForecastNotes {
  /** How much each input counted, in a unit of the method's own; absent where there are no inputs to choose from. */
  readonly importance?: ReadonlyMap<string, number>;
}

/** A way to forecast the next step's risk. */
export interface Forecaster {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** Whether it says a variance, and not quantiles alone. */
  readonly forecastsVariance: boolean;
  /** Whether it reads features, and is of no use without. */
  readonly readsFeatures?: boolean;
  /** Fits and forecasts; reads nothing of a step before it is forecast. Refuses when it cannot be fitted. */
  forecast(history: ForecastHistory, window: ForecastWindow, out: StepForecasts): Outcome<ForecastNotes>;
  /** Several windows, where they cost less together; of each what `forecast` says of it alone, to the bit. */
  forecastMany?(
    history: ForecastHistory,
    windows: readonly ForecastWindow[],
    out: StepForecasts,
  ): Outcome<ForecastNotes>[];
}
