import type { Haircut } from "../calibration/haircut.ts";
import type { MarketDepth } from "../calibration/impact.ts";
import { isSynthetic, type TimeSeries } from "../market/timeSeries.ts";
import type { Failure } from "../numerics/outcome.ts";
import { levelText } from "./backtest/backtestResult.ts";
import { dayText, money, percent, table, wrapped } from "./present.ts";
import { version } from "./version.ts";

export interface HaircutSettings {
  readonly book: string;
  readonly horizon: string;
  readonly coins: readonly string[];
  readonly horizonMs: number;
  readonly level: number;
  readonly size: number;
  readonly participation: number;
  readonly impact: number;
  readonly stated: number;
  readonly seed: number;
}

export interface HaircutRow {
  readonly coin: string;
  readonly market: string;
  readonly sources: readonly TimeSeries["source"][];
  readonly from: number;
  readonly to: number;
  readonly missing: number;
  readonly depth: MarketDepth | null;
  readonly haircut: Haircut;
}

/** Worst share of horizons that is the book's tail, and what of it the haircut bears. */
export const tail = { tailShare: 0.05, tailLevel: 0.95 };
export const bootstrapTerms = { resamples: 500, blockLength: 14, intervalLevel: 0.95 };

export function haircutDocument(rows: readonly HaircutRow[], refusals: readonly Failure[], settings: HaircutSettings) {
  return {
    schemaVersion: 1,
    plimsoll: version,
    ...settings,
    ...tail,
    bootstrap: bootstrapTerms,
    haircuts: rows.map(({ from, to, ...row }) => ({
      ...row,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
    })),
    refusals,
  };
}

export function haircutText(
  rows: readonly HaircutRow[],
  refusals: readonly Failure[],
  { book, horizon, level, size, participation, impact }: HaircutSettings,
): string {
  const two = (share: number): string => (100 * share).toFixed(2);
  const cells = rows.map(({ coin, haircut: one, from, to }) => [
    coin,
    `${dayText(from).slice(0, 7)} to ${dayText(to).slice(0, 7)}`,
    two(one.value),
    `${two(one.interval.lower)} to ${two(one.interval.upper)}`,
    two(one.alone.value),
    two(one.givenFall.value),
    two(one.givenRise.value),
    one.liquidity === null ? "none" : two(one.liquidity),
    one.closeOutDays.toFixed(1),
  ]);
  const joint = rows.map(({ coin, haircut: one, depth }) => [
    coin,
    String(one.horizons),
    percent(one.jointFall, 0),
    percent(one.jointRise, 0),
    depth === null ? "none" : money(depth.dailyVolume),
    depth === null ? "none" : percent(depth.dailyVolatility, 2),
  ]);
  const label = rows.some(({ sources }) => sources.some(isSynthetic)) ? "SYNTHETIC " : "";
  return [
    `${label}Haircuts, percent: ${levelText(level)} over ${horizon}, ${money(size)} of each, books on ${book}`,
    "",
    table(["coin", "history", "haircut", "95 %", "alone", "book falls", "book rises", "sale", "days"], cells),
    "",
    table(["coin", "horizons", "both fall", "falls as book rises", "daily volume", "volatility"], joint),
    "",
    wrapped(
      `Alone: quantile of all horizons. Book falls, rises: ${levelText(tail.tailLevel)} of the ${levelText(tail.tailShare)} of horizons in which ${book} fell or rose most. Sale: square-root impact with a coefficient of ${impact}; days: at ${percent(participation, 0)} of the volume, at least the horizon. Both fall: of the coin's worst ${levelText(tail.tailShare)}, those in ${book}'s worst; ${levelText(tail.tailShare)} if independent.`,
    ),
    ...refusals.map(({ path, message }) => wrapped(`Refused: ${path}: ${message}.`)),
  ].join("\n");
}
