import { type MinimiseProblem, type Minimum, minimising } from "../../numerics/minimise.ts";
import { type AnyLikelihood, type Asking, type Evaluation, valueAt } from "./evaluations.ts";
import { newsMoments } from "./likelihood.ts";
import { partsOf, type VolatilityModel } from "./specification.ts";

/** Where a search ended. */
export interface FoundVolatility {
  readonly minimum: Minimum;
  readonly values: Float64Array;
  readonly isPersistenceAtBound: boolean;
}

/**
 * The parameters of the highest likelihood inside the box and below the bound on the persistence.
 *
 * @returns absent when no start has a likelihood
 */
export function* searchVolatility(
  model: VolatilityModel,
  likelihood: AnyLikelihood,
  count: number,
): Asking<FoundVolatility | undefined> {
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
  function* objective(point: Float64Array, gradient: Float64Array): Asking<number> {
    const value = yield* valueAt(likelihood, point, gradient);
    for (let k = 0; k < gradient.length; k++) gradient[k] = -gradient[k]!;
    return -value;
  }
  // A start may lie beyond a bound that was asked for.
  const start = (yield* bestStart(model, likelihood))?.map((value, k) => Math.min(value, box.upper[k]!));
  const kinks = kinkedOf(model);
  if (start === undefined) return undefined;
  if (variance.fixedPersistence === undefined) {
    const minimum = yield* lowest({ start, ...box, ...kinks, ...typicalCurvature(model, count) }, objective);
    const { theta, shape } = partsOf(model, minimum.point);
    const persistence = variance.persistence(theta, newsMoments(model, shape));
    const summed = variance.persistenceParameter === undefined ? persistence : variance.shortRunPersistence?.(theta);
    const isInside = limit === null || summed === undefined || summed <= limit;
    if (isInside) {
      const at = boxed.findIndex(({ name }) => name === variance.persistenceParameter);
      const isPersistenceAtBound = at >= 0 && limit !== null && minimum.point[at]! >= limit;
      return { minimum, values: minimum.point, isPersistenceAtBound };
    }
    return yield* searchOnBound(model, { objective, box, from: minimum.point, limit });
  }
  return yield* searchOnBound(model, { objective, box, from: Float64Array.from(start), limit: limit! });
}

/** Places among the searched of parameters along which the likelihood has kinks. */
const kinkedOf = ({ variance, parameters }: VolatilityModel): { readonly kinked: readonly number[] } => ({
  kinked: variance.hasKinks ? [parameters.findIndex(({ name }) => name === "mean")] : [],
});

/** A mean's and a shape's share of what one return tells, the shape's by its scale; as `typicalInformation`. */
const [typicalOfMean, typicalOfShape] = [1.4, 0.008];

/** The second derivatives that a search of this many returns begins with, where they are roughly known. */
function typicalCurvature(
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

type Objective = (point: Float64Array, gradient: Float64Array) => Asking<number>;

function* lowest(problem: Omit<MinimiseProblem, "objective">, objective: Objective): Asking<Minimum> {
  const search = minimising(problem);
  let step = search.next();
  while (step.done !== true) step = search.next(yield* objective(step.value.point, step.value.gradient));
  return step.value;
}

interface BoundSearch {
  readonly objective: Objective;
  readonly box: { readonly lower: number[]; readonly upper: number[]; readonly scales: number[] };
  readonly from: Float64Array;
  readonly limit: number;
}

/** Search with β = limit − the other terms of the persistence. */
function* searchOnBound(
  model: VolatilityModel,
  { objective, box, from, limit }: BoundSearch,
): Asking<FoundVolatility | undefined> {
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
  function* closed(point: Float64Array, gradient: Float64Array): Asking<number> {
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
    const value = yield* objective(whole, slopes);
    others.forEach((k, i) => {
      gradient[i] = slopes[k]! - slopes[at]! * restSlopes[i]!;
    });
    return value;
  }
  const kinks = kinkedOf(model);
  const pick = (values: ArrayLike<number>) => others.map((k) => values[k]!);
  const inBox = (values: ArrayLike<number>): number[] =>
    pick(values).map((value, i) => Math.min(Math.max(value, box.lower[others[i]!]!), box.upper[others[i]!]!));
  // Where news alone takes more than the whole persistence, no memory is left for that start and another must serve.
  let start: number[] | undefined;
  for (const candidate of [from, ...startCandidates(model)].map(inBox)) {
    const value = yield* closed(Float64Array.from(candidate), new Float64Array(candidate.length));
    if (!Number.isFinite(value)) continue;
    start = candidate;
    break;
  }
  if (start === undefined) return undefined;
  const problem = { start, lower: pick(box.lower), upper: pick(box.upper), scales: pick(box.scales), ...kinks };
  const minimum = yield* lowest(problem, closed);
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
function* bestStart(model: VolatilityModel, likelihood: AnyLikelihood): Asking<number[] | undefined> {
  const size = model.parameters.length;
  const candidates = startCandidates(model).map((values): Evaluation => {
    return { likelihood, values: Float64Array.from(values), gradient: new Float64Array(size), value: Number.NaN };
  });
  yield candidates;
  let best: Evaluation | undefined;
  for (const one of candidates) {
    if (Number.isFinite(one.value) && (best === undefined || one.value > best.value)) best = one;
  }
  return best && Array.from(best.values);
}
