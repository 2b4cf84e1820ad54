import { assert } from "../numerics/assert.ts";
import { pearsonCorrelation } from "./correlation.ts";
import { ewmaVariance, meanSquareOfFirst } from "./ewma.ts";
import { sampleMoments } from "./moments.ts";

/** Lags, in steps, at which the memory of sizes is measured. */
export const memoryLags = [1, 5, 20] as const;
/** Steps over which the answer of sizes to a fall is averaged. */
const leverageLags = 10;
/** Of the variance by which steps are sorted into calm and stress. */
const decay = 0.97;
const startCount = 30;
const observationsMin = 250;

/** What returns of many markets have in common, of one series. */
export interface SeriesFacts {
  readonly skewness: number;
  /** 0 for a normal law. */
  readonly excessKurtosis: number;
  /** Correlation of a return and the next. */
  readonly autocorrelation: number;
  /** Correlation of |r[t]| and |r[t + lag]|, at `memoryLags`. */
  readonly sizeAutocorrelations: readonly number[];
  /** Mean correlation of r[t] and |r[t + k]|, k from 1 to 10: below 0, falls raise volatility more than rises. */
  readonly leverage: number;
}

export interface StylisedFacts {
  readonly series: readonly SeriesFacts[];
  /**
   * Mean correlation of pairs in the calmer half and in the most volatile tenth of steps, told by the variance of their
   * sum as it was known before each step: told by the step's own size, the correlation of extremes would differ for any
   * law. Absent for one series.
   */
  readonly correlation?: { readonly calm: number; readonly stress: number };
}

/**
 * @param returns shape [D][n], n ≥ 250, of one length, finite, none constant
 * @throws InvariantError when the shape is another
 * @cost   some 15·n a series and 2·n a pair
 * @source R. Cont, Empirical properties of asset returns: stylized facts and statistical issues, Quantitative Finance 1
 *         (2001)
 */
export function stylisedFacts(returns: readonly Float64Array[]): StylisedFacts {
  const count = returns[0]?.length ?? 0;
  assert(count >= observationsMin, `stylised facts need ${observationsMin} returns; have ${count}`);
  assert(
    returns.every(({ length }) => length === count),
    "series must be of one length",
  );
  const series = returns.map(factsOf);
  return returns.length < 2 ? { series } : { series, correlation: correlationsByState(returns, count) };
}

function factsOf(returns: Float64Array): SeriesFacts {
  const { skewness, excessKurtosis } = sampleMoments(returns);
  const sizes = returns.map(Math.abs);
  let leverage = 0;
  for (let lag = 1; lag <= leverageLags; lag++) leverage += lagged(returns, sizes, lag) / leverageLags;
  return {
    skewness,
    excessKurtosis,
    autocorrelation: lagged(returns, returns, 1),
    sizeAutocorrelations: memoryLags.map((lag) => lagged(sizes, sizes, lag)),
    leverage,
  };
}

/** Correlation of one series with another `lag` steps later. */
const lagged = (one: Float64Array, later: Float64Array, lag: number): number =>
  pearsonCorrelation(one.subarray(0, one.length - lag), later.subarray(lag));

function correlationsByState(returns: readonly Float64Array[], count: number) {
  const market = new Float64Array(count);
  for (const one of returns) {
    const deviation = Math.sqrt(sampleMoments(one).variance);
    for (let t = 0; t < count; t++) market[t]! += one[t]! / deviation;
  }
  const level = ewmaVariance(market, decay, meanSquareOfFirst(market, startCount)).variances;
  const order = Array.from(level, (_, t) => t).sort((a, b) => level[a]! - level[b]! || a - b);
  const meanOver = (steps: readonly number[]): number => {
    const parts = returns.map((one) => Float64Array.from(steps, (t) => one[t]!));
    let [total, pairs] = [0, 0];
    for (let i = 0; i < parts.length; i++) {
      for (let j = 0; j < i; j++) {
        total += pearsonCorrelation(parts[i]!, parts[j]!);
        pairs += 1;
      }
    }
    return total / pairs;
  };
  return {
    calm: meanOver(order.slice(0, Math.floor(count / 2))),
    stress: meanOver(order.slice(Math.floor(0.9 * count))),
  };
}
