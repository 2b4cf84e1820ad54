/** Historical simulation: each past span's joint log return, applied to today's levels. */
import type { MarketSnapshot } from "../../market/marketSnapshot.ts";
import type { Outcome } from "../../numerics/outcome.ts";
import { boundShocks, spanReturns } from "../boundShocks.ts";
import { historicalSpans } from "../historicalSpans.ts";
import { historyWindow, type WindowParameters } from "../historyWindow.ts";
import { defineGenerator, ruledVolatility } from "../scenarioGenerator.ts";
import type { ScenarioSet } from "../scenarioSet.ts";
import type { VolatilityMoves } from "../volatilityMoves.ts";

/**
 * @returns S scenarios with equal weights, oldest first
 * @cost O(factors × S)
 * @source J. Boudoukh, M. Richardson, R. Whitelaw, The best of both worlds, Risk 11 (1998), section on HS
 */
export function historicalScenarios(
  snapshot: MarketSnapshot,
  parameters: WindowParameters & VolatilityMoves,
): Outcome<ScenarioSet> {
  const window = historyWindow(snapshot, parameters);
  if (!window.ok) return window;
  const { starts, span } = window.value;
  return boundShocks(snapshot, historicalSpans(snapshot.history, window.value), parameters, {
    shocksOf: ({ logs }) => spanReturns(logs, starts, span),
    sentenceOf: (market) => `log returns of ${market}`,
  });
}

export const historical = defineGenerator<WindowParameters & VolatilityMoves>({
  id: "historical",
  title: "Joint log returns of past spans",
  source: "J. Boudoukh, M. Richardson, R. Whitelaw, The best of both worlds, Risk 11 (1998)",
  example: { lookbackDays: 365, horizonHours: 24, stepHours: 24, scenariosMin: 250, ...ruledVolatility },
  scenarios: historicalScenarios,
});
