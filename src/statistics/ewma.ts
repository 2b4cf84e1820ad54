import { assert } from "../numerics/assert.ts";

/** Variances of an exponentially weighted moving average. */
export interface EwmaPath {
  /** Shape [n]; the variance known just before observation t, from observations 0…t−1 and the start alone. */
  readonly variances: Float64Array;
  /** The variance known after the last observation: the forecast for the next one. */
  readonly next: number;
}

/**
 * Exponentially weighted moving variance about a mean of zero: h_(t+1) = decay · h_t + (1 − decay) · r_t².
 *
 * @param returns       shape [n], fractions of 1
 * @param decay         in (0, 1), for example 0.97
 * @param startVariance h_0 > 0, the variance before the first observation; always said, for it changes the answer
 * @param present       shape [n], 0 where the return is missing: the variance then stays as it was
 * @returns             variances in the square of the unit of `returns`
 * @throws InvariantError when an argument is out of range or a present return is not finite
 * @cost                O(n), one array
 * @source              J.P. Morgan/Reuters, RiskMetrics technical document, 4th ed. (1996), §5.2
 */
export function ewmaVariance(
  returns: Float64Array,
  decay: number,
  startVariance: number,
  present?: Uint8Array,
): EwmaPath {
  assert(decay > 0 && decay < 1, `decay must lie in (0, 1); have ${decay}`);
  assert(
    startVariance >= 0 && Number.isFinite(startVariance),
    `startVariance must be ≥ 0 and finite; have ${startVariance}`,
  );
  assert(
    present === undefined || present.length === returns.length,
    `present must be as long as returns (${returns.length})`,
  );
  const variances = new Float64Array(returns.length);
  let variance = startVariance;
  for (let t = 0; t < returns.length; t += 1) {
    variances[t] = variance;
    if (present === undefined || present[t] !== 0) {
      const value = returns[t]!;
      variance = decay * variance + (1 - decay) * value * value;
    }
  }
  assert(Number.isFinite(variance), "returns must be finite where they are present");
  return { variances, next: variance };
}

/**
 * Mean square of the first `count` returns that are present: a start value for `ewmaVariance`.
 *
 * @param returns shape [n]
 * @param count   integer ≥ 1
 * @param present as in `ewmaVariance`
 * @returns       the mean over fewer returns when fewer are present
 * @throws InvariantError when no return is present
 */
export function meanSquareOfFirst(returns: Float64Array, count: number, present?: Uint8Array): number {
  assert(Number.isInteger(count) && count >= 1, `count must be an integer ≥ 1; have ${count}`);
  let total = 0;
  let taken = 0;
  for (let t = 0; t < returns.length && taken < count; t += 1) {
    if (present !== undefined && present[t] === 0) continue;
    total += returns[t]! * returns[t]!;
    taken += 1;
  }
  assert(taken > 0, "no return is present to take a mean square of");
  return total / taken;
}
