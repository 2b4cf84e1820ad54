import { designOf, designStart } from "./designRow.ts";
import type { ForecastHistory } from "./forecaster.ts";

/** Rows that a model elsewhere is trained on, and what it is to learn. */
export interface DesignTable {
  readonly head: readonly string[];
  /** [n − 30][head]: close of the step, the row known before it, and its return over its deviation. */
  readonly rows: readonly (readonly number[])[];
}

/** The design of a whole history as a table, the first 30 steps left out, whose past is too short. */
export function designTable(history: ForecastHistory): DesignTable {
  const design = designOf(history, history.returns.length, true);
  const rows = design.rows.slice(designStart).map((row, k) => {
    const t = k + designStart;
    return [history.closesMs[t]!, ...row, history.returns[t]! / design.deviations[t]!];
  });
  return { head: ["ts_ms", ...design.names, "target"], rows };
}
