import type { FactorColumn } from "../market/marketHistory.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { choleskyFactor } from "../numerics/cholesky.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { spanReturns } from "./boundShocks.ts";
import { historyWindow, type WindowParameters } from "./historyWindow.ts";

/** Joint log returns over one horizon, as history's covariance has them: the law's shape is another's to choose. */
export interface ReturnLaw {
  /** [K] series that move, each once, whatever number of factors follow it. */
  readonly markets: readonly string[];
  /** Series that did not move in the window, and do not move here. */
  readonly still: readonly string[];
  /** [K×K] lower triangular, L·Lᵀ the sample covariance about a mean of 0. */
  readonly lower: Float64Array;
  /** Spans of history behind it; overlapping ones where the step is below the horizon. */
  readonly spans: number;
  readonly horizonHours: number;
}

/**
 * Sample covariance, equal weights and a mean of 0, of the log returns over the horizon of every series that moves a factor.
 *
 * @returns the window's failure; `unsupported` where no series moves; `invalid`, naming the series, where others determine
 *          it and no factorisation exists
 * @cost    K² S
 */
export function returnLaw(snapshot: MarketSnapshot, parameters: WindowParameters): Outcome<ReturnLaw> {
  const window = historyWindow(snapshot, parameters);
  if (!window.ok) return window;
  const { starts, span } = window.value;
  const series = new Map<string, FactorColumn>();
  for (const column of snapshot.history.columns.values()) series.set(marketOf(column), column);
  const returns = [...series].map(([market, { logs }]) => ({ market, values: spanReturns(logs, starts, span) }));
  const moving = returns.filter(({ values }) => values.some((value) => value !== 0));
  const still = returns.filter((one) => !moving.includes(one)).map(({ market }) => market);
  if (moving.length === 0) {
    const message = `none of ${returns.length} series moved in ${parameters.lookbackDays} days`;
    return failed({ code: "unsupported", path: "--history", message, hint: "give the history of a coin that is held" });
  }
  const size = moving.length;
  const covariance = new Float64Array(size * size);
  moving.forEach(({ values }, row) => {
    for (let column = 0; column <= row; column++) {
      const other = moving[column]!.values;
      let total = 0;
      for (let s = 0; s < values.length; s++) total += values[s]! * other[s]!;
      covariance[row * size + column] = total / values.length;
      covariance[column * size + row] = total / values.length;
    }
  });
  const factor = choleskyFactor(covariance, size);
  if (!factor.ok) {
    const row = Number(/\d+/.exec(factor.failure.path)?.[0] ?? 0);
    return failed({ ...factor.failure, path: `returns of ${moving[row]!.market}` });
  }
  const markets = moving.map(({ market }) => market);
  return success({
    markets,
    still,
    lower: factor.value,
    spans: starts.length,
    horizonHours: parameters.horizonHours,
  });
}

/** What tells one series from another. */
export const marketOf = ({ market, factor }: FactorColumn): string =>
  factor.kind === "volatility" ? `${market} volatility` : market;
