import { exp } from "../numerics/exponential.ts";
import { log } from "../numerics/logarithm.ts";
import { minimise, secondDerivatives, withDifferences } from "../numerics/minimise.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { halfLnTwoPi } from "../numerics/saddlePoint.ts";
import { inverseInformation } from "./observedInformation.ts";

/** Two states of the market, each with a variance of its own. */
export interface MarkovVariance {
  /** Per step, in the unit of returns: the calm state first. */
  readonly deviations: readonly [number, number];
  /** Chance that a state lasts another step. */
  readonly stay: readonly [number, number];
  readonly mean: number;
}

export interface MarkovVarianceFit extends MarkovVariance {
  readonly standardErrors: {
    readonly deviations: readonly [number, number];
    readonly stay: readonly [number, number];
  } | null;
  /** Expected steps that a state lasts. */
  readonly durations: readonly [number, number];
  readonly logLikelihood: number;
  readonly observations: number;
  /** Chance of the lively state after the last return. */
  readonly livelyNow: number;
}

/**
 * Variance that jumps between two levels by a hidden Markov chain, normal in each state, by maximum likelihood.
 *
 * @param returns shape [n], without the missing ones
 * @returns       too few returns, and states that cannot be told apart or that one jump alone makes, are failures
 * @cost          some 300 passes with two exponentials a return
 * @source        J. Hamilton, Econometrica 57 (1989)
 */
export function fitMarkovVariance(returns: Float64Array): Outcome<MarkovVarianceFit> {
  const count = returns.length;
  if (count < 250) {
    const message = `${count} returns, two states need 250`;
    return failed({ code: "missing-data", path: "returns", message, hint: "ask for a longer window" });
  }
  const deviation = Math.sqrt(returns.reduce((sum, value) => sum + value * value, 0) / count);
  if (!(deviation > 0)) return failed({ code: "invalid", path: "returns", message: "all returns are 0" });
  const scaled = returns.map((value) => value / deviation);
  // Deviations by their logarithms and chances by their odds, so that every point of the box is a model.
  const box = { lower: [-6, -6, -1, -1, -3], upper: [4, 5, 12, 12, 3], scales: [0.2, 0.2, 0.5, 0.5, 0.05] };
  const value = (point: Float64Array): number => -filtered(scaled, modelAt(point)).logLikelihood;
  const objective = withDifferences(value, box);
  const starts = [
    [log(0.6), log(1.8), 3, 2, 0],
    [log(0.4), log(1.2), 4, 3, 0],
  ];
  const found = starts
    .map((start) => minimise({ objective, start, ...box }))
    .reduce((best, one) => (one.value < best.value ? one : best));
  const model = modelAt(found.point);
  const { logLikelihood, lively } = filtered(scaled, model);
  if (!found.converged || found.atBound.some(Boolean)) {
    const message = "the likelihood has no top inside the box of two states";
    return failed({
      code: "not-converged",
      path: "returns",
      message,
      hint: "one state may be a single jump: look at the data",
    });
  }
  const [calm, busy] = model.deviations;
  const isTurned = calm > busy;
  const errors = errorsOf(objective, found.point, box.scales, model);
  const turned = <T>([one, other]: readonly [T, T]): readonly [T, T] => (isTurned ? [other, one] : [one, other]);
  const stay = turned(model.stay);
  return success({
    deviations: turned([calm * deviation, busy * deviation]),
    stay,
    mean: model.mean * deviation,
    standardErrors:
      errors === null
        ? null
        : {
            deviations: turned([errors.deviations[0] * deviation, errors.deviations[1] * deviation]),
            stay: turned(errors.stay),
          },
    durations: [1 / (1 - stay[0]), 1 / (1 - stay[1])],
    logLikelihood: logLikelihood - count * log(deviation),
    observations: count,
    livelyNow: isTurned ? 1 - lively : lively,
  });
}

/**
 * Variance of each return given those before it, and of the one after the last.
 *
 * @returns [n + 1]
 */
export function markovVariances(model: MarkovVariance, returns: Float64Array): Float64Array {
  const variances = new Float64Array(returns.length + 1);
  filtered(returns, model, variances);
  return variances;
}

const chance = (odds: number): number => 1 / (1 + exp(-odds));

function modelAt(point: Float64Array): MarkovVariance {
  return {
    deviations: [exp(point[0]!), exp(point[1]!)],
    stay: [chance(point[2]!), chance(point[3]!)],
    mean: point[4]!,
  };
}

/** Hamilton's filter, begun from the chain's long run. */
function filtered(returns: Float64Array, { deviations, stay, mean }: MarkovVariance, variances?: Float64Array) {
  const [calm, busy] = deviations;
  const [calmSquare, busySquare] = [calm * calm, busy * busy];
  const [calmRate, busyRate] = [0.5 / calmSquare, 0.5 / busySquare];
  const logRatio = log(calm / busy);
  let lively = (1 - stay[0]) / (2 - stay[0] - stay[1]);
  // Densities are taken over that of the calm state or of the busy one, whichever is larger, so that none is lost to
  // underflow; what they were divided by is added up apart, and their product put into a logarithm before it leaves range.
  let [exponents, logs, product] = [0, 0, 1];
  for (let t = 0; t < returns.length; t++) {
    if (variances !== undefined) variances[t] = (1 - lively) * calmSquare + lively * busySquare;
    const square = (returns[t]! - mean) * (returns[t]! - mean);
    // ln of the busy density over the calm one.
    const apart = square * (calmRate - busyRate) + logRatio;
    const isBusy = apart > 0;
    const ratio = exp(isBusy ? -apart : apart);
    const inCalm = (1 - lively) * (isBusy ? ratio : 1);
    const inBusy = lively * (isBusy ? 1 : ratio);
    const density = inCalm + inBusy;
    exponents += isBusy ? apart - square * calmRate : -square * calmRate;
    product *= density;
    if (!(product > 1e-150)) {
      logs += log(product);
      product = 1;
    }
    const now = inBusy / density;
    lively = now * stay[1] + (1 - now) * (1 - stay[0]);
  }
  if (variances !== undefined) variances[returns.length] = (1 - lively) * calmSquare + lively * busySquare;
  const logLikelihood = exponents + logs + log(product) - returns.length * (log(calm) + halfLnTwoPi);
  return { logLikelihood, lively };
}

function errorsOf(
  objective: (point: Float64Array, gradient: Float64Array) => number,
  point: Float64Array,
  scales: readonly number[],
  { deviations, stay }: MarkovVariance,
) {
  // Steps far above the rounding of a gradient that is itself a difference.
  const information = secondDerivatives(
    objective,
    point,
    scales.map((scale) => 1000 * scale),
  );
  const covariance = inverseInformation(information, point.length);
  if (covariance === undefined) return null;
  const error = (p: number): number => Math.sqrt(covariance[p * point.length + p]!);
  return {
    deviations: [deviations[0] * error(0), deviations[1] * error(1)] as const,
    stay: [stay[0] * (1 - stay[0]) * error(2), stay[1] * (1 - stay[1]) * error(3)] as const,
  };
}
