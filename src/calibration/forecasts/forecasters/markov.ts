import { success } from "../../../numerics/outcome.ts";
import { fitMarkovVariance, markovVariances } from "../../../statistics/markovVariance.ts";
import type { Forecaster } from "../forecaster.ts";
import { writeByStandardisedTail } from "../standardisedTail.ts";

/** Variance of two hidden states, with the window's own tail. */
export const markovForecaster: Forecaster = {
  id: "markov",
  title: "Two-state Markov variance, tail of the window",
  source: "J. Hamilton, Econometrica 57 (1989)",
  forecastsVariance: true,
  forecast({ returns }, window, out) {
    const { from, to, until } = window;
    const fit = fitMarkovVariance(returns.subarray(from, to));
    if (!fit.ok) return fit;
    const variances = new Float64Array(returns.length);
    variances.set(markovVariances(fit.value, returns.subarray(from, until)).subarray(0, until - from), from);
    writeByStandardisedTail(returns, variances, window, out);
    return success({});
  },
};
