/** Words of one block. */
export const philoxBlockWords = 4;

/**
 * One block of Philox4x32-10: four pseudo-random words from a counter and a key, with no state.
 *
 * @param counter shape [4], unsigned 32-bit words, least significant first; read
 * @param key     shape [2], unsigned 32-bit words, least significant first; read
 * @param block   shape [4], written; may be the same array as `counter`
 * @cost          20 multiplications of 32 bits, no allocation
 * @source        Salmon, Moraes, Dror & Shaw, Parallel random numbers: as easy as 1, 2, 3, SC11 (2011)
 */
export function philoxBlock(counter: Uint32Array, key: Uint32Array, block: Uint32Array): void {
  let word0 = counter[0]!;
  let word1 = counter[1]!;
  let word2 = counter[2]!;
  let word3 = counter[3]!;
  let key0 = key[0]!;
  let key1 = key[1]!;
  for (let round = 0; round < 10; round += 1) {
    const high0 = highProduct(0xd2511f53, word0);
    const low0 = Math.imul(0xd2511f53, word0);
    const high1 = highProduct(0xcd9e8d57, word2);
    const low1 = Math.imul(0xcd9e8d57, word2);
    word0 = (high1 ^ word1 ^ key0) >>> 0;
    word1 = low1 >>> 0;
    word2 = (high0 ^ word3 ^ key1) >>> 0;
    word3 = low0 >>> 0;
    // The key moves on by the golden ratio and by √3 − 1, in units of 2^-32.
    key0 = (key0 + 0x9e3779b9) >>> 0;
    key1 = (key1 + 0xbb67ae85) >>> 0;
  }
  block[0] = word0;
  block[1] = word1;
  block[2] = word2;
  block[3] = word3;
}

/** The upper 32 bits of a product of two unsigned 32-bit words; every step is exact in a double. */
function highProduct(a: number, b: number): number {
  const lower = Math.floor((a * (b & 0xffff)) / 65536);
  return Math.floor((a * (b >>> 16) + lower) / 65536);
}

/** A number in (0, 1), never 0 nor 1, from 52 of the 64 bits of two words. */
export function unitInterval(highWord: number, lowWord: number): number {
  return (highWord * 1048576 + (lowWord >>> 12) + 0.5) * 2.220446049250313e-16; // 2^-52
}
