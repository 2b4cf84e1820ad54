import { garchPlaces as at, garchStateLength } from "../../kernels/index.ts";
import { quickLog } from "../../numerics/logarithm.ts";
import type { GarchLikelihood } from "./garchLikelihood.ts";

/**
 * Σ_t s_t s_tᵀ of the scores of single returns: the slopes of the recursion that `garchSums` adds up, return by return.
 *
 * @param values in the order of the model's parameters
 * @returns      shape [P×P] in that order
 * @cost         O(n P²), and a logarithm a return where the law has a shape
 */
export function garchScoreProducts(likelihood: GarchLikelihood, values: Float64Array): Float64Array {
  const state = new Float64Array(garchStateLength);
  const { slopes, tail, weight } = likelihood.open(state, 0, values);
  const { model, returns } = likelihood;
  const hasMean = model.specification.mean === "constant";
  const hasFalls = model.variance.parameters.length === 4;
  const [mean, omega, alpha] = [state[2 * at.mean]!, state[2 * at.omega]!, state[2 * at.alpha]!];
  const [beta, gamma] = [state[2 * at.beta]!, state[2 * at.gamma]!];
  let [h, hOmega, hAlpha] = [state[2 * at.variance]!, state[2 * at.varianceByOmega]!, state[2 * at.varianceByAlpha]!];
  let [hBeta, hGamma] = [state[2 * at.varianceByBeta]!, state[2 * at.varianceByGamma]!];
  let hResidual = state[2 * at.varianceByResidual]!;
  const size = values.length;
  const first = hasMean ? 1 : 0;
  const [score, products] = [new Float64Array(size), new Float64Array(size * size)];
  for (const value of returns) {
    const e = value - mean;
    const square = e * e;
    const whole = h + square * tail;
    const inverse = 1 / (h * whole);
    const slope = (weight * square - 0.5 * whole) * inverse;
    if (hasMean) score[0] = 2 * (weight * e * h * inverse - slope * hResidual);
    score[first] = slope * hOmega;
    score[first + 1] = slope * hAlpha;
    score[first + 2] = slope * hBeta;
    if (hasFalls) score[first + 3] = slope * hGamma;
    if (slopes !== undefined) {
      const ratioLog = quickLog(whole * whole * inverse);
      score[size - 1] =
        slopes.constant - slopes.power * ratioLog - (weight / tail) * slopes.tail * square * h * inverse;
    }
    for (let p = 0; p < size; p++) for (let q = 0; q <= p; q++) products[p * size + q]! += score[p]! * score[q]!;
    const isFall = e < 0;
    const news = (isFall ? alpha + gamma : alpha) * e;
    hOmega = 1 + beta * hOmega;
    hAlpha = square + beta * hAlpha;
    hBeta = h + beta * hBeta;
    hGamma = (isFall ? square : 0) + beta * hGamma;
    hResidual = news + beta * hResidual;
    h = omega + news * e + beta * h;
  }
  for (let p = 0; p < size; p++) for (let q = 0; q < p; q++) products[q * size + p] = products[p * size + q]!;
  return products;
}
