// e^x in strict arithmetic, two lanes at a time.

/**
 * Every constant twice, one a lane, at a fixed address: V8 of Node 24 is slow on vector constants inside loops.
 * 0 least argument; 1 log2(e); 2 shift that rounds to an integer; 3, 4 ln 2 in two pieces; 5… 1/13!, 1/12! … 1/0!.
 */
const table: usize = memory.data<f64>([
  -708.0, -708.0,
  1.4426950408889634, 1.4426950408889634,
  6755399441055744.0, 6755399441055744.0,
  0.6931471803691238, 0.6931471803691238,
  1.9082149292705877e-10, 1.9082149292705877e-10,
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
  1.0, 1.0,
]);

@inline
function constant(k: i32): v128 {
  return v128.load(table + ((<usize>k) << 4));
}

/** e^x for x ≤ 1; below −708 as at −708. @source reduction by multiples of ln 2, then the Taylor series */
@inline
export function expPair(x: v128): v128 {
  const reached = f64x2.pmax(constant(0), x);
  const shifted = f64x2.add(f64x2.mul(reached, constant(1)), constant(2));
  const whole = f64x2.sub(shifted, constant(2));
  const coarse = f64x2.sub(reached, f64x2.mul(whole, constant(3)));
  const rest = f64x2.sub(coarse, f64x2.mul(whole, constant(4)));
  const square = f64x2.mul(rest, rest);
  // Even and odd powers apart: two chains run beside each other.
  let even = f64x2.add(f64x2.mul(constant(6), square), constant(8));
  let odd = f64x2.add(f64x2.mul(constant(5), square), constant(7));
  even = f64x2.add(f64x2.mul(even, square), constant(10));
  odd = f64x2.add(f64x2.mul(odd, square), constant(9));
  even = f64x2.add(f64x2.mul(even, square), constant(12));
  odd = f64x2.add(f64x2.mul(odd, square), constant(11));
  even = f64x2.add(f64x2.mul(even, square), constant(14));
  odd = f64x2.add(f64x2.mul(odd, square), constant(13));
  even = f64x2.add(f64x2.mul(even, square), constant(16));
  odd = f64x2.add(f64x2.mul(odd, square), constant(15));
  even = f64x2.add(f64x2.mul(even, square), constant(17));
  odd = f64x2.add(f64x2.mul(odd, square), constant(17));
  const sum = f64x2.add(even, f64x2.mul(odd, rest));
  // The low bits of the shifted number are the exponent.
  return i64x2.add(sum, i64x2.shl(shifted, 52));
}
