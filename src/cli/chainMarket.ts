import { fitSurface } from "../calibration/fitSurface.ts";
import { svi } from "../calibration/methods/svi.ts";
import { smilePointRulesFor } from "../calibration/smilePoints.ts";
import type { Instrument } from "../instruments/kinds.ts";
import type { Currency } from "../instruments/money.ts";
import { endedFault } from "../margin/bind.ts";
import { type MarketHistory, marketHistory } from "../market/marketHistory.ts";
import { lastCompleteBar, type MarketSnapshot } from "../market/marketSnapshot.ts";
import type { OptionChain } from "../market/optionChain.ts";
import { type Quotes, quotedSnapshot, type SourcedLevel } from "../market/quotes.ts";
import { currencyId, forwardId, type RiskFactor, type RiskFactorId } from "../market/riskFactor.ts";
import { withStatedLevels } from "../market/statedLevels.ts";
import type { VolatilitySurface } from "../market/surface/surface.ts";
import type { SeriesSource, TimeSeries } from "../market/timeSeries.ts";
import { type Failure, FaultList, failed, type Outcome, success } from "../numerics/outcome.ts";
import { chainLevels, chainValues } from "../pricing/chainValues.ts";
import { readChain } from "./files/marketFiles.ts";
import { quotedOptionLevels } from "./quotedOptions.ts";
import { staleness } from "./staleness.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What one option chain gives a market: forwards and volatilities, and the coin's index. */
export interface ChainLevels {
  readonly underlying: Currency;
  readonly quoteCurrency: Currency;
  readonly timestamp: number;
  readonly levels: ReadonlyMap<RiskFactorId, number>;
  readonly source: SeriesSource;
  /** The surface fitted to it, made when asked for: only scenarios that slide a smile need one. */
  readonly surface: () => Outcome<VolatilitySurface>;
}

/** Reads option chains; every one that cannot be read is named. */
export async function readChains(paths: readonly string[]): Promise<Outcome<ChainLevels[]>> {
  const faults = new FaultList();
  const chains: ChainLevels[] = [];
  for (const path of paths) {
    const chain = await readChain(path);
    if (chain.ok) chains.push(levelsOf(chain.value));
    else faults.add(chain.failure);
  }
  if (faults.count === 1 && paths.length === 1) return failed(faults.toFailure(paths[0]!, "chain").faults![0]!);
  return faults.count === 0 ? success(chains) : failed(faults.toFailure("--chain", "the option chains"));
}

function levelsOf(chain: OptionChain): ChainLevels {
  const { underlying, quoteCurrency, timestamp, source } = chain;
  let fitted: Outcome<VolatilitySurface> | undefined;
  const surface = (): Outcome<VolatilitySurface> => {
    fitted ??= fittedTo(chain);
    return fitted;
  };
  const levels = chainLevels(chain, chainValues(chain));
  return { underlying, quoteCurrency, timestamp, source, levels, surface };
}

function fittedTo(chain: OptionChain): Outcome<VolatilitySurface> {
  const rules = smilePointRulesFor(chain);
  const fitted = fitSurface(chain, { method: svi, parameters: svi.defaults, rules });
  return fitted.ok ? success(fitted.value.surface) : fitted;
}

export interface ChainMarketInputs {
  readonly series: readonly TimeSeries[];
  readonly quotes?: Quotes;
  /** At least one. */
  readonly chains: readonly ChainLevels[];
  readonly maxAgeMs?: number;
  /** Whether surfaces are fitted and put into the snapshot. */
  readonly withSurfaces: boolean;
}

/**
 * A market with options: their forwards and volatilities from the chains, all else from the price file, or, without one,
 * from the last bars before the latest chain.
 */
export function chainMarket(
  { series, quotes, chains, maxAgeMs, withSurfaces }: ChainMarketInputs,
  instruments: readonly Instrument[],
  asOf: number | undefined,
): Outcome<MarketSnapshot> {
  const timestamp = asOf ?? Math.max(...chains.map((chain) => chain.timestamp));
  const maxAge = maxAgeMs ?? dayMs;
  const ended = endedFault({ instruments, timestamp });
  const fault = ended ?? sharedFault(chains) ?? firstOf(chains.map((chain) => ageFault(chain, timestamp, maxAge)));
  if (fault !== undefined) return failed(fault);
  const known = new Map(chains.flatMap(({ levels, source }) => sourced(levels, source)));
  const levels = new Map(known);
  const past = series.length === 0 ? undefined : marketHistory(series, instruments, series[0]!.stepMs);
  if (past !== undefined && !past.ok) return past;
  let history = past?.value;
  if (history !== undefined) {
    const stale = staleness(history, timestamp, maxAgeMs ?? history.stepMs);
    if (stale !== undefined) return failed(stale);
    history = followingChains(history, known);
    if (quotes === undefined) addCloses(levels, history, timestamp, known);
  }
  const source = quotes?.source ?? chains[0]!.source;
  const prices = quotes?.quotes ?? [];
  const options = quotedOptionLevels({ quotes: prices, instruments, timestamp, file: source.file, known });
  if (!options.ok) return options;
  for (const [id, level] of options.value) levels.set(id, level);
  const all = { quotes: prices, levels, source };
  const at = { timestamp, maxAgeMs: maxAge };
  const snapshot = quotedSnapshot(all, instruments, at, history);
  if (!snapshot.ok) return snapshot;
  const conflict = firstOf(chains.map((chain) => indexConflict(snapshot.value, chain)));
  if (conflict !== undefined) return failed(conflict);
  const moved = chains.reduce(movedWithCoin, snapshot.value);
  return withSurfaces ? fittedSnapshot(moved, chains) : success(moved);
}

/** Which chains a market rests on, and how much older they are than it. */
export const chainNotes = (chains: readonly ChainLevels[], timestamp: number): string[] =>
  chains.map(({ source, timestamp: made }) => {
    const hours = (timestamp - made) / hourMs;
    const age = hours > 0 ? `, ${hours.toFixed(1)} h before the market` : "";
    return `options from ${source.file} of ${new Date(made).toISOString()}${age}`;
  });

const firstOf = (faults: readonly (Failure | undefined)[]): Failure | undefined =>
  faults.find((one) => one !== undefined);

/** Two chains that state one level: which of them counts would be a guess. */
function sharedFault(chains: readonly ChainLevels[]): Failure | undefined {
  const files = new Map<RiskFactorId, string>();
  for (const { levels, source } of chains) {
    for (const id of levels.keys()) {
      const other = files.get(id);
      if (other !== undefined) {
        const message = `${other} and ${source.file} both state ${id}`;
        return { code: "conflict", path: "--chain", message, hint: "give one chain of each coin" };
      }
      files.set(id, source.file);
    }
  }
  return undefined;
}

/** Prices this near are one: a forward need not move for a rounded index. */
const samePrice = 1e-9;

/** A chain's forwards, moved from its index to the price that its coin has in the snapshot: they keep their carry. */
function movedWithCoin(snapshot: MarketSnapshot, chain: ChainLevels): MarketSnapshot {
  const coin = currencyId(chain.underlying);
  const [index, price] = [chain.levels.get(coin), snapshot.levels.get(coin)];
  if (index === undefined || price === undefined || Math.abs(price / index - 1) <= samePrice) return snapshot;
  const time = new Date(chain.timestamp).toISOString();
  return withStatedLevels(snapshot, (factor) => {
    const own = chain.levels.get(factor.kind === "mark" ? (forwardOfMark(factor) ?? "") : factor.id);
    const level = snapshot.levels.get(factor.id);
    if ((factor.kind !== "forward" && factor.kind !== "mark") || own === undefined || level !== own) return undefined;
    const assumption = `${chain.source.file} of ${time}, moved with its coin from ${index} to ${price}, assumed`;
    return { level: (own * price) / index, assumption };
  });
}

const sourced = (levels: ReadonlyMap<RiskFactorId, number>, source: SeriesSource) =>
  [...levels].map(([id, level]) => [id, { level, assumption: source.file }] as const);

function ageFault({ timestamp: made, source }: ChainLevels, timestamp: number, maxAge: number): Failure | undefined {
  if (made <= timestamp && timestamp - made <= maxAge) return undefined;
  const time = new Date(made).toISOString();
  const later = made > timestamp;
  const message = later
    ? `the chain ${source.file} of ${time} is later`
    : `the chain ${source.file} of ${time} is more than ${maxAge / hourMs} h older`;
  const hint = later ? "leave --as-of out, or take an earlier chain" : "leave --as-of out, or allow it with --max-age";
  return { code: "missing-data", path: "--as-of", message, hint };
}

/** The surfaces of the chains whose options are held. */
function fittedSnapshot(snapshot: MarketSnapshot, chains: readonly ChainLevels[]): Outcome<MarketSnapshot> {
  const surfaces: VolatilitySurface[] = [];
  for (const { underlying, quoteCurrency, surface: surfaceOf } of chains) {
    const isHeld = snapshot.instruments.some(
      (row) => "strike" in row && row.underlying === underlying && row.quoteCurrency === quoteCurrency,
    );
    if (!isHeld) continue;
    const surface = surfaceOf();
    if (!surface.ok) return surface;
    surfaces.push(surface.value);
  }
  return success({ ...snapshot, surfaces });
}

type KnownLevels = ReadonlyMap<RiskFactorId, SourcedLevel>;

/** A dated mark that a chain knows the forward of stands at that forward, and moves in proportion to spot. */
function followingChains(history: MarketHistory, known: KnownLevels): MarketHistory {
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

/**
 * What no chain prices: a mark that only follows spot by its forward or index; one with a series of its own by its last
 * close, moved with the coin from that close to the chain's index; all else by the last close.
 */
function addCloses(
  levels: Map<RiskFactorId, SourcedLevel>,
  history: MarketHistory,
  timestamp: number,
  known: KnownLevels,
): void {
  const index = lastCompleteBar(history, timestamp);
  const close = `close of ${new Date(history.startMs + index * history.stepMs).toISOString()}`;
  for (const [id, { factor, assumption, values }] of history.columns) {
    if (levels.has(id) || factor.kind === "volatility") continue;
    const coin = factor.kind === "mark" || factor.kind === "forward" ? currencyId(factor.underlying) : id;
    const given = known.get(forwardOfMark(factor) ?? (assumption === undefined ? id : coin)) ?? known.get(id);
    const [indexNow, spotClose] = [known.get(coin)?.level, history.columns.get(coin)?.values[index]];
    if (given !== undefined) levels.set(id, given);
    else if (coin === id || indexNow === undefined || spotClose === undefined) {
      levels.set(id, { level: values[index]!, assumption: `${close}, assumed` });
    } else if (assumption !== undefined && factor.kind === "mark") levels.set(id, known.get(coin)!);
    else {
      const level = (values[index]! * indexNow) / spotClose;
      levels.set(id, { level, assumption: `${close}, moved with the coin to the chain's index, assumed` });
    }
  }
}

/** Two prices of one coin further apart than this are not of one market. */
const indexToleranceMax = 0.02;

function indexConflict({ levels }: MarketSnapshot, chain: ChainLevels): Failure | undefined {
  for (const [id, index] of chain.levels) {
    const used = levels.get(id);
    if (!id.startsWith("currency:") || used === undefined || Math.abs(used / index - 1) <= indexToleranceMax) continue;
    const message = `${id} is ${used} in the price file and ${index} in ${chain.source.file}`;
    return { code: "conflict", path: "--market", message, hint: "give prices and chains of one time" };
  }
  return undefined;
}
