import { assert } from "../numerics/assert.ts";
import { philoxBlock, philoxBlockWords } from "../numerics/philox.ts";
import { type DirectionNumbers, sobolBits, sobolDirections } from "../numerics/sobolDirections.ts";

export interface SobolPlan {
  /** In [1, 1000]. */
  readonly dimensions: number;
  readonly numbers: DirectionNumbers;
  /** Unsigned 32-bit words, least significant first, that name a scrambling; undefined leaves the points as they are. */
  readonly seed: readonly [number, number] | undefined;
}

/** Sobol's points in so many dimensions. */
export interface SobolNet {
  readonly dimensions: number;
  /** [D×32] */
  readonly directions: Uint32Array;
  /** [D×32] two words for every two levels of every dimension's tree; undefined for points as they are. */
  readonly scramble: Uint32Array | undefined;
}

/**
 * A digital net in base 2, scrambled by a seed.
 *
 * @throws InvariantError when there are no direction numbers for so many dimensions
 * @cost   8 blocks of Philox a dimension
 */
export function sobolNet({ dimensions, numbers, seed }: SobolPlan): SobolNet {
  const directions = sobolDirections(dimensions, numbers);
  return { dimensions, directions, scramble: seed === undefined ? undefined : scrambleKeys(dimensions, seed) };
}

function scrambleKeys(dimensions: number, seed: readonly [number, number]): Uint32Array {
  const keys = new Uint32Array(dimensions * sobolBits);
  const key = Uint32Array.from(seed);
  for (let at = 0; at < keys.length; at += philoxBlockWords) {
    // The last word tells these blocks from the draws of streams, whose own last words are of a number below 2^53.
    philoxBlock(Uint32Array.of(at / philoxBlockWords, 0, 0, 0xffffffff), key, keys.subarray(at, at + philoxBlockWords));
  }
  return keys;
}

/**
 * Points of the sequence in the order of Gray's code, point 0 at the origin, by position: any range is the same as the
 * same range of a longer one. The reference of `wasm/sobol.ts`, operation by operation.
 *
 * Scrambling is Owen's: every node of the binary tree of a coordinate flips its halves or not, by a bit of its own, so
 * that a point is uniform on the unit cube, averages have no bias, and every elementary interval keeps its points. The
 * bit is one of a hash of the node's prefix and its level's key; all 32 levels have nodes of their own.
 *
 * @param first index of the first point; first + n at most 2^32
 * @param out   shape [D×n], dimension by dimension; the middles of 2^32 equal parts of (0, 1), so never 0 nor 1
 * @throws InvariantError when the range is not inside the sequence, or `out` holds no whole number of points
 * @cost        D × n steps; scrambled 16 hashes each
 * @source      I. A. Antonov & V. M. Saleev (1979) for the order; A. B. Owen, Randomly permuted (t,m,s)-nets and
 *              (t,s)-sequences (1995); multipliers of the hash by C. Wellons, lowbias32 (2018)
 */
export function sobol(net: SobolNet, first: number, out: Float64Array): void {
  const { dimensions, directions, scramble } = net;
  const count = checkedCount(net, first, out);
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const start = dimension * sobolBits;
    const own = directions.subarray(start, start + sobolBits);
    const keys = scramble?.subarray(start, start + sobolBits);
    let bits = bitsAt(own, first);
    for (let n = 0; n < count; n++) {
      const placed = keys === undefined ? bits : (bits ^ flipsOf(bits, keys)) >>> 0;
      out[dimension * count + n] = (placed + 0.5) * 2.3283064365386963e-10; // 2^-32
      bits = (bits ^ own[trailingZeros(first + n + 1)]!) >>> 0;
    }
  }
}

/** Points of a range, once it is known to be one. */
export function checkedCount({ dimensions }: SobolNet, first: number, out: Float64Array): number {
  const count = out.length / dimensions;
  assert(Number.isInteger(count), `points of ${dimensions} dimensions cannot fill ${out.length} numbers`);
  assert(
    Number.isInteger(first) && first >= 0 && first + count <= 2 ** sobolBits,
    `points must lie in [0, 2^${sobolBits}); have ${count} from ${first}`,
  );
  return count;
}

/** Coordinate of point `index`: the direction numbers at the bits of its Gray code. */
function bitsAt(directions: Uint32Array, index: number): number {
  let bits = 0;
  for (let gray = (index ^ (index >>> 1)) >>> 0; gray !== 0; gray = (gray & (gray - 1)) >>> 0) {
    bits ^= directions[trailingZeros(gray)]!;
  }
  return bits >>> 0;
}

const trailingZeros = (value: number): number => 31 - Math.clz32(value & -value);

/** Two levels a hash: its first bit flips the upper one; the second, and where that level is 1 the third too, the lower. */
function flipsOf(bits: number, keys: Uint32Array): number {
  let flips = 0;
  for (let group = 0; group < 16; group++) {
    const prefix = group === 0 ? 0 : bits >>> (32 - 2 * group);
    let hash = (prefix + keys[2 * group]!) | 0;
    hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
    hash = Math.imul(hash ^ (hash >>> 15) ^ keys[2 * group + 1]!, 0x846ca68b);
    const lower = ((hash << 2) & (bits << (2 * group))) >>> 1;
    flips |= ((hash ^ lower) & 0xc0000000) >>> (2 * group);
  }
  return flips;
}
