import type { Book } from "../backtest/run.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { finished, type ObservedBook, outcomesOf, type Progress, type TuningPlan } from "./objective.ts";
import type { TunedParameter } from "./tunedParameter.ts";

/** How far a parameter may move, and how exactly its values are found. */
export interface ParameterBounds {
  readonly lower: number;
  readonly upper: number;
  /** Of the value, > 0. */
  readonly tolerance: number;
}

/** The value from which on each horizon is covered. */
export interface CriticalValues {
  readonly times: readonly number[];
  /** [T]; those at and below `resolvedFrom` are only known not to lie above it. Infinite where `upper` does not cover. */
  readonly values: Float64Array;
  readonly resolvedFrom: number;
}

/**
 * For every horizon of a book the least value of the parameter whose requirement covers the loss.
 *
 * The largest `wanted` are found to the tolerance, by one assessment a step at that horizon alone; a run of the whole
 * history then shows that no other horizon is breached above them.
 *
 * @param bounds in the parameter's unit; the requirement must rise with it at every horizon, else `unsupported`
 * @returns      T values in time order
 * @cost         three runs of the history and some ten assessments for each value wanted
 */
export function* criticalValues(
  plan: TuningPlan,
  book: Book,
  parameter: Pick<TunedParameter, "name" | "at">,
  { lower, upper, tolerance }: ParameterBounds,
  wanted: number,
): Generator<Progress, Outcome<CriticalValues>> {
  const own = { ...plan, books: [book] };
  const low = yield* observedAt(own, parameter, lower);
  if (!low.ok) return low;
  const high = yield* observedAt(own, parameter, upper);
  if (!high.ok) return high;
  const fault = fallAt(low.value, high.value, parameter.name);
  if (fault !== undefined) return fault;
  const { times, losses } = low.value;
  const [least, most] = [low.value.requirements, high.value.requirements];
  const guesses = losses.map((loss, t) => {
    if (loss <= least[t]!) return lower;
    if (loss > most[t]!) return Number.POSITIVE_INFINITY;
    return lower + ((upper - lower) * (loss - least[t]!)) / (most[t]! - least[t]!);
  });
  const values = new Float64Array(losses.length).fill(lower);
  const isExact = new Uint8Array(losses.length);
  const resolve = (t: number): Outcome<true> => {
    isExact[t] = 1;
    values[t] = guesses[t]!;
    if (guesses[t] === lower || guesses[t] === Number.POSITIVE_INFINITY) return success(true);
    const gapAt = (value: number): Outcome<number> => {
      const one = finished(observedAt({ ...own, fromMs: times[t]!, toMs: times[t]! }, parameter, value));
      return one.ok ? success(one.value.requirements[0]! - losses[t]!) : one;
    };
    const ends = { from: lower, to: upper, below: least[t]! - losses[t]!, above: most[t]! - losses[t]! };
    const found = leastCovering(gapAt, ends, tolerance);
    if (!found.ok) return found;
    values[t] = found.value;
    return success(true);
  };
  const order = Array.from(guesses.keys()).sort((a, b) => guesses[b]! - guesses[a]! || a - b);
  for (const [k, t] of order.slice(0, wanted).entries()) {
    const done = resolve(t);
    if (!done.ok) return done;
    if (k % 8 === 0) yield k / wanted;
  }
  const found = values.filter((value, t) => isExact[t] === 1 && value !== Number.POSITIVE_INFINITY);
  const resolvedFrom = found.length === 0 ? upper : Math.min(...found);
  const there = yield* observedAt(own, parameter, resolvedFrom);
  if (!there.ok) return there;
  for (const t of losses.keys()) {
    if (isExact[t] === 1 || losses[t]! <= there.value.requirements[t]!) continue;
    const done = resolve(t);
    if (!done.ok) return done;
  }
  return success({ times, values, resolvedFrom });
}

function* observedAt(
  plan: TuningPlan,
  parameter: Pick<TunedParameter, "at">,
  value: number,
): Generator<Progress, Outcome<ObservedBook>> {
  const rulebook = parameter.at(value);
  if (!rulebook.ok) return rulebook;
  const books = yield* outcomesOf(plan, rulebook.value);
  return books.ok ? success(books.value[0]!.observed) : books;
}

/** Rounding alone may let a requirement fall by this share of notional. */
const rounding = 1e-9;

function fallAt(low: ObservedBook, high: ObservedBook, name: string) {
  const t = low.requirements.findIndex((one, k) => one > high.requirements[k]! + rounding);
  if (t < 0 && low.times.length === high.times.length) return undefined;
  const when = new Date(low.times[Math.max(0, t)]!).toISOString().slice(0, 10);
  const message =
    t < 0
      ? `it is observed at ${low.times.length} horizons at one bound and at ${high.times.length} at the other`
      : `the requirement of ${when} falls as it rises, so no search along it can end`;
  return failed({ code: "unsupported", path: name, message, hint: "choose another parameter, or use a frontier" });
}

interface Ends {
  readonly from: number;
  readonly to: number;
  /** requirement − loss at `from`, < 0, and at `to`, ≥ 0. */
  readonly below: number;
  readonly above: number;
}

const stepsMax = 80;

/** The least value with a gap ≥ 0, to the tolerance from above, by false position with bisection (Illinois). */
function leastCovering(
  gapAt: (value: number) => Outcome<number>,
  { from, to, below, above }: Ends,
  tolerance: number,
): Outcome<number> {
  let [left, right, leftGap, rightGap] = [from, to, below, above];
  for (let step = 0; step < stepsMax && right - left > tolerance; step++) {
    // Every third step halves: requirements that move in steps defeat interpolation.
    const cut = step % 3 === 2 ? 0.5 : leftGap / (leftGap - rightGap);
    const inside = Math.min(0.999, Math.max(0.001, cut));
    // A little beyond the crossing, so that the covering side comes near as well.
    const middle = Math.min(right - 0.25 * tolerance, left + inside * (right - left) + 0.5 * tolerance);
    const gap = gapAt(middle);
    if (!gap.ok) return gap;
    if (gap.value >= 0) [right, rightGap, leftGap] = [middle, gap.value, leftGap];
    else [left, leftGap] = [middle, gap.value];
  }
  return success(right);
}
