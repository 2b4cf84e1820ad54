import type { TimeSeries } from "../../market/timeSeries.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { forecastHistory } from "../forecasts/forecastHistory.ts";
import { type AnySourceEstimator, type CoinSources, noSources, type SourceEstimator } from "./coinSources.ts";
import { parameterEstimators } from "./estimators.ts";
import type { CoinCalibration, CoinHistory, ParameterReport } from "./parameterEstimator.ts";
import { sourceEstimators } from "./sourceEstimators.ts";

const dayMs = 86_400_000;

export interface CalibrationSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly seed: number;
  /** What is read besides prices; nothing where absent. */
  readonly sources?: CoinSources;
}

/**
 * Every estimator on one coin. What cannot be estimated stands beside the others with its reason.
 *
 * @returns `missing-data` when the span holds no bar
 * @cost    about a second for seven years of hours
 */
export function calibrateCoin(
  series: TimeSeries,
  { fromMs, toMs, seed, sources = noSources }: CalibrationSpan,
): Outcome<CoinCalibration[]> {
  const bars = forecastHistory(series, { fromMs, toMs, barsPerStep: 1 });
  if (!bars.ok) return bars;
  const barsPerDay = dayMs / series.stepMs;
  const days = Number.isInteger(barsPerDay)
    ? forecastHistory(series, { fromMs, toMs, barsPerStep: barsPerDay })
    : failed({ code: "unsupported", path: "--interval", message: "bars are no part of a day" });
  const history: CoinHistory = { series, fromMs, toMs, bars: bars.value, days, seed };
  const ofPrices = parameterEstimators.map((estimator) => calibrationOf(estimator.id, estimator.estimate(history)));
  return success([...ofPrices, ...sourceEstimators.flatMap((estimator) => ofSources(estimator, sources, history))]);
}

/** Each source of the kind that an estimator reads. */
function ofSources(estimator: AnySourceEstimator, sources: CoinSources, history: CoinHistory): CoinCalibration[] {
  const own = <K extends keyof CoinSources>({ id, reads, estimate }: SourceEstimator<K>): CoinCalibration[] =>
    sources[reads].map((given) => ({
      ...calibrationOf(id, estimate(given as CoinSources[K][number], history)),
      input: given.source.file,
    }));
  return own(estimator as SourceEstimator);
}

const calibrationOf = (id: string, report: Outcome<ParameterReport>): CoinCalibration => ({
  id,
  report: report.ok ? report.value : null,
  refused: report.ok ? null : report.failure,
});
