import { assert } from "../../numerics/assert.ts";
import type { BacktestResult, BacktestStatistic, BreachExpectation } from "./backtestStatistic.ts";
import { type BreachSequence, breachCount, type SequenceBreaks } from "./breachSequence.ts";

/** How often the loss over a horizon was observed. */
export interface ObservationSpacing {
  readonly stepHours: number; // > 0, between observations
  readonly horizonHours: number; // > 0, that each loss spans
}

/** One of the sequences without overlap, and what a statistic says of it. */
export interface OffsetResult {
  readonly offset: number; // observation steps after the first observation, < steps per horizon
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

/** The observations of one offset, and where those between two of them are missing. */
export interface OffsetSequence {
  readonly offset: number; // as in `OffsetResult`
  readonly breaches: BreachSequence;
  readonly breaks: SequenceBreaks;
}

/**
 * The sequence of each offset: the observations that lie a whole number of horizons apart. Empty ones are left out.
 *
 * An offset is a place in time, such as an hour of the day, and stays so across observations lost to an outage.
 *
 * @param breaches shape [T], in time order
 * @param times    shape [T], strictly increasing, milliseconds, whole steps apart; without it none is missing
 * @throws InvariantError when the spacing is not positive, or times are not whole steps apart
 */
export function nonOverlappingSequences(
  breaches: BreachSequence,
  spacing: ObservationSpacing,
  times?: readonly number[],
): OffsetSequence[] {
  const steps = stepsPerHorizon(spacing);
  const positions = times === undefined ? Array.from(breaches.keys()) : stepsSinceFirst(times, spacing.stepHours);
  assert(positions.length === breaches.length, `as many times as breaches (${breaches.length}) are needed`);
  const byOffset = new Map<number, { flags: number[]; breaks: Set<number>; last: number }>();
  positions.forEach((position, t) => {
    const offset = position % steps;
    const sequence = byOffset.get(offset);
    if (sequence === undefined) {
      byOffset.set(offset, { flags: [breaches[t]!], breaks: new Set(), last: position });
      return;
    }
    if (position - sequence.last > steps) sequence.breaks.add(sequence.flags.length);
    sequence.flags.push(breaches[t]!);
    sequence.last = position;
  });
  return [...byOffset]
    .sort(([a], [b]) => a - b)
    .map(([offset, { flags, breaks }]) => ({ offset, breaches: Uint8Array.from(flags), breaks }));
}

const hourMs = 3_600_000;

function stepsSinceFirst(times: readonly number[], stepHours: number): number[] {
  const stepMs = stepHours * hourMs;
  let last = -1;
  return times.map((time) => {
    const steps = (time - times[0]!) / stepMs;
    const position = Math.round(steps);
    assert(Math.abs(steps - position) < 1e-6, `observations must be whole steps of ${stepHours} h apart: ${steps}`);
    assert(position > last, `observation times must increase: ${time}`);
    last = position;
    return position;
  });
}

/**
 * Runs a statistic on every sequence of observations whose losses do not overlap.
 *
 * Overlapping losses repeat one another, so their breaches cluster by construction and no p-value of the whole
 * sequence means what it says.
 *
 * @param breaches shape [T], in time order
 * @param times    shape [T], milliseconds; without it there is an observation each `stepHours` and none is missing
 * @throws InvariantError when the spacing is not positive, or times are not whole steps apart
 * @cost   O(T) and one statistic per offset
 */
export function evaluateNonOverlapping(
  statistic: BacktestStatistic,
  breaches: BreachSequence,
  spacing: ObservationSpacing,
  expected: BreachExpectation,
  times?: readonly number[],
): NonOverlappingResult {
  const offsets = nonOverlappingSequences(breaches, spacing, times).map((sequence) => ({
    offset: sequence.offset,
    observations: sequence.breaches.length,
    breaches: breachCount(sequence.breaches),
    result: statistic.evaluate(sequence.breaches, expected, sequence.breaks),
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
