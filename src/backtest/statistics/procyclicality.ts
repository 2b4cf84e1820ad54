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
  /** max over t of M_(t+h)/M_t − 1, one per asked span of h hours; null when no two observations lie h apart. */
  readonly largestRises: readonly RequirementRise[];
  /** Standard deviation of ln M, divisor T − 1; null for fewer than two observations. */
  readonly logStandardDeviation: number | null;
}

export interface RequirementRise {
  readonly hours: number; // h > 0
  readonly rise: number | null; // decimal, 0.5 = +50 %; negative when the requirement only fell
}

/**
 * Procyclicality of a path of requirements.
 *
 * @param requirements shape [T], T ≥ 1, all > 0
 * @param times        shape [T], strictly increasing, milliseconds; observations may be missing
 * @param spansHours   the h for which the largest rise is wanted
 * @throws InvariantError when a requirement or a span is not positive, or lengths differ
 * @cost   O(T) per span
 */
export function procyclicality(
  requirements: Float64Array,
  times: readonly number[],
  spansHours: readonly number[],
): Procyclicality {
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
    largestRises: spansHours.map((hours) => ({ hours, rise: largestRise(requirements, times, hours) })),
    logStandardDeviation: logStandardDeviation(requirements),
  };
}

const hourMs = 3_600_000;

/** max over t of M_(t+h)/M_t − 1 over all pairs exactly h hours apart; null when there is none. As `procyclicality`. */
export function largestRise(requirements: Float64Array, times: readonly number[], hours: number): number | null {
  assert(hours > 0 && Number.isFinite(hours), `a span must be positive; have ${hours} h`);
  assert(times.length === requirements.length, `as many times as requirements (${requirements.length}) are needed`);
  let most = Number.NEGATIVE_INFINITY;
  let start = 0;
  for (let end = 0; end < requirements.length; end += 1) {
    const startTime = times[end]! - hours * hourMs;
    while (times[start]! < startTime) start += 1;
    if (times[start]! === startTime) most = Math.max(most, requirements[end]! / requirements[start]!);
  }
  return most === Number.NEGATIVE_INFINITY ? null : most - 1;
}

function logStandardDeviation(requirements: Float64Array): number | null {
  if (requirements.length < 2) return null;
  const logs = requirements.map((requirement) => log(requirement));
  const centre = sum(logs) / logs.length;
  return Math.sqrt(sum(logs.map((value) => (value - centre) * (value - centre))) / (logs.length - 1));
}
