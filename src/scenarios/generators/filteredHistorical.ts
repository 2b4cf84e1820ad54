/** Filtered historical simulation: past returns rescaled from the volatility of their day to today's. */
import type { FactorColumn } from "../../market/marketHistory.ts";
import type { MarketSnapshot } from "../../market/marketSnapshot.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { ewmaVariance, meanSquareOfFirst } from "../../statistics/ewma.ts";
import { smoothedTails } from "../../statistics/smoothedTails.ts";
import { boundShocks, spanReturns } from "../boundShocks.ts";
import { historicalSpans } from "../historicalSpans.ts";
import { type HistoryWindow, historyWindow, type WindowParameters } from "../historyWindow.ts";
import { driverId, driversOf } from "../jointReturns.ts";
import { defineGenerator, ruledVolatility } from "../scenarioGenerator.ts";
import type { ScenarioSet } from "../scenarioSet.ts";
import type { VolatilityMoves } from "../volatilityMoves.ts";

export interface FilterParameters extends WindowParameters, VolatilityMoves {
  /** Weight of yesterday's variance, (0, 1). */
  readonly decay: number;
  /** Returns whose mean square starts the recursion. */
  readonly startCount: number;
  /** Residuals as they were, or those of both ends smoothed by generalised Pareto laws. */
  readonly tail: "empirical" | "generalised-pareto";
  /** Of the residuals in each fitted end, (0, 0.5). */
  readonly tailShare: number;
}

/**
 * Scenario s is the return of span s times σ(today)/σ(start of span s), each σ from an EWMA of returns over
 * `stepHours` up to its time. The EWMA starts from the mean square of the window's first `startCount` returns, so the
 * σ of those first spans knows returns after them; nothing after the snapshot is read. Where the horizon is no multiple
 * of the step, today's σ ends at the last step that fits. Spans of one step give exactly the standardised residuals
 * z·σ of the source; for longer spans the ratio of volatilities is used and no square-root-of-time rule is needed.
 *
 * With `generalised-pareto` the residuals of each series beyond its splices are replaced by the fitted tails' quantiles at
 * their ranks (`smoothedTails`); days keep their places, so that series stay as dependent as they were.
 *
 * @returns the failure of a tail that cannot be fitted, with the series' name
 * @cost O(factors × (window + S)), and two fits of 1 ms a factor for fitted tails
 * @source G. Barone-Adesi, K. Giannopoulos, L. Vosper, VaR without correlations, J. Futures Markets 19 (1999);
 *         J. Hull, A. White, Incorporating volatility updating into the historical simulation method, J. Risk 1 (1998)
 */
export function filteredHistoricalScenarios(
  snapshot: MarketSnapshot,
  parameters: FilterParameters,
): Outcome<ScenarioSet> {
  const window = historyWindow(snapshot, parameters);
  if (!window.ok) return window;
  const { decay, tail, tailShare } = parameters;
  const shocksOf = (column: FactorColumn): Float64Array => rescaledReturns(snapshot, column, window.value, parameters);
  const smoothed = tail === "empirical" ? success(undefined) : smoothedShocks(snapshot, shocksOf, tailShare);
  if (!smoothed.ok) return smoothed;
  const ends = tail === "empirical" ? "" : `, ${100 * tailShare} % at each end smoothed by a generalised Pareto law`;
  return boundShocks(snapshot, historicalSpans(snapshot.history, window.value), parameters, {
    shocksOf: smoothed.value ?? shocksOf,
    sentenceOf: (market) => `log returns of ${market}, rescaled to today's EWMA volatility (decay ${decay})${ends}`,
  });
}

/** [S] */
function rescaledReturns(
  { lastIndex }: MarketSnapshot,
  column: FactorColumn,
  window: HistoryWindow,
  parameters: FilterParameters,
): Float64Array {
  const shocks = spanReturns(column.logs, window.starts, window.span);
  const ratios = volatilityRatios(column, lastIndex, window, parameters);
  for (let s = 0; s < shocks.length; s++) shocks[s]! *= ratios[s]!;
  return shocks;
}

/** The shocks of every series with fitted ends: rescaled returns are residuals times one number, which moves no fit. */
function smoothedShocks(
  snapshot: MarketSnapshot,
  shocksOf: (column: FactorColumn) => Float64Array,
  share: number,
): Outcome<(column: FactorColumn) => Float64Array> {
  const known = new Map<string, Float64Array>();
  for (const driver of driversOf(snapshot)) {
    const smoothed = smoothedTails(shocksOf(driver), share);
    if (!smoothed.ok) {
      const { path, hint, message } = smoothed.failure;
      const raised = `use a longer lookback, a larger tailShare or the empirical tail${hint === undefined ? "" : `; ${hint}`}`;
      return failed({ ...smoothed.failure, path: driver.market, message: `${path}: ${message}`, hint: raised });
    }
    known.set(driverId(driver), smoothed.value);
  }
  return success((column) => known.get(driverId(column))!);
}

/** [S] σ(today)/σ(start of span). The variance grid ends at the snapshot, in steps of `stepHours`. */
function volatilityRatios(
  { logs, present }: FactorColumn,
  lastIndex: number,
  { starts, span, step }: HistoryWindow,
  { decay, startCount }: FilterParameters,
): Float64Array {
  // Returns run on the starts' own residue class, so that a start is always a point of the variance grid.
  const last = lastIndex - (span % step);
  const first = starts[0]!;
  // Whole numbers to the compiler as well: indices made of doubles cost several times as much.
  const stride = step | 0;
  const count = Math.floor((last - first) / step) | 0;
  const returns = new Float64Array(count);
  const seen = new Uint8Array(count);
  for (let k = 0, from = first | 0; k < count; k++, from += stride) {
    if (present[from] !== 1 || present[from + stride] !== 1) continue;
    returns[k] = logs[from + stride]! - logs[from]!;
    seen[k] = 1;
  }
  const { variances, next } = ewmaVariance(returns, decay, meanSquareOfFirst(returns, startCount, seen), seen);
  const today = Math.sqrt(next);
  const ratios = new Float64Array(starts.length).fill(1);
  for (let s = 0; s < starts.length; s++) {
    const k = ((starts[s]! - first) / stride) | 0;
    if (k < count && variances[k]! > 0) ratios[s] = today / Math.sqrt(variances[k]!);
  }
  return ratios;
}

export const filteredHistorical = defineGenerator<FilterParameters>({
  id: "filtered-historical",
  title: "Past returns rescaled from the volatility of their day to today's",
  source:
    "G. Barone-Adesi, K. Giannopoulos, L. Vosper, J. Futures Markets 19 (1999); J. Hull, A. White, J. Risk 1 (1998)",
  example: {
    lookbackDays: 365,
    horizonHours: 24,
    stepHours: 24,
    scenariosMin: 250,
    decay: 0.97,
    startCount: 30,
    tail: "generalised-pareto",
    tailShare: 0.15,
    ...ruledVolatility,
  },
  scenarios: filteredHistoricalScenarios,
});
