import { type Outcome, success } from "../numerics/outcome.ts";
import {
  fitVolatility,
  type VolatilityModel,
  type VolatilityPath,
  type VolatilitySpecification,
  volatilityModel,
  volatilityPath,
} from "../statistics/index.ts";

/** A conditional variance with its numbers, in units of the returns. */
export interface GivenVolatility {
  readonly specification: VolatilitySpecification;
  /** In the order of the model: mean, variance, shapes. */
  readonly values: readonly number[];
}

/** A series' conditional variance, ready to be run. */
export interface ConditionalVariance {
  readonly model: VolatilityModel;
  readonly values: readonly number[];
}

/** A search may not end on a variance that never returns to its mean within a margin period. */
const persistenceMax = 0.9999;

/**
 * The specification of a model for margin: no mean, because a mean of a year is noise next to its error.
 *
 * @param model id of a variance model
 * @param law   id of an error law
 */
export const marginSpecification = (model: string, law: string): VolatilitySpecification => ({
  model,
  law,
  mean: "zero",
  start: { rule: "mean-square" },
  persistenceMax,
});

/** The exponentially weighted moving variance as a model with its numbers: nothing is fitted. */
export const ewmaVolatility = (decay: number): GivenVolatility => ({
  specification: { ...marginSpecification("integrated-garch", "normal"), persistenceMax: null },
  values: [0, 1 - decay, decay],
});

/**
 * A fit to a series, whose failure names the series.
 *
 * @returns as `fitVolatility`
 */
export function fittedVariance(
  market: string,
  returns: Float64Array,
  specification: VolatilitySpecification,
): Outcome<ConditionalVariance> {
  const fit = fitVolatility(specification, returns, { errors: false });
  if (!fit.ok) {
    const { code, message, hint } = fit.failure;
    const said = `${specification.model} with ${specification.law} errors cannot be fitted: ${message}`;
    return { ok: false, failure: { code, path: market, message: said, ...(hint === undefined ? {} : { hint }) } };
  }
  return success({
    model: volatilityModel(specification),
    values: fit.value.parameters.map(({ value }) => value),
  });
}

export const givenVariance = ({ specification, values }: GivenVolatility): ConditionalVariance => ({
  model: volatilityModel(specification),
  values,
});

/** Residuals over their conditional deviations, and what the recursion carries into the next step. */
export interface StandardisedSeries {
  /** [n] */
  readonly errors: Float64Array;
  readonly next: { readonly variance: number; readonly state: number };
}

/** @returns `invalid` where the numbers give a variance that is not positive, with the series' name */
export function standardised(
  market: string,
  { model, values }: ConditionalVariance,
  returns: Float64Array,
): Outcome<StandardisedSeries> {
  const path: VolatilityPath = volatilityPath(model, returns, values);
  const count = returns.length;
  const errors = path.residuals.map((residual, t) => residual / Math.sqrt(path.variances[t]!));
  const next = { variance: path.variances[count]!, state: path.states[count]! };
  if (!errors.every(Number.isFinite) || !(next.variance > 0 && next.variance < Infinity)) {
    const message = `the ${model.variance.id} numbers give a variance that is not positive`;
    const hint = "look for a halted market in the window, or use another model";
    return { ok: false, failure: { code: "invalid", path: market, message, hint } };
  }
  return success({ errors, next });
}
