import type { Instrument } from "../instruments/kinds.ts";
import { type MarketHistory, marketHistory } from "../market/marketHistory.ts";
import { lastCompleteBar, type MarketSnapshot, snapshotAt } from "../market/marketSnapshot.ts";
import type { OptionChain } from "../market/optionChain.ts";
import { type Quotes, quotedSnapshot, type SourcedLevel } from "../market/quotes.ts";
import { currencyId, forwardId, markId, type RiskFactor, type RiskFactorId } from "../market/riskFactor.ts";
import type { FundingSeries, SeriesSource, TimeSeries } from "../market/timeSeries.ts";
import { type Failure, failed, type Outcome, success } from "../numerics/outcome.ts";
import { chainLevels, chainValues } from "../pricing/chainValues.ts";
import type { AccountMarket } from "../venues/importers/accounts/accountFile.ts";
import { importPrices } from "../venues/importers/prices/pricesCsv.ts";
import { importOptionChain } from "../venues/optionImporters.ts";
import { loadHistory } from "./files/loadHistory.ts";
import { readInputFile } from "./files/readFile.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

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
  return Number(parts[1]) * { m: 60_000, h: hourMs, d: dayMs }[parts[2] as "m" | "h" | "d"];
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
  const matches = (name: string): boolean =>
    new RegExp(`_${interval}[_.]`).test(name) && isOfVenue(name, venue) && isOfCoin(name, coins);
  const asked = [
    `interval ${interval}`,
    ...(venue ? [`venue ${venue}`] : []),
    ...(coins ? [`coins ${coins.join(", ")}`] : []),
  ];
  const loaded = await loadHistory(history, { matches, description: asked.join(", ") });
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

/** Reads the funding payments of a folder for the coins chosen, none meaning all; files that hold means of a day are left out. */
export async function readFunding(folder: string, coins: readonly string[]): Promise<Outcome<FundingSeries[]>> {
  const ofCoins = (name: string) => coins.length === 0 || isOfCoin(name, coins);
  const matches = (name: string): boolean => /_funding[_.](?!daily)/.test(name) && ofCoins(name);
  const description = `funding payments${coins.length === 0 ? "" : ` of ${coins.join(", ")}`}`;
  const loaded = await loadHistory(folder, { matches, description });
  if (!loaded.ok) return loaded;
  return success(loaded.value.flatMap((one) => (one.funding === undefined ? [] : [one.funding])));
}

const isOfVenue = (name: string, venue: string | undefined): boolean =>
  venue === undefined || venue.split(",").some((one) => name.startsWith(`${one}_`));

const isOfCoin = (name: string, coins: readonly string[] | undefined): boolean =>
  coins === undefined ||
  coins.some((coin) => ["USDT", "USDC", "USD"].some((quote) => name.includes(`_${coin}${quote}`)));

/** Where prices come from: bars of a folder, a price file, or today's prices from the file over the folder's past. */
export interface MarketData {
  readonly series: readonly TimeSeries[];
  readonly quotes?: Quotes;
  /** Forwards and volatilities for options, and the coin's index. */
  readonly chain?: {
    readonly timestamp: number;
    readonly levels: ReadonlyMap<RiskFactorId, number>;
    readonly source: SeriesSource;
  };
  /** A price older than this at the time asked is refused; absent: one bar for bars, a day for a price file. */
  readonly maxAgeMs?: number;
}

export interface MarketChoice extends Omit<SeriesChoice, "history"> {
  readonly history?: string;
  readonly market?: string;
  readonly chain?: string;
  /** `2d`, `6h`. */
  readonly maxAge?: string;
}

/** @param asOf a price file with rows after it is refused; bars after it are not read into a snapshot */
export async function readMarket(
  { history, market, chain, maxAge, ...choice }: MarketChoice,
  asOf: number | undefined,
): Promise<Outcome<MarketData>> {
  const maxAgeMs = maxAge === undefined ? undefined : intervalMs(maxAge);
  if (maxAge !== undefined && maxAgeMs === undefined) {
    return failed({ code: "invalid", path: "--max-age", message: `"${maxAge}" is not a span`, hint: "write 6h or 2d" });
  }
  const options = chain === undefined ? success(undefined) : await readChainLevels(chain);
  if (!options.ok) return options;
  const limit = {
    ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    ...(options.value === undefined ? {} : { chain: options.value }),
  };
  if (history === undefined && market === undefined && chain === undefined) {
    const hint = "a price file (time,instrument,price), a folder of price bars, or both";
    return failed({ code: "invalid", path: "--market, --history", message: "one of the two is needed", hint });
  }
  const series = history === undefined ? success([]) : await readSeries({ history, ...choice });
  if (!series.ok) return series;
  if (market === undefined) return success({ series: series.value, ...limit });
  const file = await readInputFile(market);
  if (!file.ok) return file;
  const source = { file: file.value.name, sha256: file.value.sha256, format: "prices-csv" };
  const quotes = importPrices(file.value.text, source, asOf);
  return quotes.ok ? success({ series: series.value, quotes: quotes.value, ...limit }) : quotes;
}

/** The market at a time, for the instruments held; a price too old to stand for that time is refused by name. */
export function marketAt(
  { series, quotes, chain, maxAgeMs }: MarketData,
  instruments: readonly Instrument[],
  asOf: number | undefined,
): Outcome<MarketSnapshot> {
  if (chain !== undefined)
    return chainMarket(
      { series, chain, ...(quotes ? { quotes } : {}), ...(maxAgeMs ? { maxAgeMs } : {}) },
      instruments,
      asOf,
    );
  const stepMs = series[0]?.stepMs ?? dayMs;
  const history = series.length === 0 && quotes !== undefined ? undefined : marketHistory(series, instruments, stepMs);
  if (history !== undefined && !history.ok) return history;
  if (quotes === undefined) return barMarket(history!.value, asOf, maxAgeMs ?? stepMs);
  const timestamp = asOf ?? quotes.quotes.reduce((latest, { timeMs }) => Math.max(latest, timeMs), 0);
  if (history !== undefined) {
    const stale = staleness(history.value, timestamp, maxAgeMs ?? stepMs);
    if (stale !== undefined) return failed(stale);
  }
  return quotedSnapshot(quotes, instruments, { timestamp, maxAgeMs: maxAgeMs ?? dayMs }, history?.value);
}

/**
 * A market with options: their forwards and volatilities from the chain, all else from the price file, or, without one,
 * from the last bars before the chain.
 */
function chainMarket(
  { series, quotes, chain, maxAgeMs }: MarketData & { readonly chain: NonNullable<MarketData["chain"]> },
  instruments: readonly Instrument[],
  asOf: number | undefined,
): Outcome<MarketSnapshot> {
  const timestamp = asOf ?? chain.timestamp;
  const maxAge = maxAgeMs ?? dayMs;
  if (chain.timestamp > timestamp || timestamp - chain.timestamp > maxAge) {
    const made = new Date(chain.timestamp).toISOString();
    const later = chain.timestamp > timestamp;
    const message = later
      ? `the chain of ${made} is later`
      : `the chain of ${made} is more than ${maxAge / hourMs} h older`;
    const hint = later
      ? "leave --as-of out, or take an earlier chain"
      : "leave --as-of out, or allow it with --max-age";
    return failed({ code: "missing-data", path: "--as-of", message, hint });
  }
  const levels = new Map([...chain.levels].map(([id, level]) => [id, { level, assumption: chain.source.file }]));
  const past = series.length === 0 ? undefined : marketHistory(series, instruments, series[0]!.stepMs);
  if (past !== undefined && !past.ok) return past;
  let history = past?.value;
  if (history !== undefined) {
    const stale = staleness(history, timestamp, maxAgeMs ?? history.stepMs);
    if (stale !== undefined) return failed(stale);
    history = followingChain(history, chain.levels);
    if (quotes === undefined) addCloses(levels, history, timestamp, chain);
  }
  const all = { quotes: quotes?.quotes ?? [], levels, source: quotes?.source ?? chain.source };
  const snapshot = quotedSnapshot(all, instruments, { timestamp, maxAgeMs: maxAge }, history);
  if (!snapshot.ok) return snapshot;
  const conflict = indexConflict(snapshot.value, chain);
  return conflict === undefined ? snapshot : failed(conflict);
}

/** A dated mark that the chain knows the forward of stands at that forward, and moves in proportion to spot. */
function followingChain(history: MarketHistory, known: ReadonlyMap<RiskFactorId, number>): MarketHistory {
  const columns = new Map(
    [...history.columns].map(([id, column]) => {
      const { assumption, factor, market } = column;
      const forward = forwardOfMark(factor);
      if (assumption === undefined || forward === undefined || !known.has(forward)) return [id, column];
      return [id, { ...column, assumption: `moves in proportion to spot ${market}, assumed` }];
    }),
  );
  return { ...history, columns };
}

const forwardOfMark = (factor: RiskFactor): RiskFactorId | undefined =>
  factor.kind === "mark" && factor.expiresAt !== undefined
    ? forwardId(factor.underlying, factor.quoteCurrency, factor.expiresAt)
    : undefined;

/** What the chain does not price: a mark that only follows spot by its forward or index, all else by the last close. */
function addCloses(
  levels: Map<RiskFactorId, SourcedLevel>,
  history: MarketHistory,
  timestamp: number,
  chain: NonNullable<MarketData["chain"]>,
): void {
  const index = lastCompleteBar(history, timestamp);
  const close = `close of ${new Date(history.startMs + index * history.stepMs).toISOString()}, assumed`;
  for (const [id, { factor, assumption, values }] of history.columns) {
    if (levels.has(id)) continue;
    const spot = factor.kind === "mark" && assumption !== undefined ? currencyId(factor.underlying) : id;
    const known = chain.levels.get(forwardOfMark(factor) ?? spot) ?? chain.levels.get(spot);
    levels.set(
      id,
      known === undefined
        ? { level: values[index]!, assumption: close }
        : { level: known, assumption: chain.source.file },
    );
  }
}

/** Two prices of one coin further apart than this are not of one market. */
const indexToleranceMax = 0.02;

function indexConflict({ levels }: MarketSnapshot, chain: NonNullable<MarketData["chain"]>): Failure | undefined {
  for (const [id, index] of chain.levels) {
    const used = levels.get(id);
    if (!id.startsWith("currency:") || used === undefined || Math.abs(used / index - 1) <= indexToleranceMax) continue;
    const message = `${id} is ${used} in the price file and ${index} in ${chain.source.file}`;
    return { code: "conflict", path: "--market", message, hint: "give prices and a chain of one time" };
  }
  return undefined;
}

async function readChainLevels(path: string): Promise<Outcome<NonNullable<MarketData["chain"]>>> {
  const chain = await readChain(path);
  if (!chain.ok) return chain;
  const { timestamp, source } = chain.value;
  return success({ timestamp, source, levels: chainLevels(chain.value, chainValues(chain.value)) });
}

export async function readChain(path: string): Promise<Outcome<OptionChain>> {
  const file = await readInputFile(path);
  return file.ok ? importOptionChain(file.value) : file;
}

function barMarket(history: MarketHistory, asOf: number | undefined, maxAgeMs: number): Outcome<MarketSnapshot> {
  const index = lastCompleteBar(history, asOf ?? Number.MAX_SAFE_INTEGER);
  if (index < 0) {
    const when = asOf === undefined ? "the end" : new Date(asOf).toISOString();
    const message = `no bar at or before ${when} prices every holding`;
    return failed({ code: "missing-data", path: "--as-of", message });
  }
  const stale = staleness(history, asOf ?? history.startMs + (history.count - 1) * history.stepMs, maxAgeMs);
  return stale === undefined ? snapshotAt(history, index) : failed(stale);
}

/** The series that hold the last complete bar back by more than the limit, if they do. */
function staleness(history: MarketHistory, wanted: number, maxAgeMs: number): Failure | undefined {
  const index = lastCompleteBar(history, wanted);
  const time = history.startMs + index * history.stepMs;
  if (history.count === 0 || (index >= 0 && wanted - time <= maxAgeMs)) return undefined;
  const late = [...history.columns.values()].flatMap(({ market, present }) => {
    let last = Math.min(history.count - 1, Math.floor((wanted - history.startMs) / history.stepMs));
    while (last >= 0 && present[last] === 0) last -= 1;
    const seen = history.startMs + last * history.stepMs;
    if (last >= 0 && wanted - seen <= maxAgeMs) return [];
    return [`${market} ${last < 0 ? "not before" : `last ${new Date(seen).toISOString()}`}`];
  });
  return {
    code: "missing-data",
    path: new Date(wanted).toISOString(),
    message: `prices older than ${maxAgeMs / hourMs} h: ${[...new Set(late)].join(", ")}`,
    hint: "choose an earlier --as-of, newer files, or allow the age with --max-age",
  };
}

/** Prices for reading an account file: the last one at or before `asOf`. */
export function accountMarket(data: MarketData, asOf: number | undefined): AccountMarket {
  const quoted = (data.quotes?.quotes ?? []).map((quote) => quote.instrument.id);
  // Age is no matter here: the market of the whole book refuses what is too old, by name.
  const marketOf = (instrument: Instrument) =>
    marketAt({ ...data, maxAgeMs: Number.POSITIVE_INFINITY }, [instrument], asOf);
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
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const ms = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?$/.test(text)
    ? Date.parse(day ? `${text}T00:00:00Z` : text)
    : Number.NaN;
  if (Number.isFinite(ms)) return success(day && edge === "close" ? ms + dayMs : ms);
  return failed({
    code: "invalid",
    path,
    message: `"${text}" is not a time`,
    hint: "write 2020-03-12 or 2020-03-12T10:00Z, UTC",
  });
}
