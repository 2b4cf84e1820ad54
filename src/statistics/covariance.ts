import { assert } from "../numerics/assert.ts";

/**
 * Covariance matrix of series observed together, divided by their number.
 *
 * @param series shape [F][n], F ≥ 1, n ≥ 1, finite
 * @returns      shape [F×F], in the products of the series' units
 * @throws InvariantError when there is no series, lengths differ or a value is not finite
 * @cost         F²·n/2
 */
export function sampleCovariance(series: readonly Float64Array[]): Float64Array {
  return meanProducts(centred(series));
}

/** Series less their means. As `sampleCovariance`. */
export function centred(series: readonly Float64Array[]): Float64Array[] {
  const count = lengthOf(series);
  return series.map((values) => {
    let total = 0;
    for (const value of values) total += value;
    assert(Number.isFinite(total), "values must be finite");
    return values.map((value) => value - total / count);
  });
}

/**
 * Mean products about 0 of the first `count` observations: a start for `ewmaCovariance`.
 *
 * @param series shape [F][n]
 * @param count  integer in [1, n]; all unless said
 * @returns      shape [F×F]
 * @throws InvariantError as `sampleCovariance`, and when the count is out of range
 */
export function meanProducts(series: readonly Float64Array[], count: number = lengthOf(series)): Float64Array {
  const isCount = Number.isInteger(count) && count >= 1 && count <= lengthOf(series);
  assert(isCount, `count must be an integer in [1, ${lengthOf(series)}]; have ${count}`);
  const size = series.length;
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const [one, other] = [series[i]!, series[j]!];
      let total = 0;
      for (let t = 0; t < count; t++) total += one[t]! * other[t]!;
      assert(Number.isFinite(total), "values must be finite");
      out[i * size + j] = total / count;
      out[j * size + i] = total / count;
    }
  }
  return out;
}

/**
 * Exponentially weighted moving covariance about means of zero: H_(t+1) = decay · H_t + (1 − decay) · r_t r_tᵀ.
 *
 * @param series shape [F][n], fractions of 1
 * @param decay  in (0, 1)
 * @param start  shape [F×F], H_0, the covariance before the first observation; positive semi-definite
 * @returns      shape [F×F], known after the last observation: the forecast for the next one
 * @throws InvariantError when an argument is out of range or a value not finite
 * @cost         F²·n
 * @source       J.P. Morgan/Reuters, RiskMetrics technical document, 4th ed. (1996), §5.2
 */
export function ewmaCovariance(series: readonly Float64Array[], decay: number, start: Float64Array): Float64Array {
  assert(decay > 0 && decay < 1, `decay must lie in (0, 1); have ${decay}`);
  const count = lengthOf(series);
  const size = series.length;
  assert(start.length === size * size, `start must have ${size * size} entries; have ${start.length}`);
  const out = Float64Array.from(start);
  for (let t = 0; t < count; t++) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        out[i * size + j] = decay * out[i * size + j]! + (1 - decay) * series[i]![t]! * series[j]![t]!;
      }
    }
  }
  assert(out.every(Number.isFinite), "values and start must be finite");
  return out;
}

/**
 * The correlation matrix of a covariance matrix.
 *
 * @param covariance shape [F×F], variances above 0
 * @returns          shape [F×F], 1 on the diagonal
 * @throws InvariantError when it is not square or a variance is not above 0
 */
export function correlationOfCovariance(covariance: Float64Array): Float64Array {
  const size = Math.round(Math.sqrt(covariance.length));
  assert(size * size === covariance.length, `a matrix must be square; have ${covariance.length} entries`);
  const deviations = Array.from({ length: size }, (_, i) => Math.sqrt(covariance[i * size + i]!));
  deviations.forEach((one, i) => {
    assert(
      one > 0 && Number.isFinite(one),
      `variance ${i} must be finite and above 0; have ${covariance[i * size + i]}`,
    );
  });
  return covariance.map((entry, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    return row === column ? 1 : entry / (deviations[row]! * deviations[column]!);
  });
}

function lengthOf(series: readonly Float64Array[]): number {
  const [first] = series;
  assert(first !== undefined && first.length > 0, "there must be a series with an observation");
  const areEqual = series.every(({ length }) => length === first.length);
  assert(areEqual, `series must be of one length; have ${series.map(({ length }) => length).join(", ")}`);
  return first.length;
}
