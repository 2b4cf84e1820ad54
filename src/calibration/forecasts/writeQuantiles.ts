import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { ForecastNotes, ForecastWindow, StepForecasts } from "./forecaster.ts";

interface StandardisedQuantiles {
  readonly returns: Float64Array;
  readonly deviations: Float64Array;
  /** [n] low quantile of a step's return over its deviation, over [from, until). */
  readonly quantiles: Float64Array;
}

/**
 * Quantiles of returns, and shortfalls as the quantile times what breaches of the window were of theirs on average; a
 * quantile is never above −0.1 deviations, nor a shortfall above its quantile, so that the two never cross.
 */
export function writeQuantiles(
  { returns, deviations, quantiles }: StandardisedQuantiles,
  { from, to, until }: ForecastWindow,
  out: StepForecasts,
  notes: ForecastNotes,
): Outcome<ForecastNotes> {
  let [total, breaches] = [0, 0];
  for (let t = from; t < to; t++) {
    const quantile = Math.min(quantileMax, quantiles[t]!);
    const value = returns[t]! / deviations[t]!;
    if (value >= quantile) continue;
    total += value / quantile;
    breaches += 1;
  }
  if (breaches === 0) {
    const message = "no return of the window lies below its quantile";
    return failed({ code: "missing-data", path: "returns", message, hint: "fit on more steps, or at a lower level" });
  }
  for (let t = to; t < until; t++) {
    const quantile = Math.min(quantileMax, quantiles[t]!) * deviations[t]!;
    out.quantiles[t] = quantile;
    out.shortfalls[t] = quantile * Math.max(1, total / breaches);
  }
  return success(notes);
}

/** In deviations: a forecast above it is no forecast of a loss. */
export const quantileMax = -0.1;
