// Black-76 over the scenarios of one option. The twin of src/kernels/black76Row.ts, operation by operation.
import { expPair } from "./exponential";

/**
 * As in exponential.ts. 0 one; 1 a half; 2 minus a half; 3 beyond which a tail is 0 or 1; 4 zero; 5… numerator, highest
 * power first; 12… denominator; 20 deviation below which there is none.
 */
const table: usize = memory.data<f64>([
  1.0, 1.0,
  0.5, 0.5,
  -0.5, -0.5,
  40.0, 40.0,
  0.0, 0.0,
  3.52624965998911e-2, 3.52624965998911e-2,
  0.700383064443688, 0.700383064443688,
  6.37396220353165, 6.37396220353165,
  33.912866078383, 33.912866078383,
  112.079291497871, 112.079291497871,
  221.213596169931, 221.213596169931,
  220.206867912376, 220.206867912376,
  8.83883476483184e-2, 8.83883476483184e-2,
  1.75566716318264, 1.75566716318264,
  16.064177579207, 16.064177579207,
  86.7807322029461, 86.7807322029461,
  296.564248779674, 296.564248779674,
  637.333633378831, 637.333633378831,
  793.826512519948, 793.826512519948,
  440.413735824752, 440.413735824752,
  1e-150, 1e-150,
]);

@inline
export function constant(k: i32): v128 {
  return v128.load(table + ((<usize>k) << 4));
}

@inline
export function times(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}

/** a·b + constant k. */
@inline
export function next(a: v128, b: v128, k: i32): v128 {
  return f64x2.add(f64x2.mul(a, b), constant(k));
}

@inline
export function numerator(x: v128): v128 {
  return next(next(next(next(next(next(constant(5), x, 6), x, 7), x, 8), x, 9), x, 10), x, 11);
}

@inline
export function denominator(x: v128): v128 {
  return next(next(next(next(next(next(next(constant(12), x, 13), x, 14), x, 15), x, 16), x, 17), x, 18), x, 19);
}

/**
 * Undiscounted values of a call (sign 1) or put (−1), two scenarios at a time. Columns of 8 bytes a scenario, aligned to
 * 16, their count even.
 *
 * @param moneyness    ln(reference / strike)
 * @param root         √years times the open share of the settlement average
 * @param forwards     address of F(s)
 * @param logRatios    address of ln(F(s) / reference)
 * @param volatilities address of σ(s)
 * @param inverses     address of 1 / σ(s)
 */
export function black76Row(
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
  count: i32,
): void {
  const signs = f64x2.splat(sign);
  const strikes = f64x2.splat(strike);
  const inverseStrikes = f64x2.splat(inverseStrike);
  const logs = f64x2.splat(moneyness);
  const roots = f64x2.splat(root);
  const inverseRoots = f64x2.splat(inverseRoot);
  const end: usize = (<usize>count) << 3;
  for (let at: usize = 0; at < end; at += 16) {
    const forward = v128.load(forwards + at);
    const deviation = times(v128.load(volatilities + at), roots);
    const center = times(f64x2.add(v128.load(logRatios + at), logs), times(v128.load(inverses + at), inverseRoots));
    const near = f64x2.add(center, times(constant(1), deviation));
    const far = f64x2.sub(near, deviation);
    const density = expPair(times(times(constant(2), near), near));
    const farDensity = times(density, times(forward, inverseStrikes));
    const nearSize = f64x2.pmin(f64x2.abs(near), constant(3));
    const farSize = f64x2.pmin(f64x2.abs(far), constant(3));
    const nearBelow = denominator(nearSize);
    const farBelow = denominator(farSize);
    // One division for both rational functions.
    const inverse = f64x2.div(constant(0), times(nearBelow, farBelow));
    const nearTail = times(times(density, numerator(nearSize)), times(farBelow, inverse));
    const farTail = times(times(farDensity, numerator(farSize)), times(nearBelow, inverse));
    const nearShare = v128.bitselect(nearTail, f64x2.sub(constant(0), nearTail), f64x2.lt(times(signs, near), constant(4)));
    const farShare = v128.bitselect(farTail, f64x2.sub(constant(0), farTail), f64x2.lt(times(signs, far), constant(4)));
    const value = times(signs, f64x2.sub(times(forward, nearShare), times(strikes, farShare)));
    const intrinsic = times(signs, f64x2.sub(forward, strikes));
    const either = v128.bitselect(intrinsic, value, f64x2.lt(deviation, constant(20)));
    v128.store(out + at, f64x2.max(either, constant(4)));
  }
}
