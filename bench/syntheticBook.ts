import type { Black76Columns, Black76RowTerms } from "../src/kernels/index.ts";
import { kernels } from "../src/kernels/load.ts";
import { exp } from "../src/numerics/exponential.ts";
import { logMoneyness } from "../src/pricing/formulas/black76.ts";
import { RandomStream } from "../src/statistics/randomStream.ts";

export const underlyings = 10;
/** Of every underlying, the perpetual first; the rest of its contracts are options. */
export const futures = 5;
const expiryDays = [1, 2, 7, 14, 30, 60, 90, 180, 270, 365];
const volatilityNow = 0.7;

/** Volatilities of near expiries move alike; those of far ones less. */
const dampingOf = (days: number): number => Math.min(1, Math.sqrt(30 / 365 / (days / 365)));
const dampings = [...new Set(expiryDays.map(dampingOf))];

/** What scenarios do to ten underlyings whose forwards are 1: columns that many contracts share. */
export interface SyntheticMarket {
  readonly scenarios: number;
  /** shape [U×S] */
  readonly forwards: Float64Array;
  readonly logRatios: Float64Array;
  /** shape [U×D×S], a column for all expiries of an underlying that move alike. */
  readonly volatilities: Float64Array;
  readonly inverses: Float64Array;
}

/** A future, or an option where there are terms of one. */
export interface SyntheticContract {
  readonly underlying: number;
  /** Of a future, its forward for one of the perpetual's. */
  readonly basis: number;
  /** Of an option, its column of volatilities. */
  readonly column: number;
  readonly option?: Black76RowTerms;
}

/** Joint moves of a day by Student's t law with four degrees of freedom; the same numbers every time. */
export function syntheticMarket(scenarios: number): SyntheticMarket {
  const random = new RandomStream({ seed: 7, stream: 1 });
  const normals = (): Float64Array => Float64Array.from({ length: scenarios }, () => random.nextNormal());
  const tails = Float64Array.from({ length: scenarios }, () => {
    let square = 0;
    for (let k = 0; k < 4; k++) square += random.nextNormal() ** 2;
    return Math.sqrt(4 / square);
  });
  const [market, marketVolatility] = [normals(), normals()];
  const columns = (count: number): Float64Array => new Float64Array(count * scenarios);
  const [forwards, logRatios] = [columns(underlyings), columns(underlyings)];
  const [volatilities, inverses] = [columns(underlyings * dampings.length), columns(underlyings * dampings.length)];
  for (let u = 0; u < underlyings; u++) {
    const [own, ownVolatility] = [normals(), normals()];
    for (let s = 0; s < scenarios; s++) {
      const move = 0.03 * (1 + 0.06 * u) * tails[s]! * (Math.sqrt(0.75) * market[s]! + 0.5 * own[s]!);
      const logRatio = Math.max(-1, Math.min(1, move));
      logRatios[u * scenarios + s] = logRatio;
      forwards[u * scenarios + s] = exp(logRatio);
      const volatilityMove =
        0.056 * tails[s]! * (marketVolatility[s]! + ownVolatility[s]!) + 0.75 * Math.abs(logRatio) - 0.02;
      const bounded = Math.max(-1.2, Math.min(1.2, volatilityMove));
      dampings.forEach((damping, d) => {
        const volatility = volatilityNow * exp(bounded * damping);
        volatilities[(u * dampings.length + d) * scenarios + s] = volatility;
        inverses[(u * dampings.length + d) * scenarios + s] = 1 / volatility;
      });
    }
  }
  return { scenarios, forwards, logRatios, volatilities, inverses };
}

/** As many contracts on every underlying: futures, and calls and puts of ten expiries. */
export function syntheticContracts(instruments: number): SyntheticContract[] {
  const perUnderlying = instruments / underlyings;
  const strikes = Math.ceil((perUnderlying - futures) / expiryDays.length);
  return Array.from({ length: instruments }, (_, i) => {
    const [underlying, n] = [Math.floor(i / perUnderlying), i % perUnderlying];
    if (n < futures) return { underlying, basis: 1 + 0.002 * n, column: 0 };
    const days = expiryDays[Math.floor((n - futures) / strikes)]!;
    const years = days / 365;
    const strike = exp(1.4 * Math.sqrt(years) * (-0.6 + (1.2 * ((n - futures) % strikes)) / (strikes - 1)));
    const option = {
      optionType: n % 2 === 0 ? ("call" as const) : ("put" as const),
      strike,
      moneyness: logMoneyness(1, strike),
      root: Math.sqrt(years),
    };
    const column = underlying * dampings.length + dampings.indexOf(dampingOf(days));
    return { underlying, basis: 1, column, option };
  });
}

/** Nothing has moved. */
const present: Black76Columns = {
  forwards: Float64Array.of(1),
  logRatios: Float64Array.of(0),
  volatilities: Float64Array.of(volatilityNow),
  inverses: Float64Array.of(1 / volatilityNow),
};

/** The value of an option now, for a forward of 1. */
export function valueNow(option: Black76RowTerms): number {
  const now = new Float64Array(1);
  kernels().black76Row(option, present, now);
  return now[0]!;
}

/**
 * P&L of one contract of every instrument for a forward of 1, under every scenario.
 *
 * @param values shape [I×S], filled
 */
export function revalue(
  market: SyntheticMarket,
  contracts: readonly SyntheticContract[],
  values: Float64Array,
): Float64Array {
  const { scenarios } = market;
  const columnOf = (columns: Float64Array, k: number) => columns.subarray(k * scenarios, (k + 1) * scenarios);
  contracts.forEach(({ underlying, basis, column, option }, i) => {
    const row = columnOf(values, i);
    const forwards = columnOf(market.forwards, underlying);
    if (option === undefined) {
      for (let s = 0; s < scenarios; s++) row[s] = (forwards[s]! - 1) * basis;
      return;
    }
    const logRatios = columnOf(market.logRatios, underlying);
    const [volatilities, inverses] = [columnOf(market.volatilities, column), columnOf(market.inverses, column)];
    kernels().black76Row(option, { forwards, logRatios, volatilities, inverses }, row);
    const now = valueNow(option);
    for (let s = 0; s < scenarios; s++) row[s]! -= now;
  });
  return values;
}
