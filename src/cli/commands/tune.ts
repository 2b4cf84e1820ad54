import { success } from "../../numerics/outcome.ts";
import { fitToCoverage } from "../../tuning/fitToCoverage.ts";
import { outcomesOf } from "../../tuning/objective.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { seedOf } from "../seed.ts";
import { reportFailure, type Terminal, terminalFor } from "../terminal.ts";
import { type TuneOptions, type TuneQuestion, tuneQuestionOf, usage } from "../tuning/tuneQuestion.ts";
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
  if (question.value.parameters.length > 1) {
    const { failure } = usage("--parameter", "a fit moves one parameter", "name one");
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
  terminal.out(options.json ? JSON.stringify(fitDocument(result), null, 2) : fitText(result));
  return exitCodes.ok;
}
