import { powerOfTwo } from "../numerics/floatBits.ts";

/** Standard deviations beyond which a tail is 0. */
export const tailEnd = 40;
const roundsToInteger = 6755399441055744;

/** The least argument of `boundedExp` that it tells apart. */
export const exponentMin = -708;

/** e^x for x ≤ 1; below −708 as at −708. */
export function boundedExp(x: number): number {
  const reached = Math.max(exponentMin, x);
  const whole = reached * Math.LOG2E + roundsToInteger - roundsToInteger;
  const rest = reached - whole * 0.6931471803691238 - whole * 1.9082149292705877e-10;
  const square = rest * rest;
  // Even and odd powers apart, as the vector kernel has them: two chains run beside each other.
  let even = (1 / 479001600) * square + 1 / 3628800;
  let odd = (1 / 6227020800) * square + 1 / 39916800;
  even = even * square + 1 / 40320;
  odd = odd * square + 1 / 362880;
  even = even * square + 1 / 720;
  odd = odd * square + 1 / 5040;
  even = even * square + 1 / 24;
  odd = odd * square + 1 / 120;
  even = even * square + 0.5;
  odd = odd * square + 1 / 6;
  even = even * square + 1;
  odd = odd * square + 1;
  return (even + odd * rest) * powerOfTwo(whole);
}

/**
 * A tail of the normal law is density · numerator / denominator, the density without its 1/√2π.
 *
 * @param x ≥ 0, standard deviations
 * @source J. F. Hart, Computer Approximations (1968), as G. West (2005) prints it
 */
export const numerator = (x: number): number =>
  (((((3.52624965998911e-2 * x + 0.700383064443688) * x + 6.37396220353165) * x + 33.912866078383) * x +
    112.079291497871) *
    x +
    221.213596169931) *
    x +
  220.206867912376;

export const denominator = (x: number): number =>
  ((((((8.83883476483184e-2 * x + 1.75566716318264) * x + 16.064177579207) * x + 86.7807322029461) * x +
    296.564248779674) *
    x +
    637.333633378831) *
    x +
    793.826512519948) *
    x +
  440.413735824752;
