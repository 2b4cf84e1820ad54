import type { FeatureTerms } from "../calibration/forecasts/index.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { intervalMs } from "./files/marketFiles.ts";
import { parseTime } from "./market.ts";
import type { SeriesOptions } from "./oneSeries.ts";
import { seedOf } from "./seed.ts";

/** The words of `plimsoll volatility` that say how it is walked. */
export interface VolatilityPlanOptions extends SeriesOptions {
  readonly step: string;
  readonly level: string;
  readonly fitSteps: string;
  readonly refitSteps: string;
  readonly seed?: string;
  readonly onnx?: string;
  /** Several `FILE` or `FILE:COLUMN`. */
  readonly feature?: readonly string[];
  /** From an observation's time to when it is known. */
  readonly featureLag?: string;
  readonly featureAgeMax?: string;
  /** Up to when the model of `onnx` was trained. */
  readonly onnxTrainedTo?: string;
}

export interface VolatilityPlan {
  readonly stepMs: number;
  readonly barsPerStep: number;
  readonly walk: { readonly fitSteps: number; readonly refitSteps: number; readonly tailProbability: number };
  readonly seed: number;
  readonly features: Pick<FeatureTerms, "lagMs" | "ageMaxMs">;
  readonly trainedToMs: number | undefined;
}

/** Checks the words before any file is read. */
export function volatilityPlan(options: VolatilityPlanOptions): Outcome<VolatilityPlan> {
  const [bar, step] = [intervalMs(options.interval), intervalMs(options.step)];
  if (bar === undefined || step === undefined || !(step > 0) || step % bar !== 0) {
    const message = `"${options.step}" is no whole number of bars of ${options.interval}`;
    return failed({ code: "invalid", path: "--step", message, hint: "write 1d with bars of 1h" });
  }
  const walk = walkOf(options);
  if (!walk.ok) return walk;
  const seed = seedOf(options.seed, 1);
  if (!seed.ok) return seed;
  const features = featureTermsOf(options);
  if (!features.ok) return features;
  const trainedTo = trainedToOf(options);
  if (!trainedTo.ok) return trainedTo;
  return success({
    stepMs: step,
    barsPerStep: step / bar,
    walk: walk.value,
    seed: seed.value,
    features: features.value,
    trainedToMs: trainedTo.value,
  });
}

function walkOf(options: VolatilityPlanOptions): Outcome<VolatilityPlan["walk"]> {
  const level = Number(options.level);
  if (!(level >= 0.9 && level < 1)) {
    return failed({ code: "invalid", path: "--level", message: `${options.level} must lie in [0.9, 1)` });
  }
  const [fitSteps, refitSteps] = [Number(options.fitSteps), Number(options.refitSteps)];
  if (!Number.isInteger(fitSteps) || fitSteps < fitStepsMin) {
    const message = `${options.fitSteps} must be a whole number from ${fitStepsMin}`;
    return failed({ code: "invalid", path: "--fit-steps", message });
  }
  if (!Number.isInteger(refitSteps) || refitSteps < 1) {
    const message = `${options.refitSteps} must be a whole number from 1`;
    return failed({ code: "invalid", path: "--refit-steps", message });
  }
  const tailProbability = Number((1 - level).toPrecision(12));
  const beyond = fitSteps * tailProbability;
  if (beyond < beyondMin) {
    const message = `of ${fitSteps} returns ${Number(beyond.toPrecision(3))} lie beyond a quantile of ${options.level}, at least ${beyondMin} must`;
    const hint = `write --fit-steps ${Math.ceil(beyondMin / tailProbability)}, or a lower --level`;
    return failed({ code: "invalid", path: "--level", message, hint });
  }
  return success({ fitSteps, refitSteps, tailProbability });
}

function featureTermsOf({
  featureLag = "1d",
  featureAgeMax,
}: VolatilityPlanOptions): Outcome<VolatilityPlan["features"]> {
  const lagMs = featureLag === "0" ? 0 : intervalMs(featureLag);
  const ageMaxMs = featureAgeMax === undefined ? null : intervalMs(featureAgeMax);
  const refused = (path: string, text: string, like: string) =>
    failed({ code: "invalid", path, message: `"${text}" is not like ${like}` });
  if (lagMs === undefined) return refused("--feature-lag", featureLag, "0, 8h or 1d");
  if (ageMaxMs === undefined) return refused("--feature-age-max", featureAgeMax ?? "", "8h or 10d");
  return success({ lagMs, ageMaxMs });
}

function trainedToOf({ onnx, onnxTrainedTo }: VolatilityPlanOptions): Outcome<number | undefined> {
  if (onnxTrainedTo === undefined) return success(undefined);
  if (onnx !== undefined) return parseTime(onnxTrainedTo, "--onnx-trained-to");
  const message = "says up to when a model was trained, and none is given";
  return failed({ code: "invalid", path: "--onnx-trained-to", message, hint: "give it with --onnx" });
}

const fitStepsMin = 250;
/** Returns of a fit expected beyond the quantile; with fewer it is not placed by data but by the law. */
const beyondMin = 2.5;
