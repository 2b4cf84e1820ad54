import type { BacktestStatistic } from "./statistics/backtestStatistic.ts";
import { christoffersenIndependence } from "./statistics/christoffersenIndependence.ts";
import { conditionalCoverage } from "./statistics/conditionalCoverage.ts";
import { kupiec } from "./statistics/kupiec.ts";
import { timeUntilFirstFailure } from "./statistics/timeUntilFirstFailure.ts";
import { trafficLight } from "./statistics/trafficLight.ts";

/** Every backtest statistic. A member is a file in `statistics/` and a line here. */
export const backtestStatistics: readonly BacktestStatistic[] = [
  kupiec,
  timeUntilFirstFailure,
  christoffersenIndependence,
  conditionalCoverage,
  trafficLight,
];
