// Quantiles of a tabulated law, two lanes at a time. The twin of src/kernels/tabulatedQuantiles.ts, operation by operation.

/** Two lanes each, at a fixed address: 0 one; 1 a half; 2 the double below ½; 3 2^-53; 4 three. */
const table: usize = memory.data<f64>([
  1.0, 1.0,
  0.5, 0.5,
  0.49999999999999994, 0.49999999999999994,
  1.1102230246251565e-16, 1.1102230246251565e-16,
  3.0, 3.0,
]);
const mantissaBits: usize = memory.data<u64>([0x000fffffffffffff, 0x000fffffffffffff]);
const exponentOfOne: usize = memory.data<u64>([0x3ff0000000000000, 0x3ff0000000000000]);

/** Bytes of one polynomial; of half a law; and what the first 16 bits of 2^-53 are. */
const pieceBytes: i32 = 9 * 8;
const halfBytes: i32 = 52 * 16 * pieceBytes;
const leastBits: i32 = (1023 - 53) << 4;

@inline
function constant(k: i32): v128 {
  return v128.load(table + ((<usize>k) << 4));
}

/** Coefficient `k` of two polynomials. */
@inline
function coefficient(first: usize, second: usize, k: i32): v128 {
  return v128.load64_lane(second + ((<usize>k) << 3), v128.load64_zero(first + ((<usize>k) << 3)), 1);
}

@inline
function step(sum: v128, x: v128, first: usize, second: usize, k: i32): v128 {
  return f64x2.add(f64x2.mul(sum, x), coefficient(first, second, k));
}

/** @param upperBytes where the upper half of the law lies from the lower one; 0 for a law that has one half */
@inline
function pair(number: v128, coefficients: usize, upperBytes: i32): v128 {
  const fromTop = f64x2.sub(constant(0), number);
  const isUpper = f64x2.lt(fromTop, number);
  const nearer = v128.bitselect(fromTop, number, isUpper);
  // NaN finds a piece too, and is put back by the factor.
  const p = f64x2.pmax(constant(3), f64x2.pmin(constant(2), nearer));
  // Exponent and the four bits after it name the piece; what is left is how far along.
  const pieces = i64x2.shr_u(p, 48);
  const fraction = v128.or(v128.and(i64x2.shl(p, 4), v128.load(mantissaBits)), v128.load(exponentOfOne));
  const x = f64x2.sub(f64x2.add(fraction, fraction), constant(4));
  const first0 = (i32x4.extract_lane(pieces, 0) - leastBits) * pieceBytes;
  const second0 = (i32x4.extract_lane(pieces, 2) - leastBits) * pieceBytes;
  const first = coefficients + <usize>(first0 + (i32x4.extract_lane(isUpper, 0) & upperBytes));
  const second = coefficients + <usize>(second0 + (i32x4.extract_lane(isUpper, 2) & upperBytes));
  let sum = coefficient(first, second, 0);
  sum = step(sum, x, first, second, 1);
  sum = step(sum, x, first, second, 2);
  sum = step(sum, x, first, second, 3);
  sum = step(sum, x, first, second, 4);
  sum = step(sum, x, first, second, 5);
  sum = step(sum, x, first, second, 6);
  sum = step(sum, x, first, second, 7);
  return step(sum, x, first, second, 8);
}

/**
 * Of a law that mirrors at 0.
 *
 * @param coefficients address of half a law
 * @param numbers      address of 8 bytes a number
 * @param out          the same; may be `numbers`
 * @param count        numbers, a multiple of 2
 */
export function symmetricQuantiles(coefficients: usize, numbers: usize, out: usize, count: i32): void {
  const end = out + ((<usize>count) << 3);
  for (let at = out; at < end; at += 16, numbers += 16) {
    const number = v128.load(numbers);
    v128.store(at, f64x2.mul(pair(number, coefficients, 0), f64x2.sub(number, constant(1))));
  }
}

/** Of any other law, of which both halves are held. As `symmetricQuantiles`. */
export function halvedQuantiles(coefficients: usize, numbers: usize, out: usize, count: i32): void {
  const end = out + ((<usize>count) << 3);
  for (let at = out; at < end; at += 16, numbers += 16) {
    const number = v128.load(numbers);
    const factor = f64x2.add(f64x2.sub(number, number), constant(0));
    v128.store(at, f64x2.mul(pair(number, coefficients, halfBytes), factor));
  }
}
