import { type BacktestPlan, backtest } from "../backtest/run.ts";
import { breachesOf } from "../backtest/statistics/breachSequence.ts";
import { type Coverage, coverageOf } from "../backtest/statistics/coverage.ts";
import { type Procyclicality, procyclicality } from "../backtest/statistics/procyclicality.ts";
import type { Rulebook } from "../margin/rulebook.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { sum } from "../numerics/summation.ts";
import { expectedShortfall } from "../statistics/expectedShortfall.ts";

/** A history and the books on it; a model is observed once a horizon, so that no two losses share time. */
export interface TuningPlan extends Omit<BacktestPlan, "rulebooks" | "everyHours"> {
  /** In (0, 1): what the requirement is asked to cover, and the level of the expected shortfall beyond it. */
  readonly level: number;
  /** Confidence of every interval, in (0, 1). */
  readonly intervalLevel: number;
  /** Spans over which the largest rise is sought. */
  readonly spansHours: readonly number[];
}

/** What a model did on one book. */
export interface BookOutcome {
  readonly bookId: string;
  readonly bookTitle: string;
  readonly coverage: Coverage;
  /** Mean of the worst 1 − level of max(0, loss − requirement), share of gross notional, ≥ 0. */
  readonly expectedShortfallBeyondMargin: number;
  /** Mean of requirement over gross notional. */
  readonly averageMargin: number;
  /** Of the requirement per unit of notional; null where one of them is 0. */
  readonly procyclicality: Procyclicality | null;
  readonly observed: ObservedBook;
}

/** Columns [T] in time order, losses and requirements as shares of gross notional. */
export interface ObservedBook {
  readonly times: readonly number[];
  readonly losses: Float64Array;
  readonly requirements: Float64Array;
}

/** Progress of long work: share done in [0, 1]. */
export type Progress = number;

/**
 * Coverage, expected shortfall beyond margin, average margin and procyclicality of a model on every book.
 *
 * @returns a failure where a book cannot be observed at all
 * @cost    one assessment a horizon and book
 */
export function* outcomesOf(plan: TuningPlan, rulebook: Rulebook): Generator<Progress, Outcome<BookOutcome[]>> {
  const work = backtest({ ...plan, everyHours: plan.mporHours, rulebooks: [rulebook] }, new Map());
  let step = work.next();
  while (!step.done) {
    yield step.value.done;
    step = work.next();
  }
  if (!step.value.ok) return step.value;
  const books: BookOutcome[] = [];
  for (const { bookId, bookTitle, run } of step.value.value) {
    const { times, losses, requirements, notionals } = run.columns;
    const unheld = notionals.findIndex((notional) => !(notional > 0));
    if (times.length === 0 || unheld >= 0) {
      const message = times.length === 0 ? "no horizon could be observed" : `no notional at ${times[unheld]}`;
      const hint = "widen the span, or leave the book out";
      return failed({ code: "missing-data", path: `${rulebook.id} on ${bookId}`, message, hint });
    }
    const shareOf = (values: readonly number[]) => Float64Array.from(values, (value, k) => value / notionals[k]!);
    const observed = { times, losses: shareOf(losses), requirements: shareOf(requirements) };
    books.push({ bookId, bookTitle, observed, ...summaryOf(observed, plan) });
  }
  if (books.length === 0) {
    const message = "no book can be built from these series";
    return failed({
      code: "missing-data",
      path: rulebook.id,
      message,
      hint: "give series of the coins that they hold",
    });
  }
  return success(books);
}

/** The four outcomes of one column of requirements; T ≥ 1. */
export function summaryOf(
  { times, losses, requirements }: ObservedBook,
  { level, intervalLevel, spansHours }: Pick<TuningPlan, "level" | "intervalLevel" | "spansHours">,
): Omit<BookOutcome, "bookId" | "bookTitle" | "observed"> {
  const gains = losses.map((loss, k) => -Math.max(0, loss - requirements[k]!));
  return {
    coverage: coverageOf(breachesOf(losses, requirements), intervalLevel),
    // 0 − x, because an outcome of nothing would else be a negative zero.
    expectedShortfallBeyondMargin: 0 + expectedShortfall(gains, level),
    averageMargin: sum(requirements) / requirements.length,
    procyclicality: requirements.every((one) => one > 0) ? procyclicality(requirements, times, spansHours) : null,
  };
}

/** Works to the end what nobody watches. */
export function finished<T>(work: Generator<Progress, T>): T {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}
