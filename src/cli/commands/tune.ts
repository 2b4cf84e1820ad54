import { join } from "node:path";
import { success } from "../../numerics/outcome.ts";
import { fitToCoverage } from "../../tuning/fitToCoverage.ts";
import { outcomesOf } from "../../tuning/objective.ts";
import { type FrontierConstraints, paretoFrontier } from "../../tuning/paretoFrontier.ts";
import { sensitivity } from "../../tuning/sensitivity.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { makeFolder, writeWhole } from "../files/writeFile.ts";
import { writeSections } from "../files/writeSections.ts";
import { seedOf } from "../seed.ts";
import { reportFailure, type Terminal, terminalFor } from "../terminal.ts";
import { frontierDocument, frontierReport, frontierText } from "../tuning/frontierResult.ts";
import { sensitivityDocument, sensitivityText } from "../tuning/sensitivityResult.ts";
import { numberIn, type TuneOptions, type TuneQuestion, tuneQuestionOf, usage } from "../tuning/tuneQuestion.ts";
import { fitDocument, fitText } from "../tuning/tuneResult.ts";
import { watched } from "../tuning/watched.ts";

/** Of the bootstrap: enough for the 2.5 % ends to hold still in their second digit. */
const resamples = 1000;
/** Share of the span between the bounds to which a value is found. */
const tolerance = 1e-6;

/** Moves a parameter of a model until it covers what is asked, on real history. */
export async function tune(options: TuneOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const seed = seedOf(options.seed, 1);
  if (!seed.ok) return reportFailure(seed.failure, options, exitCodes.usage);
  const question = await tuneQuestionOf(options);
  if (!question.ok) return reportFailure(question.failure, options);
  if (options.frontier !== undefined) return frontierOf(question.value, options, seed.value, terminal);
  if (options.sensitivity !== undefined) return sensitivityOf(question.value, options, seed.value, terminal);
  if (question.value.parameters.length > 1) {
    const { failure } = usage("--parameter", "a fit moves one parameter", "name one, or ask for --frontier");
    return reportFailure(failure, options, exitCodes.usage);
  }
  return fitted(question.value, options, seed.value, terminal);
}

async function fitted(
  { plan, parameters }: TuneQuestion,
  options: TuneOptions,
  seed: number,
  terminal: Terminal,
): Promise<ExitCode> {
  const parameter = parameters[0]!;
  const bounds = { ...parameter, tolerance: tolerance * (parameter.upper - parameter.lower) };
  const bars = Math.max(...plan.series.map((one) => one.values.length));
  const blockLength = Math.max(1, Math.round(Math.cbrt((bars * plan.stepMs) / (plan.mporHours * 3_600_000))));
  function* work() {
    const found = yield* fitToCoverage(plan, parameter, bounds, { resamples, blockLength, seed });
    if (!found.ok) return found;
    const [now, then] = [parameter.at(parameter.current), parameter.at(found.value.value)];
    if (!now.ok) return now;
    if (!then.ok) return then;
    const before = yield* outcomesOf(plan, now.value);
    if (!before.ok) return before;
    const after = yield* outcomesOf(plan, then.value);
    if (!after.ok) return after;
    const { id, parametersHash } = now.value;
    const terms = { model: id, parametersHash, plan, parameter, fit: found.value };
    return success({ ...terms, before: before.value, after: after.value });
  }
  const done = await watched(work(), terminal, `fit of ${parameter.name}`);
  if (done.isInterrupted) return exitCodes.interrupted;
  if (!done.value.ok) return reportFailure(done.value.failure, options);
  const result = done.value.value;
  const document = fitDocument(result);
  const files: string[] = [];
  if (options.out !== undefined) {
    const made = await makeFolder(options.out);
    if (!made.ok) return reportFailure(made.failure, options);
    files.push(join(options.out, "proposal.json"));
    await writeWhole(files[0]!, `${JSON.stringify(document.proposal, null, 1)}\n`);
  }
  const written = files.map((file) => `\n\nWrote ${file}`).join("");
  terminal.out(options.json ? JSON.stringify({ ...document, files }, null, 2) : `${fitText(result)}${written}`);
  return exitCodes.ok;
}

/** Points of a frontier and rows of a sample: above them a run takes hours. */
const countMax = 1024;

const countOf = (text: string): number | undefined =>
  numberIn(text, (value) => Number.isInteger(value) && value >= 2 && value <= countMax);

async function frontierOf(
  { plan, parameters, rulebook }: TuneQuestion,
  options: TuneOptions,
  seed: number,
  terminal: Terminal,
): Promise<ExitCode> {
  const count = countOf(options.frontier!);
  if (count === undefined) return wrongCount("--frontier", options);
  const most = options.peakToTroughMax;
  const peakToTroughMax = most === undefined ? undefined : numberIn(most, (value) => value >= 1);
  if (most !== undefined && peakToTroughMax === undefined) {
    return reportFailure(usage("--peak-to-trough-max", `${most} must be at least 1`, "write 3").failure, options);
  }
  const { out } = options;
  const constraints: FrontierConstraints = {
    coverageMin: plan.level,
    ...(peakToTroughMax === undefined ? {} : { peakToTroughMax }),
  };
  const work = paretoFrontier(plan, rulebook, parameters, { count, seed, constraints });
  const done = await watched(work, terminal, `frontier of ${parameters.map(({ name }) => name).join(", ")}`);
  if (done.isInterrupted) return exitCodes.interrupted;
  if (!done.value.ok) return reportFailure(done.value.failure, options);
  const result = { plan, rulebook, constraints, seed, frontier: done.value.value };
  const files: string[] = [];
  if (out !== undefined) {
    const made = await makeFolder(out);
    if (!made.ok) return reportFailure(made.failure, options);
    files.push(join(out, "frontier.html"));
    await writeSections(files[0]!, frontierReport(result));
  }
  const written = files.map((file) => `\n\nWrote ${file}`).join("");
  const document = { ...frontierDocument(result), ...(out === undefined ? {} : { files }) };
  terminal.out(options.json ? JSON.stringify(document, null, 2) : `${frontierText(result)}${written}`);
  return result.frontier.proposed === null ? exitCodes.checkFailed : exitCodes.ok;
}

async function sensitivityOf(
  { plan, parameters, rulebook }: TuneQuestion,
  options: TuneOptions,
  seed: number,
  terminal: Terminal,
): Promise<ExitCode> {
  const count = countOf(options.sensitivity!);
  if (count === undefined) return wrongCount("--sensitivity", options);
  const work = sensitivity(plan, rulebook, parameters, { count, resamples, seed });
  const done = await watched(work, terminal, `sensitivity of ${parameters.map(({ name }) => name).join(", ")}`);
  if (done.isInterrupted) return exitCodes.interrupted;
  if (!done.value.ok) return reportFailure(done.value.failure, options);
  const result = { plan, rulebook, parameters, rows: count, seed, sensitivities: done.value.value };
  terminal.out(options.json ? JSON.stringify(sensitivityDocument(result), null, 2) : sensitivityText(result));
  return exitCodes.ok;
}

function wrongCount(path: string, options: TuneOptions): ExitCode {
  const { failure } = usage(path, `it must be a whole number in [2, ${countMax}]`, "write 32");
  return reportFailure(failure, options, exitCodes.usage);
}
