import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { designOf, designStart } from "./designRow.ts";
import type { Forecaster, ForecastHistory } from "./forecaster.ts";
import { quantileMax, writeQuantiles } from "./writeQuantiles.ts";

/** A model that was trained elsewhere and is only asked: a function of the design row of one step. */
export interface TrainedModel {
  readonly name: string;
  /** Numbers that a row must have; null where the model takes any. */
  readonly inputs: number | null;
  /** @param rows [count × columns of the design], row after row */
  run(rows: Float32Array, count: number): Promise<Outcome<TrainedOutputs>>;
}

/** [count] each, of the step's return over its deviation: signed low quantile, and the mean beyond it. */
export interface TrainedOutputs {
  readonly quantiles: ArrayLike<number>;
  /** Null from a model that forecasts quantiles alone. */
  readonly shortfalls: ArrayLike<number> | null;
}

export interface TrainedForecaster {
  readonly forecaster: Forecaster;
  /** Steps that the model was asked for. */
  readonly steps: number;
  /** Quantiles above −0.1 deviations, lowered to it. */
  readonly lowered: number;
  /** Shortfalls above their quantile, lowered to it. */
  readonly crossed: number;
}

/**
 * A trained model among the forecasters. It is asked for every step in one batch, because it answers later and a walk
 * does not wait; a walk then reads the row of its step.
 *
 * Quantiles of a model without shortfalls are multiplied by what breaches of each fit's window were of theirs on average.
 *
 * @param history the one that is walked; its features follow the own past in the design
 * @returns       `invalid` where the rows do not fit the model, or an answer is not finite, which names the step
 * @cost          O(n), one call of the model; float32 rows
 */
export async function trainedForecaster(
  model: TrainedModel,
  history: ForecastHistory,
): Promise<Outcome<TrainedForecaster>> {
  const count = history.returns.length;
  const design = designOf(history, count, true);
  const size = design.names.length;
  if (model.inputs !== null && model.inputs !== size) {
    const message = `reads ${model.inputs} numbers a row, a row has ${size}: ${design.names.join(", ")}`;
    const hint = "train on design.csv, which --out writes, with the same --feature";
    return failed({ code: "invalid", path: model.name, message, hint });
  }
  const asked = design.rows.slice(designStart);
  const rows = new Float32Array(asked.length * size);
  asked.forEach((row, k) => {
    rows.set(row, k * size);
  });
  const answer = await model.run(rows, asked.length);
  if (!answer.ok) return answer;
  const quantiles = new Float64Array(count).fill(Number.NaN);
  const shortfalls = answer.value.shortfalls === null ? null : new Float64Array(count).fill(Number.NaN);
  let [lowered, crossed] = [0, 0];
  for (let t = designStart; t < count; t++) {
    const quantile = answer.value.quantiles[t - designStart] ?? Number.NaN;
    const shortfall = answer.value.shortfalls?.[t - designStart] ?? (shortfalls === null ? quantile : Number.NaN);
    if (!Number.isFinite(quantile) || !Number.isFinite(shortfall)) {
      const close = new Date(history.closesMs[t]!).toISOString();
      const [what, value] = Number.isFinite(quantile) ? ["shortfall", shortfall] : ["quantile", quantile];
      const message = `the ${what} of the step that closes at ${close} is ${value}, must be finite`;
      return failed({ code: "invalid", path: model.name, message });
    }
    if (quantile > quantileMax) lowered += 1;
    quantiles[t] = Math.min(quantileMax, quantile);
    if (shortfalls === null) continue;
    if (shortfall > quantiles[t]!) crossed += 1;
    shortfalls[t] = Math.min(quantiles[t]!, shortfall);
  }
  const forecaster: Forecaster = {
    id: "onnx",
    title: `${model.name}, trained elsewhere`,
    source: model.name,
    forecastsVariance: false,
    forecast({ returns }, window, out) {
      if (shortfalls === null) {
        const from = Math.max(window.from, designStart);
        return writeQuantiles({ returns, deviations: design.deviations, quantiles }, { ...window, from }, out, {});
      }
      for (let t = window.to; t < window.until; t++) {
        out.quantiles[t] = quantiles[t]! * design.deviations[t]!;
        out.shortfalls[t] = shortfalls[t]! * design.deviations[t]!;
      }
      return success({});
    },
  };
  return success({ forecaster, steps: asked.length, lowered, crossed });
}
