// What a GARCH likelihood and its slopes are made of, two series at a time, one a lane. The twin of src/kernels/garchSums.ts,
// operation by operation. Slopes are carried forward beside the variance: one pass, and the series share its latency.

/** Two lanes each: 0 zero, 1 one, 2 one half, 3 and 4 the range of a product, 2^-256 and 2^256. */
const table: usize = memory.data<f64>([
  0.0, 0.0,
  1.0, 1.0,
  0.5, 0.5,
  8.636168555094445e-78, 8.636168555094445e-78,
  1.157920892373162e77, 1.157920892373162e77,
]);

@inline
function constant(k: i32): v128 {
  return v128.load(table + ((<usize>k) << 4));
}

/** Both lanes of a row of the state. */
@inline
function row(state: usize, k: i32): v128 {
  return v128.load(state + ((<usize>k) << 4));
}

@inline
function put(state: usize, k: i32, value: v128): void {
  v128.store(state + ((<usize>k) << 4), value);
}

/** What brings a product back into its range. */
@inline
function liftOf(product: v128): v128 {
  const isLarge = f64x2.gt(product, constant(4));
  const isSmall = f64x2.lt(product, constant(3));
  return v128.bitselect(constant(3), v128.bitselect(constant(4), constant(1), isSmall), isLarge);
}

/** How many times 2^256 a lift gave to a product; taken away from a count, 0 leaves a zero of either sign. */
@inline
function givenBy(lift: v128): v128 {
  const given = v128.and(f64x2.gt(lift, constant(1)), constant(1));
  return f64x2.sub(given, v128.and(f64x2.lt(lift, constant(1)), constant(1)));
}

@inline
function isInRange(one: v128, other: v128): bool {
  const large = v128.or(f64x2.gt(one, constant(4)), f64x2.gt(other, constant(4)));
  const small = v128.or(f64x2.lt(one, constant(3)), f64x2.lt(other, constant(3)));
  return !v128.any_true(v128.or(large, small));
}

/**
 * Moves both lanes on by `count` returns.
 *
 * @param state  address of the rows, as `garchPlaces` names them, two lanes each
 * @param first  address of the returns of lane 0
 * @param second address of the returns of lane 1
 */
export function garchSums(state: usize, first: usize, second: usize, count: i32): void {
  const mean = row(state, 0);
  const omega = row(state, 1);
  const alpha = row(state, 2);
  const beta = row(state, 3);
  const gamma = row(state, 4);
  const tail = row(state, 5);
  const weight = row(state, 6);
  let h = row(state, 7);
  let hOmega = row(state, 8);
  let hAlpha = row(state, 9);
  let hBeta = row(state, 10);
  let hGamma = row(state, 11);
  let hResidual = row(state, 12);
  let byOmega = row(state, 13);
  let byAlpha = row(state, 14);
  let byBeta = row(state, 15);
  let byGamma = row(state, 16);
  let byResidual = row(state, 17);
  let residuals = row(state, 18);
  let squares = row(state, 19);
  let variances = row(state, 20);
  let wholes = row(state, 22);
  let least = row(state, 24);
  for (let t: i32 = 0; t < count; t++) {
    const at = (<usize>t) << 3;
    const e = f64x2.sub(v128.load64_lane(second + at, v128.load64_zero(first + at), 1), mean);
    const square = f64x2.mul(e, e);
    const whole = f64x2.add(h, f64x2.mul(square, tail));
    const inverse = f64x2.div(constant(1), f64x2.mul(h, whole));
    const inverseWhole = f64x2.mul(h, inverse);
    const bend = f64x2.sub(f64x2.mul(weight, square), f64x2.mul(constant(2), whole));
    const slope = f64x2.mul(bend, inverse);
    residuals = f64x2.add(residuals, f64x2.mul(e, inverseWhole));
    squares = f64x2.add(squares, f64x2.mul(square, inverseWhole));
    variances = f64x2.mul(variances, h);
    wholes = f64x2.mul(wholes, whole);
    least = f64x2.pmin(least, h);
    byOmega = f64x2.add(byOmega, f64x2.mul(slope, hOmega));
    byAlpha = f64x2.add(byAlpha, f64x2.mul(slope, hAlpha));
    byBeta = f64x2.add(byBeta, f64x2.mul(slope, hBeta));
    byGamma = f64x2.add(byGamma, f64x2.mul(slope, hGamma));
    byResidual = f64x2.add(byResidual, f64x2.mul(slope, hResidual));
    const isFall = f64x2.lt(e, constant(0));
    const news = f64x2.mul(f64x2.add(alpha, v128.and(gamma, isFall)), e);
    hOmega = f64x2.add(constant(1), f64x2.mul(beta, hOmega));
    hAlpha = f64x2.add(square, f64x2.mul(beta, hAlpha));
    hBeta = f64x2.add(h, f64x2.mul(beta, hBeta));
    hGamma = f64x2.add(v128.and(square, isFall), f64x2.mul(beta, hGamma));
    hResidual = f64x2.add(news, f64x2.mul(beta, hResidual));
    h = f64x2.add(f64x2.add(omega, f64x2.mul(news, e)), f64x2.mul(beta, h));
    if ((t & 3) == 3 && !isInRange(variances, wholes)) {
      const one = liftOf(variances);
      const other = liftOf(wholes);
      variances = f64x2.mul(variances, one);
      wholes = f64x2.mul(wholes, other);
      put(state, 21, f64x2.sub(row(state, 21), givenBy(one)));
      put(state, 23, f64x2.sub(row(state, 23), givenBy(other)));
    }
  }
  put(state, 7, h);
  put(state, 8, hOmega);
  put(state, 9, hAlpha);
  put(state, 10, hBeta);
  put(state, 11, hGamma);
  put(state, 12, hResidual);
  put(state, 13, byOmega);
  put(state, 14, byAlpha);
  put(state, 15, byBeta);
  put(state, 16, byGamma);
  put(state, 17, byResidual);
  put(state, 18, residuals);
  put(state, 19, squares);
  put(state, 20, variances);
  put(state, 22, wholes);
  put(state, 24, least);
}
