import { assert } from "../numerics/assert.ts";
import { exp } from "../numerics/exponential.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { sum } from "../numerics/summation.ts";
import { expectedShortfall } from "./expectedShortfall.ts";
import { type EventDiagnostics, eventDiagnostics, trusted } from "./importanceDiagnostics.ts";
import { normalQuantile } from "./normal.ts";
import { standardErrorOfMean } from "./strata.ts";
import { valueAtRisk } from "./valueAtRisk.ts";

/** Losses of draws from a proposal. */
export interface WeightedLosses {
  /** Shape [n], losses +. */
  readonly losses: Float64Array;
  /** Shape [n], ln of target over proposal density, both normalised. */
  readonly logWeights: Float64Array;
  /** Shape [n] where the sample is stratified, as `standardErrorOfMean` reads it. */
  readonly stratum?: Int32Array;
}

export interface ImportanceResult {
  readonly estimate: number;
  readonly standardError: number;
  /** At 95 %, normal; an end is null where the sample cannot say. */
  readonly interval: { readonly lower: number | null; readonly upper: number | null; readonly level: number };
  readonly diagnostics: EventDiagnostics;
  /** Variance of plain Monte Carlo with as many draws, by the same weights, over the variance here. */
  readonly varianceReduction: number;
}

const intervalLevel = 0.95;
const deviations = -normalQuantile((1 - intervalLevel) / 2);

/** Weights of a sample; a weight may underflow to 0. @throws InvariantError when one is not finite */
export function weightsOf(logWeights: Float64Array): Float64Array {
  const weights = logWeights.map((one) => exp(one));
  assert(weights.every(Number.isFinite), "log weights must be below 709, and no NaN");
  return weights;
}

/**
 * P(loss > threshold): the mean of weights in the event.
 *
 * @param threshold in the unit of the losses
 * @returns         refused where the weights do not bear it: see `trusted`
 * @cost            O(n log n)
 * @source          P. Glasserman, Monte Carlo Methods in Financial Engineering (2003), §4.6
 */
export function probabilityBeyond(sample: WeightedLosses, threshold: number): Outcome<ImportanceResult> {
  const weights = weightsOf(sample.logWeights);
  const terms = weights.map((weight, i) => (sample.losses[i]! > threshold ? weight : 0));
  return resultOf({ terms, weights, stratum: sample.stratum, estimate: sum(terms) / terms.length, divisor: 1 });
}

/**
 * Loss that is exceeded with probability 1 − level, through the weighted measure of `valueAtRisk`.
 *
 * The interval turns that of the probability of exceeding it into losses.
 *
 * @param level in (0, 1)
 * @returns     refused where the sample does not reach the tail, or its weights do not bear it
 * @source      P. Glynn, Importance sampling for Monte Carlo estimation of quantiles (1996), the estimator of the upper tail
 */
export function importanceValueAtRisk(sample: WeightedLosses, level: number): Outcome<ImportanceResult> {
  const weighted = tailOf(sample, level);
  if (!weighted.ok) return weighted;
  const { outcomes, weights } = weighted.value;
  const at = valueAtRisk(outcomes, level, weights);
  const beyond = eventBeyond(sample, at);
  const told = trusted(at, beyond.diagnostics);
  if (!told.ok) return told;
  const lossAt = (tail: number): number | null =>
    tail > 0 && tail <= tailShareKept(level) ? valueAtRisk(outcomes, 1 - tail, weights) : null;
  const halfWidth = deviations * beyond.standardError;
  const [lower, upper] = [lossAt(1 - level + halfWidth), lossAt(1 - level - halfWidth)];
  const sides = [lower === null ? [] : [at - lower], upper === null ? [] : [upper - at]].flat();
  const standardError = sum(sides) / Math.max(1, sides.length) / deviations;
  return success({
    estimate: at,
    standardError,
    interval: { lower, upper, level: intervalLevel },
    diagnostics: beyond.diagnostics,
    varianceReduction: beyond.varianceReduction,
  });
}

/**
 * Mean loss in the worst 1 − level, through the weighted measure of `expectedShortfall`; its error is that of the mean
 * excess over the value at risk, for the error of the latter cancels.
 *
 * @returns as `importanceValueAtRisk`
 * @source  L. Sun, L. Hong, Asymptotic representations for importance-sampling estimators of value-at-risk and conditional
 *          value-at-risk, Operations Research Letters 38 (2010)
 */
export function importanceExpectedShortfall(sample: WeightedLosses, level: number): Outcome<ImportanceResult> {
  const weighted = tailOf(sample, level);
  if (!weighted.ok) return weighted;
  const { outcomes, weights: kept } = weighted.value;
  const at = valueAtRisk(outcomes, level, kept);
  const told = trusted(at, eventBeyond(sample, at).diagnostics);
  if (!told.ok) return told;
  const weights = weightsOf(sample.logWeights);
  const terms = weights.map((weight, i) => weight * Math.max(0, sample.losses[i]! - at));
  const estimate = expectedShortfall(outcomes, level, kept);
  return resultOf({ terms, weights, stratum: sample.stratum, estimate, divisor: 1 - level });
}

/** The probability of exceeding a loss and its diagnostics, told or not. */
export function eventBeyond({ losses, logWeights, stratum }: WeightedLosses, threshold: number): ImportanceResult {
  const weights = weightsOf(logWeights);
  const terms = weights.map((weight, i) => (losses[i]! > threshold ? weight : 0));
  return untrusted({ terms, weights, stratum, estimate: sum(terms) / terms.length, divisor: 1 });
}

interface Averaged {
  /** What is averaged: weight times what is asked of a draw. */
  readonly terms: Float64Array;
  readonly weights: Float64Array;
  readonly stratum: Int32Array | undefined;
  readonly estimate: number;
  /** The estimate's error is that of the mean term over this. */
  readonly divisor: number;
}

function resultOf(averaged: Averaged): Outcome<ImportanceResult> {
  const result = untrusted(averaged);
  return trusted(result, result.diagnostics);
}

function untrusted({ terms, weights, stratum, estimate, divisor }: Averaged): ImportanceResult {
  const error = standardErrorOfMean(terms, stratum);
  const mean = sum(terms) / terms.length;
  // E(h²) under the law is the mean of w h² = (w h)²/w under the proposal.
  const square = sum(terms.map((term, i) => (term > 0 ? (term * term) / weights[i]! : 0))) / terms.length;
  const plain = (square - mean * mean) / terms.length;
  const standardError = error / divisor;
  const halfWidth = deviations * standardError;
  return {
    estimate,
    standardError,
    interval: { lower: estimate - halfWidth, upper: estimate + halfWidth, level: intervalLevel },
    diagnostics: eventDiagnostics(terms),
    varianceReduction: error > 0 ? plain / (error * error) : 1,
  };
}

/** Value at risk by the weights, told or not: for pilots; undefined where the sample does not reach the tail. */
export function tailLossOf(sample: WeightedLosses, level: number): number | undefined {
  const weighted = tailOf(sample, level);
  return weighted.ok ? valueAtRisk(weighted.value.outcomes, level, weighted.value.weights) : undefined;
}

/** Share of the law that keeps its own weights: twice the tail, so that the ends of an interval lie inside. */
const tailShareKept = (level: number): number => Math.min(2 * (1 - level), 1);

/**
 * Outcomes with weights that sum to n: the worst keep their own, the rest share what is left. All weights together may
 * be far from n under a proposal of rare events; those in the tail are not.
 */
function tailOf(
  { losses, logWeights }: WeightedLosses,
  level: number,
): Outcome<{ readonly outcomes: Float64Array; readonly weights: Float64Array }> {
  assert(level > 0 && level < 1, `level must lie in (0, 1); have ${level}`);
  assert(losses.length === logWeights.length, `as many weights as losses (${losses.length}) are needed`);
  const own = weightsOf(logWeights);
  const count = losses.length;
  const worstFirst = Uint32Array.from(losses, (_, i) => i).sort((one, other) => losses[other]! - losses[one]!);
  const goal = tailShareKept(level) * count;
  let [kept, mass] = [0, 0];
  while (kept < count && mass < goal) {
    mass += own[worstFirst[kept]!]!;
    kept += 1;
  }
  if (mass <= (1 - level) * count) {
    const message = `all ${count} draws weigh ${(mass / count).toPrecision(3)} of the law, the tail is ${(1 - level).toPrecision(3)}`;
    const hint = "the proposal lies beyond the tail: tilt it less, or use a defensive mixture";
    return failed({ code: "not-converged", path: "weights", message, hint });
  }
  const weights = own.slice();
  const rest = Math.max(0, count - mass) / Math.max(1, count - kept);
  for (let rank = kept; rank < count; rank++) weights[worstFirst[rank]!] = rest;
  return success({ outcomes: losses.map((loss) => -loss), weights });
}
