// One coordinate of a digital net in base 2, four points at a time, as it stands and under Owen's nested scrambling. The twin of
// src/kernels/sobol.ts, operation by operation.

/** Two lanes each, at a fixed address: 0 a half; 1 2^-32. */
const table: usize = memory.data<f64>([0.5, 0.5, 2.3283064365386963e-10, 2.3283064365386963e-10]);

/** Four lanes each: multipliers of the hash. */
const words: usize = memory.data<u32>([
  0x7feb352d, 0x7feb352d, 0x7feb352d, 0x7feb352d,
  0x846ca68b, 0x846ca68b, 0x846ca68b, 0x846ca68b,
]);

@inline
function word(k: i32): v128 {
  return v128.load(words + ((<usize>k) << 4));
}

/** Coordinate bits of point `index`, a multiple of 4. */
function bitsAt(directions: usize, index: u32): u32 {
  let gray = index ^ (index >> 1);
  let bits: u32 = 0;
  for (; gray !== 0; gray &= gray - 1) bits ^= load<u32>(directions + ((<usize>ctz(gray)) << 2));
  return bits;
}

/** What the first four points add to one whose index is a multiple of 4. */
@inline
function firstFour(directions: usize): v128 {
  const v0 = load<u32>(directions);
  const v1 = load<u32>(directions, 4);
  let four = i32x4.replace_lane(i32x4.splat(0), 1, v0);
  four = i32x4.replace_lane(four, 2, v0 ^ v1);
  return i32x4.replace_lane(four, 3, v1);
}

/** What leads from the four points before `block` to the four of it. */
@inline
function stepTo(directions: usize, block: u32): v128 {
  return v128.xor(v128.load32_splat(directions + ((<usize>(ctz(block) + 2)) << 2)), v128.load32_splat(directions, 4));
}

@inline
function storeFour(at: usize, bits: v128): void {
  const half = v128.load(table);
  const unit = v128.load(table, 16);
  const upper = v128.shuffle<u32>(bits, bits, 2, 3, 2, 3);
  v128.store(at, f64x2.mul(f64x2.add(f64x2.convert_low_i32x4_u(bits), half), unit));
  v128.store(at, f64x2.mul(f64x2.add(f64x2.convert_low_i32x4_u(upper), half), unit), 16);
}

/**
 * @param directions address of 32 words of 32 bits
 * @param shift      added to every point without carry
 * @param first      index of the first point, a multiple of 4
 * @param out        address of 8 bytes a point
 * @param count      points, a multiple of 4
 */
export function sobolColumn(directions: usize, shift: u32, first: u32, out: usize, count: i32): void {
  let bits = v128.xor(i32x4.splat(shift ^ bitsAt(directions, first)), firstFour(directions));
  const end = out + ((<usize>count) << 3);
  let block = first >> 2;
  for (let at = out; at < end; at += 32) {
    storeFour(at, bits);
    block += 1;
    bits = v128.xor(bits, stepTo(directions, block));
  }
}

@inline
function hashOf(prefix: v128, keys: usize): v128 {
  let hash = i32x4.add(prefix, v128.load32_splat(keys));
  hash = i32x4.mul(v128.xor(hash, i32x4.shr_u(hash, 16)), word(0));
  hash = v128.xor(v128.xor(hash, i32x4.shr_u(hash, 15)), v128.load32_splat(keys, 4));
  return i32x4.mul(hash, word(1));
}

/** The two flips of a group: the hash's first bit; its second, and where the upper level of `rest` is 1 its third too. */
@inline
function flipsOf(hash: v128, rest: v128): v128 {
  return i32x4.shr_u(v128.xor(hash, i32x4.shr_u(v128.and(i32x4.shl(hash, 2), rest), 1)), 30);
}

/** Two more digits after those that are there. */
@inline
function extended(digits: v128, two: v128): v128 {
  return v128.or(i32x4.shl(digits, 2), two);
}

/** As `sobolColumn`, every node of the tree flipped or not. @param keys address of 32 words: two for each two levels */
export function nestedSobolColumn(directions: usize, keys: usize, first: u32, out: usize, count: i32): void {
  let bits = v128.xor(i32x4.splat(bitsAt(directions, first)), firstFour(directions));
  const end = out + ((<usize>count) << 3);
  let block = first >> 2;
  for (let at = out; at < end; at += 32) {
    let prefix = i32x4.splat(0);
    let flips = prefix;
    let rest = bits;
    // A loop: unrolled, with every shift a constant, it runs out of registers and is slower.
    for (let key = keys, last = keys + 128; key < last; key += 8) {
      flips = extended(flips, flipsOf(hashOf(prefix, key), rest));
      prefix = extended(prefix, i32x4.shr_u(rest, 30));
      rest = i32x4.shl(rest, 2);
    }
    storeFour(at, v128.xor(bits, flips));
    block += 1;
    bits = v128.xor(bits, stepTo(directions, block));
  }
}
