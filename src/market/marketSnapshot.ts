import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Instrument } from "../instruments/kinds.ts";
import { assert } from "../numerics/assert.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import type { MarketHistory } from "./marketHistory.ts";
import type { RiskFactorId } from "./riskFactor.ts";
import type { VolatilitySurface } from "./surface/surface.ts";
import { isSynthetic, type SeriesSource } from "./timeSeries.ts";

/** What was observed at one time, and all that was observed before it; immutable. */
export interface MarketSnapshot {
  /** Milliseconds since 1970 UTC. */
  readonly timestamp: number;
  /** Rows, cash of every settlement currency included, sorted by id. */
  readonly instruments: readonly Instrument[];
  /** Level of every factor of `instruments`. */
  readonly levels: ReadonlyMap<RiskFactorId, number>;
  readonly history: MarketHistory;
  /** The history's bars with index ≤ this are known; nothing after it may be read. */
  readonly lastIndex: number;
  /** Where a level was read that is not the history's bar of `timestamp`, in words. */
  readonly levelSources?: ReadonlyMap<RiskFactorId, string>;
  /** What a venue publishes besides prices, by name: open interest, bank totals, best quotes of its own markets. */
  readonly facts?: ReadonlyMap<string, number>;
  /** How sure a feed is of a level, 0…1, by factor; 1 where nothing is said. */
  readonly confidences?: ReadonlyMap<RiskFactorId, number>;
  /** Fitted volatility, one surface an underlying, where an option chain gave one. */
  readonly surfaces?: readonly VolatilitySurface[];
  /** Where the levels were read, when not from the history's bars. */
  readonly source?: SeriesSource;
}

/** Whether any of its numbers was generated. */
export const isSyntheticMarket = ({ history, source }: MarketSnapshot): boolean =>
  (source !== undefined && isSynthetic(source)) || [...history.columns.values()].some((one) => isSynthetic(one.source));

/**
 * The market at a bar's close.
 *
 * @returns a `missing-data` failure that names the factors which have no observation there
 */
export function snapshotAt(history: MarketHistory, index: number): Outcome<MarketSnapshot> {
  assert(index >= 0 && (index < history.count || history.count === 0), `bar ${index} lies outside the history`);
  const levels = new Map<RiskFactorId, number>();
  const missing: string[] = history.unseen.map((factor) => factor.id);
  for (const [id, { level }] of history.fixed) levels.set(id, level);
  for (const [id, column] of history.columns) {
    if (column.present[index] === 1) levels.set(id, column.values[index]!);
    else missing.push(id);
  }
  const timestamp = history.startMs + index * history.stepMs;
  if (missing.length > 0) {
    const path = new Date(timestamp).toISOString();
    const hint = history.unseen.length === 0 ? {} : { hint: "give an option chain: --chain" };
    return failed({ code: "missing-data", path, message: `no observation of ${missing.join(", ")}`, ...hint });
  }
  return success({ timestamp, instruments: history.instruments, levels, history, lastIndex: index });
}

/** The last bar at or before `timestamp` at which every factor was observed, or −1. */
export function lastCompleteBar(history: MarketHistory, timestamp: number): number {
  const columns = [...history.columns.values()];
  let index = Math.min(history.count - 1, Math.floor((timestamp - history.startMs) / history.stepMs));
  while (index >= 0 && columns.some((column) => column.present[index] === 0)) index -= 1;
  return index;
}

/** Time of the first bar at or after `fromMs` at which every factor was observed. */
export function firstCompleteBar(history: MarketHistory, fromMs: number): number | undefined {
  const columns = [...history.columns.values()];
  let index = Math.max(0, Math.ceil((fromMs - history.startMs) / history.stepMs));
  while (index < history.count && columns.some((column) => column.present[index] === 0)) index += 1;
  return index < history.count ? history.startMs + index * history.stepMs : undefined;
}

/** @throws InvariantError when the factor is not one of the snapshot's */
export function levelOf(snapshot: MarketSnapshot, id: RiskFactorId): number {
  const level = snapshot.levels.get(id);
  assert(level !== undefined, `no level of ${id} in the snapshot`);
  return level;
}

/** A published fact, or what its absence means. */
export const factOf = ({ facts }: MarketSnapshot, name: string, absent: number): number => facts?.get(name) ?? absent;

/** The least confidence of several feeds. */
export const confidenceOf = ({ confidences }: MarketSnapshot, ids: readonly RiskFactorId[]): number =>
  ids.reduce((least, id) => Math.min(least, confidences?.get(id) ?? 1), 1);

/** Names the snapshot's levels and its place in the history: equal ids, equal prices and equal past. */
export function snapshotId(snapshot: MarketSnapshot): string {
  const { history, lastIndex, timestamp, levels } = snapshot;
  const sources = [...history.columns].map(([id, { source }]) => [id, source.sha256]);
  const text = JSON.stringify([
    timestamp,
    snapshot.instruments,
    [...levels],
    history.startMs,
    history.stepMs,
    lastIndex,
    sources,
    [...(snapshot.facts ?? [])],
    [...(snapshot.confidences ?? [])],
    snapshot.surfaces ?? [],
  ]);
  return bytesToHex(sha256(utf8ToBytes(text))).slice(0, 16);
}
