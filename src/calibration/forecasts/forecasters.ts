import type { Forecaster } from "./forecaster.ts";
import { conditionalVariance } from "./forecasters/conditionalVariance.ts";
import { ewmaForecaster } from "./forecasters/ewma.ts";
import { harForecaster } from "./forecasters/har.ts";
import { markovForecaster } from "./forecasters/markov.ts";
import { quantileRegression } from "./forecasters/quantileRegression.ts";
import { quantileTrees } from "./forecasters/quantileTrees.ts";

/** Every way to forecast a step's risk; one line adds one. The first is what the others are compared with. */
export const forecasters: readonly Forecaster[] = [
  ewmaForecaster,
  conditionalVariance("garch", "normal"),
  conditionalVariance("garch", "student-t"),
  conditionalVariance("garch", "skewed-t"),
  conditionalVariance("gjr-garch", "student-t"),
  conditionalVariance("egarch", "student-t"),
  conditionalVariance("component-garch", "student-t"),
  markovForecaster,
  harForecaster,
  quantileRegression("quantile-regression", false),
  quantileRegression("quantile-regression/features", true),
  quantileTrees("quantile-trees", false),
  quantileTrees("quantile-trees/features", true),
];
