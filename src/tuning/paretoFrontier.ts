import type { Rulebook } from "../margin/rulebook.ts";
import { assert } from "../numerics/assert.ts";
import { type Failure, failed, type Outcome, success } from "../numerics/outcome.ts";
import { type ParameterRange, pointsIn } from "./boxPoints.ts";
import {
  type BookOutcome,
  type ObservedBook,
  outcomesOf,
  type Progress,
  summaryOf,
  type TuningPlan,
} from "./objective.ts";
import { tunedTogether } from "./tunedParameter.ts";

/** What a proposal must keep, over all books. */
export interface FrontierConstraints {
  /** Least coverage of any book. */
  readonly coverageMin: number;
  /** Largest peak to trough of any book; absent where it does not matter. */
  readonly peakToTroughMax?: number;
}

/** One set of values and its outcomes over all books, on the horizons that every point observed. */
export interface FrontierPoint {
  /** In the order of the parameters. */
  readonly values: readonly number[];
  /** Least of any book. */
  readonly coverage: number;
  /** max(0, target − coverage), what is kept small. */
  readonly coverageGap: number;
  /** Largest of any book, share of notional. */
  readonly expectedShortfallBeyondMargin: number;
  /** Mean of the books, share of notional. */
  readonly averageMargin: number;
  /** Largest of any book; infinite where a requirement was 0. */
  readonly peakToTrough: number;
  /** No other point is as good in all four and better in one. */
  readonly isOnFrontier: boolean;
  readonly isAllowed: boolean;
  readonly books: readonly BookOutcome[];
}

export interface Frontier {
  readonly parameters: readonly ParameterRange[];
  /** The current values first. */
  readonly points: readonly FrontierPoint[];
  readonly current: FrontierPoint;
  /** The allowed point with the least average margin; null where none is allowed. */
  readonly proposed: FrontierPoint | null;
  /** Points whose values the model refuses. */
  readonly refusals: readonly Failure[];
}

/**
 * Points of several parameters that no other point beats in coverage, expected shortfall beyond margin, average margin and
 * procyclicality at once.
 *
 * @param count points beside the current one, Sobol's with Owen's scrambling, so that any count fills the box evenly
 * @returns     a failure where the current values cannot be observed
 * @cost        one run of the history a point
 */
export function* paretoFrontier(
  plan: TuningPlan,
  rulebook: Rulebook,
  ranges: readonly ParameterRange[],
  {
    count,
    seed,
    constraints,
  }: { readonly count: number; readonly seed: number; readonly constraints: FrontierConstraints },
): Generator<Progress, Outcome<Frontier>> {
  const at = tunedTogether(
    rulebook,
    ranges.map(({ name }) => name),
  );
  if (!at.ok) return at;
  const wanted = [ranges.map(({ current }) => current), ...pointsIn(ranges, count, seed)];
  const observed: { values: readonly number[]; books: BookOutcome[] }[] = [];
  const refusals: Failure[] = [];
  for (const [k, laid] of wanted.entries()) {
    const own = at.value(laid);
    // As the model has them: a whole number took the nearest.
    const values = ranges.map(({ name }, d) => (own.ok ? Number(parameterOf(own.value, name)) : laid[d]!));
    const books = own.ok ? yield* outcomesOf({ ...plan }, own.value) : own;
    yield (k + 1) / wanted.length;
    if (books.ok) observed.push({ values, books: books.value });
    else if (k === 0) return books;
    else refusals.push(books.failure);
  }
  const common = commonTimes(observed.map(({ books }) => books));
  const empty = common.findIndex((times) => times.size === 0);
  if (empty >= 0) {
    const path = observed[0]!.books[empty]!.bookId;
    const message = "no horizon was observed at every point";
    return failed({ code: "missing-data", path, message, hint: "narrow the bounds, or widen the span" });
  }
  const summed = observed.map(({ values, books }) => {
    const cut = books.map((book, b): BookOutcome => {
      const own = restricted(book.observed, common[b]!);
      return { bookId: book.bookId, bookTitle: book.bookTitle, observed: own, ...summaryOf(own, plan) };
    });
    return pointOf(values, cut, plan.level);
  });
  const onFrontier = new Set(nonDominated(summed.map(costsOf)));
  const points = summed.map((point, k): FrontierPoint => {
    return { ...point, isOnFrontier: onFrontier.has(k), isAllowed: isAllowed(point, constraints) };
  });
  const allowed = points.filter((point) => point.isAllowed);
  const proposed =
    allowed.length === 0
      ? null
      : allowed.reduce((best, point) => (point.averageMargin < best.averageMargin ? point : best));
  return success({ parameters: ranges, points, current: points[0]!, proposed, refusals });
}

/**
 * The rows that no other row dominates: as small in every column and smaller in one. Of equal rows all stay.
 *
 * @param costs rows [n], smaller is better; infinite is worst
 * @cost        O(n² columns)
 */
export function nonDominated(costs: readonly (readonly number[])[]): number[] {
  const dominates = (one: readonly number[], other: readonly number[]): boolean =>
    one.every((cost, k) => cost <= other[k]!) && one.some((cost, k) => cost < other[k]!);
  for (const row of costs) assert(!row.some(Number.isNaN), "a cost must be a number");
  return costs.flatMap((row, k) => (costs.some((other) => dominates(other, row)) ? [] : [k]));
}

const parameterOf = ({ parameters }: Rulebook, name: string): unknown =>
  (parameters as Readonly<Record<string, unknown>>)[name];

const costsOf = (point: Summary): number[] => [
  point.coverageGap,
  point.expectedShortfallBeyondMargin,
  point.averageMargin,
  point.peakToTrough,
];

type Summary = Omit<FrontierPoint, "isOnFrontier" | "isAllowed">;

const isAllowed = (
  { coverage, peakToTrough }: Summary,
  { coverageMin, peakToTroughMax }: FrontierConstraints,
): boolean => coverage >= coverageMin && (peakToTroughMax === undefined || peakToTrough <= peakToTroughMax);

function pointOf(values: readonly number[], books: readonly BookOutcome[], level: number): Summary {
  const coverage = Math.min(...books.map((one) => one.coverage.coverage ?? 0));
  return {
    values,
    coverage,
    coverageGap: Math.max(0, level - coverage),
    expectedShortfallBeyondMargin: Math.max(...books.map((one) => one.expectedShortfallBeyondMargin)),
    averageMargin: books.reduce((total, one) => total + one.averageMargin, 0) / books.length,
    peakToTrough: Math.max(...books.map((one) => one.procyclicality?.peakToTrough ?? Number.POSITIVE_INFINITY)),
    books,
  };
}

/** Models that look back further are observed later: only horizons that every point saw can be compared. */
function commonTimes(all: readonly (readonly BookOutcome[])[]): Set<number>[] {
  const sets = all[0]!.map(({ observed }) => new Set(observed.times));
  for (const books of all.slice(1)) {
    for (const [b, { observed }] of books.entries()) {
      const own = new Set(observed.times);
      for (const time of sets[b]!) if (!own.has(time)) sets[b]!.delete(time);
    }
  }
  return sets;
}

function restricted({ times, losses, requirements }: ObservedBook, kept: ReadonlySet<number>): ObservedBook {
  const at = Array.from(times.keys()).filter((t) => kept.has(times[t]!));
  return {
    times: at.map((t) => times[t]!),
    losses: Float64Array.from(at, (t) => losses[t]!),
    requirements: Float64Array.from(at, (t) => requirements[t]!),
  };
}
