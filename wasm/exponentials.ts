// e^x of a column, to the bit of src/numerics/exponential.ts: the same operations, two lanes at a time. Its reference is
// src/kernels/exponentials.ts.

/**
 * Every constant twice, one a lane. 0 log2(e); 1, 2 ln 2 in two pieces; 3 one half; 4 one; 5 largest argument; 6… 1/15!,
 * 1/14! … 1/3!; 19 one half; 20 a shift that turns a whole double into an integer.
 */
const table: usize = memory.data<f64>([
  1.4426950408889634, 1.4426950408889634,
  0.6931471803691238, 0.6931471803691238,
  1.9082149292705877e-10, 1.9082149292705877e-10,
  0.5, 0.5,
  1.0, 1.0,
  620.0, 620.0,
  1.0 / 1307674368000.0, 1.0 / 1307674368000.0,
  1.0 / 87178291200.0, 1.0 / 87178291200.0,
  1.0 / 6227020800.0, 1.0 / 6227020800.0,
  1.0 / 479001600.0, 1.0 / 479001600.0,
  1.0 / 39916800.0, 1.0 / 39916800.0,
  1.0 / 3628800.0, 1.0 / 3628800.0,
  1.0 / 362880.0, 1.0 / 362880.0,
  1.0 / 40320.0, 1.0 / 40320.0,
  1.0 / 5040.0, 1.0 / 5040.0,
  1.0 / 720.0, 1.0 / 720.0,
  1.0 / 120.0, 1.0 / 120.0,
  1.0 / 24.0, 1.0 / 24.0,
  1.0 / 6.0, 1.0 / 6.0,
  0.5, 0.5,
  6755399441055744.0, 6755399441055744.0,
]);

@inline
function constant(k: i32): v128 {
  return v128.load(table + ((<usize>k) << 4));
}

/** What the argument leaves after whole multiples of ln 2, and what rounding lost of that. */
@inline
function shiftOf(x: v128): v128 {
  const scaled = f64x2.mul(x, constant(0));
  // Halves round up, as Math.round has it.
  const below = f64x2.floor(scaled);
  const isUp = f64x2.ge(f64x2.sub(scaled, below), constant(3));
  return f64x2.add(below, v128.and(isUp, constant(4)));
}

@inline
function joined(coarse: v128, fine: v128, rest: v128, series: v128, shift: v128): v128 {
  const lost = f64x2.add(f64x2.sub(coarse, rest), fine);
  const second = f64x2.add(lost, f64x2.mul(f64x2.mul(rest, rest), series));
  const sum = f64x2.add(constant(4), f64x2.add(rest, second));
  // The low bits of the shifted number are the exponent; the result is normal, so nothing rounds.
  return i64x2.add(sum, i64x2.shl(f64x2.add(shift, constant(20)), 52));
}

/**
 * Fills e^x where |x| ≤ 620, in place. Elsewhere, and of NaN, it leaves x and counts it. Two pairs beside each other: one
 * series waits for every step of its own.
 *
 * @param count a multiple of 4
 * @returns     how many were left
 */
export function exponentials(values: usize, count: i32): i32 {
  let left: i32 = 0;
  const end = values + ((<usize>count) << 3);
  for (let at = values; at < end; at += 32) {
    const x = v128.load(at);
    const y = v128.load(at, 16);
    const shiftX = shiftOf(x);
    const shiftY = shiftOf(y);
    const coarseX = f64x2.sub(x, f64x2.mul(shiftX, constant(1)));
    const coarseY = f64x2.sub(y, f64x2.mul(shiftY, constant(1)));
    const fineX = f64x2.neg(f64x2.mul(shiftX, constant(2)));
    const fineY = f64x2.neg(f64x2.mul(shiftY, constant(2)));
    const restX = f64x2.add(coarseX, fineX);
    const restY = f64x2.add(coarseY, fineY);
    let seriesX = constant(6);
    let seriesY = seriesX;
    for (let k: i32 = 7; k < 20; k++) {
      seriesX = f64x2.add(f64x2.mul(seriesX, restX), constant(k));
      seriesY = f64x2.add(f64x2.mul(seriesY, restY), constant(k));
    }
    const isNearX = f64x2.le(f64x2.abs(x), constant(5));
    const isNearY = f64x2.le(f64x2.abs(y), constant(5));
    v128.store(at, v128.bitselect(joined(coarseX, fineX, restX, seriesX, shiftX), x, isNearX));
    v128.store(at, v128.bitselect(joined(coarseY, fineY, restY, seriesY, shiftY), y, isNearY), 16);
    left += 4 - popcnt(i64x2.bitmask(isNearX)) - popcnt(i64x2.bitmask(isNearY));
  }
  return left;
}
