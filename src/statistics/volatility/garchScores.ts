import { garchPlaces as at, garchStateLength } from "../../kernels/index.ts";
import { quickLog } from "../../numerics/logarithm.ts";
import type { GarchLikelihood } from "./garchLikelihood.ts";

/**
 * Scores of single returns: the slopes that `garchSums` adds up.
 *
 * @param values [P] in the order of the model's parameters
 * @returns      [P] of [n] in that order, ∂ ln f of each return given those before it
 * @cost         O(n P), and a logarithm a return where the law has a shape
 */
export function garchScores(likelihood: GarchLikelihood, values: Float64Array): Float64Array[] {
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
  const scores = Array.from(values, () => new Float64Array(returns.length));
  const first = hasMean ? 1 : 0;
  const [byMean, byShape] = [scores[0]!, scores.at(-1)!];
  const [byOmega, byAlpha, byBeta, byGamma] = [
    scores[first]!,
    scores[first + 1]!,
    scores[first + 2]!,
    scores[first + 3],
  ];
  for (let t = 0; t < returns.length; t++) {
    const e = returns[t]! - mean;
    const square = e * e;
    const whole = h + square * tail;
    const inverse = 1 / (h * whole);
    const slope = (weight * square - 0.5 * whole) * inverse;
    if (hasMean) byMean[t] = 2 * (weight * e * h * inverse - slope * hResidual);
    byOmega[t] = slope * hOmega;
    byAlpha[t] = slope * hAlpha;
    byBeta[t] = slope * hBeta;
    if (hasFalls) byGamma![t] = slope * hGamma;
    if (slopes !== undefined) {
      const ratioLog = quickLog(whole * whole * inverse);
      byShape[t] = slopes.constant - slopes.power * ratioLog - (weight / tail) * slopes.tail * square * h * inverse;
    }
    const isFall = e < 0;
    const news = (isFall ? alpha + gamma : alpha) * e;
    hOmega = 1 + beta * hOmega;
    hAlpha = square + beta * hAlpha;
    hBeta = h + beta * hBeta;
    hGamma = (isFall ? square : 0) + beta * hGamma;
    hResidual = news + beta * hResidual;
    h = omega + news * e + beta * h;
  }
  return scores;
}
