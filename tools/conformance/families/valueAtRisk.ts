import { ageWeights } from "../../../src/statistics/ageWeights.ts";
import { cornishFisherTail, edgeworthExpectedShortfall } from "../../../src/statistics/cornishFisher.ts";
import { ewmaVariance, meanSquareOfFirst } from "../../../src/statistics/ewma.ts";
import { expectedShortfall } from "../../../src/statistics/expectedShortfall.ts";
import { sampleMoments } from "../../../src/statistics/moments.ts";
import { normalExpectedShortfall, normalValueAtRisk } from "../../../src/statistics/normalTail.ts";
import { type QuantileType, quantile } from "../../../src/statistics/quantile.ts";
import { tailCount } from "../../../src/statistics/tailCount.ts";
import { valueAtRisk } from "../../../src/statistics/valueAtRisk.ts";
import { weightedTail } from "../../../src/statistics/weightedTail.ts";
import type { CalculationFamily } from "../family.ts";

const file = "stats-var-es";
const types: readonly QuantileType[] = [1, 2, 3, 4, 5, 6, 7, 8, 9];

export const quantileTypesFamily: CalculationFamily = {
  id: "var-hist",
  file,
  ids: /^var-hist-/,
  calculate(inputs, library) {
    const values = library.dataset(inputs.text("dataset"));
    return { quantile_type_1_to_9: types.map((type) => quantile(values, inputs.number("prob"), type)) };
  },
};

export const historicalFamily: CalculationFamily = {
  id: "hs",
  file,
  ids: /^hs-/,
  calculate(inputs, library) {
    const outcomes = library.dataset(inputs.text("dataset"));
    const level = inputs.number("conf");
    const losses = outcomes.map((outcome) => -outcome);
    return {
      k: Math.ceil(tailCount(outcomes.length, level)),
      VaR_order_stat: valueAtRisk(outcomes, level),
      VaR_type7: quantile(losses, level, 7),
      ES_acerbi_tasche: expectedShortfall(outcomes, level),
    };
  },
};

export const ageWeightedFamily: CalculationFamily = {
  id: "brw",
  file,
  ids: /^brw-/,
  calculate(inputs, library) {
    const outcomes = library.dataset(inputs.text("dataset"));
    const level = inputs.number("conf");
    const weights = ageWeights(outcomes.length, inputs.number("lambda_"));
    return {
      VaR: valueAtRisk(outcomes, level, weights),
      cum_weight: weightedTail(outcomes, level, weights).cumulativeShare,
    };
  },
};

export const filteredFamily: CalculationFamily = {
  id: "fhs",
  file,
  ids: /^fhs-/,
  calculate(inputs, library) {
    const returns = library.dataset(inputs.text("dataset"));
    const { variances, next } = ewmaVariance(returns, inputs.number("lambda_"), meanSquareOfFirst(returns, 30));
    const sigmaNext = Math.sqrt(next);
    const outcomes = returns.map((value, t) => (value / Math.sqrt(variances[t]!)) * sigmaNext);
    const level = inputs.number("conf");
    return {
      sigma_next: sigmaNext,
      VaR_order_stat: valueAtRisk(outcomes, level),
      ES_acerbi_tasche: expectedShortfall(outcomes, level),
    };
  },
};

/** The peer's estimators from sample moments. */
export const modifiedFamily: CalculationFamily = {
  id: "pa-var-es",
  file,
  ids: /^pa-var-es-/,
  calculate(inputs, library) {
    const outcomes = library.dataset(inputs.text("dataset"));
    const level = inputs.number("p");
    const moments = sampleMoments(outcomes);
    const law = { mean: moments.mean, deviation: Math.sqrt(moments.variance) };
    const modified = cornishFisherTail(moments, level);
    if (!modified.ok) throw new Error(modified.failure.message);
    const edgeworth = edgeworthExpectedShortfall(moments, level);
    const boundary = quantile(outcomes, 1 - level, 7);
    const below = outcomes.filter((outcome) => outcome < boundary);
    return {
      VaR_historical: -boundary,
      VaR_gaussian: normalValueAtRisk(law, level),
      VaR_modified: modified.value.valueAtRisk,
      ES_historical: -below.reduce((total, outcome) => total + outcome, 0) / below.length,
      ES_gaussian: normalExpectedShortfall(law, level),
      // Where ours refuses, the peer prints the value at risk in its stead.
      ES_modified: edgeworth.ok ? edgeworth.value : modified.value.valueAtRisk,
      moments: {
        mean: moments.mean,
        var_n: moments.variance,
        skew: moments.skewness,
        exkurt: moments.excessKurtosis,
      },
    };
  },
};
