import { assert } from "../numerics/assert.ts";
import { sum } from "../numerics/summation.ts";
import { bootstrapIndices } from "./bootstrapIndices.ts";
import { quantile } from "./quantile.ts";

/** A function's values at two independent samples of its inputs, and at the first with one input taken from the second. */
export interface SobolSample {
  /** [N] at the first sample, A. */
  readonly first: Float64Array;
  /** [N] at the second, B. */
  readonly second: Float64Array;
  /** D columns [N]: at A with input d of B. */
  readonly swapped: readonly Float64Array[];
}

/** Share of the variance, with its interval by resampled rows. */
export interface IndexEstimate {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** Of one input: alone, and with all that it takes part in. */
export interface SobolIndex {
  readonly firstOrder: IndexEstimate;
  readonly total: IndexEstimate;
}

/**
 * Sobol's indices: first order S = mean(f_B (f_AB − f_A))/V, total T = mean((f_A − f_AB)²)/(2V), V of both samples.
 *
 * Estimates of small indices may fall below 0 and those of large ones above 1 by chance; they are not cut.
 *
 * @param sample N ≥ 2 rows, finite
 * @returns      one entry an input; null where the function does not vary
 * @throws InvariantError when shapes differ or a value is not finite
 * @cost         O(resamples N D)
 * @source       A. Saltelli et al., Computer Physics Communications 181 (2010), table 2, (b) and (f), the latter Jansen's
 */
export function sobolIndices(
  sample: SobolSample,
  bootstrap: { readonly resamples: number; readonly seed: number; readonly intervalLevel: number },
): SobolIndex[] | null {
  const { first, second, swapped } = sample;
  const rows = first.length;
  assert(rows >= 2, `at least two rows are needed; have ${rows}`);
  for (const column of [first, second, ...swapped]) {
    assert(column.length === rows && column.every(Number.isFinite), "columns must be finite and of one length");
  }
  const all = Int32Array.from({ length: rows }, (_, t) => t);
  const own = indicesOf(sample, all);
  if (own === null) return null;
  const { resamples, seed, intervalLevel } = bootstrap;
  const drawn = bootstrapIndices({ observations: rows, resamples, blockLength: 1, blocks: "circular", seed });
  const redrawn = drawn.flatMap((indices) => indicesOf(sample, indices) ?? []);
  const side = (1 - intervalLevel) / 2;
  const estimate = (of: (index: PointIndex) => number, d: number): IndexEstimate => {
    const values = Float64Array.from(
      redrawn.filter((_, k) => k % swapped.length === d),
      of,
    );
    const value = of(own[d]!);
    if (values.length === 0) return { value, lower: value, upper: value };
    return { value, lower: quantile(values, side, 7), upper: quantile(values, 1 - side, 7) };
  };
  return swapped.map((_, d) => ({
    firstOrder: estimate(({ firstOrder }) => firstOrder, d),
    total: estimate(({ total }) => total, d),
  }));
}

interface PointIndex {
  readonly firstOrder: number;
  readonly total: number;
}

function indicesOf({ first, second, swapped }: SobolSample, rows: Int32Array): PointIndex[] | null {
  const pick = (column: Float64Array) => Float64Array.from(rows, (t) => column[t]!);
  const [a, b] = [pick(first), pick(second)];
  const mean = (sum(a) + sum(b)) / (2 * rows.length);
  const squares = (column: Float64Array) => sum(column.map((value) => (value - mean) * (value - mean)));
  const variance = (squares(a) + squares(b)) / (2 * rows.length);
  // A constant may miss its mean by rounding.
  if (!(variance > 1e-24 * Math.max(mean * mean, Number.MIN_VALUE))) return null;
  return swapped.map((column) => {
    const c = pick(column);
    // The mean is taken off, which changes no expectation and lessens the scatter.
    const product = sum(c.map((value, t) => (b[t]! - mean) * (value - a[t]!)));
    const half = sum(c.map((value, t) => (a[t]! - value) * (a[t]! - value)));
    return { firstOrder: product / rows.length / variance, total: half / (2 * rows.length) / variance };
  });
}
