import { assert } from "../numerics/assert.ts";

/**
 * Weights that fade by `decay` with each step into the past and sum to 1.
 *
 * @param count number of observations, oldest first, ≥ 1
 * @param decay in (0, 1)
 * @returns     shape [count]; the last one, the newest, is the largest
 * @throws InvariantError when an argument is out of range
 * @source      Boudoukh, Richardson & Whitelaw, The best of both worlds, Risk 11 (1998)
 */
export function ageWeights(count: number, decay: number): Float64Array {
  assert(Number.isInteger(count) && count >= 1, `count must be an integer ≥ 1; have ${count}`);
  assert(decay > 0 && decay < 1, `decay must lie in (0, 1); have ${decay}`);
  const weights = new Float64Array(count);
  let weight = 1;
  let total = 0;
  for (let i = count - 1; i >= 0; i -= 1) {
    weights[i] = weight;
    total += weight;
    weight *= decay;
  }
  for (let i = 0; i < count; i += 1) weights[i]! /= total;
  return weights;
}
