import { assert } from "../numerics/assert.ts";
import { philoxBlock, philoxBlockWords } from "../numerics/philox.ts";
import { type DirectionNumbers, sobolBits, sobolDirections } from "../numerics/sobolDirections.ts";

export interface SobolPlan {
  /** In [1, 1000]. */
  readonly dimensions: number;
  readonly numbers: DirectionNumbers;
  /** undefined leaves the points as they are. */
  readonly scrambling: Scrambling | undefined;
}

/**
 * Which random permutations of the digits. `nested` is Owen's: a bit of its own for every node of the binary tree of a
 * coordinate. `linear` is Matoušek's: each digit becomes a random combination of itself and the ones before it, and all
 * are shifted. The variance of a mean is the same, but `linear`, which costs nothing a point, has it from a few seeds
 * that miss by far and many that hardly miss, so that the spread over a handful of seeds says too little.
 */
export interface Scrambling {
  readonly kind: "nested" | "linear";
  /** Unsigned 32-bit words, least significant first. */
  readonly seed: readonly [number, number];
}

/** Sobol's points in so many dimensions. */
export interface SobolNet {
  readonly dimensions: number;
  /** [D×32] with linear scrambling, where there is one. */
  readonly directions: Uint32Array;
  /** [D] what is added to every point without carry. */
  readonly shifts: Uint32Array;
  /** [D×32] two words for every two levels of every dimension's tree; undefined without nested scrambling. */
  readonly nodeKeys: Uint32Array | undefined;
}

/**
 * A digital net in base 2.
 *
 * @throws InvariantError when there are no direction numbers for so many dimensions
 * @cost   8 blocks of Philox a dimension, where it is scrambled
 */
export function sobolNet({ dimensions, numbers, scrambling }: SobolPlan): SobolNet {
  const directions = sobolDirections(dimensions, numbers);
  const shifts = new Uint32Array(dimensions);
  if (scrambling === undefined) return { dimensions, directions, shifts, nodeKeys: undefined };
  const keys = scrambleKeys(dimensions, scrambling.seed);
  if (scrambling.kind === "nested") return { dimensions, directions, shifts, nodeKeys: keys };
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const range = [dimension * sobolBits, (dimension + 1) * sobolBits] as const;
    const own = keys.subarray(...range);
    // The last digit has none after it, so its word is free to be the shift.
    shifts[dimension] = own[sobolBits - 1]!;
    const scrambled = directions.subarray(...range);
    for (let k = 0; k < sobolBits; k++) scrambled[k] = combined(scrambled[k]!, own);
  }
  return { dimensions, directions, shifts, nodeKeys: undefined };
}

/** Every digit adds itself, and to those after it a column of random ones. */
function combined(digits: number, columns: Uint32Array): number {
  let sum = 0;
  for (let digit = 0; digit < sobolBits; digit++) {
    const place = 2 ** (sobolBits - 1 - digit);
    if ((digits & place) !== 0) sum ^= place | (columns[digit]! & (place - 1));
  }
  return sum >>> 0;
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
 * Scrambled, a point is uniform on the unit cube, so that means have no bias, and every elementary interval keeps its
 * points. Nested: a node of the tree flips its halves or not by a bit of a hash of its prefix, under keys of its level,
 * for all 32 levels.
 *
 * @param first index of the first point; first + n at most 2^32
 * @param out   shape [D×n], dimension by dimension; the middles of 2^32 equal parts of (0, 1), so never 0 nor 1
 * @throws InvariantError when the range is not inside the sequence, or `out` holds no whole number of points
 * @cost        D × n steps; under nested scrambling 16 hashes each
 * @source      I. A. Antonov & V. M. Saleev (1979) for the order; A. B. Owen, Randomly permuted (t,m,s)-nets and
 *              (t,s)-sequences (1995); J. Matoušek, On the L2-discrepancy for anchored boxes, J. Complexity 14 (1998), and for
 *              the equal variance A. B. Owen, Variance with alternative scramblings of digital nets, ACM TOMACS 13
 *              (2003); multipliers of the hash by C. Wellons, lowbias32 (2018)
 */
export function sobol(net: SobolNet, first: number, out: Float64Array): void {
  const { dimensions, directions, shifts, nodeKeys } = net;
  const count = checkedCount(net, first, out);
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const start = dimension * sobolBits;
    const own = directions.subarray(start, start + sobolBits);
    const keys = nodeKeys?.subarray(start, start + sobolBits);
    let bits = (bitsAt(own, first) ^ shifts[dimension]!) >>> 0;
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
  let [flips, prefix, rest] = [0, 0, bits];
  for (let key = 0; key < sobolBits; key += 2) {
    let hash = (prefix + keys[key]!) | 0;
    hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
    hash = Math.imul(hash ^ (hash >>> 15) ^ keys[key + 1]!, 0x846ca68b);
    flips = (flips << 2) | ((hash ^ (((hash << 2) & rest) >>> 1)) >>> 30);
    prefix = (prefix << 2) | (rest >>> 30);
    rest <<= 2;
  }
  return flips;
}
