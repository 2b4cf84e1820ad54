import { success } from "../../../numerics/outcome.ts";
import {
  absoluteMean,
  fitVolatilities,
  lawQuantile,
  lawShortfall,
  partsOf,
  type RecursionState,
  type VolatilityFit,
  type VolatilitySpecification,
  volatilityModel,
} from "../../../statistics/volatility/index.ts";
import type { Forecaster, ForecastHistory, ForecastWindow, StepForecasts } from "../forecaster.ts";

/** A conditional variance model with the tail of its own law: of what it says, nothing is taken from the window but the fit. */
export function conditionalVariance(model: string, law: string): Forecaster {
  const specification: VolatilitySpecification = {
    model,
    law,
    mean: "constant",
    start: { rule: "backcast", decay: 0.94, count: 75 },
    persistenceMax: 0.9999,
  };
  const whole = volatilityModel(specification);
  const writeForecasts = (
    fit: VolatilityFit,
    { returns }: ForecastHistory,
    { to, until, tailProbability }: ForecastWindow,
    out: StepForecasts,
  ): void => {
    const values = fit.parameters.map(({ value }) => value);
    const { mean, theta, shape } = partsOf(whole, values);
    const far = lawQuantile(whole.law, shape, tailProbability);
    const beyond = lawShortfall(whole.law, shape, tailProbability);
    const centre = whole.variance.readsAbsoluteMean ? absoluteMean(whole.law, shape) : 0;
    // On from what the fit ended with: a start made anew would know the mean of the steps to be forecast.
    const at: RecursionState = { ...fit.next };
    for (let t = to; t < until; t++) {
      const deviation = Math.sqrt(at.variance);
      out.variances[t] = at.variance;
      out.quantiles[t] = mean + far * deviation;
      out.shortfalls[t] = mean + beyond * deviation;
      whole.variance.step(theta, at, returns[t]! - mean, centre);
    }
  };
  const forecastMany: NonNullable<Forecaster["forecastMany"]> = (history, windows, out) => {
    const past = windows.map(({ from, to }) => history.returns.subarray(from, to));
    return fitVolatilities(specification, past, { errors: false }).map((fit, k) => {
      if (!fit.ok) return fit;
      writeForecasts(fit.value, history, windows[k]!, out);
      return success({});
    });
  };
  return {
    id: `${model}/${law}`,
    title: `${whole.variance.title}, ${whole.law.title}`,
    source: whole.variance.source,
    forecastsVariance: true,
    forecast: (history, window, out) => forecastMany(history, [window], out)[0]!,
    forecastMany,
  };
}
