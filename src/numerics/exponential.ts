import { scaleByPowerOfTwo } from "./floatBits.ts";

/** ln 2 in two pieces; the first has 32 bits, so its product with any binary exponent is exact. */
export const ln2High = 0.6931471803691238;
export const ln2Low = 1.9082149292705877e-10;
const inverseLn2 = Math.LOG2E;

const overflowsFrom = 709.782712893384; // above it e^x exceeds the largest double
const underflowsTo = -745.1332191019412; // below it e^x rounds to 0

/**
 * e^x in basic arithmetic only, so that every machine gives the same bits.
 *
 * @returns within 1 ulp; 0 or Infinity beyond the range, subnormal numbers rounded once; NaN for NaN
 * @source  reduction by multiples of ln 2, then the Taylor series of e^r on |r| ≤ ln(2)/2
 */
export function exp(x: number): number {
  return expOfPair(x, 0);
}

/** e^(high + low) for an exponent held in two doubles, `low` far smaller than `high`. Used where x itself was rounded. */
export function expOfPair(high: number, low: number): number {
  if (!(high <= overflowsFrom + 1)) return high > 0 ? Number.POSITIVE_INFINITY : high;
  if (high < underflowsTo - 1) return 0;
  const shift = Math.round(high * inverseLn2);
  const coarse = high - shift * ln2High;
  const fine = low - shift * ln2Low;
  const rest = coarse + fine;
  const lost = coarse - rest + fine;
  return scaleByPowerOfTwo(1 + (rest + (lost + rest * rest * seriesFromSquare(rest))), shift);
}

/**
 * e^x − 1 without losing the digits of a small x.
 *
 * @returns within 2 ulp; −1 or Infinity beyond the range; NaN for NaN
 * @source  as `exp`; the 1 is taken away in exact arithmetic
 */
export function expm1(x: number): number {
  if (Math.abs(x) < 0.35) return x + x * x * seriesFromSquare(x);
  if (x > 40 || Number.isNaN(x)) return exp(x);
  if (x < -40) return -1;
  const shift = Math.round(x * inverseLn2);
  const coarse = x - shift * ln2High;
  const fine = -shift * ln2Low;
  const rest = coarse + fine;
  const lost = coarse - rest + fine;
  const power = scaleByPowerOfTwo(1, shift);
  const tail = power * (lost + rest * rest * seriesFromSquare(rest));
  return power - 1 + power * rest + tail;
}

/** (e^r − 1 − r) / r² = 1/2! + r/3! + r²/4! + … for |r| ≤ 0.35, to 2^-60. */
function seriesFromSquare(r: number): number {
  let total = 1 / 1307674368000; // 1/15!
  total = total * r + 1 / 87178291200;
  total = total * r + 1 / 6227020800;
  total = total * r + 1 / 479001600;
  total = total * r + 1 / 39916800;
  total = total * r + 1 / 3628800;
  total = total * r + 1 / 362880;
  total = total * r + 1 / 40320;
  total = total * r + 1 / 5040;
  total = total * r + 1 / 720;
  total = total * r + 1 / 120;
  total = total * r + 1 / 24;
  total = total * r + 1 / 6;
  return total * r + 0.5;
}
