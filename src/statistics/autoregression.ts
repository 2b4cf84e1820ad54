import { assert } from "../numerics/assert.ts";
import { sum } from "../numerics/summation.ts";

/** x_t − m = φ (x_{t−1} − m) + e_t */
export interface Autoregression {
  readonly mean: number;
  /** φ; 0 for a series that never moves. */
  readonly coefficient: number;
  /** Of φ, right where the errors' variance changes over time; null for a series that never moves. */
  readonly standardError: number | null;
}

/**
 * First-order autoregression by least squares about the sample's mean.
 *
 * @param values in order of time, at least three; biased towards 0 by (1 + 3φ)/n
 * @throws InvariantError with fewer
 * @source  H. White, Econometrica 48 (1980), for the error
 */
export function autoregression(values: ArrayLike<number>): Autoregression {
  const all = Array.from(values);
  assert(all.length >= 3, `an autoregression needs three values; have ${all.length}`);
  const mean = sum(all) / all.length;
  const centred = all.map((value) => value - mean);
  const before = centred.slice(0, -1);
  const squares = sum(before.map((value) => value * value));
  if (!(squares > 0)) return { mean, coefficient: 0, standardError: null };
  const coefficient = sum(before.map((value, t) => value * centred[t + 1]!)) / squares;
  const scores = before.map((value, t) => value * (centred[t + 1]! - coefficient * value));
  return { mean, coefficient, standardError: Math.sqrt(sum(scores.map((score) => score * score))) / squares };
}
