// Black-76 and its derivatives over the scenarios of one option. The twin of src/kernels/black76GreeksRow.ts, operation by
// operation; up to the value the operations are those of black76.ts.
import { constant, denominator, numerator, times } from "./black76";
import { expPair } from "./exponential";

/** As in exponential.ts. 0 1/√2π; 1 the least exponent that the exponential tells apart. */
const table: usize = memory.data<f64>([
  0.3989422804014327, 0.3989422804014327,
  -708.0, -708.0,
]);

/**
 * As `black76Row`, with eight columns out, `stride` bytes apart: value, delta, gamma, vega, theta, vanna, volga, charm.
 *
 * @param out    address of the values
 * @param stride bytes from one column to the next
 */
export function black76GreeksRow(
  sign: f64,
  strike: f64,
  inverseStrike: f64,
  moneyness: f64,
  root: f64,
  inverseRoot: f64,
  forwards: usize,
  logRatios: usize,
  volatilities: usize,
  inverses: usize,
  out: usize,
  stride: usize,
  count: i32,
): void {
  const signs = f64x2.splat(sign);
  const strikes = f64x2.splat(strike);
  const inverseStrikes = f64x2.splat(inverseStrike);
  const logs = f64x2.splat(moneyness);
  const roots = f64x2.splat(root);
  const inverseRoots = f64x2.splat(inverseRoot);
  const halfInverseRoots = f64x2.splat(0.5 * inverseRoot);
  const halfInverseYears = f64x2.splat(0.5 * inverseRoot * inverseRoot);
  const end: usize = (<usize>count) << 3;
  for (let at: usize = 0; at < end; at += 16) {
    const forward = v128.load(forwards + at);
    const volatility = v128.load(volatilities + at);
    const inverseVolatility = v128.load(inverses + at);
    const deviation = times(volatility, roots);
    const inverseDeviation = times(inverseVolatility, inverseRoots);
    const center = times(f64x2.add(v128.load(logRatios + at), logs), inverseDeviation);
    const near = f64x2.add(center, times(constant(1), deviation));
    const far = f64x2.sub(near, deviation);
    const exponent = times(times(constant(2), near), near);
    const density = expPair(exponent);
    const farDensity = times(density, times(forward, inverseStrikes));
    const nearSize = f64x2.pmin(f64x2.abs(near), constant(3));
    const farSize = f64x2.pmin(f64x2.abs(far), constant(3));
    const nearBelow = denominator(nearSize);
    const farBelow = denominator(farSize);
    const inverse = f64x2.div(constant(0), times(nearBelow, farBelow));
    const nearTail = times(times(density, numerator(nearSize)), times(farBelow, inverse));
    const farTail = times(times(farDensity, numerator(farSize)), times(nearBelow, inverse));
    const zero = constant(4);
    const nearShare = v128.bitselect(nearTail, f64x2.sub(constant(0), nearTail), f64x2.lt(times(signs, near), zero));
    const farShare = v128.bitselect(farTail, f64x2.sub(constant(0), farTail), f64x2.lt(times(signs, far), zero));
    const value = times(signs, f64x2.sub(times(forward, nearShare), times(strikes, farShare)));
    const intrinsic = times(signs, f64x2.sub(forward, strikes));
    const isSure = f64x2.lt(deviation, constant(20));
    let to = out + at;
    v128.store(to, f64x2.max(v128.bitselect(intrinsic, value, isSure), zero));
    const step = v128.and(f64x2.gt(intrinsic, zero), signs);
    to += stride;
    v128.store(to, v128.bitselect(step, times(signs, nearShare), isSure));
    // Lanes beyond the exponential's reach have no density; those that are no number stay none.
    const reached = v128.andnot(times(density, v128.load(table)), f64x2.lt(exponent, v128.load(table, 16)));
    const normal = v128.bitselect(reached, near, f64x2.eq(near, near));
    const vega = times(times(forward, normal), roots);
    const perVolatility = times(far, inverseVolatility);
    to += stride;
    v128.store(to, v128.andnot(f64x2.div(times(normal, inverseDeviation), forward), isSure));
    to += stride;
    v128.store(to, v128.andnot(vega, isSure));
    to += stride;
    const decay = f64x2.neg(times(times(forward, normal), times(volatility, halfInverseRoots)));
    v128.store(to, v128.andnot(decay, isSure));
    to += stride;
    v128.store(to, v128.andnot(f64x2.neg(times(normal, perVolatility)), isSure));
    to += stride;
    v128.store(to, v128.andnot(times(times(vega, near), perVolatility), isSure));
    to += stride;
    v128.store(to, v128.andnot(times(times(normal, far), halfInverseYears), isSure));
  }
}
