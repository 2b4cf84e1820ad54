import {
  compareForecasts,
  type ForecastHistory,
  forecasters,
  forecastHistory,
  walkForward,
  withFeatures,
} from "../../calibration/forecasts/index.ts";
import { type Failure, failed, type Outcome, success } from "../../numerics/outcome.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { readFeature } from "../files/featureFile.ts";
import { intervalMs } from "../files/marketFiles.ts";
import { checkFolder, makeFolder } from "../files/writeFile.ts";
import { writeSections } from "../files/writeSections.ts";
import { oneSeries, type SeriesOptions, spanOf } from "../oneSeries.ts";
import { seedOf } from "../seed.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { volatilityReport } from "../volatilityReport.ts";
import { type VolatilityAnswer, volatilityDocument, volatilityText, wholeFits } from "../volatilityResult.ts";

export interface VolatilityOptions extends CommonOptions, SeriesOptions {
  readonly step: string;
  readonly level: string;
  readonly fitSteps: string;
  readonly refitSteps: string;
  /** `FILE` or `FILE:COLUMN`, several. */
  readonly feature?: readonly string[];
  /** From an observation's time to when it is known. */
  readonly featureLag?: string;
  readonly out?: string;
}

/** Mean length of the blocks that resamples are made of, in steps: three weeks of days. */
const blockLength = 20;
const resamples = 1000;
const confidence = 0.9;

/** Which volatility model forecasts a coin best, out of sample, and what each says of the whole history. */
export async function volatility(options: VolatilityOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const asked = planOf(options);
  if (!asked.ok) return reportFailure(asked.failure, options, exitCodes.usage);
  if (options.out !== undefined) {
    const folder = await checkFolder(options.out);
    if (!folder.ok) return reportFailure(folder.failure, options);
  }
  const series = await oneSeries(options);
  if (!series.ok) return reportFailure(series.failure, options);
  const span = spanOf(options, series.value);
  if (!span.ok) return reportFailure(span.failure, options, exitCodes.usage);
  const { plan, barsPerStep, seed } = asked.value;
  const own = forecastHistory(series.value, { fromMs: span.value[0], toMs: span.value[1], barsPerStep });
  if (!own.ok) return reportFailure(own.failure, options);
  const history = await besideFeatures(options, own.value, asked.value.stepMs);
  if (!history.ok) return reportFailure(history.failure, options);
  const runs = [];
  const refused: Failure[] = [];
  const asking = forecasters.filter(({ readsFeatures }) => !readsFeatures || history.value.features.length > 0);
  for (const [k, forecaster] of asking.entries()) {
    const run = await walkForward(history.value, forecaster, plan, async (share) => {
      terminal.progress(`${forecaster.id}: ${Math.round(100 * share)} % (${k + 1} of ${asking.length})`);
      // Lets an interrupt be heard.
      await new Promise((resolve) => setImmediate(resolve));
    });
    if (run.ok) runs.push(run.value);
    else refused.push(run.failure);
  }
  terminal.endProgress();
  if (runs.length === 0) {
    const failure: Failure = {
      code: refused[0]?.code ?? "not-converged",
      path: options.history,
      message: "no model could be fitted",
      hint: refused[0]?.hint ?? "widen --from and --to",
      faults: refused,
    };
    return reportFailure(failure, options);
  }
  const { fitSteps: from, tailProbability } = plan;
  const comparing = { from, tailProbability, blockLength, resamples, confidence, seed };
  const comparison = compareForecasts(history.value, runs, comparing);
  const answer: VolatilityAnswer = {
    series: series.value,
    span: span.value,
    step: options.step,
    history: history.value,
    plan,
    seed,
    comparison,
    refused: [...refused, ...comparison.refused],
    whole: wholeFits(history.value),
  };
  let written: string | undefined;
  if (options.out !== undefined) {
    const made = await makeFolder(options.out);
    if (!made.ok) return reportFailure(made.failure, options);
    written = `${options.out}/volatility.html`;
    await writeSections(written, volatilityReport(answer));
  }
  if (options.json) terminal.out(JSON.stringify(volatilityDocument(answer, written), null, 2));
  else terminal.out(volatilityText(answer, written));
  return exitCodes.ok;
}

/** The history with what was known before each step, where features are given. */
async function besideFeatures(
  { feature = [], featureLag = "1d" }: VolatilityOptions,
  own: ForecastHistory & { readonly missing: number },
  stepMs: number,
): Promise<Outcome<ForecastHistory & { readonly missing: number }>> {
  if (feature.length === 0) return success(own);
  const lagMs = featureLag === "0" ? 0 : intervalMs(featureLag);
  if (lagMs === undefined) {
    const message = `"${featureLag}" is not like 0, 8h or 1d`;
    return failed({ code: "invalid", path: "--feature-lag", message });
  }
  const series = [];
  for (const text of feature) {
    const read = await readFeature(text);
    if (!read.ok) return read;
    series.push(read.value);
  }
  const beside = withFeatures(own, series, { stepMs, lagMs });
  return beside.ok ? success({ ...beside.value, missing: own.missing }) : beside;
}

interface Plan {
  readonly stepMs: number;
  readonly plan: { readonly fitSteps: number; readonly refitSteps: number; readonly tailProbability: number };
  readonly barsPerStep: number;
  readonly seed: number;
}

function planOf(options: VolatilityOptions): Outcome<Plan> {
  const [bar, step] = [intervalMs(options.interval), intervalMs(options.step)];
  if (bar === undefined || step === undefined || !(step > 0) || step % bar !== 0) {
    const message = `"${options.step}" is no whole number of bars of ${options.interval}`;
    return failed({ code: "invalid", path: "--step", message, hint: "write 1d with bars of 1h" });
  }
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
    return failed({
      code: "invalid",
      path: "--refit-steps",
      message: `${options.refitSteps} must be a whole number from 1`,
    });
  }
  const seed = seedOf(options.seed, 1);
  if (!seed.ok) return seed;
  const tailProbability = Number((1 - level).toPrecision(12));
  return success({
    stepMs: step,
    plan: { fitSteps, refitSteps, tailProbability },
    barsPerStep: step / bar,
    seed: seed.value,
  });
}

/** Below it a tail of 1 % has fewer than three returns. */
const fitStepsMin = 250;
