import {
  type ForecastHistory,
  type TrainedForecaster,
  trainedForecaster,
  unseenSteps,
} from "../calibration/forecasts/index.ts";
import { type Outcome, success } from "../numerics/outcome.ts";
import { type OnnxModel, readOnnxModel } from "./files/onnxModel.ts";
import { onnxRuntime } from "./files/onnxRuntime.ts";
import type { VolatilityPlan } from "./volatilityPlan.ts";

/** A user's model beside the others, and what a reader must know of it. */
export interface OnnxEntry extends TrainedForecaster {
  readonly file: string;
  readonly sha256: string;
  readonly trainedToMs: number | undefined;
}

/** Reads the model; the runtime is loaded here and nowhere else, so that only who asks for it waits for it. */
export async function givenModel(path: string | undefined): Promise<Outcome<OnnxModel | undefined>> {
  if (path === undefined) return success(undefined);
  const runtime = await onnxRuntime();
  return runtime.ok ? readOnnxModel(path, runtime.value) : runtime;
}

/** The history that is scored, and the model's entry, asked for every step of it. */
export async function enterModel<T extends ForecastHistory>(
  model: OnnxModel | undefined,
  history: T,
  { stepMs, trainedToMs, walk }: VolatilityPlan,
): Promise<Outcome<{ readonly history: T; readonly entry?: OnnxEntry }>> {
  if (model === undefined) return success({ history });
  const unseen = trainedToMs === undefined ? success(history) : unseenSteps(history, { ...walk, stepMs, trainedToMs });
  if (!unseen.ok) return unseen;
  const scored = { ...history, ...unseen.value };
  const trained = await trainedForecaster(model, scored);
  if (!trained.ok) return trained;
  const { name: file, sha256 } = model;
  return success({ history: scored, entry: { ...trained.value, file, sha256, trainedToMs } });
}

/** What a score of the model rests on, in words. */
export function onnxNotes({ file, trainedToMs, steps, lowered, crossed }: OnnxEntry): string[] {
  return [
    trainedToMs === undefined
      ? `Nothing is known of what onnx (${file}) was trained on: if it saw these steps, its scores say nothing of others. Give --onnx-trained-to.`
      : `onnx is ${file}, trained to ${new Date(trainedToMs).toISOString()} as it was stated; every model is scored on steps that began later.`,
    ...(lowered > 0 ? [`Of its ${steps} quantiles ${lowered} were above -0.1 deviations and lowered to it.`] : []),
    ...(crossed > 0 ? [`Of its ${steps} shortfalls ${crossed} were above their quantile and lowered to it.`] : []),
  ];
}
