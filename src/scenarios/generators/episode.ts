/** A named stretch of the past, its joint moves over every span inside it applied to today's levels. */
import type { MarketSnapshot } from "../../market/marketSnapshot.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { boundShocks, spanReturns } from "../boundShocks.ts";
import { historicalSpans } from "../historicalSpans.ts";
import { type HistoryWindow, wholeSpans } from "../historyWindow.ts";
import { barsOf, driversOf } from "../jointReturns.ts";
import type { Period } from "../periods.ts";
import { defineGenerator, ruledVolatility } from "../scenarioGenerator.ts";
import type { ScenarioSet } from "../scenarioSet.ts";
import type { VolatilityMoves } from "../volatilityMoves.ts";

interface EpisodeSpans extends Period {
  /** Length of a span, a whole number of bars; spans start and end inside the period. */
  readonly horizonHours: number;
}

export interface EpisodeParameters extends EpisodeSpans, VolatilityMoves {}

/**
 * Every span of the horizon inside the window, one a bar, so that neighbours overlap; both ends seen for every factor.
 *
 * @returns `missing-data` where the window is not wholly before the snapshot or a series was not observed in it, by
 *          name; `unsupported` where horizon and bars do not fit
 * @cost    factors × bars of the window
 */
export function episodeScenarios(
  snapshot: MarketSnapshot,
  { fromMs, toMs, horizonHours, ...moves }: EpisodeParameters,
): Outcome<ScenarioSet> {
  const window = spansWithin(snapshot, { fromMs, toMs, horizonHours });
  if (!window.ok) return window;
  const { starts, span } = window.value;
  return boundShocks(snapshot, historicalSpans(snapshot.history, window.value), moves, {
    shocksOf: ({ logs }) => spanReturns(logs, starts, span),
    sentenceOf: (market) => `log returns of ${market} inside ${periodText({ fromMs, toMs })}`,
  });
}

/** The spans of a period, oldest first; refused as `episodeScenarios` says. */
export function spansWithin(
  snapshot: MarketSnapshot,
  { fromMs, toMs, horizonHours }: EpisodeSpans,
): Outcome<HistoryWindow> {
  const { history, lastIndex } = snapshot;
  const path = periodText({ fromMs, toMs });
  const span = barsOf(horizonHours, history.stepMs);
  if (span === undefined) {
    const message = `a horizon of ${horizonHours} h does not fit bars of ${history.stepMs / 3_600_000} h`;
    return failed({ code: "unsupported", path: "horizonHours", message, hint: "choose a multiple of the bar" });
  }
  const first = Math.max(0, Math.ceil((fromMs - history.startMs) / history.stepMs));
  const last = Math.floor((toMs - history.startMs) / history.stepMs);
  if (history.count === 0 || last > lastIndex) {
    const known = history.count === 0 ? "no history" : `prices to ${dayText(snapshot.timestamp)}`;
    const hint = "name a window before the market's time, and give its prices: --history DIR";
    return failed({ code: "missing-data", path, message: `the market holds ${known}`, hint });
  }
  const drivers = driversOf(snapshot);
  const count = last - span - first + 1;
  const starts = count < 1 ? new Int32Array(0) : wholeSpans(drivers, { oldest: first, count, span, step: 1 });
  if (starts.length === 0) {
    const unseen = drivers.filter(({ present }) => !present.subarray(first, last + 1).includes(1));
    const names = unseen.map(({ market }) => market).join(", ");
    const message = names === "" ? `no span of ${horizonHours} h lies inside it` : `no prices of ${names} in it`;
    const hint = names === "" ? "name a longer window" : "leave those holdings out, or state their moves in a table";
    return failed({ code: "missing-data", path, message, hint });
  }
  return success({ starts, span, step: 1, missing: count - starts.length });
}

const periodText = ({ fromMs, toMs }: Period): string => `${dayText(fromMs)}..${dayText(toMs - 1)}`;

const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export const episode = defineGenerator<EpisodeParameters>({
  id: "episode",
  title: "Joint moves of a named stretch of the past",
  source: "EMIR regulatory technical standards (EU) 153/2013, article 30: historical stress scenarios",
  example: {
    fromMs: Date.UTC(2024, 2, 1),
    toMs: Date.UTC(2024, 3, 1),
    horizonHours: 24,
    ...ruledVolatility,
  },
  scenarios: episodeScenarios,
});
