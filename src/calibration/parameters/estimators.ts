import { conditionalVarianceEstimator } from "./estimators/conditionalVarianceEstimator.ts";
import { ewmaDecayEstimator } from "./estimators/ewmaDecayEstimator.ts";
import { priceRangeEstimator } from "./estimators/priceRangeEstimator.ts";
import { realisedVolatilityEstimator } from "./estimators/realisedEstimator.ts";
import { tailEstimator } from "./estimators/tailEstimator.ts";
import { weekEstimator } from "./estimators/weekEstimator.ts";
import type { ParameterEstimator } from "./parameterEstimator.ts";

/** Every way from a coin's history to parameters; one line adds one. */
export const parameterEstimators: readonly ParameterEstimator[] = [
  realisedVolatilityEstimator,
  ewmaDecayEstimator,
  conditionalVarianceEstimator,
  tailEstimator("fall"),
  tailEstimator("rise"),
  priceRangeEstimator,
  weekEstimator,
];
