import { join } from "node:path";
import { success } from "../../numerics/outcome.ts";
import { type RecalibrationTerms, rollingRecalibration } from "../../tuning/rollingRecalibration.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { intervalMs } from "../files/marketFiles.ts";
import { makeFolder } from "../files/writeFile.ts";
import { writeSections } from "../files/writeSections.ts";
import { seedOf } from "../seed.ts";
import { reportFailure, terminalFor } from "../terminal.ts";
import { readPolicy } from "../tuning/policyFile.ts";
import { recalibrationDocument, recalibrationReport, recalibrationText } from "../tuning/recalibrationResult.ts";
import { type TuneOptions, tuneQuestionOf, usage } from "../tuning/tuneQuestion.ts";
import { watched } from "../tuning/watched.ts";

export interface RecalibrateOptions extends TuneOptions {
  readonly every: string;
  readonly window: string;
  /** How far a machine may go alone. */
  readonly policy?: string;
}

/** Of the bootstrap at every date. */
const resamples = 400;
const tolerance = 1e-6;
const falseAlarmMax = 0.05;
/** Of the drift alarm: as long as it takes to expect one breach at 99.5 %. */
const priorObservations = 200;

/** Walks a parameter through history as a venue would have recalibrated it, and says whether it would have held. */
export async function recalibrate(options: RecalibrateOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const seed = seedOf(options.seed, 1);
  if (!seed.ok) return reportFailure(seed.failure, options, exitCodes.usage);
  const question = await tuneQuestionOf(options);
  if (!question.ok) return reportFailure(question.failure, options);
  const { plan, parameters, rulebook } = question.value;
  if (parameters.length > 1) {
    const { failure } = usage("--parameter", "a recalibration moves one parameter", "name one");
    return reportFailure(failure, options, exitCodes.usage);
  }
  const parameter = parameters[0]!;
  const spans: number[] = [];
  for (const [path, text] of [
    ["--every", options.every],
    ["--window", options.window],
  ] as const) {
    const span = intervalMs(text);
    if (span === undefined || span === 0 || span % (plan.mporHours * 3_600_000) !== 0) {
      const { failure } = usage(path, `"${text}" is no whole number of horizons`, "write 91d, or 1095d");
      return reportFailure(failure, options, exitCodes.usage);
    }
    spans.push(span);
  }
  const policy = options.policy === undefined ? success(undefined) : await readPolicy(options.policy, parameter.name);
  if (!policy.ok) return reportFailure(policy.failure, options);
  const [everyMs, windowMs] = spans as [number, number];
  const blockLength = Math.max(1, Math.round(Math.cbrt(windowMs / (plan.mporHours * 3_600_000))));
  const terms: RecalibrationTerms = {
    everyMs,
    windowMs,
    bounds: { ...parameter, tolerance: tolerance * (parameter.upper - parameter.lower) },
    bootstrap: { resamples, blockLength, seed: seed.value },
    ...(policy.value === undefined ? {} : { policy: policy.value }),
    falseAlarmMax,
    priorObservations,
  };
  const work = rollingRecalibration(plan, parameter, terms);
  const done = await watched(work, terminal, `recalibration of ${parameter.name}`);
  if (done.isInterrupted) return exitCodes.interrupted;
  if (!done.value.ok) return reportFailure(done.value.failure, options);
  const result = { plan, rulebook, parameter, terms, found: done.value.value };
  const files: string[] = [];
  if (options.out !== undefined) {
    const made = await makeFolder(options.out);
    if (!made.ok) return reportFailure(made.failure, options);
    files.push(join(options.out, "recalibration.html"));
    await writeSections(files[0]!, recalibrationReport(result));
  }
  const document = { ...recalibrationDocument(result), files };
  const written = files.map((file) => `\n\nWrote ${file}`).join("");
  terminal.out(options.json ? JSON.stringify(document, null, 2) : `${recalibrationText(result)}${written}`);
  return exitCodes.ok;
}
