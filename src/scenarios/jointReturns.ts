import type { FactorColumn } from "../market/marketHistory.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";

const hourMs = 3_600_000;

/** Log returns of the observed series behind a market's factors, in rows that hold for all of them at once. */
export interface JointReturns {
  /** [D] one column of each series; several factors may follow one series. */
  readonly drivers: readonly FactorColumn[];
  /** [D][n] log returns over one step, oldest first. */
  readonly returns: readonly Float64Array[];
}

export interface JointReturnsParameters {
  readonly lookbackDays: number;
  readonly stepHours: number;
  /** The bar at which the newest return ends; nothing after it is read. */
  readonly lastBar: number;
  /** Fewer rows than this are refused. */
  readonly returnsMin: number;
}

/** The series of a history, each once, in the order of the factors that follow them. */
export function driversOf({ history }: MarketSnapshot): FactorColumn[] {
  return [...new Map([...history.columns.values()].map((column) => [driverId(column), column])).values()];
}

/** What two columns share when one series moves both. */
export const driverId = ({ market, source }: FactorColumn): string => `${market} ${source.file} ${source.sha256}`;

/**
 * Joint returns over the lookback before a bar. A row in which any series lacks an end is left out for all: time stands
 * still while one of them is not observed.
 *
 * @returns `unsupported` when a step is no whole number of bars, `missing-data` without a history or with too few rows
 * @cost    series × rows
 */
export function jointReturns(snapshot: MarketSnapshot, parameters: JointReturnsParameters): Outcome<JointReturns> {
  const { history, timestamp } = snapshot;
  const { lookbackDays, stepHours, lastBar, returnsMin } = parameters;
  const drivers = driversOf(snapshot);
  if (drivers.length === 0) {
    const message = "the market holds no history";
    const hint = "give the past as well: --history DIR";
    return failed({ code: "missing-data", path: new Date(timestamp).toISOString(), message, hint });
  }
  const step = barsOf(stepHours, history.stepMs);
  if (step === undefined) {
    return failed({
      code: "unsupported",
      path: "stepHours",
      message: `steps of ${stepHours} h do not fit bars of ${history.stepMs / hourMs} h`,
      hint: "choose a multiple of the bar, or a finer history",
    });
  }
  const earliest = Math.max(0, lastBar - Math.round((lookbackDays * 24 * hourMs) / history.stepMs));
  const ends: number[] = [];
  for (let end = lastBar; end - step >= earliest; end -= step) {
    if (drivers.every(({ present }) => present[end] === 1 && present[end - step] === 1)) ends.push(end);
  }
  ends.reverse();
  if (ends.length < returnsMin) {
    return failed({
      code: "missing-data",
      path: new Date(history.startMs + lastBar * history.stepMs).toISOString(),
      message: `${ends.length} joint returns in the ${lookbackDays} days before, the model needs ${returnsMin}`,
      hint: "use a later date, a longer lookback, shorter steps, or lower returnsMin",
    });
  }
  const returns = drivers.map(({ logs }) => Float64Array.from(ends, (end) => logs[end]! - logs[end - step]!));
  return success({ drivers, returns });
}

/** Whole bars in a stretch of hours. */
export function barsOf(hours: number, stepMs: number): number | undefined {
  const bars = (hours * hourMs) / stepMs;
  return Number.isInteger(bars) && bars > 0 ? bars : undefined;
}

/** Steps in a horizon, refused where they do not fill it. */
export function stepsOf(horizonHours: number, stepHours: number): Outcome<number> {
  const steps = horizonHours / stepHours;
  if (Number.isInteger(steps) && steps >= 1) return success(steps);
  return failed({
    code: "unsupported",
    path: "stepHours",
    message: `a horizon of ${horizonHours} h is no whole number of steps of ${stepHours} h`,
    hint: `choose a stepHours that divides ${horizonHours}`,
  });
}
