import type { Instrument } from "../instruments/kinds.ts";
import { dollarCurrencies } from "../instruments/money.ts";
import { assert } from "../numerics/assert.ts";
import { log } from "../numerics/logarithm.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { currencyFactor, factorsOf, type RiskFactor, type RiskFactorId, unstatedLevel } from "./riskFactor.ts";
import type { SeriesSource, TimeSeries } from "./timeSeries.ts";

/** One factor's observations on the history's grid. */
export interface FactorColumn {
  readonly factor: RiskFactor;
  /** [N] level; 0 where missing. */
  readonly values: Float64Array;
  /** [N] natural log of the level; 0 where missing. */
  readonly logs: Float64Array;
  /** [N] 1 where observed. */
  readonly present: Uint8Array;
  readonly market: string;
  readonly source: SeriesSource;
  /** What is taken for granted where the factor's own series is absent. */
  readonly assumption?: string;
}

/** Observations of every factor of a set of instruments on one regular grid; immutable. */
export interface MarketHistory {
  readonly instruments: readonly Instrument[];
  readonly startMs: number;
  readonly stepMs: number;
  readonly count: number;
  readonly columns: ReadonlyMap<RiskFactorId, FactorColumn>;
  /** Factors that no series moves: their level is fixed and stated. */
  readonly fixed: ReadonlyMap<RiskFactorId, FixedFactor>;
  /** Implied volatilities: their level must come from quotes; where no column is theirs, their moves from a rule. */
  readonly unseen: readonly RiskFactor[];
}

export interface FixedFactor {
  readonly factor: RiskFactor;
  readonly level: number;
  readonly assumption: string;
}

/**
 * Lines the series up on one grid and says for each factor which series moves it.
 *
 * A contract's mark follows its own series; without one it follows the spot market of its underlying with the basis
 * held at 0, which is stated as an assumption. A stablecoin without a series is worth 1 dollar, also stated.
 *
 * @returns a `missing-data` failure that names the factor when no series can stand for it, `conflict` when several of
 *          one market could
 */
export function marketHistory(
  series: readonly TimeSeries[],
  instruments: readonly Instrument[],
  stepMs: number,
): Outcome<MarketHistory> {
  const onGrid = series.filter((one) => one.stepMs === stepMs);
  const rows = withCash(instruments);
  const chosen = new Map<RiskFactorId, { factor: RiskFactor; series: TimeSeries; assumption?: string }>();
  const fixed = new Map<RiskFactorId, FixedFactor>();
  const unseen: RiskFactor[] = [];
  for (const factor of factorsOfAll(rows)) {
    if (factor.kind === "currency" && dollarCurrencies.includes(factor.currency)) {
      const own = onGrid.find((one) => one.market === `${factor.currency}/${numeraire}`);
      const assumption = factor.currency === numeraire ? "the numeraire" : `${factor.currency} = 1 USD, assumed`;
      if (own === undefined) fixed.set(factor.id, { factor, level: 1, assumption });
      else chosen.set(factor.id, { factor, series: own });
      continue;
    }
    const unstated = unstatedLevel(factor);
    if (unstated !== undefined) {
      fixed.set(factor.id, { factor, ...unstated });
      continue;
    }
    if (!isPriced(factor)) {
      unseen.push(factor);
      const index = factor.kind === "volatility" ? volatilityIndexOf(factor.underlying, onGrid) : undefined;
      if (index !== undefined) chosen.set(factor.id, { factor, ...index });
      continue;
    }
    const found = seriesFor(factor, onGrid);
    if (found === undefined) return failed(noSeries(factor, stepMs, series));
    const rivals = onGrid.filter((one) => one.market === found.series.market);
    if (rivals.length > 1) return failed(rivalSeries(found.series.market, rivals));
    chosen.set(factor.id, { factor, ...found });
  }
  const used = [...chosen.values()].map((one) => one.series);
  if (used.length === 0) {
    return success({ instruments: rows, startMs: 0, stepMs, count: 0, columns: new Map(), fixed, unseen });
  }
  const startMs = Math.min(...used.map((one) => one.startMs));
  const endMs = Math.max(...used.map((one) => one.startMs + (one.values.length - 1) * stepMs));
  const count = (endMs - startMs) / stepMs + 1;
  assert(Number.isInteger(count), "series of one interval must share one grid");
  const columns = new Map(
    [...chosen].map(([id, { factor, series: one, assumption }]) => {
      const column = alignedColumn(one, startMs, count);
      const noted = assumption === undefined ? {} : { assumption };
      return [id, { factor, ...column, market: one.market, source: one.source, ...noted }] as const;
    }),
  );
  return success({ instruments: rows, startMs, stepMs, count, columns, fixed, unseen });
}

/** What every other currency is measured in, so it has a row in every market. */
const numeraire = "USD";

/**
 * The instruments and a row for every currency they settle in or buy and for the numeraire, sorted by id: row order decides
 * the bits of a sum.
 */
export function withCash(instruments: readonly Instrument[]): Instrument[] {
  const rows = new Map<string, Instrument>(instruments.map((row) => [row.id, row]));
  const bought = instruments.flatMap((row) => ("baseCurrency" in row ? [row.baseCurrency] : []));
  for (const id of [numeraire, ...bought, ...instruments.map((row) => row.settlementCurrency)]) {
    if (!rows.has(id)) rows.set(id, { kind: "cash", id, settlementCurrency: id });
  }
  return [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

export function factorsOfAll(rows: readonly Instrument[]): RiskFactor[] {
  const all = rows.flatMap((row) => [...factorsOf(row), currencyFactor(row.settlementCurrency)]);
  return [...new Map(all.map((factor) => [factor.id, factor])).values()];
}

/** The factors that a price series can move. */
type PricedFactor = Extract<RiskFactor, { readonly kind: "mark" | "forward" | "currency" }>;

const isPriced = (factor: RiskFactor): factor is PricedFactor =>
  factor.kind === "mark" || factor.kind === "forward" || factor.kind === "currency";

/** The index whose log changes stand for those of a coin's implied volatilities. */
function volatilityIndexOf(underlying: string, series: readonly TimeSeries[]) {
  const found = series.find((one) => one.market === `${underlying}-DVOL`);
  return found && { series: found, assumption: `moves by the log changes of ${found.market}, assumed` };
}

function seriesFor(
  factor: PricedFactor,
  series: readonly TimeSeries[],
): { series: TimeSeries; assumption?: string } | undefined {
  const spotOf = (base: string, quotes: readonly string[]) =>
    quotes.map((quote) => series.find((one) => one.market === `${base}/${quote}`)).find((one) => one !== undefined);
  if (factor.kind === "currency") {
    const found = spotOf(factor.currency, ["USD", "USDT", "USDC"]);
    if (found === undefined || found.market.endsWith("/USD")) return found && { series: found };
    const dollar = series.find((one) => one.market === `${found.market.split("/")[1]}/${numeraire}`);
    if (dollar !== undefined) return { series: productOf(found, dollar) };
    return { series: found, assumption: `${found.market} read as dollars` };
  }
  const id = factor.kind === "mark" ? factor.instrumentId : undefined;
  const own = series.find((one) => one.market === id || one.market === ccxtMarket(factor));
  if (own !== undefined) return { series: own };
  const proxy = spotOf(factor.underlying, [factor.quoteCurrency, "USD", "USDT", "USDC"]);
  const how = factor.kind === "forward" ? "moves in proportion to spot" : "moves as spot";
  const basis = factor.kind === "forward" ? "" : ", basis 0";
  return proxy && { series: proxy, assumption: `${how} ${proxy.market}${basis}, assumed` };
}

/** A price in a stablecoin times that coin's price in dollars, where both were observed. */
function productOf(price: TimeSeries, dollar: TimeSeries): TimeSeries {
  const offset = (price.startMs - dollar.startMs) / price.stepMs;
  const seen = price.present.map((one, k) => one & (dollar.present[k + offset] ?? 0));
  const values = price.values.map((one, k) => (seen[k] === 1 ? one * dollar.values[k + offset]! : 0));
  const source = {
    ...price.source,
    file: `${price.source.file} × ${dollar.source.file}`,
    sha256: `${price.source.sha256}+${dollar.source.sha256}`,
  };
  return { ...price, market: `${price.market} × ${dollar.market}`, values, present: seen, source };
}

/** The name under which data vendors file a dollar contract settled in the coin, whose own id is in the Deribit form. */
function ccxtMarket(factor: Extract<RiskFactor, { kind: "mark" | "forward" }>): string | undefined {
  const { underlying, quoteCurrency, expiresAt } = factor;
  if (quoteCurrency !== "USD" || (factor.kind === "mark" && factor.instrumentId.includes("/"))) return undefined;
  const date = expiresAt === undefined ? "" : `-${new Date(expiresAt).toISOString().slice(2, 10).replaceAll("-", "")}`;
  return `${underlying}/${quoteCurrency}:${underlying}${date}`;
}

function alignedColumn(one: TimeSeries, startMs: number, count: number) {
  const values = new Float64Array(count);
  const logs = new Float64Array(count);
  const present = new Uint8Array(count);
  const offset = (one.startMs - startMs) / one.stepMs;
  for (let k = 0; k < one.values.length; k++) {
    if (one.present[k] === 0) continue;
    values[offset + k] = one.values[k]!;
    logs[offset + k] = log(one.values[k]!);
    present[offset + k] = 1;
  }
  return { values, logs, present };
}

const rivalSeries = (market: string, rivals: readonly TimeSeries[]) =>
  ({
    code: "conflict",
    path: market,
    message: `${rivals.length} series of ${market}: ${rivals.map((one) => one.source.file).join(", ")}`,
    hint: "choose one with --venue, or keep one file of each market in the folder",
  }) as const;

function noSeries(factor: RiskFactor, stepMs: number, series: readonly TimeSeries[]) {
  const markets = [...new Set(series.filter((one) => one.stepMs === stepMs).map((one) => one.market))];
  return {
    code: "missing-data",
    path: factor.id,
    message: `no price series for ${factor.id} at an interval of ${stepMs / 3_600_000} h`,
    hint: markets.length === 0 ? "the history holds no series at that interval" : `it holds ${markets.join(", ")}`,
  } as const;
}
