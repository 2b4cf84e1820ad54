import { assert } from "../../numerics/assert.ts";
import type { LikelihoodSlopes } from "./errorLaw.ts";
import { absoluteMean, lawMean } from "./lawMoments.ts";
import { type ParameterParts, partsOf, type VolatilityModel } from "./specification.ts";
import type {
  NewsMoments,
  Recursion,
  RecursionSlopes,
  StartLevel,
  VariancePath,
  VarianceStart,
} from "./varianceModel.ts";

/** The conditional variances of a series at given parameters. */
export interface VolatilityPath extends VariancePath {
  /** [n] returns less their mean. */
  readonly residuals: Float64Array;
  readonly logLikelihood: number;
}

/**
 * Conditional variances and log-likelihood at given parameters.
 *
 * @param returns shape [n], without NaN and without the missing ones: time stands still while they are missing
 * @param values  in the order of `model.parameters`, in units of the returns
 * @returns       variances that are not positive are NaN, and then so is the likelihood
 * @cost          O(n)
 */
export function volatilityPath(
  model: VolatilityModel,
  returns: Float64Array,
  values: ArrayLike<number>,
): VolatilityPath {
  const likelihood = new Likelihood(model, returns);
  const logLikelihood = likelihood.at(partsOf(model, values));
  return { ...likelihood.path, residuals: likelihood.residuals, logLikelihood };
}

/** What the law contributes to expectations of a variance model. */
export const newsMoments = ({ law }: VolatilityModel, shape: readonly number[]): NewsMoments => ({
  mean: (g) => lawMean(law, shape, g),
});

/** The likelihood of one series, its arrays made once for many evaluations. */
export class Likelihood {
  readonly path: VariancePath;
  readonly residuals: Float64Array;
  private readonly model: VolatilityModel;
  private readonly returns: Float64Array;
  private readonly backcast: number;
  private readonly slopes: LikelihoodSlopes;

  constructor(model: VolatilityModel, returns: Float64Array) {
    assert(returns.length > 0, "a likelihood needs a return");
    this.model = model;
    this.returns = returns;
    const count = returns.length;
    this.residuals = new Float64Array(count);
    this.path = { variances: new Float64Array(count + 1), states: new Float64Array(count + 1) };
    this.slopes = {
      byVariance: new Float64Array(count),
      byShape: new Float64Array(model.law.shapes.length),
      byResiduals: 0,
    };
    this.backcast = backcastOf(returns, model.specification.start);
  }

  /** The variances, left in `path`. */
  filteredAt(parts: ParameterParts): VariancePath {
    this.model.variance.filter(this.recursionAt(parts), this.path);
    return this.path;
  }

  /** ℓ, and the variances left in `path`. */
  at(parts: ParameterParts): number {
    const { law } = this.model;
    this.filteredAt(parts);
    return law.logLikelihood(this.residuals, this.path.variances, parts.shape, this.slopes);
  }

  /** ℓ; writes its gradient in the order of the model's parameters. */
  withGradient(values: Float64Array, gradient: Float64Array): number {
    const { variance, law, specification } = this.model;
    const parts = partsOf(this.model, values);
    const recursion = this.recursionAt(parts);
    variance.filter(recursion, this.path);
    const value = law.logLikelihood(this.residuals, this.path.variances, parts.shape, this.slopes);
    const through: RecursionSlopes = {
      theta: new Float64Array(parts.theta.length),
      byResiduals: 0,
      byAbsoluteMean: 0,
    };
    variance.adjoint(recursion, this.path, this.slopes.byVariance, through);
    const first = specification.mean === "constant" ? 1 : 0;
    if (first === 1) gradient[0] = -(this.slopes.byResiduals + through.byResiduals);
    gradient.set(through.theta, first);
    parts.shape.forEach((_, k) => {
      let slope = this.slopes.byShape[k]!;
      if (variance.readsAbsoluteMean && specification.sizeCentre !== "normal")
        slope += through.byAbsoluteMean * this.absoluteMeanSlope(parts.shape, k);
      gradient[first + parts.theta.length + k] = slope;
    });
    return value;
  }

  private recursionAt({ mean, theta, shape }: ParameterParts): Recursion {
    const { residuals, returns } = this;
    for (let t = 0; t < returns.length; t++) residuals[t] = returns[t]! - mean;
    const { specification } = this.model;
    return {
      residuals,
      theta,
      start: this.startLevel(specification.start),
      absoluteMean: this.absoluteMean(shape),
    };
  }

  private absoluteMean(shape: readonly number[]): number {
    const { variance, law, specification } = this.model;
    if (!variance.readsAbsoluteMean) return 0;
    return specification.sizeCentre === "normal" ? normalAbsoluteMean : absoluteMean(law, shape);
  }

  private startLevel(start: VarianceStart): StartLevel {
    if (start.rule === "variance") return { at: "first", level: start.variance, isMeanOfResiduals: false };
    if (start.rule === "backcast") return { at: "before", level: this.backcast, isMeanOfResiduals: false };
    let total = 0;
    for (const e of this.residuals) total += e * e;
    const at = start.rule === "mean-square" ? "first" : "before";
    return { at, level: total / this.residuals.length, isMeanOfResiduals: true };
  }

  private absoluteMeanSlope(shape: readonly number[], k: number): number {
    const step = 1e-5;
    const moved = (by: number) => shape.map((value, p) => (p === k ? value + by : value));
    return (absoluteMean(this.model.law, moved(step)) - absoluteMean(this.model.law, moved(-step))) / (2 * step);
  }
}

/** √(2/π), E|Z| of the normal law. */
const normalAbsoluteMean = Math.sqrt(2 / Math.PI);

/** Exponentially weighted mean of the first squares about the mean return. */
export function backcastOf(returns: Float64Array, start: VarianceStart): number {
  if (start.rule !== "backcast") return 0;
  let mean = 0;
  for (const value of returns) mean += value;
  mean /= returns.length;
  let [total, weights, weight] = [0, 0, 1];
  for (let t = 0; t < Math.min(start.count, returns.length); t++) {
    const e = returns[t]! - mean;
    total += weight * e * e;
    weights += weight;
    weight *= start.decay;
  }
  return total / weights;
}
