import { assert } from "../numerics/assert.ts";
import { philoxBlock, philoxBlockWords, unitInterval } from "../numerics/philox.ts";
import { normalQuantile } from "./normal.ts";

/** Which sequence of random numbers is meant: the same two numbers give the same sequence everywhere. */
export interface RandomStreamKey {
  readonly seed: number; // integer in [0, 2^53)
  readonly stream: number; // integer in [0, 2^53): one per independent use, for example per path
}

/**
 * Random numbers addressed by position, so that results do not depend on how the work is split among workers.
 *
 * Draw `index` of a stream is a pure function of (seed, stream, index). `next…` walk on from the last draw.
 * @source Philox4x32-10, two draws of 52 bits a block; normals by inversion, one uniform each
 */
export class RandomStream {
  private readonly key = new Uint32Array(2);
  private readonly counter = new Uint32Array(philoxBlockWords);
  private readonly block = new Uint32Array(philoxBlockWords);
  private blockIndex = -1;
  private position = 0;

  constructor({ seed, stream }: RandomStreamKey) {
    assert(Number.isSafeInteger(seed) && seed >= 0, `seed must be an integer in [0, 2^53); have ${seed}`);
    assert(Number.isSafeInteger(stream) && stream >= 0, `stream must be an integer in [0, 2^53); have ${stream}`);
    this.key[0] = seed % wordSize;
    this.key[1] = Math.floor(seed / wordSize);
    this.counter[2] = stream % wordSize;
    this.counter[3] = Math.floor(stream / wordSize);
  }

  /** Draw `index` of the uniform law on (0, 1), both ends excluded. @param index integer in [0, 2^53) */
  uniformAt(index: number): number {
    const blockIndex = Math.floor(index / 2);
    if (blockIndex !== this.blockIndex) {
      this.counter[0] = blockIndex % wordSize;
      this.counter[1] = Math.floor(blockIndex / wordSize);
      philoxBlock(this.counter, this.key, this.block);
      this.blockIndex = blockIndex;
    }
    const word = index % 2 === 0 ? 0 : 2;
    return unitInterval(this.block[word]!, this.block[word + 1]!);
  }

  /** Draw `index` of the standard normal law: the quantile at `uniformAt(index)`. */
  normalAt(index: number): number {
    return normalQuantile(this.uniformAt(index));
  }

  /** The draw after the last `next…`, from 0 on. */
  nextUniform(): number {
    const value = this.uniformAt(this.position);
    this.position += 1;
    return value;
  }

  /** The draw after the last `next…`, from 0 on, as a standard normal. */
  nextNormal(): number {
    return normalQuantile(this.nextUniform());
  }
}

const wordSize = 4294967296; // 2^32
