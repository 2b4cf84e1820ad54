import { philoxBlock, philoxBlockWords, unitInterval } from "../numerics/philox.ts";

/** Which draws: the same as `RandomStream` counts them, two a block. */
export interface DrawPlace {
  /** Unsigned 32-bit words, least significant first. */
  readonly seed: readonly [number, number];
  readonly stream: readonly [number, number];
  /** First block, in [0, 2^32 − blocks). */
  readonly block: number;
}

/**
 * Uniform numbers on (0, 1) by position, both ends excluded: the draws of `RandomStream`. The reference of
 * `wasm/uniforms.ts`.
 *
 * @param out    shape [n], n even; multiples of 2^-53, from 2^-53 to 1 − 2^-53
 * @cost         n/2 blocks of Philox
 * @source       Philox4x32-10, Salmon et al. (2011)
 */
export function uniforms({ seed, stream, block }: DrawPlace, out: Float64Array): void {
  const key = Uint32Array.from(seed);
  const counter = Uint32Array.of(block, 0, ...stream);
  const words = new Uint32Array(philoxBlockWords);
  for (let at = 0; at < out.length; at += 2) {
    philoxBlock(counter, key, words);
    out[at] = unitInterval(words[0]!, words[1]!);
    out[at + 1] = unitInterval(words[2]!, words[3]!);
    counter[0]! += 1;
  }
}
