// The inverse of the normal law in double precision, two lanes at a time. The twin of src/kernels/normalQuantiles.ts,
// operation by operation.

/** Two lanes each, at a fixed address: 0 a half; 1 end of the middle; 2 its square; 3 one; 4… numerator, 12… denominator, highest power first. */
const table: usize = memory.data<f64>([
  0.5, 0.5,
  0.425, 0.425,
  0.180625, 0.180625,
  1.0, 1.0,
  2509.0809287301227, 2509.0809287301227,
  33430.57558358813, 33430.57558358813,
  67265.7709270087, 67265.7709270087,
  45921.95393154987, 45921.95393154987,
  13731.69376550946, 13731.69376550946,
  1971.5909503065513, 1971.5909503065513,
  133.14166789178438, 133.14166789178438,
  3.3871328727963665, 3.3871328727963665,
  5226.495278852854, 5226.495278852854,
  28729.085735721943, 28729.085735721943,
  39307.89580009271, 39307.89580009271,
  21213.794301586597, 21213.794301586597,
  5394.196021424751, 5394.196021424751,
  687.1870074920579, 687.1870074920579,
  42.31333070160091, 42.31333070160091,
]);

@inline
function constant(k: i32): v128 {
  return v128.load(table + ((<usize>k) << 4));
}

/** a·b + constant k. */
@inline
function next(a: v128, b: v128, k: i32): v128 {
  return f64x2.add(f64x2.mul(a, b), constant(k));
}

/** As `table`: 0 one; 1 half; 2 two; 3 √2; 4, 5 ln 2 in two pieces; 6 1.6; 7… artanh, highest power first; 17… numerator, 25… denominator of the near tail; 32 its end; 33 least number that is not denormal; 34 NaN. */
const tails: usize = memory.data<f64>([
  1.0, 1.0,
  0.5, 0.5,
  2.0, 2.0,
  1.4142135623730951, 1.4142135623730951,
  0.6931471803691238, 0.6931471803691238,
  1.9082149292705877e-10, 1.9082149292705877e-10,
  1.6, 1.6,
  2.0 / 21.0, 2.0 / 21.0,
  2.0 / 19.0, 2.0 / 19.0,
  2.0 / 17.0, 2.0 / 17.0,
  2.0 / 15.0, 2.0 / 15.0,
  2.0 / 13.0, 2.0 / 13.0,
  2.0 / 11.0, 2.0 / 11.0,
  2.0 / 9.0, 2.0 / 9.0,
  2.0 / 7.0, 2.0 / 7.0,
  2.0 / 5.0, 2.0 / 5.0,
  2.0 / 3.0, 2.0 / 3.0,
  0.0007745450142783414, 0.0007745450142783414,
  0.022723844989269184, 0.022723844989269184,
  0.2417807251774506, 0.2417807251774506,
  1.2704582524523684, 1.2704582524523684,
  3.6478483247632045, 3.6478483247632045,
  5.769497221460691, 5.769497221460691,
  4.630337846156546, 4.630337846156546,
  1.4234371107496835, 1.4234371107496835,
  1.0507500716444169e-9, 1.0507500716444169e-9,
  0.0005475938084995345, 0.0005475938084995345,
  0.015198666563616457, 0.015198666563616457,
  0.14810397642748008, 0.14810397642748008,
  0.6897673349851, 0.6897673349851,
  1.6763848301838038, 1.6763848301838038,
  2.053191626637759, 2.053191626637759,
  5.0, 5.0,
  2.2250738585072014e-308, 2.2250738585072014e-308,
  NaN, NaN,
]);

/** Low words of both lanes into the first two. */
const lowWords: usize = memory.data<u8>([0, 1, 2, 3, 8, 9, 10, 11, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80]);
const mantissaBits: usize = memory.data<u64>([0x000fffffffffffff, 0x000fffffffffffff]);
const exponentOfOne: usize = memory.data<u64>([0x3ff0000000000000, 0x3ff0000000000000]);
const exponentBias: usize = memory.data<i32>([1023, 1023, 1023, 1023]);

@inline
function ofTail(k: i32): v128 {
  return v128.load(tails + ((<usize>k) << 4));
}

/** a·b + constant k of the tails. */
@inline
function then(a: v128, b: v128, k: i32): v128 {
  return f64x2.add(f64x2.mul(a, b), ofTail(k));
}

/** ln of two normal p ≤ ½. */
@inline
function logPair(p: v128): v128 {
  const powers = i8x16.swizzle(i64x2.shr_u(p, 52), v128.load(lowWords));
  const whole = v128.or(v128.and(p, v128.load(mantissaBits)), v128.load(exponentOfOne));
  const isHigh = f64x2.gt(whole, ofTail(3));
  const mantissa = v128.bitselect(f64x2.mul(whole, ofTail(1)), whole, isHigh);
  const floor = f64x2.convert_low_i32x4_s(i32x4.sub(powers, v128.load(exponentBias)));
  const exponent = f64x2.add(floor, v128.and(isHigh, ofTail(0)));
  const f = f64x2.sub(mantissa, ofTail(0));
  const s = f64x2.div(f, f64x2.add(ofTail(2), f));
  const w = f64x2.mul(s, s);
  let tail = then(ofTail(7), w, 8);
  tail = then(tail, w, 9);
  tail = then(tail, w, 10);
  tail = then(tail, w, 11);
  tail = then(tail, w, 12);
  tail = then(tail, w, 13);
  tail = then(tail, w, 14);
  tail = then(tail, w, 15);
  tail = then(tail, w, 16);
  const small = f64x2.add(f64x2.mul(f64x2.mul(s, w), tail), f64x2.mul(ofTail(2), s));
  return f64x2.add(f64x2.mul(exponent, ofTail(4)), f64x2.add(f64x2.mul(exponent, ofTail(5)), small));
}

/** The far tail, root above 5: one number in 10^11. */
function farQuantile(root: f64): f64 {
  const r = root - 5.0;
  const above = ((((((2.0103343992922881e-7 * r + 2.7115555687434876e-5) * r + 0.0012426609473880784) * r + 0.026532189526576124) * r + 0.29656057182850487) * r + 1.7848265399172913) * r + 5.463784911164114) * r + 6.657904643501103;
  const below = ((((((2.0442631033899397e-15 * r + 1.421511758316446e-7) * r + 1.8463183175100548e-5) * r + 0.0007868691311456133) * r + 0.014875361290850615) * r + 0.1369298809227358) * r + 0.599832206555888) * r + 1.0;
  return above / below;
}

/** Quantiles of two probabilities below the middle, their sign left to the caller. */
@inline
function tailPair(p: v128): v128 {
  const root = f64x2.sqrt(f64x2.neg(logPair(p)));
  const r = f64x2.sub(root, ofTail(6));
  const above = then(then(then(then(then(then(then(ofTail(17), r, 18), r, 19), r, 20), r, 21), r, 22), r, 23), r, 24);
  const below = then(then(then(then(then(then(then(ofTail(25), r, 26), r, 27), r, 28), r, 29), r, 30), r, 31), r, 0);
  let z = f64x2.div(above, below);
  const far = i64x2.bitmask(f64x2.gt(root, ofTail(32)));
  if (far & 1) z = f64x2.replace_lane(z, 0, farQuantile(f64x2.extract_lane(root, 0)));
  if (far & 2) z = f64x2.replace_lane(z, 1, farQuantile(f64x2.extract_lane(root, 1)));
  return z;
}

/** Quantiles of two probabilities in the middle; what lies outside is wrong and listed. */
@inline
function middlePair(q: v128): v128 {
  const r = f64x2.sub(constant(2), f64x2.mul(q, q));
  const above = next(next(next(next(next(next(next(constant(4), r, 5), r, 6), r, 7), r, 8), r, 9), r, 10), r, 11);
  const below = next(next(next(next(next(next(next(constant(12), r, 13), r, 14), r, 15), r, 16), r, 17), r, 18), r, 3);
  return f64x2.div(f64x2.mul(q, above), below);
}

/**
 * The quantiles of uniform numbers.
 *
 * @param numbers       address of 8 bytes a number
 * @param out           the same; may be `numbers`
 * @param probabilities address of as many bytes and 16 more, used meanwhile
 * @param places        the same
 * @param count         numbers, a multiple of 4
 */
export function normalQuantiles(numbers: usize, out: usize, probabilities: usize, places: usize, count: i32): void {
  const end = out + ((<usize>count) << 3);
  let listed: usize = 0;
  for (let at = out; at < end; at += 32, numbers += 32) {
    const p0 = v128.load(numbers);
    const p1 = v128.load(numbers, 16);
    const q0 = f64x2.sub(p0, constant(0));
    const q1 = f64x2.sub(p1, constant(0));
    v128.store(at, middlePair(q0));
    v128.store(at, middlePair(q1), 16);
    const outside0 = i64x2.bitmask(f64x2.gt(f64x2.abs(q0), constant(1)));
    const outside1 = i64x2.bitmask(f64x2.gt(f64x2.abs(q1), constant(1)));
    // Every lane is written and only those outside move the end: no branch to guess.
    v128.store64_lane(probabilities + listed, p0, 0);
    store<u64>(places + listed, at);
    listed += (<usize>(outside0 & 1)) << 3;
    v128.store64_lane(probabilities + listed, p0, 1);
    store<u64>(places + listed, at + 8);
    listed += (<usize>(outside0 & 2)) << 2;
    v128.store64_lane(probabilities + listed, p1, 0);
    store<u64>(places + listed, at + 16);
    listed += (<usize>(outside1 & 1)) << 3;
    v128.store64_lane(probabilities + listed, p1, 1);
    store<u64>(places + listed, at + 24);
    listed += (<usize>(outside1 & 2)) << 2;
  }
  storeTails(probabilities, places, listed);
}

/** Quantiles of what was listed, `listed` bytes, two at a time; the last of an odd number twice. */
function storeTails(probabilities: usize, places: usize, listed: usize): void {
  if (listed === 0) return;
  store<u64>(probabilities + listed, load<u64>(probabilities + listed - 8));
  store<u64>(places + listed, load<u64>(places + listed - 8));
  for (let n: usize = 0; n < listed; n += 16) {
    const p = v128.load(probabilities + n);
    const below = f64x2.lt(p, constant(0));
    const size = tailPair(v128.bitselect(p, f64x2.sub(constant(3), p), below));
    const isInside = v128.and(f64x2.ge(p, ofTail(33)), f64x2.lt(p, constant(3)));
    const z = v128.bitselect(v128.bitselect(f64x2.neg(size), size, below), ofTail(34), isInside);
    v128.store64_lane(<usize>load<u64>(places + n), z, 0);
    v128.store64_lane(<usize>load<u64>(places + n + 8), z, 1);
  }
}
