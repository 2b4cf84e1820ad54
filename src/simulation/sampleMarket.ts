/** A small synthetic market for demonstrations and tests. Not real, and called synthetic wherever it is shown. */

import type { FundingSeries, TimeSeries } from "../market/timeSeries.ts";
import { exp } from "../numerics/exponential.ts";
import { RandomStream } from "../statistics/randomStream.ts";

export interface SampleMarketParameters {
  readonly seed: number;
  readonly days: number;
  /** Close of the first day, milliseconds UTC. */
  readonly startMs: number;
}

interface Coin {
  readonly name: string;
  readonly firstPrice: number;
  /** Annualised long-run volatility. */
  readonly volatility: number;
  /** Share of each day's shock that all coins have in common, 0…1. */
  readonly commonShare: number;
  /** Prices a unit of the quote currency holds: fine enough that closes seldom repeat, whatever the coin falls to. */
  readonly ticksPerUnit: number;
}

const coins: readonly Coin[] = [
  { name: "BTC", firstPrice: 20_000, volatility: 0.65, commonShare: 0.9, ticksPerUnit: 100 },
  { name: "ETH", firstPrice: 1_200, volatility: 0.85, commonShare: 0.85, ticksPerUnit: 100 },
  { name: "SOL", firstPrice: 25, volatility: 1.1, commonShare: 0.75, ticksPerUnit: 1_000_000 },
];

const dayMs = 86_400_000;
const paymentsPerDay = 3;
/** Days per jump, mean log jump, and its deviation: about one crash in two months. */
const jump = { probability: 1 / 60, mean: -0.05, deviation: 0.06 };
/** Persistence and vol-of-vol of log volatility per day. */
const volatilityOfVolatility = { persistence: 0.97, deviation: 0.12 };

/** The perpetual's premium over spot, from one funding payment to the next. */
const premium = { persistence: 0.9, deviation: 0.0002, shareOfCommonShock: 0.0002 };
/** Interest and the cap on its distance from the premium, per payment. @source Binance and BitMEX funding formula */
const fundingTerms = { interest: 0.0001, cap: 0.0005 };

export interface SampleMarket {
  /** Spot against USDT and the linear perpetual, one of each a coin. */
  readonly series: readonly TimeSeries[];
  /** Every eight hours, a coin a series. */
  readonly funding: readonly FundingSeries[];
}

/**
 * Daily closes with stochastic volatility, common jumps and correlated coins; perpetuals whose premium follows the
 * market; and the funding that the premium makes.
 *
 * @returns equal seeds give equal bytes
 */
export function sampleMarket(parameters: SampleMarketParameters): SampleMarket {
  const { prices, commonShocks } = spotPaths(parameters);
  const perpetuals = coins.map(({ ticksPerUnit }, c) =>
    perpetualPath(prices[c]!, commonShocks, { ...parameters, ticksPerUnit, stream: c + 1 }),
  );
  const { startMs, seed, days } = parameters;
  const venue = "synthetic";
  const sourceOf = (file: string) => ({ file, sha256: `synthetic-seed-${seed}`, format: "synthetic" });
  const seriesOf = (market: string, file: string, values: Float64Array): TimeSeries => ({
    market,
    venue,
    kind: "trade",
    stepMs: dayMs,
    startMs,
    values,
    present: new Uint8Array(days).fill(1),
    gaps: [],
    source: sourceOf(file),
  });
  return {
    series: coins.flatMap(({ name }, c) => [
      seriesOf(`${name}/USDT`, `synthetic_${name}USDT_1d.csv`, prices[c]!),
      seriesOf(`${name}/USDT:USDT`, `synthetic_${name}USDT-PERP_1d.csv`, perpetuals[c]!.closes),
    ]),
    funding: coins.map(({ name }, c) => ({
      market: `${name}/USDT:USDT`,
      venue,
      times: Float64Array.from(perpetuals[c]!.rates, (_, k) => startMs - dayMs + ((k + 1) * dayMs) / paymentsPerDay),
      rates: perpetuals[c]!.rates,
      source: sourceOf(`synthetic_${name}USDT-PERP_funding.csv`),
    })),
  };
}

function spotPaths({ seed, days }: SampleMarketParameters) {
  const draw = new RandomStream({ seed, stream: 0 });
  const prices = coins.map(() => new Float64Array(days));
  const commonShocks = new Float64Array(days);
  const now = coins.map((coin) => coin.firstPrice);
  let logVolatility = 0;
  for (let day = 0; day < days; day++) {
    const { persistence, deviation } = volatilityOfVolatility;
    logVolatility = persistence * logVolatility + deviation * draw.nextNormal();
    const common = draw.nextNormal();
    const jumped = draw.nextUniform() < jump.probability;
    const size = jump.mean + jump.deviation * draw.nextNormal();
    commonShocks[day] = common;
    coins.forEach(({ volatility, commonShare, ticksPerUnit }, c) => {
      const own = draw.nextNormal();
      const sigma = (volatility / Math.sqrt(365)) * exp(logVolatility);
      const shock = commonShare * common + Math.sqrt(1 - commonShare * commonShare) * own;
      const drift = -0.5 * sigma * sigma - jump.probability * jump.mean;
      now[c] = rounded(now[c]! * exp(drift + sigma * shock + (jumped ? size : 0)), ticksPerUnit);
      prices[c]![day] = now[c]!;
    });
  }
  return { prices, commonShocks };
}

function perpetualPath(
  spot: Float64Array,
  commonShocks: Float64Array,
  { seed, stream, ticksPerUnit }: SampleMarketParameters & { readonly stream: number; readonly ticksPerUnit: number },
) {
  const draw = new RandomStream({ seed, stream });
  const closes = new Float64Array(spot.length);
  const rates = new Float64Array(spot.length * paymentsPerDay);
  const { interest, cap } = fundingTerms;
  let over = interest;
  for (let k = 0; k < rates.length; k++) {
    const day = Math.floor(k / paymentsPerDay);
    const pushed = premium.deviation * draw.nextNormal() + premium.shareOfCommonShock * commonShocks[day]!;
    over = interest + premium.persistence * (over - interest) + pushed;
    rates[k] = Number((over + Math.min(cap, Math.max(-cap, interest - over))).toFixed(8));
    closes[day] = rounded(spot[day]! * (1 + over), ticksPerUnit);
  }
  return { closes, rates };
}

/** To the tick. */
const rounded = (price: number, ticksPerUnit: number): number => Math.round(price * ticksPerUnit) / ticksPerUnit;
