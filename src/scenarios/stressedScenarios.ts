import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { boundShocks, spanReturns } from "./boundShocks.ts";
import { spansWithin } from "./generators/episode.ts";
import { historicalSpans } from "./historicalSpans.ts";
import { periodOf } from "./periods.ts";
import type { ScenarioSet } from "./scenarioSet.ts";
import type { VolatilityMoves } from "./volatilityMoves.ts";

export interface StressedParameters extends VolatilityMoves {
  /** Names of episodes, or windows `FROM..TO`; at least one. */
  readonly stressPeriods: readonly string[];
  /** Length of a span, a whole number of bars. */
  readonly horizonHours: number;
}

/**
 * Stressed observations: every span of the horizon inside any of the periods, each once and with the same weight, its
 * joint log returns as they were, neither rescaled nor fitted, applied to today's levels.
 *
 * A period that was not over at the snapshot is left out and the set's rules say so, so that a walk through history knows
 * of no crash before it came.
 *
 * @returns `invalid` without periods or for a text that is none, `missing-data` where none is over yet or a series was not
 *          observed in one that is, else as `episodeScenarios`
 * @cost    factors × bars of the periods
 * @source  regulatory technical standards (EU) 153/2013, article 28(1)(b); stressed periods beside filtered history as in
 *          Eurex Clearing's PRISMA
 */
export function stressedScenarios(
  snapshot: MarketSnapshot,
  { stressPeriods, horizonHours, ...moves }: StressedParameters,
): Outcome<ScenarioSet> {
  const path = "stressPeriods";
  if (stressPeriods.length === 0) {
    const hint = 'name some, for example [march-2020, "2022-05-05..2022-05-14"]';
    return failed({ code: "invalid", path, message: "stress has a weight or a floor but no period", hint });
  }
  const starts = new Set<number>();
  const open: string[] = [];
  let span = 0;
  for (const [k, text] of stressPeriods.entries()) {
    const period = periodOf(text);
    if (!period.ok) return failed({ ...period.failure, path: `${path}[${k}]` });
    if (period.value.toMs > snapshot.timestamp) {
      open.push(text);
      continue;
    }
    const inside = spansWithin(snapshot, { ...period.value, horizonHours });
    if (!inside.ok) return inside;
    span = inside.value.span;
    for (const start of inside.value.starts) starts.add(start);
  }
  if (starts.size === 0) {
    const message = `none of ${open.join(", ")} is over by ${new Date(snapshot.timestamp).toISOString().slice(0, 10)}`;
    return failed({ code: "missing-data", path, message, hint: "name an earlier period, or ask for a later date" });
  }
  const window = { starts: Int32Array.from(starts).sort(), span, step: 1, missing: 0 };
  const set = boundShocks(snapshot, historicalSpans(snapshot.history, window), moves, {
    shocksOf: ({ logs }) => spanReturns(logs, window.starts, span),
    sentenceOf: (market) => `log returns of ${market} in periods of stress`,
  });
  if (!set.ok) return set;
  const left = open.length === 0 ? [] : [`not over yet and left out of stress: ${open.join(", ")}`];
  return success({ ...set.value, rules: [...set.value.rules, ...left] });
}
