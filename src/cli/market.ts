import type { Instrument } from "../instruments/kinds.ts";
import { type MarketHistory, marketHistory } from "../market/marketHistory.ts";
import { lastCompleteBar, type MarketSnapshot, snapshotAt } from "../market/marketSnapshot.ts";
import { type Quotes, quotedSnapshot } from "../market/quotes.ts";
import { currencyId, markId } from "../market/riskFactor.ts";
import type { FundingSeries, TimeSeries } from "../market/timeSeries.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import type { AccountMarket } from "../venues/importers/accounts/accountFile.ts";
import { importPrices } from "../venues/importers/prices/pricesCsv.ts";
import { loadHistory } from "./files/loadHistory.ts";
import { readInputFile } from "./files/readFile.ts";

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
  const wanted = (name: string): boolean =>
    new RegExp(`_${interval}[_.]`).test(name) && isOfVenue(name, venue) && isOfCoin(name, coins);
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

/** Reads the funding payments of a folder for the coins chosen; files that hold means of a day are left out. */
export async function readFunding(folder: string, coins: readonly string[]): Promise<Outcome<FundingSeries[]>> {
  const loaded = await loadHistory(folder, (name) => /_funding[_.](?!daily)/.test(name) && isOfCoin(name, coins));
  if (!loaded.ok) return loaded;
  return success(loaded.value.flatMap((one) => (one.funding === undefined ? [] : [one.funding])));
}

const isOfVenue = (name: string, venue: string | undefined): boolean =>
  venue === undefined || venue.split(",").some((one) => name.startsWith(`${one}_`));

const isOfCoin = (name: string, coins: readonly string[] | undefined): boolean =>
  coins === undefined || coins.some((coin) => new RegExp(`_${coin}(USDT|USDC|USD)`).test(name));

/** Where prices come from: bars of a folder, a price file, or today's prices from the file over the folder's past. */
export interface MarketData {
  readonly series: readonly TimeSeries[];
  readonly quotes?: Quotes;
}

export interface MarketChoice extends Omit<SeriesChoice, "history"> {
  readonly history?: string;
  readonly market?: string;
}

/** @param asOf a price file with rows after it is refused; bars after it are not read into a snapshot */
export async function readMarket(
  { history, market, ...choice }: MarketChoice,
  asOf: number | undefined,
): Promise<Outcome<MarketData>> {
  if (history === undefined && market === undefined) {
    const hint = "a price file (time,instrument,price), a folder of price bars, or both";
    return failed({ code: "invalid", path: "--market, --history", message: "one of the two is needed", hint });
  }
  const series = history === undefined ? success([]) : await readSeries({ history, ...choice });
  if (!series.ok) return series;
  if (market === undefined) return success({ series: series.value });
  const file = await readInputFile(market);
  if (!file.ok) return file;
  const source = { file: file.value.name, sha256: file.value.sha256, format: "prices-csv" };
  const quotes = importPrices(file.value.text, source, asOf);
  return quotes.ok ? success({ series: series.value, quotes: quotes.value }) : quotes;
}

/** The market at a time, for the instruments held. */
export function marketAt(
  { series, quotes }: MarketData,
  instruments: readonly Instrument[],
  asOf: number | undefined,
): Outcome<MarketSnapshot> {
  if (quotes === undefined) return barMarket(series, instruments, asOf);
  let past: MarketHistory | undefined;
  if (series.length > 0) {
    const history = marketHistory(series, instruments, series[0]!.stepMs);
    if (!history.ok) return history;
    past = history.value;
  }
  const timestamp = asOf ?? quotes.quotes.reduce((latest, { timeMs }) => Math.max(latest, timeMs), 0);
  return quotedSnapshot(quotes, instruments, timestamp, past);
}

function barMarket(
  series: readonly TimeSeries[],
  instruments: readonly Instrument[],
  asOf: number | undefined,
): Outcome<MarketSnapshot> {
  const history = marketHistory(series, instruments, series[0]?.stepMs ?? 24 * hourMs);
  if (!history.ok) return history;
  const index = lastCompleteBar(history.value, asOf ?? Number.MAX_SAFE_INTEGER);
  if (index >= 0) return snapshotAt(history.value, index);
  return failed({
    code: "missing-data",
    path: "--as-of",
    message: `no bar at or before ${asOf === undefined ? "the end" : new Date(asOf).toISOString()} prices every holding`,
  });
}

/** Prices for reading an account file: the last one at or before `asOf`. */
export function accountMarket(data: MarketData, asOf: number | undefined): AccountMarket {
  const quoted = (data.quotes?.quotes ?? []).map((quote) => quote.instrument.id);
  return {
    known: [...data.series.map((one) => one.market), ...quoted],
    markPriceOf(instrument) {
      const market = marketAt(data, [instrument], asOf);
      if (!market.ok) return undefined;
      return market.value.levels.get(markId(instrument.id)) ?? market.value.levels.get(currencyId(instrument.id));
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
