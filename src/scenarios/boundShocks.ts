import type { FactorColumn } from "../market/marketHistory.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { forwardId } from "../market/riskFactor.ts";
import { exp } from "../numerics/exponential.ts";
import type { HistoryWindow } from "./historyWindow.ts";
import type { ScenarioSet } from "./scenarioSet.ts";
import { ruledVolatility, ruleSentence, type VolatilityRule } from "./volatilityRule.ts";

const hourMs = 3_600_000;
const yearMs = 365 * 24 * hourMs;

/**
 * Applies log shocks of every observed factor to the snapshot's levels.
 *
 * @param shockOf    log change of one factor under scenario `s`
 * @param movementOf the sentence that says how the factor moves
 */
export function boundShocks(
  snapshot: MarketSnapshot,
  window: HistoryWindow,
  rule: VolatilityRule,
  shockOf: (column: FactorColumn) => (s: number) => number,
  movementOf: (column: FactorColumn) => string,
): ScenarioSet {
  const { history } = snapshot;
  const count = window.starts.length;
  const levels = new Map<string, Float64Array>();
  const movements = new Map<string, string>();
  const rules = new Set<string>();
  for (const [id, column] of history.columns) {
    const level = snapshot.levels.get(id)!;
    const shock = shockOf(column);
    const shocked = new Float64Array(count);
    for (let s = 0; s < count; s++) shocked[s] = level * exp(shock(s));
    levels.set(id, shocked);
    movements.set(id, column.assumption ? `${movementOf(column)}; ${column.assumption}` : movementOf(column));
  }
  for (const [id, { factor, level, assumption }] of history.fixed) {
    if (factor.kind !== "volatility") {
      movements.set(id, `stays at ${level}; ${assumption}`);
      continue;
    }
    const forward = forwardId(factor.underlying, factor.quoteCurrency, factor.expiresAt);
    levels.set(id, ruledVolatility(level, snapshot.levels.get(forward)!, levels.get(forward)!, rule));
    movements.set(id, `${ruleSentence(rule)}; level ${assumption}`);
    rules.add(ruleSentence(rule));
  }
  const timeOf = (bar: number) => history.startMs + bar * history.stepMs;
  const scenarios = Array.from(
    window.starts,
    (start) => new HistoricalScenario(timeOf(start), timeOf(start + window.span)),
  );
  const elapsedYears = (window.span * history.stepMs) / yearMs;
  return {
    scenarios,
    weights: new Float64Array(count).fill(1 / count),
    elapsedYears,
    levels,
    rules: [...rules],
    movements,
  };
}

/** Writes its label only when asked: a backtest makes millions of scenarios and prints a few. */
class HistoricalScenario {
  readonly block = "history";
  readonly factor = 1;
  private readonly fromMs: number;
  private readonly toMs: number;

  constructor(fromMs: number, toMs: number) {
    this.fromMs = fromMs;
    this.toMs = toMs;
  }

  get label(): string {
    return `${minuteText(this.fromMs)} to ${minuteText(this.toMs)}`;
  }
}

const minuteText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")}`;
