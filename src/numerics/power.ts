import { InvariantError } from "./assert.ts";
import { productError } from "./doubleDouble.ts";
import { expOfPair } from "./exponential.ts";
import { logOfPositive } from "./logarithm.ts";

/** Written and read within one call of `power`. */
const logarithm = new Float64Array(2);

/**
 * `base ^ exponent` for a base that is not negative.
 *
 * @param base     ≥ 0
 * @param exponent real; 0^0 = 1, as in IEEE 754
 * @returns        within 2 ulp over the whole range, 0 or Infinity beyond it
 * @throws InvariantError when `base` is negative
 * @source         e^(y ln x), with ln x and the product held in two doubles
 */
export function power(base: number, exponent: number): number {
  if (base < 0) throw new InvariantError(`base of a real power must not be negative; have ${base}`);
  if (exponent === 0 || base === 1) return 1;
  if (Number.isNaN(base) || Number.isNaN(exponent)) return Number.NaN;
  if (base === 0) return exponent > 0 ? 0 : Number.POSITIVE_INFINITY;
  if (base === Number.POSITIVE_INFINITY) return exponent > 0 ? base : 0;
  logOfPositive(base, logarithm);
  const high = logarithm[0]!;
  const low = logarithm[1]!;
  const product = exponent * high;
  if (Math.abs(product) > 800) return product > 0 ? Number.POSITIVE_INFINITY : 0;
  if (Math.abs(exponent) > 1e290) return expOfPair(product, 0); // base is 1 to within a rounding error
  return expOfPair(product, productError(exponent, high) + exponent * low);
}

/**
 * `base ^ exponent` for a whole exponent; exact whenever the result is a double.
 *
 * @param base     any sign
 * @param exponent integer
 * @returns        within 1 ulp for |exponent| ≤ 64, otherwise as `power`
 * @throws InvariantError when `exponent` is not an integer
 * @source         repeated squaring in two doubles
 */
export function integerPower(base: number, exponent: number): number {
  if (!Number.isInteger(exponent)) throw new InvariantError(`exponent must be an integer; have ${exponent}`);
  const size = Math.abs(base);
  const sign = base < 0 && exponent % 2 !== 0 ? -1 : 1;
  const count = Math.abs(exponent);
  const isTame = size > 1 / 16384 && size < 16384; // 64 factors then stay far from both ends of the range
  if (count > 64 || !isTame) return sign * power(size, exponent);

  let high = 1;
  let low = 0;
  for (let bit = 64; bit >= 1; bit /= 2) {
    const square = high * high;
    low = productError(high, high) + 2 * high * low;
    high = square;
    if (Math.floor(count / bit) % 2 === 1) {
      const product = high * size;
      low = productError(high, size) + low * size;
      high = product;
    }
  }
  if (exponent > 0) return sign * (high + low);
  const inverse = 1 / high;
  const residual = 1 - inverse * high - productError(inverse, high) - inverse * low;
  return sign * (inverse + inverse * residual);
}
