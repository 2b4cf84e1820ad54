/** A small synthetic market for demonstrations and tests. Not real, and called synthetic wherever it is shown. */

import type { TimeSeries } from "../market/timeSeries.ts";
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
}

const coins: readonly Coin[] = [
  { name: "BTC", firstPrice: 20_000, volatility: 0.65, commonShare: 0.9 },
  { name: "ETH", firstPrice: 1_200, volatility: 0.85, commonShare: 0.85 },
  { name: "SOL", firstPrice: 25, volatility: 1.1, commonShare: 0.75 },
];

const dayMs = 86_400_000;
/** Days per jump, mean log jump, and its deviation: about one crash in two months. */
const jump = { probability: 1 / 60, mean: -0.05, deviation: 0.06 };
/** Persistence and vol-of-vol of log volatility per day. */
const volatilityOfVolatility = { persistence: 0.97, deviation: 0.12 };

/**
 * Daily closes with stochastic volatility, common jumps and correlated coins.
 *
 * @returns one series a coin; equal seeds give equal bytes
 */
export function sampleMarket({ seed, days, startMs }: SampleMarketParameters): TimeSeries[] {
  const draw = new RandomStream({ seed, stream: 0 });
  const paths = coins.map(() => new Float64Array(days));
  const prices = coins.map((coin) => coin.firstPrice);
  let logVolatility = 0;
  for (let day = 0; day < days; day++) {
    const { persistence, deviation } = volatilityOfVolatility;
    logVolatility = persistence * logVolatility + deviation * draw.nextNormal();
    const common = draw.nextNormal();
    const jumped = draw.nextUniform() < jump.probability;
    const size = jump.mean + jump.deviation * draw.nextNormal();
    coins.forEach(({ volatility, commonShare }, c) => {
      const own = draw.nextNormal();
      const sigma = (volatility / Math.sqrt(365)) * exp(logVolatility);
      const shock = commonShare * common + Math.sqrt(1 - commonShare * commonShare) * own;
      const drift = -0.5 * sigma * sigma - jump.probability * jump.mean;
      const change = drift + sigma * shock + (jumped ? size : 0);
      prices[c] = Math.round(prices[c]! * exp(change) * 100) / 100;
      paths[c]![day] = prices[c]!;
    });
  }
  return coins.map(({ name }, c) => ({
    market: `${name}/USDT`,
    venue: "synthetic",
    kind: "trade",
    stepMs: dayMs,
    startMs,
    values: paths[c]!,
    present: new Uint8Array(days).fill(1),
    gaps: [],
    source: { file: `synthetic_${name}USDT_1d.csv`, sha256: `synthetic-seed-${seed}`, format: "synthetic" },
  }));
}
