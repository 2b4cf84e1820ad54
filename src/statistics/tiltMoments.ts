/** What a tilt promises before anything is drawn: exact moments for laws of one dimension. */
import { assert } from "../numerics/assert.ts";
import { exp } from "../numerics/exponential.ts";
import { normalSurvival } from "./normal.ts";

export interface TiltMoments {
  /** Of the event. */
  readonly probability: number;
  /** Mean under the proposal of the squared weight in the event. */
  readonly secondMoment: number;
  /** Variance of one draw. */
  readonly variance: number;
  /** Variance of one draw of plain Monte Carlo over it. */
  readonly varianceReduction: number;
  /** Effective draws in the event for a draw: probability² over the second moment. */
  readonly eventEffectiveShare: number;
}

export interface ShiftMoments extends TiltMoments {
  /** Effective draws of all for a draw: e^(−θ²), small where the event's share is large. */
  readonly effectiveShare: number;
  /** Of the law from the proposal, θ²/2. */
  readonly divergence: number;
}

/** P(Z > threshold) by draws from N(shift, 1). @source second moment e^(θ²) Φ(−(c + θ)), by completing the square */
export function normalShiftMoments(threshold: number, shift: number): ShiftMoments {
  const square = shift * shift;
  const secondMoment = exp(square) * normalSurvival(threshold + shift);
  return {
    ...momentsOf(normalSurvival(threshold), secondMoment),
    effectiveShare: exp(-square),
    divergence: square / 2,
  };
}

/** P(E > threshold) for a standard exponential by draws of another rate. @param rate in (0, 2), where the variance exists */
export function exponentialTiltMoments(threshold: number, rate: number): TiltMoments {
  assert(rate > 0 && rate < 2, `a rate must lie in (0, 2) for weights to have a variance; have ${rate}`);
  return momentsOf(exp(-threshold), exp(-(2 - rate) * threshold) / (rate * (2 - rate)));
}

function momentsOf(probability: number, secondMoment: number): TiltMoments {
  const variance = secondMoment - probability * probability;
  return {
    probability,
    secondMoment,
    variance,
    varianceReduction: (probability * (1 - probability)) / variance,
    eventEffectiveShare: (probability * probability) / secondMoment,
  };
}
