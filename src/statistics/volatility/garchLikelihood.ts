import { garchPlaces as at, garchStateLength, kernels } from "../../kernels/index.ts";
import { log } from "../../numerics/logarithm.ts";
import type { PowerTail } from "./errorLaw.ts";
import { backcastOf } from "./likelihood.ts";
import type { VolatilityModel } from "./specification.ts";

/** A lane of the state that the kernel moves on. */
export type Lane = 0 | 1;

/** Of both lanes; written and read within one call. */
const shared = new Float64Array(garchStateLength);

const thetaPlaces = [at.omega, at.alpha, at.beta, at.gamma];
const slopePlaces = [at.byOmega, at.byAlpha, at.byBeta, at.byGamma];
/** 256 ln 2. */
const lnTaken = 256 * log(2);

/** A point at which a likelihood is asked for; its gradient is written. */
interface AskedPoint {
  readonly values: Float64Array;
  readonly gradient: Float64Array;
}

/** Whether the kernel `garchSums` knows the recursion and the law. */
export const isGarch = ({ variance, law }: VolatilityModel): boolean =>
  variance.isRecursionOfSquares === true && law.powerTail !== undefined;

/** The likelihood of one series under a model of which `isGarch` holds, by the kernel that takes two series at once. */
export class GarchLikelihood {
  readonly model: VolatilityModel;
  readonly returns: Float64Array;
  /** Parameters of the mean, and of the variance. */
  private readonly meanCount: number;
  private readonly varianceCount: number;
  /** Mean return, and the mean square about it: the mean square about any other mean follows. */
  private readonly centre: number;
  private readonly squares: number;
  private readonly backcast: number;

  constructor(model: VolatilityModel, returns: Float64Array) {
    this.model = model;
    this.returns = returns;
    this.meanCount = model.specification.mean === "constant" ? 1 : 0;
    this.varianceCount = model.variance.parameters.length;
    let [mean, squares] = [0, 0];
    for (const value of returns) mean += value;
    mean /= returns.length;
    for (const value of returns) squares += (value - mean) * (value - mean);
    this.centre = mean;
    this.squares = squares / returns.length;
    this.backcast = backcastOf(returns, model.specification.start);
  }

  /** ℓ; writes its gradient in the order of the model's parameters. NaN where a variance is not positive. */
  withGradient(values: Float64Array, gradient: Float64Array): number {
    const tail = this.open(shared, 0, values);
    for (let place = 0; place < garchStateLength; place += 2) shared[place + 1] = shared[place]!;
    kernels().garchSums(shared, this.returns, this.returns);
    return this.close(shared, 0, { tail, gradient });
  }

  /** The variance known after all returns, and the least of all. */
  pathEnd(values: Float64Array): { readonly next: number; readonly least: number } {
    this.open(shared, 0, values);
    const [mean, omega, alpha] = [shared[2 * at.mean]!, shared[2 * at.omega]!, shared[2 * at.alpha]!];
    const [beta, gamma] = [shared[2 * at.beta]!, shared[2 * at.gamma]!];
    let h = shared[2 * at.variance]!;
    let least = h;
    for (const value of this.returns) {
      const e = value - mean;
      h = omega + (e < 0 ? alpha + gamma : alpha) * e * e + beta * h;
      least = Math.min(least, h);
    }
    return { next: h, least };
  }

  /** Whether both can be moved on together. */
  isPairWith(other: GarchLikelihood): boolean {
    return this.returns.length === other.returns.length;
  }

  /** Writes what the kernel reads of one lane; returns what the law says of the shape. */
  open(state: Float64Array, lane: Lane, values: Float64Array): PowerTail {
    for (let place = lane; place < garchStateLength; place += 2) state[place] = 0;
    const { meanCount, varianceCount, model } = this;
    const mean = meanCount === 1 ? values[0]! : 0;
    state[2 * at.mean + lane] = mean;
    for (let k = 0; k < varianceCount; k++) state[2 * thetaPlaces[k]! + lane] = values[meanCount + k]!;
    const tail = model.law.powerTail!(values.subarray(meanCount + varianceCount));
    state[2 * at.tail + lane] = tail.tail;
    state[2 * at.weight + lane] = tail.weight;
    state[2 * at.variances + lane] = 1;
    state[2 * at.wholes + lane] = 1;
    state[2 * at.least + lane] = Number.POSITIVE_INFINITY;
    this.begin(state, lane, mean);
    return tail;
  }

  /** The first variance and its slopes. */
  private begin(state: Float64Array, lane: Lane, mean: number): void {
    const { start } = this.model.specification;
    const off = this.centre - mean;
    const isOfResiduals = start.rule === "mean-square" || start.rule === "one-step";
    const known = start.rule === "variance" ? start.variance : this.backcast;
    const level = isOfResiduals ? this.squares + off * off : known;
    const byResidual = isOfResiduals ? off : 0;
    if (start.rule === "variance" || start.rule === "mean-square") {
      state[2 * at.variance + lane] = level;
      state[2 * at.varianceByResidual + lane] = byResidual;
      return;
    }
    // One step from before the first return, where half of the squares are taken for falls.
    const [omega, alpha] = [state[2 * at.omega + lane]!, state[2 * at.alpha + lane]!];
    const share = alpha + 0.5 * state[2 * at.gamma + lane]! + state[2 * at.beta + lane]!;
    state[2 * at.variance + lane] = omega + share * level;
    state[2 * at.varianceByOmega + lane] = 1;
    state[2 * at.varianceByAlpha + lane] = level;
    state[2 * at.varianceByBeta + lane] = level;
    state[2 * at.varianceByGamma + lane] = 0.5 * level;
    state[2 * at.varianceByResidual + lane] = share * byResidual;
  }

  /** ℓ of a lane that has been moved on by all returns; writes its gradient. */
  close(
    state: Float64Array,
    lane: Lane,
    { tail, gradient }: { readonly tail: PowerTail; readonly gradient: Float64Array },
  ): number {
    const { meanCount, varianceCount, returns } = this;
    const count = returns.length;
    const squares = state[2 * at.squares + lane]!;
    if (meanCount === 1) {
      gradient[0] = 2 * (tail.weight * state[2 * at.residuals + lane]! - state[2 * at.byResidual + lane]!);
    }
    for (let k = 0; k < varianceCount; k++) gradient[meanCount + k] = state[2 * slopePlaces[k]! + lane]!;
    const variancesLog = log(state[2 * at.variances + lane]!) + lnTaken * state[2 * at.variancesTaken + lane]!;
    const gaussian = count * tail.constant - 0.5 * variancesLog;
    const isKnown = state[2 * at.least + lane]! > 0;
    const { slopes } = tail;
    if (slopes === undefined) return isKnown ? gaussian - tail.weight * squares : Number.NaN;
    const wholesLog = log(state[2 * at.wholes + lane]!) + lnTaken * state[2 * at.wholesTaken + lane]!;
    const [ratiosLog, power] = [wholesLog - variancesLog, tail.weight / tail.tail];
    gradient[meanCount + varianceCount] =
      count * slopes.constant - slopes.power * ratiosLog - power * slopes.tail * squares;
    return isKnown ? gaussian - power * ratiosLog : Number.NaN;
  }
}

/** ℓ of both of a pair, their gradients written. Neither changes a bit of the other. */
export function garchPair(
  [one, other]: readonly [GarchLikelihood, GarchLikelihood],
  [first, second]: readonly [AskedPoint, AskedPoint],
): [number, number] {
  const tail = one.open(shared, 0, first.values);
  const otherTail = other.open(shared, 1, second.values);
  kernels().garchSums(shared, one.returns, other.returns);
  return [
    one.close(shared, 0, { tail, gradient: first.gradient }),
    other.close(shared, 1, { tail: otherTail, gradient: second.gradient }),
  ];
}
