import { assert } from "../../numerics/assert.ts";
import type { ErrorLaw, SearchedParameter } from "./errorLaw.ts";
import { errorLaws } from "./errorLaws.ts";
import type { VarianceModel, VarianceStart } from "./varianceModel.ts";
import { varianceModels } from "./varianceModels.ts";

/** Everything that two programs must agree on before their likelihoods can. Plain data, kept with the estimates. */
export interface VolatilitySpecification {
  /** Id of a variance model. */
  readonly model: string;
  /** Id of a law of standardised errors. */
  readonly law: string;
  /** Of the returns: 0, or a constant that is estimated. */
  readonly mean: "zero" | "constant";
  readonly start: VarianceStart;
  /** The persistence that a search may not exceed; null leaves it free. */
  readonly persistenceMax: number | null;
  /** What EGARCH takes from |z|: its mean under the law unless said, or under the normal law, as the arch package does. */
  readonly sizeCentre?: "law" | "normal";
}

/** A specification with its model and law looked up, and its parameters in order: mean, variance, shapes. */
export interface VolatilityModel {
  readonly specification: VolatilitySpecification;
  readonly variance: VarianceModel;
  readonly law: ErrorLaw;
  readonly parameters: readonly SearchedParameter[];
}

/** In units of the returns' standard deviation, as a search sees it. */
const meanParameter: SearchedParameter = { name: "mean", lower: -10, upper: 10, start: 0, scale: 0.05 };

/** @throws InvariantError when an id is not known */
export function volatilityModel(specification: VolatilitySpecification): VolatilityModel {
  const variance = varianceModels.find(({ id }) => id === specification.model);
  const law = errorLaws.find(({ id }) => id === specification.law);
  assert(variance !== undefined, `no variance model is called ${specification.model}`);
  assert(law !== undefined, `no law of errors is called ${specification.law}`);
  const mean = specification.mean === "constant" ? [meanParameter] : [];
  return { specification, variance, law, parameters: [...mean, ...variance.parameters, ...law.shapes] };
}

/** A parameter vector by what its parts are for. */
export interface ParameterParts {
  readonly mean: number;
  readonly theta: readonly number[];
  readonly shape: readonly number[];
}

export function partsOf({ specification, variance }: VolatilityModel, values: ArrayLike<number>): ParameterParts {
  const all = Array.from(values);
  const first = specification.mean === "constant" ? 1 : 0;
  const shapes = first + variance.parameters.length;
  return { mean: first === 1 ? all[0]! : 0, theta: all.slice(first, shapes), shape: all.slice(shapes) };
}

/** Values as a search has them, in the unit of the returns. */
export function toReturnUnits(model: VolatilityModel, values: ArrayLike<number>, deviation: number): number[] {
  const { mean, theta, shape } = partsOf(model, values);
  const first = model.specification.mean === "constant" ? [mean * deviation] : [];
  return [...first, ...model.variance.rescaled(theta, deviation), ...shape];
}
