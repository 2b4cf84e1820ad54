import { log } from "../../numerics/logarithm.ts";
import { type Minimum, minimise } from "../../numerics/minimise.ts";
import { type Failure, failed, type Outcome, success } from "../../numerics/outcome.ts";
import { Likelihood, newsMoments } from "./likelihood.ts";
import { likelihoodSpike } from "./likelihoodSpike.ts";
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
 * @source        gradient by the adjoint of the recursion; each model's own source
 */
export function fitVolatility(
  specification: VolatilitySpecification,
  returns: Float64Array,
  { observationsMin = 100, errors = true }: VolatilityFitOptions = {},
): Outcome<VolatilityFit> {
  const fault = faultOf(returns, observationsMin);
  if (fault !== undefined) return failed(fault);
  const deviation = deviationOf(returns);
  const model = volatilityModel(scaledStart(specification, deviation));
  const scaled = returns.map((value) => value / deviation);
  const likelihood = new Likelihood(model, scaled);
  const found = search(model, likelihood);
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
  const own = volatilityModel(specification);
  const path = new Likelihood(own, returns).filteredAt(partsOf(own, original));
  const spike = likelihoodSpike(returns, { variances: path.variances, law: model.law, shape: parts.shape });
  if (spike !== undefined) return failed(spike);
  const news = newsMoments(model, parts.shape);
  const logLikelihood = -minimum.value - returns.length * log(deviation);
  const count = returns.length;
  const persistence = model.variance.persistence(parts.theta, news);
  const known = errors ? volatilityErrors(model, scaled, { values, deviation }) : undefined;
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
    next: { variance: path.variances[count]!, state: path.states[count]! },
  });
}

interface Found {
  readonly minimum: Minimum;
  readonly values: Float64Array;
  readonly isPersistenceAtBound: boolean;
}

function search(model: VolatilityModel, likelihood: Likelihood): Found | undefined {
  const { variance, specification, parameters } = model;
  const limit = variance.fixedPersistence ?? specification.persistenceMax;
  const boxed = parameters.map((searched) => {
    const isPersistence = searched.name === variance.persistenceParameter && limit !== null;
    return isPersistence ? { ...searched, upper: Math.min(searched.upper, limit) } : searched;
  });
  const box = {
    lower: boxed.map(({ lower }) => lower),
    upper: boxed.map(({ upper }) => upper),
    scales: boxed.map(({ scale }) => scale),
  };
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    const value = likelihood.withGradient(point, gradient);
    for (let k = 0; k < gradient.length; k++) gradient[k] = -gradient[k]!;
    return -value;
  };
  // A start may lie beyond a bound that was asked for.
  const start = bestStart(model, likelihood)?.map((value, k) => Math.min(value, box.upper[k]!));
  const kinks = kinkedOf(model);
  if (start === undefined) return undefined;
  if (variance.fixedPersistence === undefined) {
    const minimum = minimise({
      objective,
      start,
      ...box,
      ...kinks,
      ...curvatureOf(model, likelihood.residuals.length),
    });
    const { theta, shape } = partsOf(model, minimum.point);
    const persistence = variance.persistence(theta, newsMoments(model, shape));
    const summed = variance.persistenceParameter === undefined ? persistence : variance.shortRunPersistence?.(theta);
    const isInside = limit === null || summed === undefined || summed <= limit;
    if (isInside) {
      const at = boxed.findIndex(({ name }) => name === variance.persistenceParameter);
      const isPersistenceAtBound = at >= 0 && limit !== null && minimum.point[at]! >= limit;
      return { minimum, values: minimum.point, isPersistenceAtBound };
    }
    return searchOnBound(model, { objective, box, from: minimum.point, limit });
  }
  return searchOnBound(model, { objective, box, from: Float64Array.from(start), limit: limit! });
}

/** Places among the searched of parameters along which the likelihood has kinks. */
const kinkedOf = ({ variance, parameters }: VolatilityModel): { readonly kinked: readonly number[] } => ({
  kinked: variance.hasKinks ? [parameters.findIndex(({ name }) => name === "mean")] : [],
});

/** A mean's and a shape's share of what one return tells, the shape's by its scale; as `typicalInformation`. */
const [typicalOfMean, typicalOfShape] = [1.4, 0.008];

/** The second derivatives that a search of this many returns begins with, where they are roughly known. */
function curvatureOf(
  { variance, parameters, law }: VolatilityModel,
  count: number,
): { readonly curvature?: Float64Array } {
  const { typicalInformation } = variance;
  if (typicalInformation === undefined) return {};
  const [size, own] = [parameters.length, variance.parameters.length];
  const first = size - own - law.shapes.length;
  const curvature = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    const { scale } = parameters[k]!;
    curvature[k * size + k] = count * (k < first ? typicalOfMean : typicalOfShape / (scale * scale));
  }
  for (let p = 0; p < own; p++) {
    for (let q = 0; q < own; q++) curvature[(first + p) * size + first + q] = count * typicalInformation[p * own + q]!;
  }
  return { curvature };
}

interface BoundSearch {
  readonly objective: (point: Float64Array, gradient: Float64Array) => number;
  readonly box: { readonly lower: number[]; readonly upper: number[]; readonly scales: number[] };
  readonly from: Float64Array;
  readonly limit: number;
}

/** Search with β = limit − the other terms of the persistence. */
function searchOnBound(model: VolatilityModel, { objective, box, from, limit }: BoundSearch): Found | undefined {
  const at = model.parameters.findIndex(({ name }) => name === "beta");
  const others = model.parameters.map((_, k) => k).filter((k) => k !== at);
  const whole = new Float64Array(model.parameters.length);
  const slopes = new Float64Array(model.parameters.length);
  const restOf = (point: ArrayLike<number>): number => {
    others.forEach((k, i) => {
      whole[k] = point[i]!;
    });
    whole[at] = 0;
    const { theta, shape } = partsOf(model, whole);
    const { variance } = model;
    return variance.shortRunPersistence?.(theta) ?? variance.persistence(theta, newsMoments(model, shape));
  };
  const closed = (point: Float64Array, gradient: Float64Array): number => {
    const moved = Array.from(point);
    const restSlopes = others.map((k, i) => {
      const step = 1e-6 * box.scales[k]!;
      moved[i] = point[i]! + step;
      const above = restOf(moved);
      moved[i] = point[i]! - step;
      const below = restOf(moved);
      moved[i] = point[i]!;
      return (above - below) / (2 * step);
    });
    const beta = limit - restOf(point);
    if (!(beta >= 0)) return Number.NaN;
    whole[at] = beta;
    const value = objective(whole, slopes);
    others.forEach((k, i) => {
      gradient[i] = slopes[k]! - slopes[at]! * restSlopes[i]!;
    });
    return value;
  };
  const kinks = kinkedOf(model);
  const pick = (values: ArrayLike<number>) => others.map((k) => values[k]!);
  const inBox = (values: ArrayLike<number>): number[] =>
    pick(values).map((value, i) => Math.min(Math.max(value, box.lower[others[i]!]!), box.upper[others[i]!]!));
  // Where news alone takes more than the whole persistence, no memory is left for that start and another must serve.
  const start = [from, ...startCandidates(model)].map(inBox).find((candidate) => {
    return Number.isFinite(closed(Float64Array.from(candidate), new Float64Array(candidate.length)));
  });
  if (start === undefined) return undefined;
  const minimum = minimise({
    objective: closed,
    start,
    lower: pick(box.lower),
    upper: pick(box.upper),
    scales: pick(box.scales),
    ...kinks,
  });
  const beta = limit - restOf(minimum.point);
  others.forEach((k, i) => {
    whole[k] = minimum.point[i]!;
  });
  whole[at] = beta;
  return { minimum, values: whole, isPersistenceAtBound: model.variance.fixedPersistence === undefined };
}

/** News and memory that searches start from: a lively and a slow variance, beside the model's own. */
const starts = [
  { alpha: 0.2, beta: 0.7 },
  { alpha: 0.05, beta: 0.94 },
];

function startCandidates(model: VolatilityModel): number[][] {
  const own = model.parameters.map(({ start }) => start);
  return [
    own,
    ...starts.map(({ alpha, beta }) =>
      model.parameters.map(({ name, start }) => {
        if (model.variance.persistenceParameter !== undefined) return start;
        if (name === "alpha") return alpha;
        if (name === "beta") return beta;
        return name === "omega" ? 1 - alpha - beta : start;
      }),
    ),
  ];
}

/** The start of the highest likelihood, or none. */
function bestStart(model: VolatilityModel, likelihood: Likelihood): number[] | undefined {
  let best: { values: number[]; value: number } | undefined;
  for (const values of startCandidates(model)) {
    const value = likelihood.at(partsOf(model, values));
    if (Number.isFinite(value) && (best === undefined || value > best.value)) best = { values, value };
  }
  return best?.values;
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
  const bad = returns.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
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
