import { assert } from "../numerics/assert.ts";
import { log, log1p } from "../numerics/logarithm.ts";
import { RandomStream } from "./randomStream.ts";

/** How resamples of a time series are drawn. */
export interface BootstrapPlan {
  /** T ≥ 1 observations, and as many in every resample. */
  readonly observations: number;
  /** B ≥ 1 */
  readonly resamples: number;
  /** Length of a block, in [1, T]: of every block when circular, on average when stationary. 1 draws one by one. */
  readonly blockLength: number;
  /** Circular blocks have one length; stationary ones a geometric length. Either runs on from the last to the first. */
  readonly blocks: "circular" | "stationary";
  /** Integer in [0, 2^53). */
  readonly seed: number;
}

/**
 * Which observations each resample is made of, in order: runs of neighbours, so that dependence over time stays.
 *
 * @returns B arrays [T] of indices from 0; resample b is the same whatever B is
 * @throws InvariantError when a number of the plan is out of range
 * @cost    O(B T)
 * @source  D. Politis, J. Romano, A circular block-resampling procedure (1992), and The stationary bootstrap,
 *          J. American Statistical Association 89 (1994)
 */
export function bootstrapIndices(plan: BootstrapPlan): Int32Array[] {
  const { observations, resamples, blockLength, blocks, seed } = plan;
  assert(isCount(observations), `observations must be a whole number from 1; have ${observations}`);
  assert(isCount(resamples), `resamples must be a whole number from 1; have ${resamples}`);
  const isLength = blockLength >= 1 && blockLength <= observations;
  assert(isLength, `block length must lie in [1, ${observations}]; have ${blockLength}`);
  const isWhole = blocks === "stationary" || Number.isInteger(blockLength);
  assert(isWhole, `the length of a circular block must be a whole number; have ${blockLength}`);
  return Array.from({ length: resamples }, (_, b) => {
    const random = new RandomStream({ seed, stream: b });
    const lengthOf = blocks === "circular" ? () => blockLength : () => geometric(random.nextUniform(), blockLength);
    const indices = new Int32Array(observations);
    for (let t = 0; t < observations; ) {
      const start = Math.floor(random.nextUniform() * observations);
      const length = lengthOf();
      for (let k = 0; k < length && t < observations; k++, t++) indices[t] = (start + k) % observations;
    }
    return indices;
  });
}

/** A whole number ≥ 1 of the given mean, by inversion. */
const geometric = (uniform: number, mean: number): number =>
  mean === 1 ? 1 : Math.max(1, Math.ceil(log(uniform) / log1p(-1 / mean)));

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;
