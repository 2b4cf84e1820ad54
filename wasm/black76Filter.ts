// Black-76 over the scenarios of one option in single precision, four at a time: a filter, never a number of record.
// The twin of src/kernels/black76FilterRow.ts, operation by operation.

/**
 * Every constant four times, at a fixed address. 0 one; 1 a half; 2 minus a half; 3 zero; 4 least exponent; 5 log2(e);
 * 6 shift that rounds to an integer; 7, 8 ln 2 in two pieces; 9… exponential, highest power first; 15 tail's slope;
 * 16… tail, highest power first; 21 1/√2π; 22 deviation below which there is none.
 */
const table: usize = memory.data<f32>([
  1.0, 1.0, 1.0, 1.0,
  0.5, 0.5, 0.5, 0.5,
  -0.5, -0.5, -0.5, -0.5,
  0.0, 0.0, 0.0, 0.0,
  -87.0, -87.0, -87.0, -87.0,
  1.44269504, 1.44269504, 1.44269504, 1.44269504,
  12582912.0, 12582912.0, 12582912.0, 12582912.0,
  0.693359375, 0.693359375, 0.693359375, 0.693359375,
  2.1219444e-4, 2.1219444e-4, 2.1219444e-4, 2.1219444e-4,
  1.98756915e-4, 1.98756915e-4, 1.98756915e-4, 1.98756915e-4,
  1.39819995e-3, 1.39819995e-3, 1.39819995e-3, 1.39819995e-3,
  8.33345191e-3, 8.33345191e-3, 8.33345191e-3, 8.33345191e-3,
  4.16657959e-2, 4.16657959e-2, 4.16657959e-2, 4.16657959e-2,
  1.66666655e-1, 1.66666655e-1, 1.66666655e-1, 1.66666655e-1,
  0.50000001, 0.50000001, 0.50000001, 0.50000001,
  0.2316419, 0.2316419, 0.2316419, 0.2316419,
  1.330274429, 1.330274429, 1.330274429, 1.330274429,
  -1.821255978, -1.821255978, -1.821255978, -1.821255978,
  1.781477937, 1.781477937, 1.781477937, 1.781477937,
  -0.356563782, -0.356563782, -0.356563782, -0.356563782,
  0.31938153, 0.31938153, 0.31938153, 0.31938153,
  0.39894228, 0.39894228, 0.39894228, 0.39894228,
  1e-30, 1e-30, 1e-30, 1e-30,
]);

@inline
function constant(k: i32): v128 {
  return v128.load(table + ((<usize>k) << 4));
}

@inline
function times(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

/** a·b + constant k. */
@inline
function next(a: v128, b: v128, k: i32): v128 {
  return f32x4.add(f32x4.mul(a, b), constant(k));
}

/** e^x for x ≤ 1; below −87 as at −87. */
@inline
function exponential(x: v128): v128 {
  const reached = f32x4.pmax(constant(4), x);
  const shifted = next(reached, constant(5), 6);
  const whole = f32x4.sub(shifted, constant(6));
  const rest = f32x4.add(f32x4.sub(reached, times(whole, constant(7))), times(whole, constant(8)));
  const series = next(next(next(next(next(constant(9), rest, 10), rest, 11), rest, 12), rest, 13), rest, 14);
  const sum = f32x4.add(f32x4.add(times(times(series, rest), rest), rest), constant(0));
  // The low bits of the shifted number are the exponent.
  return i32x4.add(sum, i32x4.shl(shifted, 23));
}

/** Upper tail over the density, for the t of Abramowitz and Stegun. */
@inline
function tail(t: v128): v128 {
  return times(next(next(next(next(constant(16), t, 17), t, 18), t, 19), t, 20), times(t, constant(21)));
}

/** As `black76Row`, with columns of 4 bytes a scenario, aligned to 16, their count a multiple of 4. */
export function black76FilterRow(
  sign: f32,
  strike: f32,
  inverseStrike: f32,
  moneyness: f32,
  root: f32,
  inverseRoot: f32,
  forwards: usize,
  logRatios: usize,
  volatilities: usize,
  inverses: usize,
  out: usize,
  count: i32,
): void {
  const signs = f32x4.splat(sign);
  const strikes = f32x4.splat(strike);
  const inverseStrikes = f32x4.splat(inverseStrike);
  const logs = f32x4.splat(moneyness);
  const roots = f32x4.splat(root);
  const inverseRoots = f32x4.splat(inverseRoot);
  const end: usize = (<usize>count) << 2;
  for (let at: usize = 0; at < end; at += 16) {
    const forward = v128.load(forwards + at);
    const deviation = times(v128.load(volatilities + at), roots);
    const center = times(f32x4.add(v128.load(logRatios + at), logs), times(v128.load(inverses + at), inverseRoots));
    const near = f32x4.add(center, times(constant(1), deviation));
    const far = f32x4.sub(near, deviation);
    const density = exponential(times(times(constant(2), near), near));
    const farDensity = times(density, times(forward, inverseStrikes));
    const nearBelow = next(constant(15), f32x4.abs(near), 0);
    const farBelow = next(constant(15), f32x4.abs(far), 0);
    const nearTail = times(density, tail(f32x4.div(constant(0), nearBelow)));
    const farTail = times(farDensity, tail(f32x4.div(constant(0), farBelow)));
    const nearShare = v128.bitselect(nearTail, f32x4.sub(constant(0), nearTail), f32x4.lt(times(signs, near), constant(3)));
    const farShare = v128.bitselect(farTail, f32x4.sub(constant(0), farTail), f32x4.lt(times(signs, far), constant(3)));
    const value = times(signs, f32x4.sub(times(forward, nearShare), times(strikes, farShare)));
    const intrinsic = times(signs, f32x4.sub(forward, strikes));
    const either = v128.bitselect(intrinsic, value, f32x4.lt(deviation, constant(22)));
    v128.store(out + at, f32x4.max(either, constant(3)));
  }
}
