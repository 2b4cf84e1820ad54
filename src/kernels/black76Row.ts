import { powerOfTwo } from "../numerics/floatBits.ts";

/** One option, the same under every scenario. */
export interface Black76RowTerms {
  readonly optionType: "call" | "put";
  /** > 0 */
  readonly strike: number;
  /** ln(reference / strike), for the reference that `logRatios` are relative to. */
  readonly moneyness: number;
  /** √years, times the open share of a settlement average; > 0. */
  readonly root: number;
}

/** What scenarios do to one option; every array has shape [S]. */
export interface Black76Columns {
  /** F(s) > 0 */
  readonly forwards: Float64Array;
  /** ln(F(s) / reference) */
  readonly logRatios: Float64Array;
  /** σ(s) ≥ 0, per square root of a year. */
  readonly volatilities: Float64Array;
  /** 1 / σ(s) */
  readonly inverses: Float64Array;
}

/**
 * Undiscounted Black-76 value of one option under every scenario, the intrinsic value where the volatility is 0. The
 * reference of the vector kernel in `wasm/black76.ts`, operation by operation, so that both give the same bits.
 *
 * @param out [S] price units of the strike, ≥ 0; NaN where an input is
 * @returns   within 1e-15 of forward + strike, for √years·σ up to 7
 * @cost      S × one exponential and one division; no logarithm, no square root
 * @source    F. Black (1976); tails by J. F. Hart, Computer Approximations (1968), as G. West (2005) prints them
 */
export function black76Row(terms: Black76RowTerms, columns: Black76Columns, out: Float64Array): void {
  const { strike, moneyness, root } = terms;
  const { forwards, logRatios, volatilities, inverses } = columns;
  const sign = terms.optionType === "call" ? 1 : -1;
  const [inverseStrike, inverseRoot] = [1 / strike, 1 / root];
  for (let s = 0; s < out.length; s++) {
    const forward = forwards[s]!;
    const deviation = volatilities[s]! * root;
    const center = (logRatios[s]! + moneyness) * (inverses[s]! * inverseRoot);
    const near = center + 0.5 * deviation;
    const far = near - deviation;
    const density = boundedExp(-0.5 * near * near);
    const farDensity = density * (forward * inverseStrike);
    const nearSize = Math.min(Math.abs(near), tailEnd);
    const farSize = Math.min(Math.abs(far), tailEnd);
    const nearBelow = denominator(nearSize);
    const farBelow = denominator(farSize);
    const inverse = 1 / (nearBelow * farBelow);
    const nearTail = density * numerator(nearSize) * (farBelow * inverse);
    const farTail = farDensity * numerator(farSize) * (nearBelow * inverse);
    const nearShare = sign * near < 0 ? nearTail : 1 - nearTail;
    const farShare = sign * far < 0 ? farTail : 1 - farTail;
    const value = sign * (forward * nearShare - strike * farShare);
    const either = deviation === 0 ? sign * (forward - strike) : value;
    out[s] = Math.max(either, 0);
  }
}

/** Standard deviations beyond which a tail is 0. */
const tailEnd = 40;
const roundsToInteger = 6755399441055744;

/** e^x for x ≤ 1; below −708 as at −708. */
function boundedExp(x: number): number {
  const reached = Math.max(-708, x);
  const whole = reached * Math.LOG2E + roundsToInteger - roundsToInteger;
  const rest = reached - whole * 0.6931471803691238 - whole * 1.9082149292705877e-10;
  const square = rest * rest;
  // Even and odd powers apart, as the vector kernel has them: two chains run beside each other.
  let even = (1 / 479001600) * square + 1 / 3628800;
  let odd = (1 / 6227020800) * square + 1 / 39916800;
  even = even * square + 1 / 40320;
  odd = odd * square + 1 / 362880;
  even = even * square + 1 / 720;
  odd = odd * square + 1 / 5040;
  even = even * square + 1 / 24;
  odd = odd * square + 1 / 120;
  even = even * square + 0.5;
  odd = odd * square + 1 / 6;
  even = even * square + 1;
  odd = odd * square + 1;
  return (even + odd * rest) * powerOfTwo(whole);
}

const numerator = (x: number): number =>
  (((((3.52624965998911e-2 * x + 0.700383064443688) * x + 6.37396220353165) * x + 33.912866078383) * x +
    112.079291497871) *
    x +
    221.213596169931) *
    x +
  220.206867912376;

const denominator = (x: number): number =>
  ((((((8.83883476483184e-2 * x + 1.75566716318264) * x + 16.064177579207) * x + 86.7807322029461) * x +
    296.564248779674) *
    x +
    637.333633378831) *
    x +
    793.826512519948) *
    x +
  440.413735824752;
