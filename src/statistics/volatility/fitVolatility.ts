import { log } from "../../numerics/logarithm.ts";
import { type Failure, failed, type Outcome, success } from "../../numerics/outcome.ts";
import { type Asking, likelihoodOf, sideBySide } from "./evaluations.ts";
import { GarchLikelihood } from "./garchLikelihood.ts";
import { Likelihood, newsMoments } from "./likelihood.ts";
import { likelihoodSpike } from "./likelihoodSpike.ts";
import { searchVolatility } from "./searchVolatility.ts";
import {
  partsOf,
  toReturnUnits,
  type VolatilityModel,
  type VolatilitySpecification,
  volatilityModel,
} from "./specification.ts";
import { volatilityErrors } from "./volatilityErrors.ts";

/** One estimate with what is known of its error. */
export interface VolatilityParameter {
  readonly name: string;
  readonly value: number;
  /** By the Hessian; null on a bound of the search, where the theory behind it does not hold. */
  readonly standardError: number | null;
  /** By the sandwich of Hessian and outer products of scores, which holds when the law is not the right one. */
  readonly robustError: number | null;
  readonly atBound: "lower" | "upper" | null;
}

/** A fitted conditional variance. Plain data. */
export interface VolatilityFit {
  readonly specification: VolatilitySpecification;
  readonly observations: number;
  readonly parameters: readonly VolatilityParameter[];
  readonly logLikelihood: number;
  /** Akaike's and Schwarz's criteria; smaller is better. */
  readonly aic: number;
  readonly bic: number;
  readonly persistence: number;
  /** Steps after which half of a shock to the variance is left; null where it never fades. */
  readonly halfLife: number | null;
  /** In the square of the unit of the returns; null where there is none. */
  readonly unconditionalVariance: number | null;
  /** Whether the search was stopped by `persistenceMax`: errors then stand for a fit without it. */
  readonly isPersistenceAtBound: boolean;
  readonly converged: boolean;
  readonly iterations: number;
  readonly evaluations: number;
  /** What the recursion carries into the next step. */
  readonly next: { readonly variance: number; readonly state: number };
}

export interface VolatilityFitOptions {
  /** 100 unless said: fewer returns tell nothing of a persistence. */
  readonly observationsMin?: number;
  /** Whether standard errors are wanted; they cost as much as the fit. */
  readonly errors?: boolean;
}

/**
 * Maximum likelihood of a conditional variance model.
 *
 * Returns are scaled to a deviation of 1 for the search and estimates scaled back, so that no unit of returns needs
 * help. Where the best persistence exceeds `persistenceMax`, the search is repeated on that bound.
 *
 * @param returns shape [n], without the missing ones
 * @returns       `missing-data` for too few returns, `invalid` for constant or infinite ones, `not-converged` when the
 *                search ends without a flat slope, or on a spike of the likelihood over repeated returns
 * @cost          20 to 60 evaluations of O(n)
 * @source        gradient by a kernel that carries slopes forward, or by the adjoint of the recursion; each model's own source
 */
export function fitVolatility(
  specification: VolatilitySpecification,
  returns: Float64Array,
  options: VolatilityFitOptions = {},
): Outcome<VolatilityFit> {
  return fitVolatilities(specification, [returns], options)[0]!;
}

/**
 * The same of many series: two at a time, which share a vector where both are of one length and a kernel knows the model.
 *
 * @param windows each as the returns of `fitVolatility`
 * @returns       of each what `fitVolatility` says of it alone, to the bit
 */
export const fitVolatilities = (
  specification: VolatilitySpecification,
  windows: readonly Float64Array[],
  options: VolatilityFitOptions = {},
): Outcome<VolatilityFit>[] => sideBySide(windows.map((returns) => () => fitting(specification, returns, options)));

function* fitting(
  specification: VolatilitySpecification,
  returns: Float64Array,
  { observationsMin = 100, errors = true }: VolatilityFitOptions,
): Asking<Outcome<VolatilityFit>> {
  const fault = faultOf(returns, observationsMin);
  if (fault !== undefined) return failed(fault);
  const deviation = deviationOf(returns);
  const model = volatilityModel(scaledStart(specification, deviation));
  const scaled = new Float64Array(returns.length);
  for (let t = 0; t < returns.length; t++) scaled[t] = returns[t]! / deviation;
  const likelihood = likelihoodOf(model, scaled);
  const found = yield* searchVolatility(model, likelihood, scaled.length);
  if (found === undefined) {
    return failed(refusal("no start has a likelihood", "returns may hold one jump that no start can carry"));
  }
  const { minimum, values, isPersistenceAtBound } = found;
  if (!minimum.converged) {
    const message = `the search ended after ${minimum.iterations} iterations without a flat slope`;
    return failed(refusal(message, "look for a jump or a constant stretch, or ask for a simpler model"));
  }
  const parts = partsOf(model, values);
  const original = toReturnUnits(model, values, deviation);
  const end =
    likelihood instanceof GarchLikelihood
      ? endOfKernel(likelihood, values, deviation)
      : endOf(volatilityModel(specification), returns, original);
  const spike = likelihoodSpike(returns, { leastVariance: end.least, law: model.law, shape: parts.shape });
  if (spike !== undefined) return failed(spike);
  const news = newsMoments(model, parts.shape);
  const logLikelihood = -minimum.value - returns.length * log(deviation);
  const count = returns.length;
  const persistence = model.variance.persistence(parts.theta, news);
  const known = errors ? yield* volatilityErrors(model, scaled, { likelihood, values, deviation }) : undefined;
  const parameters = model.parameters.map(
    (searched, k): VolatilityParameter => ({
      name: searched.name,
      value: original[k]!,
      standardError: known?.hessian[k] ?? null,
      robustError: known?.sandwich[k] ?? null,
      atBound: values[k]! <= searched.lower ? "lower" : values[k]! >= searched.upper ? "upper" : null,
    }),
  );
  const searchedCount = model.parameters.length - (model.variance.fixedPersistence === undefined ? 0 : 1);
  const unconditional = model.variance.unconditionalVariance(parts.theta, news);
  return success({
    specification,
    observations: count,
    parameters,
    logLikelihood,
    aic: 2 * searchedCount - 2 * logLikelihood,
    bic: searchedCount * log(count) - 2 * logLikelihood,
    persistence,
    halfLife: persistence > 0 && persistence < 1 ? log(0.5) / log(persistence) : null,
    unconditionalVariance: unconditional === null ? null : unconditional * deviation * deviation,
    isPersistenceAtBound,
    converged: minimum.converged,
    iterations: minimum.iterations,
    evaluations: minimum.evaluations,
    next: end.next,
  });
}

/** The least variance of a path, and what is known after all returns; in the square of the unit of the returns. */
interface PathEnd {
  readonly least: number;
  readonly next: VolatilityFit["next"];
}

function endOf(model: VolatilityModel, returns: Float64Array, values: readonly number[]): PathEnd {
  const { variances, states } = new Likelihood(model, returns).filteredAt(partsOf(model, values));
  const least = variances.reduce((lowest, value) => Math.min(lowest, value), Number.POSITIVE_INFINITY);
  return { least, next: { variance: variances[returns.length]!, state: states[returns.length]! } };
}

function endOfKernel(likelihood: GarchLikelihood, values: Float64Array, deviation: number): PathEnd {
  const { least, next } = likelihood.pathEnd(values);
  const unit = deviation * deviation;
  return { least: least * unit, next: { variance: next * unit, state: 0 } };
}

function scaledStart(specification: VolatilitySpecification, deviation: number): VolatilitySpecification {
  const { start } = specification;
  if (start.rule !== "variance") return specification;
  return { ...specification, start: { rule: "variance", variance: start.variance / (deviation * deviation) } };
}

function deviationOf(returns: Float64Array): number {
  let [mean, squares] = [0, 0];
  for (const value of returns) mean += value;
  mean /= returns.length;
  for (const value of returns) squares += (value - mean) * (value - mean);
  return Math.sqrt(squares / returns.length);
}

function faultOf(returns: Float64Array, observationsMin: number): Failure | undefined {
  const count = returns.length;
  if (count < observationsMin) {
    const message = `${count} returns, a fit needs ${observationsMin}`;
    return { code: "missing-data", path: "returns", message, hint: "ask for a longer window or shorter steps" };
  }
  let bad = 0;
  while (bad < count && Number.isFinite(returns[bad])) bad += 1;
  if (bad < count) {
    const message = `return ${bad} is ${returns[bad]}`;
    return { code: "invalid", path: `returns[${bad}]`, message, hint: "leave missing returns out" };
  }
  const distinct = new Set<number>();
  for (const value of returns) if (distinct.add(value).size >= distinctMin) break;
  if (distinct.size < distinctMin) {
    const message = `${count} returns take ${distinct.size} values: no variance moves`;
    return { code: "invalid", path: "returns", message, hint: "look at the data: a halted market repeats its price" };
  }
  return undefined;
}

/** Fewer values than this are those of a halted market. */
const distinctMin = 10;

const refusal = (message: string, hint: string): Failure => ({
  code: "not-converged",
  path: "returns",
  message,
  hint,
});
