import { exp } from "../numerics/exponential.ts";
import { solvePositive } from "../numerics/leastSquares.ts";
import { log } from "../numerics/logarithm.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { inverseInformation } from "./observedInformation.ts";

/** ln RV of the next day on a constant and the logarithms of the mean RV of a day, a week and a month before it. */
export interface HarFit {
  readonly coefficients: readonly { readonly name: string; readonly value: number; readonly standardError: number }[];
  /** Of the residuals of ln RV: half of it lifts the forecast from the median to the mean of a lognormal law. */
  readonly residualVariance: number;
  readonly explained: number;
  readonly observations: number;
}

/** Days of the three means: crypto has no weekend, so a week has seven and a month thirty. */
export const harSpans = [1, 7, 30] as const;
const names = ["constant", "day", "week", "month"];

/**
 * Heterogeneous autoregression of realised variance, in logarithms.
 *
 * @param realised  shape [n], realised variance of each day, > 0 where known and 0 where not
 * @param span      [from, to) of the days that are explained; days before `from` are read for their means
 * @returns         fewer than 100 days with all of their past known are a failure
 * @cost            O(n)
 * @source          F. Corsi, J. Financial Econometrics 7 (2009); W. Newey, K. West, Econometrica 55 (1987) with 30 lags
 *                  for the errors
 */
export function fitHar(realised: Float64Array, [from, to]: readonly [number, number]): Outcome<HarFit> {
  const size = names.length;
  const rows: Float64Array[] = [];
  const targets: number[] = [];
  for (let t = from; t < to; t++) {
    const row = harRow(realised, t);
    if (row === undefined || !(realised[t]! > 0)) continue;
    rows.push(row);
    targets.push(log(realised[t]!));
  }
  if (rows.length < 100) {
    const message = `${rows.length} days have a realised variance and a month of them before, a fit needs 100`;
    return failed({
      code: "missing-data",
      path: "realised",
      message,
      hint: "give bars shorter than a day, over a longer time",
    });
  }
  const [normal, moments] = [new Float64Array(size * size), new Float64Array(size)];
  rows.forEach((row, k) => {
    for (let p = 0; p < size; p++) {
      moments[p]! += row[p]! * targets[k]!;
      for (let q = 0; q < size; q++) normal[p * size + q]! += row[p]! * row[q]!;
    }
  });
  const solved = solvePositive(normal, moments);
  const inverse = inverseInformation(normal, size);
  if (solved === undefined || inverse === undefined) {
    const message = "the means of a day, a week and a month cannot be told apart";
    return failed({
      code: "not-converged",
      path: "realised",
      message,
      hint: "look at the data: a constant series repeats one value",
    });
  }
  const residuals = rows.map((row, k) => targets[k]! - row.reduce((sum, value, p) => sum + value * solved[p]!, 0));
  const mean = targets.reduce((sum, value) => sum + value, 0) / targets.length;
  const total = targets.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const left = residuals.reduce((sum, value) => sum + value * value, 0);
  const middle = longRunProducts(rows, residuals, 30);
  return success({
    coefficients: names.map((name, p) => {
      let variance = 0;
      for (let q = 0; q < size; q++) {
        for (let r = 0; r < size; r++)
          variance += inverse[p * size + q]! * middle[q * size + r]! * inverse[r * size + p]!;
      }
      return { name, value: solved[p]!, standardError: Math.sqrt(Math.max(0, variance)) };
    }),
    residualVariance: left / (rows.length - size),
    explained: total > 0 ? 1 - left / total : 0,
    observations: rows.length,
  });
}

/** Forecast of the mean realised variance of day t from days before it; undefined where they are not known. */
export function harForecast(
  { coefficients, residualVariance }: HarFit,
  realised: Float64Array,
  t: number,
): number | undefined {
  const row = harRow(realised, t);
  if (row === undefined) return undefined;
  return exp(row.reduce((sum, value, p) => sum + value * coefficients[p]!.value, 0.5 * residualVariance));
}

/** What is known before day t; undefined when a mean has fewer than half of its days. */
function harRow(realised: Float64Array, t: number): Float64Array | undefined {
  const row = new Float64Array(names.length);
  row[0] = 1;
  for (const [k, span] of harSpans.entries()) {
    if (t < span) return undefined;
    let [total, known] = [0, 0];
    for (let day = t - span; day < t; day++) {
      if (!(realised[day]! > 0)) continue;
      total += realised[day]!;
      known += 1;
    }
    if (known < Math.max(1, span / 2)) return undefined;
    row[k + 1] = log(total / known);
  }
  return row;
}

/** Σ of the products of scores with Bartlett's weights. */
function longRunProducts(rows: readonly Float64Array[], residuals: readonly number[], lags: number): Float64Array {
  const size = names.length;
  const scores = rows.map((row, k) => row.map((value) => value * residuals[k]!));
  const out = new Float64Array(size * size);
  for (let lag = 0; lag <= lags; lag++) {
    const weight = lag === 0 ? 0.5 : 1 - lag / (lags + 1);
    for (let k = lag; k < scores.length; k++) {
      for (let p = 0; p < size; p++) {
        for (let q = 0; q < size; q++) {
          const value = weight * scores[k]![p]! * scores[k - lag]![q]!;
          out[p * size + q]! += value;
          out[q * size + p]! += value;
        }
      }
    }
  }
  return out;
}
