import { failed, success } from "../../../numerics/outcome.ts";
import { fitHar, harForecast } from "../../../statistics/harVariance.ts";
import type { Forecaster } from "../forecaster.ts";
import { writeByStandardisedTail } from "../standardisedTail.ts";

/** Heterogeneous autoregression of realised variance, with the window's own tail. */
export const harForecaster: Forecaster = {
  id: "har",
  title: "HAR on realised variance, tail of the window",
  source: "F. Corsi, J. Financial Econometrics 7 (2009)",
  forecastsVariance: true,
  forecast({ returns, realised }, window, out) {
    const { from, to, until } = window;
    const fit = fitHar(realised, [from, to]);
    if (!fit.ok) return fit;
    const variances = new Float64Array(returns.length);
    let known: number | undefined;
    // Steps whose past is not known yet take the first forecast after them: their returns are in the window anyway.
    let first: number | undefined;
    for (let t = from; t < until; t++) {
      known = harForecast(fit.value, realised, t) ?? known;
      first ??= known;
      variances[t] = known ?? 0;
    }
    if (first === undefined) {
      const message = "no step has the realised variance of the month before it";
      return failed({ code: "missing-data", path: "realised", message, hint: "give bars shorter than a step" });
    }
    for (let t = from; t < until && variances[t] === 0; t++) variances[t] = first;
    writeByStandardisedTail(returns, variances, window, out);
    return success({});
  },
};
