import { log } from "../../numerics/logarithm.ts";
import { curvatureOf, curvatureTrials } from "../../numerics/minimise.ts";
import { inverseInformation } from "../observedInformation.ts";
import type { AnyLikelihood, Asking, Evaluation } from "./evaluations.ts";
import { GarchLikelihood } from "./garchLikelihood.ts";
import { garchScores } from "./garchScores.ts";
import { Likelihood } from "./likelihood.ts";
import { partsOf, toReturnUnits, type VolatilityModel } from "./specification.ts";

/** Standard errors in the unit of the returns; null where a parameter rests on a bound or the matrix has no inverse. */
export interface VolatilityErrors {
  readonly hessian: readonly (number | null)[];
  readonly sandwich: readonly (number | null)[];
}

export interface EstimatedAt {
  /** Of the returns in units of their deviation. */
  readonly likelihood: AnyLikelihood;
  /** In units of the returns' deviation. */
  readonly values: Float64Array;
  /** Of the returns: what a value in their unit is divided by. */
  readonly deviation: number;
}

/**
 * Standard errors of a maximum of likelihood: by the inverse Hessian, and by the sandwich of Hessian and outer products
 * of scores.
 *
 * Parameters on a bound of their box are held. A bound on the persistence is not: errors there are those of a fit
 * without it.
 *
 * @param returns in units of their deviation
 * @source  T. Bollerslev, J. Wooldridge, Econometric Reviews 11 (1992)
 */
export function* volatilityErrors(
  model: VolatilityModel,
  returns: Float64Array,
  estimate: EstimatedAt,
): Asking<VolatilityErrors> {
  const { likelihood, values, deviation } = estimate;
  const coordinates = freeCoordinates(model, values);
  const { size, toValues, from, scales } = coordinates;
  const nothing = model.parameters.map(() => null);
  if (size === 0) return { hessian: nothing, sandwich: nothing };
  const trials = curvatureTrials(from, scales);
  const evaluations = trials.map(({ point }): Evaluation => {
    return { likelihood, values: toValues(point), gradient: new Float64Array(values.length), value: Number.NaN };
  });
  yield evaluations;
  trials.forEach(({ gradient }, k) => {
    coordinates.pull(evaluations[k]!.gradient, gradient);
  });
  const curvature = curvatureOf(trials).map((entry) => -entry);
  const inverse = inverseInformation(curvature, size);
  if (inverse === undefined) return { hessian: nothing, sandwich: nothing };
  const scores =
    likelihood instanceof GarchLikelihood
      ? coordinates.pullScores(garchScores(likelihood, values))
      : scoresByDifferences(model, returns, coordinates);
  const outer = outerProducts(scores);
  const middle = product(product(inverse, outer, size), inverse, size);
  const jacobian = transformSlopes(model, { toValues, from, scales, size }, deviation);
  const errorsOf = (covariance: Float64Array): (number | null)[] =>
    model.parameters.map((_, k) => {
      let variance = 0;
      for (let p = 0; p < size; p++) {
        for (let q = 0; q < size; q++) variance += jacobian[k]![p]! * covariance[p * size + q]! * jacobian[k]![q]!;
      }
      return variance > 0 && Number.isFinite(variance) ? Math.sqrt(variance) : null;
    });
  return { hessian: errorsOf(inverse), sandwich: errorsOf(middle) };
}

/** The parameters that a likelihood is differentiated by, and the way back to all. */
interface FreeCoordinates {
  readonly size: number;
  readonly from: Float64Array;
  readonly scales: readonly number[];
  readonly toValues: (point: Float64Array) => Float64Array;
  /** The gradient by all parameters as one by the free ones. */
  readonly pull: (whole: Float64Array, gradient: Float64Array) => void;
  /** The same of [n] scores each. */
  readonly pullScores: (whole: readonly Float64Array[]) => Float64Array[];
}

function freeCoordinates(model: VolatilityModel, values: Float64Array): FreeCoordinates {
  const { parameters, variance } = model;
  const isClosed = variance.fixedPersistence !== undefined;
  const beta = parameters.findIndex(({ name }) => name === "beta");
  const alpha = parameters.findIndex(({ name }) => name === "alpha");
  const free = parameters
    .map((_, k) => k)
    .filter((k) => !(isClosed && k === beta))
    .filter((k) => values[k]! > parameters[k]!.lower && values[k]! < parameters[k]!.upper);
  const pull = (whole: Float64Array, gradient: Float64Array): void => {
    free.forEach((k, p) => {
      gradient[p] = whole[k]! - (isClosed && k === alpha ? whole[beta]! : 0);
    });
  };
  return {
    size: free.length,
    from: Float64Array.from(free, (k) => values[k]!),
    // A step in proportion to the value where that is smaller than what usually matters; across many kinks where the
    // likelihood has one at every return, since between two of them it bends otherwise than over all.
    scales: free.map((k) =>
      variance.hasKinks && parameters[k]!.name === "mean"
        ? 2e4 * parameters[k]!.scale
        : Math.min(parameters[k]!.scale, Math.max(Math.abs(values[k]!), 1e-3 * parameters[k]!.scale)),
    ),
    toValues(point) {
      const all = Float64Array.from(values);
      free.forEach((k, p) => {
        all[k] = point[p]!;
      });
      if (isClosed) all[beta] = values[beta]! + values[alpha]! - all[alpha]!;
      return all;
    },
    pull,
    pullScores: (whole) =>
      free.map((k) => {
        const own = whole[k]!;
        return isClosed && k === alpha ? own.map((score, t) => score - whole[beta]![t]!) : own;
      }),
  };
}

/** [free] of [n], the scores of single observations by central differences. */
function scoresByDifferences(
  model: VolatilityModel,
  returns: Float64Array,
  { size, from, scales, toValues }: FreeCoordinates,
): Float64Array[] {
  return Array.from({ length: size }, (_, p) => {
    const step = 1e-5 * scales[p]!;
    const at = (by: number) =>
      observationLikelihoods(model, returns, toValues(from.map((x, q) => (q === p ? x + by : x))));
    const [above, below] = [at(step), at(-step)];
    return above.map((value, t) => (value - below[t]!) / (2 * step));
  });
}

/** Σ_t s_t s_tᵀ. */
function outerProducts(scores: readonly Float64Array[]): Float64Array {
  const size = scores.length;
  const out = new Float64Array(size * size);
  scores.forEach((one, p) => {
    for (let q = 0; q <= p; q++) {
      const other = scores[q]!;
      let total = 0;
      for (let t = 0; t < one.length; t++) total += one[t]! * other[t]!;
      out[p * size + q] = total;
      out[q * size + p] = total;
    }
  });
  return out;
}

/** [n] ln of each return's density given those before it. */
function observationLikelihoods(model: VolatilityModel, returns: Float64Array, values: Float64Array): Float64Array {
  const parts = partsOf(model, values);
  const likelihood = new Likelihood(model, returns);
  const { variances } = likelihood.filteredAt(parts);
  const logDensity = model.law.logDensity(parts.shape);
  return likelihood.residuals.map((e, t) => {
    const h = variances[t]!;
    return logDensity(e / Math.sqrt(h)) - 0.5 * log(h);
  });
}

/** [parameters][free] slopes of the parameters in the unit of the returns. */
function transformSlopes(
  model: VolatilityModel,
  { toValues, from, scales, size }: Pick<FreeCoordinates, "toValues" | "from" | "scales" | "size">,
  deviation: number,
): number[][] {
  const columns = Array.from({ length: size }, (_, p) => {
    const step = 1e-5 * scales[p]!;
    const at = (by: number) => toReturnUnits(model, toValues(from.map((x, q) => (q === p ? x + by : x))), deviation);
    const [above, below] = [at(step), at(-step)];
    return above.map((value, k) => (value - below[k]!) / (2 * step));
  });
  return model.parameters.map((_, k) => columns.map((column) => column[k]!));
}

function product(one: Float64Array, other: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let total = 0;
      for (let k = 0; k < size; k++) total += one[i * size + k]! * other[k * size + j]!;
      out[i * size + j] = total;
    }
  }
  return out;
}
