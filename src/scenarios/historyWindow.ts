import type { FactorColumn } from "../market/marketHistory.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";

const hourMs = 3_600_000;

/** How a stretch of history is cut into scenarios. */
export interface WindowParameters {
  /** History used, days. */
  readonly lookbackDays: number;
  /** Span of one scenario, hours. */
  readonly horizonHours: number;
  /** Distance between the starts of neighbouring scenarios, hours; below the horizon they overlap. */
  readonly stepHours: number;
  /** Fewer whole scenarios than this refuse the window. */
  readonly scenariosMin: number;
}

/** Spans of history, oldest first, each with both ends observed for every factor. */
export interface HistoryWindow {
  /** [S] bar at which the span starts. */
  readonly starts: Int32Array;
  /** Bars from start to end. */
  readonly span: number;
  /** Bars between neighbouring starts. */
  readonly step: number;
  /** Spans left out because an end was missing: an outage, or before a coin was listed. */
  readonly missing: number;
}

/**
 * Cuts the history up to the snapshot into joint spans: one scenario is one stretch of time for all factors together,
 * so their dependence is history's own. The newest span ends at the snapshot; nothing later is read.
 *
 * @returns `unsupported` when the bars are too coarse for the spans, `missing-data` when too few spans are whole
 */
export function historyWindow(snapshot: MarketSnapshot, parameters: WindowParameters): Outcome<HistoryWindow> {
  const { history, lastIndex } = snapshot;
  const { lookbackDays, horizonHours, stepHours, scenariosMin } = parameters;
  if (history.count === 0) {
    const path = new Date(snapshot.timestamp).toISOString();
    const message = "the market holds the prices of one moment and no history";
    return failed({ code: "missing-data", path, message, hint: "give the past as well: --history DIR" });
  }
  const span = (horizonHours * hourMs) / history.stepMs;
  const step = (stepHours * hourMs) / history.stepMs;
  if (!Number.isInteger(span) || !Number.isInteger(step)) {
    return failed({
      code: "unsupported",
      path: Number.isInteger(span) ? "stepHours" : "horizonHours",
      message: `spans of ${horizonHours} h every ${stepHours} h do not fit bars of ${history.stepMs / hourMs} h`,
      hint: "choose multiples of the bar, or a finer history",
    });
  }
  const earliest = lastIndex - (lookbackDays * 24 * hourMs) / history.stepMs;
  const columns = [...history.columns.values()];
  const newest = lastIndex - span;
  const count = Math.max(0, Math.floor((newest - earliest) / step) + 1);
  const starts = wholeSpans(columns, { oldest: newest - (count - 1) * step, count, span, step });
  const missing = count - starts.length;
  if (starts.length < scenariosMin) {
    return failed({
      code: "missing-data",
      path: new Date(snapshot.timestamp).toISOString(),
      message: `${starts.length} whole scenarios in ${lookbackDays} days, the model needs ${scenariosMin}`,
      hint: "use a later date, a shorter lookback, or lower scenariosMin",
    });
  }
  return success({ starts, span, step, missing });
}

/** The starts, oldest first, of those of `count` spans at both ends of which every factor was seen. */
export function wholeSpans(
  columns: readonly FactorColumn[],
  { oldest, count, span, step }: { oldest: number; count: number; span: number; step: number },
): Int32Array {
  const starts = new Int32Array(count);
  for (let k = 0; k < count; k++) starts[k] = oldest + k * step;
  let kept = 0;
  for (let k = 0; k < count; k++) if (starts[k]! >= 0) starts[kept++] = starts[k]!;
  for (const { present } of columns) {
    const among = kept;
    kept = 0;
    for (let k = 0; k < among; k++) {
      const start = starts[k]!;
      if (present[start] === 1 && present[start + span] === 1) starts[kept++] = start;
    }
  }
  return starts.subarray(0, kept);
}
