import {
  compareForecasts,
  designTable,
  type ForecastHistory,
  forecasters,
  forecastHistory,
  walkForward,
  withFeatures,
} from "../../calibration/forecasts/index.ts";
import { type Failure, type Outcome, success } from "../../numerics/outcome.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { readFeature } from "../files/featureFile.ts";
import { checkFolder, makeFolder, writeWhole } from "../files/writeFile.ts";
import { writeSections } from "../files/writeSections.ts";
import { oneSeries, spanOf } from "../oneSeries.ts";
import { enterModel, givenModel } from "../onnxForecaster.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { type VolatilityPlan, type VolatilityPlanOptions, volatilityPlan } from "../volatilityPlan.ts";
import { volatilityReport } from "../volatilityReport.ts";
import {
  type KnownHistory,
  type VolatilityAnswer,
  volatilityDocument,
  volatilityText,
  wholeFits,
} from "../volatilityResult.ts";

export interface VolatilityOptions extends CommonOptions, VolatilityPlanOptions {
  readonly out?: string;
}

/** Mean length of the blocks that resamples are made of, in steps: three weeks of days. */
const blockLength = 20;
const resamples = 1000;
const confidence = 0.9;

/** Which volatility model forecasts a coin best, out of sample, and what each says of the whole history. */
export async function volatility(options: VolatilityOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const asked = volatilityPlan(options);
  if (!asked.ok) return reportFailure(asked.failure, options, exitCodes.usage);
  if (options.out !== undefined) {
    const folder = await checkFolder(options.out);
    if (!folder.ok) return reportFailure(folder.failure, options);
  }
  const model = await givenModel(options.onnx);
  if (!model.ok) {
    return reportFailure(model.failure, options, model.failure.code === "unsupported" ? exitCodes.usage : undefined);
  }
  const series = await oneSeries(options);
  if (!series.ok) return reportFailure(series.failure, options);
  const span = spanOf(options, series.value);
  if (!span.ok) return reportFailure(span.failure, options, exitCodes.usage);
  const { walk: plan, barsPerStep, seed } = asked.value;
  const own = forecastHistory(series.value, { fromMs: span.value[0], toMs: span.value[1], barsPerStep });
  if (!own.ok) return reportFailure(own.failure, options);
  const known = await besideFeatures(options.feature ?? [], own.value, asked.value);
  if (!known.ok) return reportFailure(known.failure, options);
  const entered = await enterModel(model.value, known.value, asked.value);
  if (!entered.ok) return reportFailure(entered.failure, options);
  const { history, entry } = entered.value;
  const runs = [];
  const refused: Failure[] = [];
  const readable = forecasters.filter(({ readsFeatures }) => !readsFeatures || history.features.length > 0);
  const asking = entry === undefined ? readable : [...readable, entry.forecaster];
  for (const [k, forecaster] of asking.entries()) {
    const run = await walkForward(history, forecaster, plan, async (share) => {
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
  const comparison = compareForecasts(history, runs, comparing);
  const answer: VolatilityAnswer = {
    series: series.value,
    span: span.value,
    step: options.step,
    history,
    plan,
    seed,
    comparison,
    refused: [...refused, ...comparison.refused],
    whole: wholeFits(known.value),
    ...(entry === undefined ? {} : { onnx: entry }),
  };
  let written: string | undefined;
  if (options.out !== undefined) {
    const made = await makeFolder(options.out);
    if (!made.ok) return reportFailure(made.failure, options);
    written = `${options.out}/volatility.html`;
    await writeSections(written, volatilityReport(answer));
    await writeWhole(`${options.out}/design.csv`, designText(known.value));
  }
  if (options.json) terminal.out(JSON.stringify(volatilityDocument(answer, written), null, 2));
  else terminal.out(volatilityText(answer, written));
  return exitCodes.ok;
}

/** What `--onnx` models are trained on, as CSV. */
function designText(history: ForecastHistory): string {
  const { head, rows } = designTable(history);
  const cells = head.map((name) => (/[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name));
  return `${[cells, ...rows].map((row) => row.join(",")).join("\n")}\n`;
}

/** The history with what was known before each step, where features are given. */
async function besideFeatures(
  texts: readonly string[],
  own: ForecastHistory & { readonly missing: number },
  { stepMs, features }: VolatilityPlan,
): Promise<Outcome<KnownHistory>> {
  if (texts.length === 0) return success({ ...own, stale: [] });
  const series = [];
  for (const text of texts) {
    const read = await readFeature(text);
    if (!read.ok) return read;
    series.push(read.value);
  }
  const beside = withFeatures(own, series, { stepMs, ...features });
  return beside.ok ? success({ ...beside.value, missing: own.missing }) : beside;
}
