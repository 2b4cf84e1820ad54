import { assert } from "../../numerics/assert.ts";
import type { BacktestResult, BacktestStatistic, BreachExpectation } from "./backtestStatistic.ts";
import { type BreachSequence, breachCount } from "./breachSequence.ts";

/** How often the loss over a horizon was observed. */
export interface ObservationSpacing {
  readonly stepHours: number; // > 0, between observations
  readonly horizonHours: number; // > 0, that each loss spans
}

/** One of the sequences without overlap, and what a statistic says of it. */
export interface OffsetResult {
  readonly offset: number; // index of the first observation taken
  readonly observations: number;
  readonly breaches: number;
  readonly result: BacktestResult;
}

/** A statistic on every start offset. No offset is better than another, so the range is the answer. */
export interface NonOverlappingResult {
  readonly offsets: readonly OffsetResult[];
  /** Null when no offset gives a p-value; the offsets without one are left out. */
  readonly pValues: { readonly min: number; readonly median: number; readonly max: number } | null;
  readonly breaches: { readonly min: number; readonly max: number };
}

/** Observations from one to the next whose losses share no time. */
export function stepsPerHorizon({ stepHours, horizonHours }: ObservationSpacing): number {
  assert(stepHours > 0 && Number.isFinite(stepHours), `stepHours must be positive; have ${stepHours}`);
  assert(horizonHours > 0 && Number.isFinite(horizonHours), `horizonHours must be positive; have ${horizonHours}`);
  // A ratio such as 0.3 / 0.1 may exceed its whole number by rounding alone.
  return Math.max(1, Math.ceil((horizonHours / stepHours) * (1 - 1e-12)));
}

/** The sequence that starts at each offset and takes every `steps`-th observation; empty ones are left out. */
export function nonOverlappingSequences(breaches: BreachSequence, spacing: ObservationSpacing): BreachSequence[] {
  const steps = stepsPerHorizon(spacing);
  const sequences: BreachSequence[] = [];
  for (let offset = 0; offset < Math.min(steps, breaches.length); offset += 1) {
    const sequence = new Uint8Array(Math.ceil((breaches.length - offset) / steps));
    for (let i = 0; i < sequence.length; i += 1) sequence[i] = breaches[offset + i * steps]!;
    sequences.push(sequence);
  }
  return sequences;
}

/**
 * Runs a statistic on every sequence of observations whose losses do not overlap.
 *
 * Overlapping losses repeat one another, so their breaches cluster by construction and no p-value of the whole
 * sequence means what it says.
 *
 * @param breaches shape [T], one flag each `stepHours`, in time order
 * @throws InvariantError when the spacing is not positive
 * @cost   O(T) and one statistic per offset
 */
export function evaluateNonOverlapping(
  statistic: BacktestStatistic,
  breaches: BreachSequence,
  spacing: ObservationSpacing,
  expected: BreachExpectation,
): NonOverlappingResult {
  const offsets = nonOverlappingSequences(breaches, spacing).map((sequence, offset) => ({
    offset,
    observations: sequence.length,
    breaches: breachCount(sequence),
    result: statistic.evaluate(sequence, expected),
  }));
  const pValues = offsets
    .flatMap(({ result }) => (result.pValue === null ? [] : [result.pValue]))
    .sort((a, b) => a - b);
  const counts = offsets.map((offset) => offset.breaches);
  return {
    offsets,
    pValues:
      pValues.length === 0
        ? null
        : { min: pValues[0]!, median: medianOfAscending(pValues), max: pValues[pValues.length - 1]! },
    breaches: {
      min: counts.length === 0 ? 0 : Math.min(...counts),
      max: counts.length === 0 ? 0 : Math.max(...counts),
    },
  };
}

function medianOfAscending(ascending: readonly number[]): number {
  const middle = ascending.length >> 1;
  const upper = ascending[middle]!;
  return ascending.length % 2 === 1 ? upper : (ascending[middle - 1]! + upper) / 2;
}
