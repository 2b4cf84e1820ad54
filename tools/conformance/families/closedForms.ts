import { garchMoments, garchSumVariance } from "../../../src/statistics/garchMoments.ts";
import { paretoExpectedShortfall, paretoValueAtRisk } from "../../../src/statistics/generalisedPareto.ts";
import { normalExpectedShortfall, normalValueAtRisk } from "../../../src/statistics/normalTail.ts";
import { studentTExpectedShortfall, studentTValueAtRisk } from "../../../src/statistics/studentTTail.ts";
import type { CalculationFamily } from "../family.ts";

const file = "stats-closedform";

export const normalTailFamily: CalculationFamily = {
  id: "var-es-normal",
  file,
  ids: /^var-es-normal-/,
  calculate(inputs) {
    const law = { mean: inputs.number("mu"), deviation: inputs.number("sigma") };
    const level = inputs.number("conf");
    return { VaR: normalValueAtRisk(law, level), ES: normalExpectedShortfall(law, level) };
  },
};

export const studentTTailFamily: CalculationFamily = {
  id: "var-es-t",
  file,
  ids: /^var-es-t/,
  calculate(inputs) {
    const law = { mean: 0, deviation: 1, degreesOfFreedom: inputs.number("nu") };
    const level = inputs.number("conf");
    return { VaR: studentTValueAtRisk(law, level), ES: studentTExpectedShortfall(law, level) };
  },
};

/** Only the share beyond the threshold enters, so it is written as so many of a million. */
export const paretoTailFamily: CalculationFamily = {
  id: "gpd-var-es",
  file,
  ids: /^gpd-var-es-/,
  calculate(inputs) {
    const tail = {
      threshold: inputs.number("u"),
      shape: inputs.number("xi"),
      scale: inputs.number("beta"),
      exceedances: inputs.number("zeta_u") * 1e6,
      observations: 1e6,
      logLikelihood: 0,
      standardErrors: null,
    };
    const level = inputs.number("conf");
    return { VaR: paretoValueAtRisk(tail, level), ES: paretoExpectedShortfall(tail, level) };
  },
};

export const garchMomentsFamily: CalculationFamily = {
  id: "garch-facts",
  file,
  ids: /^garch-facts-/,
  calculate(inputs) {
    const recursion = { omega: inputs.number("omega"), alpha: inputs.number("alpha"), beta: inputs.number("beta") };
    const { unconditionalVariance, halfLife, kurtosis } = garchMoments(recursion);
    return {
      uncond_var: unconditionalVariance,
      half_life: halfLife,
      kurtosis,
      n_day_var: garchSumVariance(recursion, inputs.number("h_next"), inputs.number("n")),
    };
  },
};
