import type { TimeSeries } from "../../market/timeSeries.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { forecastHistory } from "../forecasts/forecastHistory.ts";
import { parameterEstimators } from "./estimators.ts";
import type { CoinCalibration, CoinHistory } from "./parameterEstimator.ts";

const dayMs = 86_400_000;

export interface CalibrationSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly seed: number;
}

/**
 * Every estimator on one coin. What cannot be estimated stands beside the others with its reason.
 *
 * @returns `missing-data` when the span holds no bar
 * @cost    about a second for seven years of hours
 */
export function calibrateCoin(series: TimeSeries, { fromMs, toMs, seed }: CalibrationSpan): Outcome<CoinCalibration[]> {
  const bars = forecastHistory(series, { fromMs, toMs, barsPerStep: 1 });
  if (!bars.ok) return bars;
  const barsPerDay = dayMs / series.stepMs;
  const days = Number.isInteger(barsPerDay)
    ? forecastHistory(series, { fromMs, toMs, barsPerStep: barsPerDay })
    : failed({ code: "unsupported", path: "--interval", message: "bars are no part of a day" });
  const history: CoinHistory = { series, fromMs, toMs, bars: bars.value, days, seed };
  return success(
    parameterEstimators.map((estimator): CoinCalibration => {
      const report = estimator.estimate(history);
      return { id: estimator.id, report: report.ok ? report.value : null, refused: report.ok ? null : report.failure };
    }),
  );
}
