import { success } from "../../../numerics/outcome.ts";
import { ewmaVariance, meanSquareOfFirst } from "../../../statistics/ewma.ts";
import { ewmaDecay } from "../../../statistics/ewmaDecay.ts";
import type { Forecaster } from "../forecaster.ts";
import { writeByStandardisedTail } from "../standardisedTail.ts";

const startCount = 30;

/** Exponentially weighted variance whose decay is that of the least QLIKE over the window, with the window's own tail. */
export const ewmaForecaster: Forecaster = {
  id: "ewma",
  title: "EWMA, decay by QLIKE, tail of the window",
  source: "RiskMetrics (1996); J. Hull, A. White, J. Risk 1 (1998)",
  forecastsVariance: true,
  forecast(history, window, out) {
    const { from, to, until } = window;
    const fit = ewmaDecay(history.returns.subarray(from, to), { startCount });
    if (!fit.ok) return fit;
    const returns = history.returns.subarray(from, until);
    const { variances } = ewmaVariance(returns, fit.value.decay, meanSquareOfFirst(returns, startCount));
    const whole = new Float64Array(history.returns.length);
    whole.set(variances, from);
    writeByStandardisedTail(history.returns, whole, window, out);
    return success({});
  },
};
