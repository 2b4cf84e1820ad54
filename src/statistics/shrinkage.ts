import { centred, meanProducts } from "./covariance.ts";

/** A covariance matrix drawn towards the identity times the mean variance. */
export interface ShrunkCovariance {
  /** Shape [F×F]: (1 − shrinkage)·S + shrinkage·μ·I; positive definite where the shrinkage is above 0. */
  readonly covariance: Float64Array;
  /** In [0, 1]: the share of the target. */
  readonly shrinkage: number;
}

/**
 * Ledoit and Wolf's covariance: the share of the target that loses least, on average of the squared entries, for whatever
 * law the series have.
 *
 * Series should be of like size (standardise them first where they are not): the target gives all the same variance.
 *
 * @param series shape [F][n], finite
 * @throws InvariantError as `sampleCovariance`
 * @cost         F²·n
 * @source       O. Ledoit, M. Wolf, A well-conditioned estimator for large-dimensional covariance matrices,
 *               J. Multivariate Analysis 88 (2004)
 */
export function ledoitWolfCovariance(series: readonly Float64Array[]): ShrunkCovariance {
  const apart = centred(series);
  const sample = meanProducts(apart);
  const { size, mean, squares } = sizesOf(sample);
  const count = apart[0]!.length;
  let fourths = 0;
  for (let t = 0; t < count; t++) {
    let length = 0;
    for (const values of apart) length += values[t]! * values[t]!;
    fourths += length * length;
  }
  const distance = squares - size * mean * mean;
  const noise = Math.min((fourths / count - squares) / count, distance);
  return shrunk(sample, distance > 0 ? Math.max(0, noise) / distance : 0);
}

/**
 * The oracle approximating shrinkage: the share that loses least if the series are normal.
 *
 * The terms 2/F of the paper's equation 23 are left out, as its widest implementation does: a little more is shrunk.
 *
 * @param series shape [F][n], finite
 * @throws InvariantError as `sampleCovariance`
 * @cost         F²·n
 * @source       Y. Chen, A. Wiesel, Y. Eldar, A. Hero, Shrinkage algorithms for MMSE covariance estimation, IEEE
 *               Transactions on Signal Processing 58 (2010)
 */
export function oracleShrinkageCovariance(series: readonly Float64Array[]): ShrunkCovariance {
  const apart = centred(series);
  const sample = meanProducts(apart);
  const { size, mean, squares } = sizesOf(sample);
  const trace = mean * size;
  const apartSquares = (apart[0]!.length + 1) * (squares - (trace * trace) / size);
  return shrunk(sample, apartSquares > 0 ? Math.min(1, (squares + trace * trace) / apartSquares) : 1);
}

/** Mean variance, and the sum of the squared entries. */
function sizesOf(sample: Float64Array) {
  const size = Math.round(Math.sqrt(sample.length));
  let [trace, squares] = [0, 0];
  for (let i = 0; i < size; i++) trace += sample[i * size + i]!;
  for (const entry of sample) squares += entry * entry;
  return { size, mean: trace / size, squares };
}

function shrunk(sample: Float64Array, shrinkage: number): ShrunkCovariance {
  const { size, mean } = sizesOf(sample);
  const covariance = sample.map((entry, at) => {
    const isDiagonal = Math.floor(at / size) === at % size;
    return (1 - shrinkage) * entry + (isDiagonal ? shrinkage * mean : 0);
  });
  return { covariance, shrinkage };
}
