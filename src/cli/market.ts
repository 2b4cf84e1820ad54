import type { Instrument } from "../instruments/kinds.ts";
import { endedFault } from "../margin/bind.ts";
import { type MarketHistory, marketHistory } from "../market/marketHistory.ts";
import { lastCompleteBar, type MarketSnapshot, snapshotAt } from "../market/marketSnapshot.ts";
import { type Quotes, quotedSnapshot } from "../market/quotes.ts";
import { currencyId, markId } from "../market/riskFactor.ts";
import type { TimeSeries } from "../market/timeSeries.ts";
import { utcTime } from "../market/utcTime.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import type { AccountMarket } from "../venues/importers/accounts/accountFile.ts";
import type { PriceImport } from "../venues/importers/prices/priceImporter.ts";
import { importPriceFile } from "../venues/priceImporters.ts";
import { type ChainLevels, chainMarket, readChains } from "./chainMarket.ts";
import {
  intervalMs,
  readFunding,
  readRates,
  readSeries,
  readVolatilityIndex,
  type SeriesChoice,
} from "./files/marketFiles.ts";
import { readInputFile } from "./files/readFile.ts";
import { quotedOptionLevels } from "./quotedOptions.ts";
import { staleness } from "./staleness.ts";
import { type StatedCurves, withCurves } from "./statedCurves.ts";

const dayMs = 86_400_000;

/** Where prices come from: bars of a folder, a price file, option chains, or today's prices over the folder's past. */
export interface MarketData {
  /** Prices, and the volatility index where one was given. */
  readonly series: readonly TimeSeries[];
  readonly quotes?: Quotes;
  readonly chains?: readonly ChainLevels[];
  readonly curves?: StatedCurves;
  /** What a reader of the price file must know. */
  readonly notes?: readonly string[];
  /** A price older than this at the time asked is refused; absent: one bar for bars, a day for a price file. */
  readonly maxAgeMs?: number;
}

export interface MarketChoice extends Omit<SeriesChoice, "history"> {
  readonly history?: string;
  readonly market?: string;
  readonly chain?: readonly string[];
  /** A file of a volatility index: moves implied volatilities. */
  readonly volatility?: string;
  /** A folder of funding payments: what perpetuals are expected to charge. */
  readonly funding?: string;
  /** A file of interest rates: discounts options. */
  readonly rates?: string;
  /** `2d`, `6h`. */
  readonly maxAge?: string;
}

/** @param asOf a price file with rows after it is refused; bars after it are not read into a snapshot */
export async function readMarket(choice: MarketChoice, asOf: number | undefined): Promise<Outcome<MarketData>> {
  const { history, market, chain: chainPaths = [], volatility, maxAge, ...rest } = choice;
  const maxAgeMs = maxAge === undefined ? undefined : intervalMs(maxAge);
  if (maxAge !== undefined && maxAgeMs === undefined) {
    return failed({ code: "invalid", path: "--max-age", message: `"${maxAge}" is not a span`, hint: "write 6h or 2d" });
  }
  if (history === undefined && market === undefined && chainPaths.length === 0) {
    const hint = "a price file (time,instrument,price), a folder of price bars, an option chain, or several of them";
    return failed({ code: "invalid", path: "--market, --history, --chain", message: "one of them is needed", hint });
  }
  if (volatility !== undefined && history === undefined) {
    const message = "a volatility index moves with prices of the same days";
    return failed({ code: "invalid", path: "--volatility", message, hint: "give the prices as well: --history DIR" });
  }
  const chains = await readChains(chainPaths);
  if (!chains.ok) return chains;
  const series = history === undefined ? success([]) : await readSeries({ history, ...rest });
  if (!series.ok) return series;
  const index = volatility === undefined ? success([]) : await readVolatilityIndex(volatility, rest.interval);
  if (!index.ok) return index;
  const curves = await readCurves(choice);
  if (!curves.ok) return curves;
  const quotes = market === undefined ? success(undefined) : await readPrices(market, asOf);
  if (!quotes.ok) return quotes;
  return success({
    series: [...series.value, ...index.value],
    chains: chains.value,
    curves: curves.value,
    ...(quotes.value === undefined ? {} : { quotes: quotes.value, notes: quotes.value.notes }),
    ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
  });
}

async function readCurves({ rates, funding, coins = [] }: MarketChoice): Promise<Outcome<StatedCurves>> {
  const stated = rates === undefined ? success(undefined) : await readRates(rates);
  if (!stated.ok) return stated;
  const paid = funding === undefined ? success([]) : await readFunding(funding, coins);
  if (!paid.ok) return paid;
  return success({ funding: paid.value, ...(stated.value === undefined ? {} : { rates: stated.value }) });
}

/** Reads a price file of any known layout. */
export async function readPrices(path: string, asOf: number | undefined): Promise<Outcome<PriceImport>> {
  const file = await readInputFile(path);
  return file.ok ? importPriceFile(file.value, asOf) : file;
}

export interface MarketNeeds {
  /** Whether the volatility surfaces of the chains are fitted. */
  readonly surfaces: boolean;
}

/** The market at a time, for the instruments held; a price too old to stand for that time is refused by name. */
export function marketAt(
  data: MarketData,
  instruments: readonly Instrument[],
  asOf: number | undefined,
  { surfaces }: MarketNeeds = { surfaces: false },
): Outcome<MarketSnapshot> {
  const { chains = [], curves } = data;
  const snapshot =
    chains.length > 0
      ? chainMarket({ ...data, chains, withSurfaces: surfaces }, instruments, asOf)
      : pricedMarket(data, instruments, asOf);
  return snapshot.ok && curves !== undefined ? withCurves(snapshot.value, curves) : snapshot;
}

function pricedMarket(
  { series, quotes, maxAgeMs }: MarketData,
  instruments: readonly Instrument[],
  asOf: number | undefined,
): Outcome<MarketSnapshot> {
  const stepMs = series[0]?.stepMs ?? dayMs;
  const history = series.length === 0 && quotes !== undefined ? undefined : marketHistory(series, instruments, stepMs);
  if (history !== undefined && !history.ok) return history;
  if (quotes === undefined) return barMarket(history!.value, asOf, maxAgeMs ?? stepMs);
  const timestamp = asOf ?? quotes.quotes.reduce((latest, { timeMs }) => Math.max(latest, timeMs), 0);
  if (history !== undefined) {
    const stale = staleness(history.value, timestamp, maxAgeMs ?? stepMs);
    if (stale !== undefined) return failed(stale);
  }
  const ended = endedFault({ instruments, timestamp });
  if (ended !== undefined) return failed(ended);
  const { file } = quotes.source;
  const options = quotedOptionLevels({ quotes: quotes.quotes, instruments, timestamp, file, known: new Map() });
  if (!options.ok) return options;
  const all = { ...quotes, levels: options.value };
  return quotedSnapshot(all, instruments, { timestamp, maxAgeMs: maxAgeMs ?? dayMs }, history?.value);
}

function barMarket(history: MarketHistory, asOf: number | undefined, maxAgeMs: number): Outcome<MarketSnapshot> {
  const index = lastCompleteBar(history, asOf ?? Number.MAX_SAFE_INTEGER);
  if (index < 0) {
    const when = asOf === undefined ? "the end" : new Date(asOf).toISOString();
    const message = `no bar at or before ${when} prices every holding`;
    return failed({ code: "missing-data", path: "--as-of", message });
  }
  const stale = staleness(history, asOf ?? history.startMs + (history.count - 1) * history.stepMs, maxAgeMs);
  if (stale !== undefined) return failed(stale);
  // Before what an option lacks: no chain gives the volatility of one that has ended.
  const timestamp = asOf ?? history.startMs + index * history.stepMs;
  const ended = endedFault({ instruments: history.instruments, timestamp });
  return ended === undefined ? snapshotAt(history, index) : failed(ended);
}

/** Prices for reading an account file: the last one at or before `asOf`, each instrument looked up once. */
export function accountMarket(data: MarketData, asOf: number | undefined): AccountMarket {
  const quoted = (data.quotes?.quotes ?? []).map((quote) => quote.instrument.id);
  // Age is no matter here: the market of the whole book refuses what is too old, by name.
  const markets = new Map<string, Outcome<MarketSnapshot>>();
  const marketOf = (instrument: Instrument): Outcome<MarketSnapshot> => {
    const known = markets.get(instrument.id);
    if (known !== undefined) return known;
    const market = marketAt({ ...data, maxAgeMs: Number.POSITIVE_INFINITY }, [instrument], asOf);
    markets.set(instrument.id, market);
    return market;
  };
  return {
    known: [...data.series.map((one) => one.market), ...quoted],
    markPriceOf(instrument) {
      const market = marketOf(instrument);
      if (!market.ok) return undefined;
      return market.value.levels.get(markId(instrument.id)) ?? market.value.levels.get(currencyId(instrument.id));
    },
    whyUnpriced(instrument) {
      const market = marketOf(instrument);
      return market.ok ? undefined : market.failure.message;
    },
  };
}

/** Reads a time; a day means its close, 00:00 UTC of the next, or its start where a span begins. */
export function parseTime(text: string, path: string, edge: "close" | "start" = "close"): Outcome<number> {
  const ms = utcTime(text, edge);
  if (Number.isFinite(ms)) return success(ms);
  return failed({
    code: "invalid",
    path,
    message: `"${text}" is not a time`,
    hint: "write 2020-03-12 or 2020-03-12T10:00Z, UTC",
  });
}
