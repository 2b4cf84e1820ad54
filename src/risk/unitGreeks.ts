import { type Instrument, kindOf } from "../instruments/kinds.ts";
import { type Currency, dollarCurrencies } from "../instruments/money.ts";
import { levelOf, type MarketSnapshot } from "../market/marketSnapshot.ts";
import { factorsOf } from "../market/riskFactor.ts";
import { openShareOf } from "../market/settlementWindow.ts";
import { assertFinite } from "../numerics/assert.ts";
import { contractGreeks } from "../pricing/greeks.ts";
import { unitValues, yearsLeft } from "./unitValues.ts";

/**
 * Derivatives of one contract's worth in the reporting currency to the moves of one coin: `x`, the share by which every
 * price of the coin moves, its conversion included, the volatility and the time that passes.
 */
export interface CoinGreeks {
  readonly coin: Currency;
  /** P&L of x = 1, to first order. */
  readonly delta: number;
  /** Change of `delta` for x = 1. */
  readonly gamma: number;
  /** Per volatility of 1.00. */
  readonly vega: number;
  /** Change of `delta` per volatility of 1.00. */
  readonly vanna: number;
  /** Change of `vega` per volatility of 1.00. */
  readonly volga: number;
  /** What a year's passing adds. */
  readonly theta: number;
  /** Change of `delta` in a year. */
  readonly charm: number;
}

/**
 * Greeks of one contract of every row, one entry for each coin that moves it: its underlying, the coin it settles in and
 * the coin that is reported, which are often one. Dollars move nothing.
 *
 * What a contract is worth reported is its worth in the quote currency, whose Greeks are `contractGreeks`, times a
 * conversion. Settled in its coin, the conversion is the coin over the contract's own price and stays as both move alike:
 * a coin-settled option counts by the Greeks of its dollar value, and an inverse contract is straight. Inside a settlement
 * window only the open part of the contract's price moves, and the conversion moves by the rest; a reported coin makes
 * every other value fall as it rises. Both bends are in `gamma`.
 *
 * @returns shape [I], reporting currency
 * @cost    one set of Greeks a row
 */
export function unitGreeks(snapshot: MarketSnapshot, reportingCurrency: Currency): readonly (readonly CoinGreeks[])[] {
  const { value, conversion } = unitValues(snapshot, reportingCurrency);
  return snapshot.instruments.map((row, i) => {
    const greeks = quoteGreeks(row, value[i]!, snapshot);
    const coins = [...new Set([underlyingOf(row), row.settlementCurrency, reportingCurrency])];
    return coins.flatMap((coin) => {
      const own = coin === undefined ? undefined : movedBy(coin, row, greeks, reportingCurrency);
      if (own === undefined) return [];
      const perQuote = conversion[i]! / greeks.divisor;
      const scaled: CoinGreeks = {
        coin: own.coin,
        delta: own.delta * perQuote,
        gamma: own.gamma * perQuote,
        vega: own.vega * perQuote,
        vanna: own.vanna * perQuote,
        volga: own.volga * perQuote,
        theta: own.theta * perQuote,
        charm: own.charm * perQuote,
      };
      const { coin: _, ...numbers } = scaled;
      for (const [name, number] of Object.entries(numbers)) assertFinite(number, `${name} of ${row.id}`);
      return Object.values(numbers).some((number) => number !== 0) ? [scaled] : [];
    });
  });
}

/** One contract in its quote currency, by the share that its own price moves. */
interface QuoteGreeks extends Omit<CoinGreeks, "coin"> {
  /** What of it is held now; 0 where it is settled by variation. */
  readonly held: number;
  /** Its price where it settles in its coin, else 1: quote currency over settlement currency. */
  readonly divisor: number;
  /** Share of a move of the coin by which its own price moves. */
  readonly openShare: number;
}

const underlyingOf = (row: Instrument): Currency | undefined => ("underlying" in row ? row.underlying : undefined);

function quoteGreeks(row: Instrument, value: number, snapshot: MarketSnapshot): QuoteGreeks {
  const factors = factorsOf(row);
  const levels = factors.map(({ id }) => levelOf(snapshot, id));
  const { delta, gamma, vega, vanna, volga, theta, charm } = contractGreeks(
    row,
    levels,
    yearsLeft(row, snapshot.timestamp),
  );
  const price = levels[0] ?? 1;
  const divisor = row.settlementCurrency === underlyingOf(row) ? price : 1;
  return {
    held: kindOf(row).isFunded ? value * divisor : 0,
    divisor,
    openShare: factors[0] === undefined ? 1 : openShareOf(factors[0], snapshot.timestamp),
    delta: price * delta,
    gamma: price * price * gamma,
    vega,
    vanna: price * vanna,
    volga,
    theta,
    charm: price * charm,
  };
}

/**
 * The product of a contract in its quote currency and of `(1 + x)^rises / (1 + openShare·x)^falls`, to second order in x;
 * undefined where the coin moves neither.
 */
function movedBy(
  coin: Currency,
  row: Instrument,
  greeks: QuoteGreeks,
  reportingCurrency: Currency,
): CoinGreeks | undefined {
  const { held, divisor: _, openShare, ...own } = greeks;
  const isUnderlying = underlyingOf(row) === coin;
  const moves = (currency: Currency): number => (currency === coin && !dollarCurrencies.includes(currency) ? 1 : 0);
  const rises = moves(row.settlementCurrency) - moves(reportingCurrency);
  if (!isUnderlying) {
    if (rises === 0 || held === 0) return undefined;
    const none = { vega: 0, vanna: 0, volga: 0, theta: 0, charm: 0 };
    return { coin, delta: held * rises, gamma: held * rises * (rises - 1), ...none };
  }
  const falls = row.settlementCurrency === coin ? 1 : 0;
  const slope = rises - falls * openShare;
  const bend = rises * (rises - 1) - 2 * rises * falls * openShare + falls * (falls + 1) * openShare * openShare;
  return {
    coin,
    delta: own.delta + held * slope,
    gamma: own.gamma + 2 * own.delta * slope + held * bend,
    vega: own.vega,
    vanna: own.vanna + own.vega * slope,
    volga: own.volga,
    theta: own.theta,
    charm: own.charm + own.theta * slope,
  };
}
