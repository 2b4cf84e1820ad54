import { assert } from "../../numerics/assert.ts";
import { type Failure, failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { Forecaster, ForecastHistory, ForecastWindow, StepForecasts } from "./forecaster.ts";

export interface WalkForward {
  /** Steps that every fit reads, the last ones before its forecasts. */
  readonly fitSteps: number;
  /** Steps that one fit forecasts. */
  readonly refitSteps: number;
  readonly tailProbability: number;
}

/** Windows handed over at once: enough that a fit which ends early rarely leaves another without company. */
const togetherMax = 8;

/** One forecaster's forecasts of steps that its fits had not seen. */
export interface ForecastRun {
  readonly forecaster: Forecaster;
  readonly forecasts: StepForecasts;
  readonly fits: number;
  /** Share of each input in all that counted, mean over the fits; empty where the method chooses from none. */
  readonly importance: ReadonlyMap<string, number>;
}

/**
 * Forecasts every step from `fitSteps` on, each by a fit on the steps before it and on no other.
 *
 * @param progress told after each fit
 * @returns        a forecaster that cannot be fitted in one window is refused whole, with that window's reason
 */
export async function walkForward(
  history: ForecastHistory,
  forecaster: Forecaster,
  { fitSteps, refitSteps, tailProbability }: WalkForward,
  progress: (share: number) => Promise<void> | void = () => undefined,
): Promise<Outcome<ForecastRun>> {
  const count = history.returns.length;
  assert(fitSteps > 0 && refitSteps > 0, "a walk needs steps to fit on and to forecast");
  if (count <= fitSteps) {
    const message = `${count} steps, a fit alone reads ${fitSteps}`;
    return failed({
      code: "missing-data",
      path: "returns",
      message,
      hint: "give a longer history or fit on fewer steps",
    });
  }
  const empty = () => new Float64Array(count).fill(Number.NaN);
  const forecasts = { variances: empty(), quantiles: empty(), shortfalls: empty() };
  let fits = 0;
  const importance = new Map<string, number>();
  const windows: ForecastWindow[] = [];
  for (let to = fitSteps; to < count; to += refitSteps)
    windows.push({ from: to - fitSteps, to, until: Math.min(count, to + refitSteps), tailProbability });
  const together = forecaster.forecastMany === undefined ? 1 : togetherMax;
  for (let first = 0; first < windows.length; first += together) {
    const group = windows.slice(first, first + together);
    const outcomes =
      forecaster.forecastMany?.(history, group, forecasts) ??
      group.map((window) => forecaster.forecast(history, window, forecasts));
    for (const [k, forecast] of outcomes.entries()) {
      const { to, until } = group[k]!;
      if (!forecast.ok) return failed(inWindow(forecast.failure, forecaster, new Date(history.closesMs[to - 1]!)));
      fits += 1;
      addShares(importance, forecast.value.importance ?? new Map());
      await progress((until - fitSteps) / (count - fitSteps));
    }
  }
  for (const [name, total] of importance) importance.set(name, total / fits);
  return success({ forecaster, forecasts, fits, importance });
}

/** Adds a fit's importance as shares of 1. */
function addShares(totals: Map<string, number>, own: ReadonlyMap<string, number>): void {
  const all = [...own.values()].reduce((sum, value) => sum + value, 0);
  if (!(all > 0)) return;
  for (const [name, value] of own) totals.set(name, (totals.get(name) ?? 0) + value / all);
}

const inWindow = (failure: Failure, { id }: Forecaster, end: Date): Failure => ({
  ...failure,
  path: id,
  message: `${failure.message} (window to ${end.toISOString().slice(0, 10)})`,
});
