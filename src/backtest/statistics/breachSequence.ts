import { assert } from "../../numerics/assert.ts";

/**
 * One flag an observation, in time order: 1 where the realised loss exceeded the requirement, else 0.
 * A loss equal to the requirement is covered: a breach is strict.
 */
export type BreachSequence = Uint8Array;

/** Positions in a sequence that do not follow on the one before, because observations between the two are missing. */
export type SequenceBreaks = ReadonlySet<number>;

/** Of a sequence without a gap. */
export const unbroken: SequenceBreaks = new Set();

/**
 * Breaches of `requirements` by `losses`.
 *
 * @param losses       shape [T], losses positive
 * @param requirements shape [T], ≥ 0, in the unit of `losses`
 * @throws InvariantError when lengths differ
 */
export function breachesOf(losses: Float64Array, requirements: Float64Array): BreachSequence {
  assert(losses.length === requirements.length, `as many requirements as losses (${losses.length}) are needed`);
  const breaches = new Uint8Array(losses.length);
  for (let t = 0; t < losses.length; t += 1) breaches[t] = losses[t]! > requirements[t]! ? 1 : 0;
  return breaches;
}

/** Number of breaches in a sequence. */
export function breachCount(breaches: BreachSequence): number {
  let count = 0;
  for (const breach of breaches) if (breach !== 0) count += 1;
  return count;
}
