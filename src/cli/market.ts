import type { Instrument } from "../instruments/kinds.ts";
import { type MarketHistory, marketHistory } from "../market/marketHistory.ts";
import { lastCompleteBar, type MarketSnapshot, snapshotAt } from "../market/marketSnapshot.ts";
import type { TimeSeries } from "../market/timeSeries.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import type { AccountMarket } from "../venues/importers/accounts/accountFile.ts";
import { loadHistory } from "./loadHistory.ts";

const hourMs = 3_600_000;

export interface SeriesChoice {
  readonly history: string;
  /** `1h`, `1d` …; absent: the coarsest daily bars. */
  readonly interval?: string;
  readonly venue?: string;
  readonly coins?: readonly string[];
}

export function intervalMs(text: string): number | undefined {
  const parts = /^(\d+)(m|h|d)$/.exec(text);
  if (parts === null) return undefined;
  return Number(parts[1]) * { m: 60_000, h: hourMs, d: 24 * hourMs }[parts[2] as "m" | "h" | "d"];
}

/** Reads the price series of a folder that match the choice; the files that do not match are not opened. */
export async function readSeries({
  history,
  interval = "1d",
  venue,
  coins,
}: SeriesChoice): Promise<Outcome<TimeSeries[]>> {
  const stepMs = intervalMs(interval);
  if (stepMs === undefined) {
    return failed({ code: "invalid", path: "--interval", message: `"${interval}" is not like 1h or 1d` });
  }
  const wanted = (name: string): boolean => {
    if (!new RegExp(`_${interval}[_.]`).test(name)) return false;
    if (venue !== undefined && !venue.split(",").some((one) => name.startsWith(`${one}_`))) return false;
    return coins === undefined || coins.some((coin) => new RegExp(`_${coin}(USDT|USDC|USD)`).test(name));
  };
  const loaded = await loadHistory(history, wanted);
  if (!loaded.ok) return loaded;
  const series = loaded.value.flatMap((one) => (one.series === undefined ? [] : [one.series]));
  const chosen = series.filter((one) => one.stepMs === stepMs);
  if (chosen.length > 0) return success(chosen);
  return failed({
    code: "missing-data",
    path: history,
    message: `no price series of ${interval} in the folder`,
    hint: "files are named venue_SYMBOL_interval.csv.gz; choose with --interval, --venue and --coins",
  });
}

/** The market at a time, for the instruments held. */
export function marketAt(
  series: readonly TimeSeries[],
  instruments: readonly Instrument[],
  asOf: number | undefined,
): Outcome<{ history: MarketHistory; snapshot: MarketSnapshot }> {
  const stepMs = series[0]?.stepMs ?? 24 * hourMs;
  const history = marketHistory(series, instruments, stepMs);
  if (!history.ok) return history;
  const index = lastCompleteBar(history.value, asOf ?? Number.MAX_SAFE_INTEGER);
  if (index < 0) {
    return failed({
      code: "missing-data",
      path: "--as-of",
      message: `no bar at or before ${asOf === undefined ? "the end" : new Date(asOf).toISOString()} prices every holding`,
    });
  }
  const snapshot = snapshotAt(history.value, index);
  return snapshot.ok ? success({ history: history.value, snapshot: snapshot.value }) : snapshot;
}

/** Prices for reading an account file: the last close at or before `asOf`. */
export function accountMarket(series: readonly TimeSeries[], asOf: number | undefined): AccountMarket {
  return {
    known: series.map((one) => one.market),
    markPriceOf(instrument) {
      const market = marketAt(series, [instrument], asOf);
      if (!market.ok) return undefined;
      const level = market.value.snapshot.levels.get(`mark:${instrument.id}`);
      return level ?? market.value.snapshot.levels.get(`currency:${instrument.id}`);
    },
  };
}

/** Reads `--as-of`: a day means its close, 00:00 UTC of the next. */
export function parseTime(text: string, path: string): Outcome<number> {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const ms = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?$/.test(text)
    ? Date.parse(day ? `${text}T00:00:00Z` : text)
    : Number.NaN;
  if (Number.isFinite(ms)) return success(day ? ms + 24 * hourMs : ms);
  return failed({
    code: "invalid",
    path,
    message: `"${text}" is not a time`,
    hint: "write 2020-03-12 or 2020-03-12T10:00Z, UTC",
  });
}
