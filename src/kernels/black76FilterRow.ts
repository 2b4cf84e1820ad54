import { powerOfTwo } from "../numerics/floatBits.ts";
import { assertBlack76Columns, type Black76RowTerms } from "./black76Row.ts";

/** As `Black76Columns`, in single precision; every array has shape [S]. */
export interface Black76FilterColumns {
  readonly forwards: Float32Array;
  readonly logRatios: Float32Array;
  readonly volatilities: Float32Array;
  readonly inverses: Float32Array;
}

const f = Math.fround;

/**
 * `black76Row` in single precision: for choosing scenarios, never for a number of record. The reference of
 * `wasm/black76Filter.ts`, every operation rounded as its lanes are, so that both give the same bits.
 *
 * @param out [S] ≥ 0; NaN where an input is
 * @returns   within 5e-7 of forward + strike
 * @throws    InvariantError when a column is shorter than `out`
 * @cost      S × one exponential and two divisions
 * @source    tails by Abramowitz & Stegun 26.2.17; exponential as the Cephes library's polynomial
 */
export function black76FilterRow(terms: Black76RowTerms, columns: Black76FilterColumns, out: Float32Array): void {
  const { forwards, logRatios, volatilities, inverses } = columns;
  assertBlack76Columns(columns, out.length);
  const { optionType } = terms;
  const [strike, moneyness, root] = [f(terms.strike), f(terms.moneyness), f(terms.root)];
  const sign = optionType === "call" ? 1 : -1;
  const [inverseStrike, inverseRoot] = [f(1 / terms.strike), f(1 / terms.root)];
  for (let s = 0; s < out.length; s++) {
    const forward = forwards[s]!;
    const deviation = f(volatilities[s]! * root);
    const center = f(f(logRatios[s]! + moneyness) * f(inverses[s]! * inverseRoot));
    const near = f(center + f(0.5 * deviation));
    const far = f(near - deviation);
    const density = boundedExp(f(f(-0.5 * near) * near));
    const farDensity = f(density * f(forward * inverseStrike));
    const nearTail = f(density * tail(f(1 / f(f(slope * Math.abs(near)) + 1))));
    const farTail = f(farDensity * tail(f(1 / f(f(slope * Math.abs(far)) + 1))));
    const nearShare = f(sign * near) < 0 ? nearTail : f(1 - nearTail);
    const farShare = f(sign * far) < 0 ? farTail : f(1 - farTail);
    const value = sign * f(f(forward * nearShare) - f(strike * farShare));
    const either = deviation < deviationMin ? sign * f(forward - strike) : value;
    out[s] = Math.max(either, 0);
  }
}

/** As that of `black76Row`, in single precision, whose least number is larger. */
const deviationMin = f(1e-30);
const slope = f(0.2316419);
const log2e = f(Math.LOG2E);
const roundsToInteger = 12582912;
const [ln2High, ln2Low] = [f(0.693359375), f(2.1219444e-4)];
const series = [1.98756915e-4, 1.39819995e-3, 8.33345191e-3, 4.16657959e-2, 1.66666655e-1, 0.50000001].map(f);
const tailSeries = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153].map(f);
const inverseRootTwoPi = f(0.39894228);

/** e^x for x ≤ 1; below −87 as at −87. */
function boundedExp(x: number): number {
  const reached = Math.max(-87, x);
  const whole = f(f(f(reached * log2e) + roundsToInteger) - roundsToInteger);
  const rest = f(f(reached - f(whole * ln2High)) + f(whole * ln2Low));
  const sum = f(f(f(f(horner(series, rest) * rest) * rest) + rest) + 1);
  return f(sum * powerOfTwo(whole));
}

const tail = (t: number): number => f(horner(tailSeries, t) * f(t * inverseRootTwoPi));

function horner(coefficients: readonly number[], x: number): number {
  let sum = coefficients[0]!;
  for (let k = 1; k < coefficients.length; k++) sum = f(f(sum * x) + coefficients[k]!);
  return sum;
}
