import { assert } from "./assert.ts";
import { log } from "./logarithm.ts";

/**
 * ψ(x) = d ln Γ(x)/dx.
 *
 * @param x > 0
 * @returns about 1e-15 absolute, or relative where that is larger
 * @throws InvariantError when x is not positive
 * @source DLMF 5.11.2 from 10 on, 5.5.2 below
 */
export function digamma(x: number): number {
  assert(x > 0, `argument of digamma must be positive; have ${x}`);
  let [lifted, total] = [x, 0];
  while (lifted < 10) {
    total -= 1 / lifted;
    lifted += 1;
  }
  const inverse = 1 / (lifted * lifted);
  let series = 691 / 32760; // B₁₂/12, and the Bernoulli numbers before it
  series = 1 / 132 - series * inverse;
  series = 1 / 240 - series * inverse;
  series = 1 / 252 - series * inverse;
  series = 1 / 120 - series * inverse;
  series = 1 / 12 - series * inverse;
  return total + log(lifted) - 0.5 / lifted - series * inverse;
}
