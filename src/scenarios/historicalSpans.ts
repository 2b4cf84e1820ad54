import type { MarketHistory } from "../market/marketHistory.ts";
import type { BoundScenarios } from "./boundShocks.ts";
import type { HistoryWindow } from "./historyWindow.ts";

const hourMs = 3_600_000;
const yearMs = 365 * 24 * hourMs;

/** The spans of a window as scenarios of equal weight, each named by its dates. */
export const historicalSpans = (history: MarketHistory, window: HistoryWindow): BoundScenarios => ({
  scenarios: scenariosOf(history, window),
  elapsedYears: (window.span * history.stepMs) / yearMs,
});

/** By the history and the length of its spans: one entry a bar, made when a window first holds it. */
const made = new WeakMap<MarketHistory, Map<number, HistoricalScenario[]>>();

function scenariosOf(history: MarketHistory, { starts, span }: HistoryWindow): HistoricalScenario[] {
  const bySpan = made.get(history) ?? new Map<number, HistoricalScenario[]>();
  made.set(history, bySpan);
  const known = bySpan.get(span) ?? [];
  bySpan.set(span, known);
  const timeOf = (bar: number) => history.startMs + bar * history.stepMs;
  const scenarios = new Array<HistoricalScenario>(starts.length);
  for (let s = 0; s < starts.length; s++) {
    const start = starts[s]!;
    scenarios[s] = known[start] ??= new HistoricalScenario(timeOf(start), timeOf(start + span));
  }
  return scenarios;
}

/** Writes its label only when asked: a backtest has millions of scenarios and prints a few. */
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
