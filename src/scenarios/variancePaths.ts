import type { FactorColumn } from "../market/marketHistory.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { simulatedWithinRange } from "../statistics/volatility/simulateReturns.ts";
import { type ConditionalVariance, standardised } from "./conditionalVariances.ts";
import { driverId, jointReturns } from "./jointReturns.ts";

/** The series of paths. */
export interface PathSeries {
  /** [D] */
  readonly drivers: readonly FactorColumn[];
  /** [D] */
  readonly variances: readonly ConditionalVariance[];
  /** That have no variance. */
  readonly held: readonly FactorColumn[];
}

export interface PathErrors {
  /** [D][S × steps] standardised errors, path by path. */
  readonly errors: readonly Float64Array[];
  /** [D][S] what is added to the log move of a path, then the same of every series held. */
  readonly jumps: readonly Float64Array[];
  readonly steps: number;
  /** Days of returns that bring the variances to the snapshot. */
  readonly lookbackDays: number;
  readonly stepHours: number;
}

/**
 * Runs each series' variance from that of the snapshot along every path of errors; a held series moves by jumps alone.
 *
 * @returns [S] log moves over the path, by the series that a column follows; `not-converged` with the series' name where
 *          a variance turns negative or infinite on the way, `missing-data` where a held series has moved since it was fitted
 * @cost    series × paths × steps, a dozen operations each
 */
export function variancePaths(
  snapshot: MarketSnapshot,
  fitted: PathSeries,
  { errors, jumps, steps, lookbackDays, stepHours }: PathErrors,
): Outcome<(column: FactorColumn) => Float64Array> {
  const lately = jointReturns(snapshot, { lookbackDays, stepHours, lastBar: snapshot.lastIndex, returnsMin: 1 });
  if (!lately.ok) return lately;
  const latelyOf = new Map(lately.value.drivers.map((driver, d) => [driverId(driver), lately.value.returns[d]!]));
  const moves = new Map<string, Float64Array>();
  for (const [h, driver] of fitted.held.entries()) {
    if (latelyOf.get(driverId(driver))!.some((value) => value !== 0)) {
      const message = "it has moved since the last refit, before which it never had";
      const hint = "refit daily, or give the numbers of its variance";
      return failed({ code: "missing-data", path: driver.market, message, hint });
    }
    moves.set(driverId(driver), jumps[fitted.drivers.length + h]!.slice());
  }
  for (const [d, driver] of fitted.drivers.entries()) {
    const { model, values } = fitted.variances[d]!;
    const today = standardised(driver.market, fitted.variances[d]!, latelyOf.get(driverId(driver))!);
    if (!today.ok) return today;
    const returns = new Float64Array(errors[d]!.length);
    const walk = { next: today.value.next, steps, normals: errors[d]!, sampler: (error: number) => error };
    if (!simulatedWithinRange(model, values, walk, returns)) {
      const message = `the numbers of ${model.variance.id} let a variance leave all bounds along a path`;
      const hint = "use garch, which cannot, or another law of errors";
      return failed({ code: "not-converged", path: driver.market, message, hint });
    }
    const totals = jumps[d]!.slice();
    for (let s = 0; s < totals.length; s++) for (let k = 0; k < steps; k++) totals[s]! += returns[s * steps + k]!;
    moves.set(driverId(driver), totals);
  }
  return success((column) => moves.get(driverId(column))!);
}
