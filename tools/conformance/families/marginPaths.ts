import {
  bufferedRequirements,
  flooredRequirements,
  stressWeightedRequirements,
} from "../../../src/backtest/antiProcyclicality.ts";
import { breachesOf } from "../../../src/backtest/statistics/breachSequence.ts";
import { breachSizes, coverageOf } from "../../../src/backtest/statistics/coverage.ts";
import { procyclicality } from "../../../src/backtest/statistics/procyclicality.ts";
import { ewmaVariance, meanSquareOfFirst } from "../../../src/statistics/ewma.ts";
import { normalQuantile } from "../../../src/statistics/normal.ts";
import { quantile } from "../../../src/statistics/quantile.ts";
import type { CalculationFamily, Library, VectorInputs } from "../family.ts";

const file = "stats-margin";
/** Rows that start the variance, and have no requirement. */
const warmUp = 30;
const z = normalQuantile(0.99);
const dayMs = 86_400_000;

const mean = (values: Float64Array): number => values.reduce((total, value) => total + value, 0) / values.length;

const rootMeanSquare = (values: Float64Array): number => Math.sqrt(mean(values.map((value) => value * value)));

interface MarginPath {
  readonly returns: Float64Array;
  /** From row `warmUp` on. */
  readonly requirements: Float64Array;
}

function pathOf(inputs: VectorInputs, library: Library): MarginPath {
  const returns = library.dataset(inputs.text("dataset"));
  const { variances } = ewmaVariance(returns, 0.97, meanSquareOfFirst(returns, warmUp));
  return { returns, requirements: variances.subarray(warmUp).map((variance) => z * Math.sqrt(variance)) };
}

function measuresOf(requirements: Float64Array) {
  const times = Array.from(requirements, (_, t) => t * dayMs);
  const { peakToTrough, largestRises } = procyclicality(requirements, times, [24, 5 * 24, 20 * 24]);
  const [n1, n5, n20] = largestRises.map(({ rise }) => rise);
  return { peak_to_trough: peakToTrough, n1, n5, n20, mean: mean(requirements) };
}

/** Over five rows. */
function changesOf(requirements: Float64Array) {
  const [later, earlier] = [requirements.subarray(5), requirements.subarray(0, -5)];
  const centre = mean(requirements);
  const spread = requirements.reduce((total, value) => total + (value - centre) * (value - centre), 0);
  return {
    n5_abs_max: later.reduce((most, value, t) => Math.max(most, value - earlier[t]!), Number.NEGATIVE_INFINITY),
    std: Math.sqrt(spread / (requirements.length - 1)),
    p95_5d: quantile(
      later.map((value, t) => value / earlier[t]! - 1),
      0.95,
      7,
    ),
  };
}

export const antiProcyclicalityFamily: CalculationFamily = {
  id: "apc",
  file,
  ids: /^apc-/,
  calculate(inputs, library) {
    const { returns, requirements } = pathOf(inputs, library);
    const largest = returns.map(Math.abs).sort().reverse();
    const stressed = z * rootMeanSquare(largest.subarray(0, Math.floor(returns.length / 20)));
    const floors = requirements.map((_, t) => {
      const end = warmUp + t;
      return z * rootMeanSquare(returns.subarray(Math.max(0, end - 2500), end));
    });
    return {
      base: { ...measuresOf(requirements), ...changesOf(requirements) },
      buffer25: measuresOf(bufferedRequirements(requirements, 0.25)),
      stress25: measuresOf(stressWeightedRequirements(requirements, { stressed, weight: 0.25 })),
      stress_margin: stressed,
      floor10y: measuresOf(flooredRequirements(requirements, floors)),
    };
  },
};

export const marginCoverageFamily: CalculationFamily = {
  id: "margin-coverage",
  file,
  ids: /^coverage-/,
  calculate(inputs, library) {
    const { returns, requirements } = pathOf(inputs, library);
    const losses = returns.subarray(warmUp).map((one) => -one);
    const { observations, breaches, coverage } = coverageOf(breachesOf(losses, requirements), 0.95);
    const { maxSize, meanSize, meanFraction, maxFraction } = breachSizes(losses, requirements);
    const left = requirements.map((requirement, t) => requirement - Math.max(0, losses[t]!));
    return {
      n_obs: observations,
      n_breach: breaches,
      coverage,
      breach_size_max: maxSize,
      breach_size_mean: meanSize,
      breach_fraction_mean: meanFraction,
      breach_fraction_max: maxFraction,
      excess_margin_mean_when_covered: mean(left.filter((_, t) => !(losses[t]! > requirements[t]!))),
      over_collateralisation_ratio: mean(requirements) / quantile(losses, 0.99, 7),
    };
  },
};
