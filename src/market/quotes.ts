import type { Instrument } from "../instruments/kinds.ts";
import { dollarCurrencies } from "../instruments/money.ts";
import { nearestOf } from "../instruments/nearest.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { type FixedFactor, factorsOfAll, type MarketHistory, withCash } from "./marketHistory.ts";
import { lastCompleteBar, type MarketSnapshot } from "./marketSnapshot.ts";
import { type RiskFactor, type RiskFactorId, unstatedLevel } from "./riskFactor.ts";
import type { SeriesSource } from "./timeSeries.ts";

/** One observed price. */
export interface Quote {
  /** Milliseconds since 1970 UTC. */
  readonly timeMs: number;
  /** A contract at mark in its quote currency, a spot pair in its quote currency, or a currency in US dollars. */
  readonly instrument: Instrument;
  readonly price: number;
}

/** A level and where it was read, in words. */
export interface SourcedLevel {
  readonly level: number;
  readonly assumption: string;
}

/** The prices of one file, in its order. */
export interface Quotes {
  readonly quotes: readonly Quote[];
  /** Levels that are no price of an instrument: forwards and implied volatilities of an option chain. */
  readonly levels?: ReadonlyMap<RiskFactorId, SourcedLevel>;
  readonly source: SeriesSource;
}

/**
 * The market at `timestamp` from the last quote of every factor at or before it, none older than `maxAgeMs`. With a history, the models get the
 * past from there and today's levels from the quotes; without, only models that need no past can be bound.
 *
 * @returns `missing-data` that names every factor without a quote: nothing is inferred from another instrument's price,
 *          except that a dollar stablecoin without a quote is worth one dollar, which is stated as an assumption
 */
export function quotedSnapshot(
  { quotes, levels: others, source }: Quotes,
  instruments: readonly Instrument[],
  { timestamp, maxAgeMs }: { readonly timestamp: number; readonly maxAgeMs: number },
  past?: MarketHistory,
): Outcome<MarketSnapshot> {
  const rows = withCash(instruments);
  const latest = latestPrices(
    quotes.filter(({ timeMs }) => timestamp - timeMs <= maxAgeMs),
    timestamp,
  );
  const levels = new Map<RiskFactorId, number>();
  const fixed = new Map<RiskFactorId, FixedFactor>();
  const levelSources = new Map<RiskFactorId, string>();
  const missing: string[] = [];
  for (const factor of factorsOfAll(rows)) {
    const other = others?.get(factor.id);
    const found = quotedLevel(factor, latest, source.file) ?? other ?? unstatedLevel(factor);
    if (found === undefined) missing.push(nameOf(factor));
    else {
      levels.set(factor.id, found.level);
      levelSources.set(factor.id, found.assumption);
      if (past?.columns.has(factor.id) !== true) fixed.set(factor.id, { factor, ...found });
    }
  }
  if (missing.length > 0) {
    const names = [...new Set(missing)];
    if (names.some((name) => name.startsWith("the volatility"))) {
      const hint = "the option must be in the chain and have a price there: plimsoll price names those without";
      return failed({ code: "missing-data", path: source.file, message: `nothing gives ${names.join(", ")}`, hint });
    }
    const nearest = nearestOf(names[0]!, [...latest.keys()]);
    return failed({
      code: "missing-data",
      path: source.file,
      message: `no price of ${names.join(", ")} in the ${maxAgeMs / 3_600_000} h before ${new Date(timestamp).toISOString()}`,
      hint: nearest === undefined ? "add a row for each" : `add a row for each; the file has ${nearest}`,
    });
  }
  const history = past === undefined ? pastless(rows, timestamp, fixed) : { ...past, fixed, unseen: [] };
  const lastIndex = past === undefined ? 0 : lastCompleteBar(past, timestamp);
  return success({ timestamp, instruments: rows, levels, levelSources, history, lastIndex, source });
}

function nameOf(factor: RiskFactor): string {
  if (factor.kind === "currency") return factor.currency;
  if (factor.kind === "mark") return factor.instrumentId;
  return factor.kind === "volatility" ? `the volatility of ${factor.instrumentId}` : `the ${factor.id}`;
}

const pastless = (
  instruments: readonly Instrument[],
  startMs: number,
  fixed: MarketHistory["fixed"],
): MarketHistory => ({ instruments, startMs, stepMs: 86_400_000, count: 0, columns: new Map(), fixed, unseen: [] });

/** Price by instrument id; of two quotes the later one. */
function latestPrices(quotes: readonly Quote[], timestamp: number): ReadonlyMap<string, Quote> {
  const latest = new Map<string, Quote>();
  for (const quote of quotes) {
    if (quote.timeMs > timestamp) continue;
    const known = latest.get(quote.instrument.id);
    if (known === undefined || quote.timeMs >= known.timeMs) latest.set(quote.instrument.id, quote);
  }
  return latest;
}

function quotedLevel(
  factor: RiskFactor,
  latest: ReadonlyMap<string, Quote>,
  file: string,
): { level: number; assumption: string } | undefined {
  const seen = ({ timeMs, instrument }: Quote): string =>
    `${instrument.id} of ${file} at ${new Date(timeMs).toISOString()}`;
  if (factor.kind === "mark") {
    const quote = latest.get(factor.instrumentId);
    return quote && { level: quote.price, assumption: seen(quote) };
  }
  if (factor.kind !== "currency") return undefined;
  const { currency } = factor;
  if (currency === "USD") return { level: 1, assumption: "the numeraire" };
  const own = latest.get(currency);
  if (own !== undefined) return { level: own.price, assumption: seen(own) };
  if (dollarCurrencies.includes(currency)) return { level: 1, assumption: `${currency} = 1 USD, assumed` };
  for (const dollar of dollarCurrencies) {
    const pair = latest.get(`${currency}/${dollar}`);
    if (pair === undefined) continue;
    const rate = dollar === "USD" ? 1 : (latest.get(dollar)?.price ?? 1);
    return { level: pair.price * rate, assumption: seen(pair) };
  }
  return undefined;
}
