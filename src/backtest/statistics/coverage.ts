import { assert } from "../../numerics/assert.ts";
import { sum } from "../../numerics/summation.ts";
import { clopperPearsonInterval, type ProbabilityInterval } from "../../statistics/binomial.ts";
import { type BreachSequence, breachCount } from "./breachSequence.ts";

/** Share of observations whose loss the requirement covered, and what sampling leaves open about it. */
export interface Coverage {
  readonly observations: number;
  readonly breaches: number;
  /** 1 − breaches/observations; null without observations. */
  readonly coverage: number | null;
  /** Exact interval for the true coverage, for independent observations; null without observations. */
  readonly interval: ProbabilityInterval | null;
}

/**
 * Coverage of a breach sequence.
 *
 * @param intervalLevel confidence of the interval, in (0, 1)
 * @throws InvariantError when `intervalLevel` is out of range
 * @source Clopper & Pearson, Biometrika 26 (1934)
 */
export function coverageOf(breaches: BreachSequence, intervalLevel: number): Coverage {
  assert(intervalLevel > 0 && intervalLevel < 1, `intervalLevel must lie in (0, 1); have ${intervalLevel}`);
  const observations = breaches.length;
  const count = breachCount(breaches);
  if (observations === 0) return { observations, breaches: count, coverage: null, interval: null };
  return {
    observations,
    breaches: count,
    coverage: (observations - count) / observations,
    interval: clopperPearsonInterval(observations - count, observations, intervalLevel),
  };
}

/** How far losses went beyond the requirement; null where there is no breach to measure. */
export interface BreachSizes {
  readonly count: number;
  /** Loss − requirement, in the unit of the losses. */
  readonly meanSize: number | null;
  readonly maxSize: number | null;
  /** (Loss − requirement) / requirement; null also when a breached requirement is 0. */
  readonly meanFraction: number | null;
  readonly maxFraction: number | null;
  /** Observation of `maxSize` and of `maxFraction`; the first of equals. */
  readonly maxSizeIndex: number | null;
  readonly maxFractionIndex: number | null;
}

/**
 * Sizes of the breaches of `requirements` by `losses`.
 *
 * @param losses       shape [T], losses positive
 * @param requirements shape [T], ≥ 0, in the unit of `losses`
 * @throws InvariantError when lengths differ
 */
export function breachSizes(losses: Float64Array, requirements: Float64Array): BreachSizes {
  assert(losses.length === requirements.length, `as many requirements as losses (${losses.length}) are needed`);
  const sizes: number[] = [];
  const fractions: number[] = [];
  const indices: number[] = [];
  for (let t = 0; t < losses.length; t += 1) {
    const size = losses[t]! - requirements[t]!;
    if (!(size > 0)) continue;
    sizes.push(size);
    indices.push(t);
    if (requirements[t]! > 0) fractions.push(size / requirements[t]!);
  }
  const count = sizes.length;
  const hasFractions = count > 0 && fractions.length === count;
  return {
    count,
    meanSize: count > 0 ? sum(sizes) / count : null,
    maxSize: count > 0 ? sizes[largestAt(sizes)]! : null,
    meanFraction: hasFractions ? sum(fractions) / count : null,
    maxFraction: hasFractions ? fractions[largestAt(fractions)]! : null,
    maxSizeIndex: count > 0 ? indices[largestAt(sizes)]! : null,
    maxFractionIndex: hasFractions ? indices[largestAt(fractions)]! : null,
  };
}

function largestAt(values: readonly number[]): number {
  let best = 0;
  for (let k = 1; k < values.length; k += 1) if (values[k]! > values[best]!) best = k;
  return best;
}
