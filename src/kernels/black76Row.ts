import { assertColumn } from "./assertColumn.ts";
import { boundedExp, denominator, numerator, tailEnd } from "./normalTails.ts";

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

/** σ·root below this, as 0, is no deviation: it moves no price by a part in 10^149, and 1/σ may be beyond all numbers. */
export const deviationMin = 1e-150;

/**
 * Undiscounted Black-76 value of one option under every scenario, the intrinsic value where σ·root is below
 * `deviationMin`. The reference of the vector kernel in `wasm/black76.ts`, operation by operation, so that both give the same bits.
 *
 * @param out [S] price units of the strike, ≥ 0; NaN where an input is
 * @returns   within 1e-15 of forward + strike, for √years·σ up to 7
 * @throws    InvariantError when a column is shorter than `out`
 * @cost      S × one exponential and one division; no logarithm, no square root
 * @source    F. Black (1976); tails by J. F. Hart, Computer Approximations (1968), as G. West (2005) prints them
 */
export function black76Row(terms: Black76RowTerms, columns: Black76Columns, out: Float64Array): void {
  const { strike, moneyness, root } = terms;
  const { forwards, logRatios, volatilities, inverses } = columns;
  assertBlack76Columns(columns, out.length);
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
    const either = deviation < deviationMin ? sign * (forward - strike) : value;
    out[s] = Math.max(either, 0);
  }
}

/** @throws InvariantError when a column, of either precision, is shorter than the `count` scenarios to be filled */
export function assertBlack76Columns(
  { forwards, logRatios, volatilities, inverses }: Readonly<Record<keyof Black76Columns, { readonly length: number }>>,
  count: number,
): void {
  assertColumn(forwards, count, "forwards");
  assertColumn(logRatios, count, "logRatios");
  assertColumn(volatilities, count, "volatilities");
  assertColumn(inverses, count, "inverses");
}
