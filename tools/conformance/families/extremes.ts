import { extremeValueLaw } from "../../../src/statistics/generalisedExtremeValue.ts";
import {
  type ParetoTail,
  paretoExpectedShortfall,
  paretoTail,
  paretoValueAtRisk,
} from "../../../src/statistics/generalisedPareto.ts";
import { meanExcess, tailIndex } from "../../../src/statistics/tailIndex.ts";
import type { CalculationFamily, Library, VectorInputs } from "../family.ts";

const file = "stats-evt";

/** Losses of a dataset: some rows say it is to be turned round by name, some by sign. */
function lossesOf(inputs: VectorInputs, { dataset }: Library): Float64Array {
  const values = dataset(inputs.text("dataset"));
  const isNegated = String(inputs.value("transform") ?? "").startsWith("neg-") || inputs.value("sign") === -1;
  return isNegated ? values.map((value) => -value) : values;
}

function fitOf(inputs: VectorInputs, library: Library): ParetoTail {
  const method = inputs.value("method") === "pwm" ? "moments" : "likelihood";
  // One row fits eleven.
  const asked = { method, exceedancesMin: 10 } as const;
  const fit = paretoTail(lossesOf(inputs, library), inputs.number("threshold"), asked);
  if (!fit.ok) throw new Error(fit.failure.message);
  return fit.value;
}

const levels = [0.99, 0.995, 0.999, 0.9999];
const exactLevels = [0.99, 0.995, 0.997, 0.999, 0.9999];

/** At the levels beyond the threshold: below it the law says nothing. */
function answerOf(fit: ParetoTail, among: readonly number[]) {
  const asked = among.filter((level) => 1 - level <= fit.exceedances / fit.observations);
  return {
    xi: fit.shape,
    beta: fit.scale,
    n_exceed: fit.exceedances,
    loglik: fit.logLikelihood,
    q: asked,
    VaR: asked.map((level) => paretoValueAtRisk(fit, level)),
    ES: asked.map((level) => paretoExpectedShortfall(fit, level)),
    se_xi_asymptotic: fit.standardErrors?.shape,
    se_beta_asymptotic: fit.standardErrors?.scale,
  };
}

/** A tolerance of parameters stands for what follows from them. */
const toleranceNames = {
  xi: "params",
  beta: "params",
  ES: "VaR",
  se_xi_asymptotic: "params",
  se_beta_asymptotic: "params",
};

/** Standard errors by the observed information, and another program's fit, are not ours. */
const notCompared = ["se_xi", "se_beta", "evd_fpot_xi", "evd_fpot_beta", "evd_loglik"];

export const paretoFamily: CalculationFamily = {
  id: "gpd",
  file,
  ids: /^gpd-(?!mle-exact).*(?<!-pwm)$/,
  toleranceNames,
  notCompared,
  calculate: (inputs, library) => answerOf(fitOf(inputs, library), levels),
};

export const paretoMomentsFamily: CalculationFamily = {
  id: "gpd-pwm",
  file,
  ids: /^gpd-.*-pwm$/,
  toleranceNames: { ...toleranceNames, loglik: "params" },
  calculate: (inputs, library) => answerOf(fitOf(inputs, library), levels),
};

export const exactParetoFamily: CalculationFamily = {
  id: "gpd-mle-exact",
  file,
  ids: /^gpd-mle-exact-/,
  toleranceNames,
  calculate: (inputs, library) => answerOf(fitOf(inputs, library), exactLevels),
};

export const tailIndexFamily: CalculationFamily = {
  id: "hill",
  file,
  ids: /^hill-/,
  calculate(inputs, library) {
    const { hill, dekkersEinmahlDeHaan, pickands } = tailIndex(lossesOf(inputs, library), inputs.number("k"));
    return {
      hill_xi: hill,
      tail_index_alpha: 1 / hill,
      dedh_moment_xi: dekkersEinmahlDeHaan,
      pickands_xi: pickands,
    };
  },
};

export const meanExcessFamily: CalculationFamily = {
  id: "mean-excess",
  file,
  ids: /^mean-excess-/,
  calculate(inputs, library) {
    const { mean, count } = meanExcess(lossesOf(inputs, library), inputs.number("threshold"));
    return { mean_excess: mean, n: count };
  },
};

/** Maxima of years, as they stand. */
export const extremeValueFamily: CalculationFamily = {
  id: "gev",
  file,
  ids: /^gev-/,
  toleranceNames: { mu: "params", sigma: "params", xi: "params", loc: "params", scale: "params", shape: "params" },
  calculate(inputs, library) {
    const fit = extremeValueLaw(lossesOf(inputs, library));
    if (!fit.ok) throw new Error(fit.failure.message);
    const { location, scale, shape, logLikelihood, standardErrors } = fit.value;
    return {
      mu: location,
      sigma: scale,
      xi: shape,
      se: { loc: standardErrors.location, scale: standardErrors.scale, shape: standardErrors.shape },
      loglik: logLikelihood,
    };
  },
};
