import { assert } from "../../numerics/assert.ts";
import { log } from "../../numerics/logarithm.ts";
import { sum } from "../../numerics/summation.ts";

/**
 * How a requirement on an unchanged portfolio moves with the market.
 * Source: Murphy, Vasios & Vause, An investigation into the procyclicality of risk-based initial margin models,
 * Bank of England Financial Stability Paper 29 (2014).
 */
export interface Procyclicality {
  /** max M / min M over the sample, ≥ 1. */
  readonly peakToTrough: number;
  /** max over t of M_(t+n)/M_t − 1, one per asked n; null when the sample is not longer than n. */
  readonly largestRises: readonly RequirementRise[];
  /** Standard deviation of ln M, divisor T − 1; null for fewer than two observations. */
  readonly logStandardDeviation: number | null;
}

export interface RequirementRise {
  readonly observations: number; // n, integer ≥ 1
  readonly rise: number | null; // decimal, 0.5 = +50 %; negative when the requirement only fell
}

/**
 * Procyclicality of a path of requirements.
 *
 * @param requirements shape [T], T ≥ 1, all > 0, evenly spaced in time
 * @param spans        the n for which the largest rise is wanted, in observations
 * @throws InvariantError when a requirement is not positive or a span is not an integer ≥ 1
 * @cost   O(T) per span
 */
export function procyclicality(requirements: Float64Array, spans: readonly number[]): Procyclicality {
  assert(requirements.length > 0, "requirements must not be empty");
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const requirement of requirements) {
    assert(requirement > 0 && Number.isFinite(requirement), `requirements must be positive; have ${requirement}`);
    if (requirement < least) least = requirement;
    if (requirement > most) most = requirement;
  }
  return {
    peakToTrough: most / least,
    largestRises: spans.map((observations) => ({ observations, rise: largestRise(requirements, observations) })),
    logStandardDeviation: logStandardDeviation(requirements),
  };
}

/** max over t of M_(t+n)/M_t − 1; null when the path is not longer than n. As `procyclicality`. */
export function largestRise(requirements: Float64Array, observations: number): number | null {
  assert(Number.isInteger(observations) && observations >= 1, `a span must be an integer ≥ 1; have ${observations}`);
  if (requirements.length <= observations) return null;
  let most = Number.NEGATIVE_INFINITY;
  for (let t = observations; t < requirements.length; t += 1) {
    const ratio = requirements[t]! / requirements[t - observations]!;
    if (ratio > most) most = ratio;
  }
  return most - 1;
}

function logStandardDeviation(requirements: Float64Array): number | null {
  if (requirements.length < 2) return null;
  const logs = requirements.map((requirement) => log(requirement));
  const centre = sum(logs) / logs.length;
  return Math.sqrt(sum(logs.map((value) => (value - centre) * (value - centre))) / (logs.length - 1));
}
