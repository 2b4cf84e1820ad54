import { power } from "../../../src/numerics/power.ts";
import { weightDiagnostics } from "../../../src/statistics/importanceDiagnostics.ts";
import { posteriorPareto } from "../../../src/statistics/tailShape.ts";
import { exponentialTiltMoments, normalShiftMoments } from "../../../src/statistics/tiltMoments.ts";
import type { CalculationFamily } from "../family.ts";

const file = "stats-importance-sampling";

export const normalShiftFamily: CalculationFamily = {
  id: "is-normal-shift",
  file,
  ids: /^is-normal-shift-/,
  calculate(inputs) {
    const moments = normalShiftMoments(inputs.number("c"), inputs.number("theta"));
    return {
      p: moments.probability,
      second_moment: moments.secondMoment,
      per_sample_var: moments.variance,
      variance_reduction_vs_mc: moments.varianceReduction,
      ess_fraction_all: moments.effectiveShare,
      ess_event_fraction_of_n: moments.eventEffectiveShare,
      kl_p_q: moments.divergence,
    };
  },
};

export const exponentialTiltFamily: CalculationFamily = {
  id: "is-exp",
  file,
  ids: /^is-exp-/,
  calculate(inputs) {
    const rate = inputs.number("rate");
    const { probability, secondMoment, varianceReduction } = exponentialTiltMoments(inputs.number("c"), rate);
    return {
      p: probability,
      second_moment: secondMoment,
      variance_reduction_vs_mc: varianceReduction,
      weight_variance_finite: rate < 2,
    };
  },
};

export const effectiveCountFamily: CalculationFamily = {
  id: "ess",
  file,
  ids: /^ess-/,
  calculate(inputs) {
    const weights = weightDiagnostics(Float64Array.from(inputs.numbers("log_weights")));
    return {
      ess_kish: weights.effectiveCount,
      ess_entropy_perplexity: weights.perplexity,
      max_weight: weights.maxShare,
      ess_inv_max: 1 / weights.maxShare,
      cv2: weights.squaredVariation,
      log_mean_weight: weights.logMeanWeight,
      gini: weights.gini,
    };
  },
};

export const tailShapeFamily: CalculationFamily = {
  id: "khat",
  file,
  ids: /^khat-/,
  calculate(inputs) {
    const [shape, count] = [inputs.number("xi"), inputs.number("n")];
    // The formula of the vectors: quantiles of the law at (i − ½)/n.
    const excesses = Float64Array.from({ length: count }, (_, k) => (power(1 - (k + 0.5) / count, -shape) - 1) / shape);
    const fit = posteriorPareto(excesses);
    return { k_wip: fit?.shapeWithPrior, k_raw: fit?.shape, sigma: fit?.scale };
  },
};
