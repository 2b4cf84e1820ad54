import { garchPlaces as at, garchStateLength, kernels } from "../../kernels/index.ts";
import { log } from "../../numerics/logarithm.ts";
import type { PowerTail } from "./errorLaw.ts";
import { backcastOf } from "./likelihood.ts";
import { partsOf, type VolatilityModel } from "./specification.ts";

/** Of two lanes; written and read within one call. */
const state = new Float64Array(garchStateLength);

/** Place of α; those of ω, β and γ lie beside it. */
const thetaPlaces = [at.omega, at.alpha, at.beta, at.gamma];
const slopePlaces = [at.byOmega, at.byAlpha, at.byBeta, at.byGamma];
/** 256 ln 2. */
const lnTaken = 256 * log(2);

/** A point at which a likelihood is asked for; its gradient is written. */
interface AskedPoint {
  readonly values: Float64Array;
  readonly gradient: Float64Array;
}

/**
 * The likelihood of one series whose variance is a recursion of squares and whose law has a `powerTail`, by the kernel
 * that takes two series at once.
 */
export class GarchLikelihood {
  readonly model: VolatilityModel;
  readonly returns: Float64Array;
  private readonly centre: number;
  private readonly squares: number;
  private readonly backcast: number;

  /** @param model one of which `isGarch` holds */
  constructor(model: VolatilityModel, returns: Float64Array) {
    this.model = model;
    this.returns = returns;
    let [mean, squares] = [0, 0];
    for (const value of returns) mean += value;
    mean /= returns.length;
    for (const value of returns) squares += (value - mean) * (value - mean);
    this.centre = mean;
    this.squares = squares / returns.length;
    this.backcast = backcastOf(returns, model.specification.start);
  }

  /** ℓ; writes its gradient in the order of the model's parameters. */
  withGradient(values: Float64Array, gradient: Float64Array): number {
    const tail = this.open(0, values);
    for (let place = 0; place < garchStateLength; place += 2) state[place + 1] = state[place]!;
    kernels().garchSums(state, this.returns, this.returns);
    return this.close(0, tail, gradient);
  }

  /** Whether both may be moved on together. */
  isPairWith(other: GarchLikelihood): boolean {
    return this.returns.length === other.returns.length;
  }

  /** Writes what the kernel reads of one lane. */
  open(lane: 0 | 1, values: Float64Array): PowerTail {
    for (let place = lane; place < garchStateLength; place += 2) state[place] = 0;
    const put = (place: number, value: number): void => {
      state[2 * place + lane] = value;
    };
    const { mean, theta, shape } = partsOf(this.model, values);
    const [omega, alpha, beta, gamma] = [theta[0]!, theta[1]!, theta[2]!, theta[3] ?? 0];
    theta.forEach((value, k) => {
      put(thetaPlaces[k]!, value);
    });
    const tail = this.model.law.powerTail!(shape);
    put(at.mean, mean);
    put(at.tail, tail.tail);
    put(at.weight, tail.weight);
    put(at.variances, 1);
    put(at.wholes, 1);
    put(at.least, Infinity);
    const { start } = this.model.specification;
    const off = this.centre - mean;
    const level =
      start.rule === "variance" ? start.variance : start.rule === "backcast" ? this.backcast : this.squares + off * off;
    const byResidual = start.rule === "variance" || start.rule === "backcast" ? 0 : off;
    if (start.rule === "variance" || start.rule === "mean-square") {
      put(at.variance, level);
      put(at.varianceByResidual, byResidual);
      return tail;
    }
    // One step from before the first return, half of whose squares are taken for falls.
    const share = alpha + 0.5 * gamma + beta;
    put(at.variance, omega + share * level);
    put(at.varianceByOmega, 1);
    put(at.varianceByAlpha, level);
    put(at.varianceByBeta, level);
    put(at.varianceByGamma, 0.5 * level);
    put(at.varianceByResidual, share * byResidual);
    return tail;
  }

  /** ℓ of a lane that has been moved on; writes its gradient. NaN where a variance is not positive. */
  close(lane: 0 | 1, tail: PowerTail, gradient: Float64Array): number {
    const row = (place: number): number => state[2 * place + lane]!;
    const { variance, specification } = this.model;
    const count = this.returns.length;
    const first = specification.mean === "constant" ? 1 : 0;
    if (first === 1) gradient[0] = 2 * (tail.weight * row(at.residuals) - row(at.byResidual));
    variance.parameters.forEach((_, k) => {
      gradient[first + k] = row(slopePlaces[k]!);
    });
    const squares = row(at.squares);
    const variancesLog = log(row(at.variances)) + lnTaken * row(at.variancesTaken);
    const constant = count * tail.constant - 0.5 * variancesLog;
    const { slopes } = tail;
    if (slopes === undefined) return row(at.least) > 0 ? constant - tail.weight * squares : Number.NaN;
    const wholesLog = log(row(at.wholes)) + lnTaken * row(at.wholesTaken);
    const ratiosLog = wholesLog - variancesLog;
    const power = tail.weight / tail.tail;
    gradient[first + variance.parameters.length] =
      count * slopes.constant - slopes.power * ratiosLog - power * slopes.tail * squares;
    return row(at.least) > 0 ? constant - power * ratiosLog : Number.NaN;
  }
}

/** ℓ of both of a pair, their gradients written. Neither changes a bit of the other. */
export function garchPair(
  [one, other]: readonly [GarchLikelihood, GarchLikelihood],
  [at, otherAt]: readonly [AskedPoint, AskedPoint],
): [number, number] {
  const tail = one.open(0, at.values);
  const otherTail = other.open(1, otherAt.values);
  kernels().garchSums(state, one.returns, other.returns);
  return [one.close(0, tail, at.gradient), other.close(1, otherTail, otherAt.gradient)];
}

/** Whether the kernel knows the recursion and the law. */
export const isGarch = ({ variance, law }: VolatilityModel): boolean =>
  variance.isRecursionOfSquares === true && law.powerTail !== undefined;
