import { productError, sumError } from "./doubleDouble.ts";
import { ln2High, ln2Low } from "./exponential.ts";
import { exponentOf, powerOfTwo } from "./floatBits.ts";

/** Written and read within one call of `log` or `log1p`. */
const pair = new Float64Array(2);

/**
 * Natural logarithm in basic arithmetic only, so that every machine gives the same bits.
 *
 * @returns within 1 ulp; −Infinity at 0, NaN below it
 * @source  ln x = k ln 2 + 2 artanh((m − 1)/(m + 1)), m in [√½, √2)
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  logOfPositive(x, pair);
  return pair[0]! + pair[1]!;
}

/**
 * ln x in a tenth of the time of `log`, for sums of many: likewise the same bits on every machine.
 *
 * @returns within 4 ulp; as `log` where x is not positive and finite
 * @source  as `log`, without the second half of its digits
 */
export function quickLog(x: number): number {
  if (!(x >= 2.2250738585072014e-308 && x < Number.POSITIVE_INFINITY)) return log(x);
  let exponent = exponentOf(x);
  if (exponent > 1000) return log(x);
  let mantissa = x * powerOfTwo(-exponent);
  if (mantissa > Math.SQRT2) {
    mantissa *= 0.5;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  return exponent * ln2High + (exponent * ln2Low + (2 * s + s * square * (2 / 3 + square * artanhTail(square))));
}

/**
 * ln(1 + x) without losing the digits of a small x.
 *
 * @returns within 1 ulp; −Infinity at −1, NaN below it
 * @source  ln(1 + x) = ln u + (what u = 1 + x lost)/u
 */
export function log1p(x: number): number {
  if (!(x > -1)) return x === -1 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (Math.abs(x) < 1e-17 || x === Number.POSITIVE_INFINITY) return x;
  const whole = 1 + x;
  const lost = sumError(1, x);
  logOfPositive(whole, pair);
  return pair[0]! + (pair[1]! + lost / whole);
}

/**
 * ln x to about 65 bits.
 *
 * @param x      positive and finite
 * @param result shape [2], written: the double nearest to ln x, and what it leaves out
 */
export function logOfPositive(x: number, result: Float64Array): void {
  let exponent = 0;
  let mantissa = x;
  if (mantissa < 2.2250738585072014e-308) {
    mantissa *= 18014398509481984; // 2^54 lifts a subnormal number into the normal range, exactly
    exponent = -54;
  }
  const shift = exponentOf(mantissa);
  mantissa = shift > 1000 ? mantissa * powerOfTwo(-1000) * powerOfTwo(1000 - shift) : mantissa * powerOfTwo(-shift);
  exponent += shift;
  if (mantissa > Math.SQRT2) {
    mantissa *= 0.5;
    exponent += 1;
  }

  // s = f / (2 + f) with f = m − 1 (exact), to twice the digits.
  const f = mantissa - 1;
  const denominator = 2 + f;
  const denominatorLost = sumError(2, f);
  const s = f / denominator;
  const product = s * denominator;
  const sLow = (f - product - productError(s, denominator) - s * denominatorLost) / denominator;

  // 2 artanh s = 2s + 2s³/3 + 2s⁵/5 + …; the cubic term too needs more than a double.
  const square = s * s;
  const squareLow = productError(s, s) + 2 * s * sLow;
  const cube = square * s;
  const cubeLow = productError(square, s) + squareLow * s + square * sLow;
  const third = (2 * cube) / 3;
  const thirdProduct = 3 * third;
  const thirdLow = (2 * cube - thirdProduct - productError(3, third) + 2 * cubeLow) / 3;
  const higher = square * cube * artanhTail(square);

  const linear = exponent * ln2High;
  const first = linear + 2 * s;
  const second = first + third;
  const rest =
    sumError(linear, 2 * s) + sumError(first, third) + (exponent * ln2Low + (2 * sLow + (thirdLow + higher)));
  const high = second + rest;
  result[0] = high;
  result[1] = second - high + rest;
}

/** 2/5 + 2w/7 + 2w²/9 + … for 0 ≤ w ≤ 0.0295, to 2^-60. */
function artanhTail(w: number): number {
  let total = 2 / 25;
  total = total * w + 2 / 23;
  total = total * w + 2 / 21;
  total = total * w + 2 / 19;
  total = total * w + 2 / 17;
  total = total * w + 2 / 15;
  total = total * w + 2 / 13;
  total = total * w + 2 / 11;
  total = total * w + 2 / 9;
  total = total * w + 2 / 7;
  return total * w + 2 / 5;
}
