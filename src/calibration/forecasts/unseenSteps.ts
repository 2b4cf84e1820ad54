import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { ForecastHistory } from "./forecaster.ts";

/**
 * A history cut so that the first step that a walk forecasts begins no earlier than a trained model's training ended: a
 * model scored on what it was trained on looks ahead.
 *
 * @param trainedToMs close of the last step that training saw
 * @returns           the history itself where its first forecast is later; `missing-data` where no step is left
 */
export function unseenSteps(
  history: ForecastHistory,
  {
    fitSteps,
    stepMs,
    trainedToMs,
  }: { readonly fitSteps: number; readonly stepMs: number; readonly trainedToMs: number },
): Outcome<ForecastHistory> {
  const { returns, realised, closesMs, features } = history;
  const unseen = closesMs.findIndex((close) => close - stepMs >= trainedToMs);
  if (unseen < 0) {
    const last = closesMs.length === 0 ? "none" : new Date(closesMs.at(-1)!).toISOString();
    const message = `no step begins at or after ${new Date(trainedToMs).toISOString()}; the last closes at ${last}`;
    return failed({ code: "missing-data", path: "--onnx-trained-to", message, hint: "give a longer history" });
  }
  const first = Math.max(0, unseen - fitSteps);
  return success({
    returns: returns.subarray(first),
    realised: realised.subarray(first),
    closesMs: closesMs.subarray(first),
    features: features.map(({ name, values }) => ({ name, values: values.subarray(first) })),
  });
}
