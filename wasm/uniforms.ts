// Uniform numbers by counter: Philox4x32-10, four blocks at a time. The twin of src/kernels/uniforms.ts, operation by operation.

/** Two lanes each, at a fixed address: 0 2^20; 1 a half; 2 2^-52. */
const table: usize = memory.data<f64>([
  1048576.0, 1048576.0,
  0.5, 0.5,
  2.220446049250313e-16, 2.220446049250313e-16,
]);

/** Four lanes each: multipliers of the rounds, and the counters of four blocks. */
const words: usize = memory.data<u32>([
  0xd2511f53, 0xd2511f53, 0xd2511f53, 0xd2511f53,
  0xcd9e8d57, 0xcd9e8d57, 0xcd9e8d57, 0xcd9e8d57,
  0, 1, 2, 3,
]);

@inline
function constant(k: i32): v128 {
  return v128.load(table + ((<usize>k) << 4));
}

/** Upper halves of four products of 32 bits. */
@inline
function highProducts(a: v128, b: v128): v128 {
  const low = i64x2.extmul_low_i32x4_u(a, b);
  const high = i64x2.extmul_high_i32x4_u(a, b);
  return v128.shuffle<u8>(low, high, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
}

/** Numbers in (0, 1) from the first two lanes of upper and lower words. */
@inline
function unitPair(upper: v128, lower: v128): v128 {
  const high = f64x2.mul(f64x2.convert_low_i32x4_u(upper), constant(0));
  const low = f64x2.convert_low_i32x4_u(i32x4.shr_u(lower, 12));
  return f64x2.mul(f64x2.add(f64x2.add(high, low), constant(1)), constant(2));
}

@inline
function upperLanes(x: v128): v128 {
  return v128.shuffle<u64>(x, x, 1, 1);
}

/** The numbers of two blocks, each block's two beside each other. */
@inline
function storePairs(at: usize, first: v128, second: v128): void {
  v128.store(at, v128.shuffle<u64>(first, second, 0, 2));
  v128.store(at, v128.shuffle<u64>(first, second, 1, 3), 16);
}

/**
 * Two numbers in (0, 1) a block, from block `counter` on; the upper words of the counter name a stream.
 *
 * @param out   address of 16 bytes a block
 * @param count blocks, a multiple of 4
 */
export function uniforms(
  key0: u32,
  key1: u32,
  counter: u32,
  stream1: u32,
  stream2: u32,
  stream3: u32,
  out: usize,
  count: i32,
): void {
  const multiplier0 = v128.load(words);
  const multiplier1 = v128.load(words, 16);
  const end = out + ((<usize>count) << 4);
  for (let at = out; at < end; at += 64) {
    let word0 = i32x4.add(i32x4.splat(counter), v128.load(words, 32));
    let word1 = i32x4.splat(stream1);
    let word2 = i32x4.splat(stream2);
    let word3 = i32x4.splat(stream3);
    let roundKey0 = key0;
    let roundKey1 = key1;
    for (let round = 0; round < 10; round++) {
      const high0 = highProducts(multiplier0, word0);
      const low0 = i32x4.mul(multiplier0, word0);
      const high1 = highProducts(multiplier1, word2);
      const low1 = i32x4.mul(multiplier1, word2);
      word0 = v128.xor(v128.xor(high1, word1), i32x4.splat(roundKey0));
      word1 = low1;
      word2 = v128.xor(v128.xor(high0, word3), i32x4.splat(roundKey1));
      word3 = low0;
      roundKey0 += 0x9e3779b9;
      roundKey1 += 0xbb67ae85;
    }
    counter += 4;
    storePairs(at, unitPair(word0, word1), unitPair(word2, word3));
    storePairs(at + 32, unitPair(upperLanes(word0), upperLanes(word1)), unitPair(upperLanes(word2), upperLanes(word3)));
  }
}
