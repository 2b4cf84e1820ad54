import { breachesOf } from "../backtest/statistics/breachSequence.ts";
import { type Failure, failed, type Outcome, success } from "../numerics/outcome.ts";
import type { ParameterBounds } from "./criticalValues.ts";
import { type DriftAlarm, driftAlarm } from "./driftAlarm.ts";
import { type BlockBootstrap, type CoverageFit, fitToCoverage } from "./fitToCoverage.ts";
import { type BookOutcome, outcomesOf, type Progress, summaryOf, type TuningPlan } from "./objective.ts";
import { type AdjustmentDecision, type AdjustmentPolicy, decide, type ParameterChange } from "./proposal.ts";
import type { TunedParameter } from "./tunedParameter.ts";

export interface RecalibrationTerms {
  /** From one fit to the next, and the span that each fit reads; whole horizons. */
  readonly everyMs: number;
  readonly windowMs: number;
  readonly bounds: ParameterBounds;
  readonly bootstrap: BlockBootstrap;
  /** Absent: people accept every proposal in full. */
  readonly policy?: AdjustmentPolicy;
  /** Probability of a false drift alarm ever, and the observations that the promise counts as. */
  readonly falseAlarmMax: number;
  readonly priorObservations: number;
}

/** One date at which the parameter was looked at. */
export interface Recalibration {
  readonly atMs: number;
  /** What the window before it asks for; null where it could not be fitted, and `refused` says why. */
  readonly fit: CoverageFit | null;
  readonly refused: Failure | null;
  readonly decision: AdjustmentDecision;
  /** In force until this date, and from it on. */
  readonly before: number;
  readonly after: number;
}

/** One book out of sample: with the parameter left alone, and as it was in force. */
export interface RecalibratedBook {
  readonly bookId: string;
  readonly kept: RecalibratedPath;
  readonly adjusted: RecalibratedPath;
}

export interface RecalibratedPath extends Omit<BookOutcome, "bookId" | "bookTitle"> {
  readonly drift: DriftAlarm;
}

export interface RollingRecalibration {
  readonly steps: readonly Recalibration[];
  readonly books: readonly RecalibratedBook[];
}

/**
 * Walks through history as a venue would have lived it: fits the parameter to the window behind each date, lets the
 * policy decide what becomes of the proposal, and holds the result against the losses that came after.
 *
 * No fit reads a loss that was not over at its date. A proposal that is only signalled changes nothing.
 *
 * @returns a failure where the span holds no date with a whole window before it and a horizon after it, or where a book
 *          cannot be observed
 * @cost    a fit and two runs of the history a date
 */
export function* rollingRecalibration(
  plan: TuningPlan,
  parameter: TunedParameter,
  terms: RecalibrationTerms,
): Generator<Progress, Outcome<RollingRecalibration>> {
  const { everyMs, windowMs, policy } = terms;
  const horizonMs = plan.mporHours * 3_600_000;
  const ends = plan.series.map(({ startMs, stepMs, values }) => startMs + (values.length - 1) * stepMs);
  const starts = plan.series.map(({ startMs }) => startMs);
  const toMs = Math.min(plan.toMs, Math.max(...ends) - horizonMs);
  const fromMs = Math.max(plan.fromMs, Math.min(...starts));
  const dates: number[] = [];
  for (let at = fromMs + windowMs; at <= toMs; at += everyMs) dates.push(at);
  if (dates.length === 0) {
    const days = (ms: number): number => Math.floor(ms / 86_400_000);
    const message = `${days(Math.max(0, toMs - fromMs))} days hold no window of ${days(windowMs)} with a horizon after it`;
    return failed({ code: "missing-data", path: "--window", message, hint: "shorten --window, or widen the span" });
  }
  const steps: Recalibration[] = [];
  const changes: ParameterChange[] = [];
  const kept = new Map<string, Gathered>();
  const adjusted = new Map<string, Gathered>();
  let inForce = parameter.current;
  for (const [k, atMs] of dates.entries()) {
    const known = { ...plan, fromMs: atMs - windowMs, toMs: atMs - horizonMs };
    const fit = yield* shared(fitToCoverage(known, parameter, terms.bounds, terms.bootstrap), k, dates.length);
    const decision = decisionOf(fit, { parameter: parameter.name, inForce, policy, changes, atMs });
    const before = inForce;
    if (decision.kind === "adjust") {
      inForce = decision.to;
      if (inForce !== before) changes.push({ parameter: parameter.name, from: before, to: inForce, atMs });
    }
    const found = fit.ok ? { fit: fit.value, refused: null } : { fit: null, refused: fit.failure };
    steps.push({ atMs, ...found, decision, before, after: inForce });
    const after = { ...plan, fromMs: atMs, toMs: Math.min(toMs, atMs + everyMs - 1) };
    for (const [value, gathered] of [
      [parameter.current, kept],
      [inForce, adjusted],
    ] as const) {
      const rulebook = parameter.at(value);
      if (!rulebook.ok) return rulebook;
      const books = yield* shared(outcomesOf(after, rulebook.value), k + 0.9, dates.length);
      if (!books.ok) return books;
      for (const book of books.value) gather(gathered, book);
    }
  }
  const pathOf = ({ times, losses, requirements }: Gathered): RecalibratedPath => {
    const observed = { times, losses: Float64Array.from(losses), requirements: Float64Array.from(requirements) };
    const { falseAlarmMax, priorObservations } = terms;
    const drift = driftAlarm(breachesOf(observed.losses, observed.requirements), {
      breachProbability: 1 - plan.level,
      falseAlarmMax,
      priorObservations,
    });
    return { ...summaryOf(observed, plan), observed, drift };
  };
  const books = [...adjusted].map(([bookId, own]) => ({
    bookId,
    kept: pathOf(kept.get(bookId)!),
    adjusted: pathOf(own),
  }));
  return success({ steps, books });
}

interface Gathered {
  readonly times: number[];
  readonly losses: number[];
  readonly requirements: number[];
}

function gather(all: Map<string, Gathered>, { bookId, observed }: BookOutcome): void {
  const own = all.get(bookId) ?? { times: [], losses: [], requirements: [] };
  own.times.push(...observed.times);
  own.losses.push(...observed.losses);
  own.requirements.push(...observed.requirements);
  all.set(bookId, own);
}

interface Question {
  readonly parameter: string;
  readonly inForce: number;
  readonly policy: AdjustmentPolicy | undefined;
  readonly changes: readonly ParameterChange[];
  readonly atMs: number;
}

function decisionOf(
  fit: Outcome<CoverageFit>,
  { parameter, inForce, policy, changes, atMs }: Question,
): AdjustmentDecision {
  if (!fit.ok) return { kind: "signal", reasons: [`no fit: ${fit.failure.message}`] };
  const proposal = { parameter, from: inForce, to: fit.value.value };
  if (policy !== undefined) return decide(proposal, policy, changes, atMs);
  return { kind: "adjust", to: proposal.to, reasons: ["accepted in full: no policy is given"] };
}

/** Progress of one part of the work. */
function* shared<T>(work: Generator<Progress, T>, done: number, parts: number): Generator<Progress, T> {
  let step = work.next();
  while (!step.done) {
    yield Math.min(1, (Math.floor(done) + 0.5 * step.value) / parts);
    step = work.next();
  }
  return step.value;
}
