import { gzipSync } from "node:zlib";
import type { FundingSeries, TimeSeries } from "../../market/timeSeries.ts";
import { type SampleMarket, sampleMarket } from "../../simulation/sampleMarket.ts";

/** The market of `demo`, and of `sample` unless told otherwise. */
export const sampleDefaults = { seed: 7, days: 1500, startMs: Date.UTC(2020, 0, 1) } as const;

/** A book that a newcomer can read: one hedged desk, one levered trader. */
export const sampleBook = `account,instrument,quantity,entryPrice
desk,USDT,250000 USDT,
desk,BTC/USDT:USDT,12 BTC,
desk,ETH/USDT:USDT,-150 ETH,
desk,SOL/USDT:USDT,2000 SOL,
trader,BTC,3 BTC,
trader,BTC-PERPETUAL,10000 contracts,
`;

/** The synthetic market and book as the files that the other commands read. */
export function sampleFiles(seed: number, days: number): ReadonlyMap<string, string | Buffer> {
  const market = sampleMarket({ ...sampleDefaults, seed, days });
  const files = new Map<string, string | Buffer>([
    ["README.txt", readme(seed, days)],
    ["book.csv", sampleBook],
    ["synthetic_prices.csv", prices(market)],
  ]);
  for (const series of market.series) files.set(`${series.source.file}.gz`, gzipSync(bars(series)));
  for (const series of market.funding) files.set(`${series.source.file}.gz`, gzipSync(payments(series)));
  return files;
}

/** A bar opens at the close before it; its range is those two prices, for the generator makes closes only. */
function bars({ values, startMs, stepMs }: TimeSeries): string {
  const lines = ["ts_ms,open,high,low,close,volume"];
  values.forEach((close, k) => {
    const open = values[k - 1] ?? close;
    const openMs = startMs + (k - 1) * stepMs;
    lines.push(`${openMs},${open},${Math.max(open, close)},${Math.min(open, close)},${close},1`);
  });
  return `${lines.join("\n")}\n`;
}

function payments({ times, rates }: FundingSeries): string {
  const lines = Array.from(times, (time, k) => `${time},${rates[k]}`);
  return `ts_ms,funding_rate\n${lines.join("\n")}\n`;
}

/** The last close of everything, as a price file. */
function prices({ series }: SampleMarket): string {
  const rows = series.map(({ market, values, startMs, stepMs }) => {
    const time = new Date(startMs + (values.length - 1) * stepMs).toISOString().replace(":00.000Z", "Z");
    return `${time},${market},${values.at(-1)}`;
  });
  const [first = ""] = rows;
  const inverse = first.replace("BTC/USDT", "BTC-PERPETUAL");
  return `time,instrument,price\n${[...rows, inverse].join("\n")}\n`;
}

const readme = (
  seed: number,
  days: number,
): string => `SYNTHETIC DATA, seed ${seed}, ${days} days. Nothing here is real.

Three coins with stochastic volatility, common jumps and correlated moves; perpetuals with a premium; the funding it
makes. Opens, highs and lows are made from closes, and the volume is always 1. The prices of synthetic_prices.csv are
the last closes; BTC-PERPETUAL stands at spot.

  plimsoll margin --portfolio book.csv --history . --explain
  plimsoll margin --portfolio book.csv --market synthetic_prices.csv
  plimsoll backtest --history . --funding . --coins BTC,ETH,SOL --out out
`;
