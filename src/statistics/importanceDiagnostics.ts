import { assert } from "../numerics/assert.ts";
import { exp } from "../numerics/exponential.ts";
import { log } from "../numerics/logarithm.ts";
import { type Failure, failed, type Outcome, success } from "../numerics/outcome.ts";
import { sum } from "../numerics/summation.ts";
import { normalSurvival } from "./normal.ts";
import { standardErrorOfMean } from "./strata.ts";
import { tailShape } from "./tailShape.ts";

/** How unequal the weights of a sample are. */
export interface WeightDiagnostics {
  readonly count: number;
  /** Kish: (Σw)²/Σw², in [1, n]. Of all draws: it is small for a good proposal of a rare event, see `eventCount`. */
  readonly effectiveCount: number;
  /** e to the entropy of the weights, in [1, n]. */
  readonly perplexity: number;
  /** Largest weight over the sum. */
  readonly maxShare: number;
  /** Of the weights, in [0, 1): 0 when all are equal. */
  readonly gini: number;
  /** Squared coefficient of variation, n Σ(w/Σw)² − 1. */
  readonly squaredVariation: number;
  /** ln of the mean weight: near 0 where densities are normalised. */
  readonly logMeanWeight: number;
  /** k̂ of all weights; null where the largest are equal. */
  readonly shape: number | null;
}

/**
 * Diagnostics from log weights, without overflow.
 *
 * @param logWeights shape [n], n ≥ 1, ln of target over proposal density, up to a constant; −Infinity for a weight of 0
 * @throws InvariantError when none is finite, or one is NaN or +Infinity
 * @cost   O(n log n)
 * @source L. Kish, Survey Sampling (1965), for the effective count
 */
export function weightDiagnostics(logWeights: Float64Array): WeightDiagnostics {
  const count = logWeights.length;
  const top = logWeights.reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY);
  const isKnown = Number.isFinite(top) && logWeights.every((one) => one <= top);
  assert(isKnown, "log weights must be numbers below Infinity, one of them finite");
  const weights = logWeights.map((one) => exp(one - top));
  const total = sum(weights);
  const shares = weights.map((weight) => weight / total);
  const squares = sum(shares.map((share) => share * share));
  const entropy = -sum(shares.map((share) => (share > 0 ? share * log(share) : 0)));
  const ranked = sum(shares.toSorted().map((share, i) => (i + 1) * share));
  return {
    count,
    effectiveCount: 1 / squares,
    perplexity: exp(entropy),
    maxShare: 1 / total,
    gini: (2 * ranked) / count - (count + 1) / count,
    squaredVariation: count * squares - 1,
    logMeanWeight: top + log(total / count),
    shape: tailShape(weights),
  };
}

/** A number that should be normal around 0, and how rarely one is so far away. */
export interface ZTest {
  readonly z: number;
  /** Two-sided. */
  readonly pValue: number;
}

/** @returns null where the standard error is 0 and nothing is left to test */
export const zTestOf = (difference: number, standardError: number): ZTest | null =>
  standardError > 0
    ? { z: difference / standardError, pValue: 2 * normalSurvival(Math.abs(difference / standardError)) }
    : null;

/**
 * Whether the weights have the mean of 1 that normalised densities promise: far from it, a density is wrong or a part of
 * the law was never drawn.
 *
 * @param weights shape [n], ratios of normalised densities
 * @param stratum shape [n] of a stratified sample
 */
export const meanOneTest = (weights: Float64Array, stratum?: Int32Array): ZTest | null =>
  zTestOf(sum(weights) / weights.length - 1, standardErrorOfMean(weights, stratum));

/** What one of two independent proposals says of a quantity. */
export interface ProposalAnswer {
  readonly estimate: number;
  readonly standardError: number;
}

/** Whether two independent proposals agree: far from 0, one of them misses a part of the event. */
export const splitProposalTest = (first: ProposalAnswer, second: ProposalAnswer): ZTest | null =>
  zTestOf(first.estimate - second.estimate, Math.sqrt(first.standardError ** 2 + second.standardError ** 2));

/** What decides whether an estimate is told. */
export interface EventDiagnostics {
  /** Draws in the event. */
  readonly eventCount: number;
  /** Kish of the weights of those draws. */
  readonly eventEffectiveCount: number;
  /** k̂ of what is averaged: weights in the event, times the excess where that is averaged; null where bounded. */
  readonly eventShape: number | null;
  /** Largest of them over their sum. */
  readonly eventMaxShare: number;
}

/** @param terms shape [n], ≥ 0: what is averaged, 0 outside the event */
export function eventDiagnostics(terms: Float64Array): EventDiagnostics {
  const most = terms.reduce((largest, term) => Math.max(largest, term), 0);
  let [count, total, squares] = [0, 0, 0];
  for (const term of terms) {
    if (!(term > 0)) continue;
    // By the largest, for a square may underflow.
    const share = term / most;
    count += 1;
    total += share;
    squares += share * share;
  }
  return {
    eventCount: count,
    eventEffectiveCount: count === 0 ? 0 : (total * total) / squares,
    eventShape: tailShape(terms),
    eventMaxShare: count === 0 ? 0 : 1 / total,
  };
}

/** From here on a mean of weights is not to be trusted. Vehtari et al. (2024), §2.3. */
export const tailShapeMax = 0.7;
/** Fewer effective draws in the event than these are no estimate. */
export const eventEffectiveCountMin = 100;

/** An estimate is told only where its weights bear it. */
export function trusted<T>(value: T, { eventCount, eventEffectiveCount, eventShape }: EventDiagnostics): Outcome<T> {
  if (eventShape !== null && eventShape >= tailShapeMax) {
    const message = `the weights in the event have a tail of shape ${eventShape.toFixed(2)}, at most ${tailShapeMax} is trusted`;
    const hint = "the proposal has thinner tails than the law: use a defensive mixture, or tilt the mixing";
    return refused(message, hint);
  }
  if (eventEffectiveCount < eventEffectiveCountMin) {
    const effective = eventEffectiveCount.toFixed(1);
    const message = `${eventCount} draws in the event are worth ${effective} equal ones, ${eventEffectiveCountMin} are needed`;
    return refused(message, "draw more, or propose more of the event");
  }
  return success(value);
}

const refused = (message: string, hint: string): { readonly ok: false; readonly failure: Failure } =>
  failed({ code: "not-converged", path: "weights", message, hint });
