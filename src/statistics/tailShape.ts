import { assert } from "../numerics/assert.ts";
import { exp } from "../numerics/exponential.ts";
import { log, log1p } from "../numerics/logarithm.ts";
import { sum } from "../numerics/summation.ts";

/** A generalised Pareto law by its posterior mean: quick, without a search, and never at a bound. */
export interface PosteriorPareto {
  /** ξ as fitted. */
  readonly shape: number;
  /** Drawn towards ½ as ten more observations of that shape would: (n ξ + 5)/(n + 10). */
  readonly shapeWithPrior: number;
  /** In the unit of the excesses. */
  readonly scale: number;
}

/**
 * Shape and scale of excesses, as a mean over a grid of θ = −ξ/σ weighted by the profile likelihood.
 *
 * @param excesses shape [n], n ≥ 5, > 0, ascending
 * @returns        undefined where all excesses are equal or their first quarter is 0, and no law fits
 * @cost           O(n (30 + √n))
 * @source         J. Zhang, M. Stephens, A new and efficient estimation method for the generalized Pareto distribution,
 *                 Technometrics 51 (2009), with 30 + ⌊√n⌋ points; the prior of the shape: A. Vehtari, D. Simpson,
 *                 A. Gelman, Y. Yao, J. Gabry, Pareto smoothed importance sampling, JMLR 25 (2024), appendix
 */
export function posteriorPareto(excesses: Float64Array): PosteriorPareto | undefined {
  const count = excesses.length;
  assert(count >= excessesMin, `a shape needs ${excessesMin} excesses; have ${count}`);
  const quarter = excesses[Math.floor(count / 4 + 0.5) - 1]!;
  const largest = excesses[count - 1]!;
  if (!(quarter > 0 && excesses[0]! < largest && Number.isFinite(largest))) return undefined;
  const points = 30 + Math.floor(Math.sqrt(count));
  const thetas = Float64Array.from(
    { length: points },
    (_, k) => 1 / largest + (1 - Math.sqrt(points / (k + 0.5))) / (priorWidth * quarter),
  );
  const heights = thetas.map((theta) => {
    const shape = shapeAt(excesses, theta);
    return count * (log(-theta / shape) - shape - 1);
  });
  const top = heights.reduce((most, height) => Math.max(most, height));
  const shares = heights.map((height) => exp(height - top));
  const theta = sum(thetas.map((one, k) => one * shares[k]!)) / sum(shares);
  const shape = shapeAt(excesses, theta);
  return { shape, shapeWithPrior: (count * shape + 5) / (count + 10), scale: -shape / theta };
}

const priorWidth = 3;

const shapeAt = (excesses: Float64Array, theta: number): number => {
  let total = 0;
  for (const excess of excesses) total += log1p(-theta * excess);
  return total / excesses.length;
};

/** Fewer values than these have no tail to look at. */
export const tailShapeValuesMin = 25;

/**
 * Shape k̂ of the law of the largest of positive values: below ½ their variance exists, from 0.7 on no mean of a feasible
 * number of them can be trusted.
 *
 * Looks at min(n/5, 3√n) of them, beyond the next largest.
 *
 * @param values shape [n], ≥ 0, any order; zeros do not count
 * @returns      null where fewer than `tailShapeValuesMin` are above 0, or where the largest are all equal: bounded then
 * @source       Vehtari et al. (2024), §2
 */
export function tailShape(values: Float64Array): number | null {
  const positive = values.filter((value) => value > 0).sort();
  const count = positive.length;
  if (count < tailShapeValuesMin) return null;
  const beyond = Math.ceil(Math.min(count / 5, 3 * Math.sqrt(count)));
  const threshold = positive[count - beyond - 1]!;
  // Ties with the threshold tell nothing of what lies beyond.
  const excesses = positive.subarray(count - beyond).map((value) => value - threshold);
  const above = excesses.filter((excess) => excess > 0);
  return above.length < excessesMin ? null : (posteriorPareto(above)?.shapeWithPrior ?? null);
}

const excessesMin = 5;
