import { exp } from "../numerics/exponential.ts";
import { normalQuantile } from "../statistics/normal.ts";
import { poissonCount } from "../statistics/poisson.ts";

/** Sizes of one series' log jumps. */
export interface JumpSize {
  readonly mean: number;
  /** ≥ 0 */
  readonly deviation: number;
}

/** Jumps that come to all series at once, by a Poisson clock. */
export interface PriceJumps {
  /** Expected jumps a year, ≥ 0; 0 for none. */
  readonly perYear: number;
  /** [D] a series with mean and deviation 0 does not jump. */
  readonly sizes: readonly JumpSize[];
}

/** Uniform numbers a step: how many jumps, and how bad they are. */
export const jumpDimensions = 2;

/**
 * Adds the jumps of one step. A bad jump is bad for every series: N jumps move series d by N·mean + √N·deviation·ε, with
 * one ε for all.
 *
 * @param uniforms [2×S]
 * @param out      [D][S] log moves, added to
 * @cost           one normal quantile where something jumps
 * @source         R. Merton, J. Financial Economics 3 (1976), the clock and the sizes common to all
 */
export function addJumps(
  { perYear, sizes }: PriceJumps,
  stepYears: number,
  uniforms: Float64Array,
  out: readonly Float64Array[],
): void {
  const count = uniforms.length / jumpDimensions;
  const expected = perYear * stepYears;
  const none = exp(-expected);
  for (let s = 0; s < count; s++) {
    const jumps = poissonCount(uniforms[s]!, expected, none);
    if (jumps === 0) continue;
    const size = Math.sqrt(jumps) * normalQuantile(uniforms[count + s]!);
    for (const [d, { mean, deviation }] of sizes.entries()) out[d]![s]! += jumps * mean + deviation * size;
  }
}
