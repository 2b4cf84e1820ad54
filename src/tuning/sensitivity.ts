import type { Rulebook } from "../margin/rulebook.ts";
import { log } from "../numerics/logarithm.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { type SobolIndex, sobolIndices } from "../statistics/sobolIndices.ts";
import { type ParameterRange, unitPoints } from "./boxPoints.ts";
import { outcomesOf, type Progress, type TuningPlan } from "./objective.ts";
import { tunedTogether } from "./tunedParameter.ts";

/** What moves when one parameter does. */
export interface ParameterSensitivity {
  readonly name: string;
  /** d ln(average margin)/d ln(parameter) at its current value: 1 where the requirement is in proportion to it. */
  readonly marginElasticity: number;
  /** d coverage/d ln(parameter), of the book covered least: 0.01 is one percent of horizons for a parameter e times as large. */
  readonly coverageElasticity: number;
  /** Over the whole box of ranges; null where the outcome does not vary there. */
  readonly margin: SobolIndex | null;
  readonly coverage: SobolIndex | null;
}

/** Relative step of a local difference: coverage is a count and does not move with less. */
const step = 0.05;

/**
 * Elasticities at the current values, and Sobol's indices over the box, of average margin and coverage.
 *
 * @param count rows N of each sample, a power of 2 fills the box most evenly
 * @returns     a failure where a point cannot be observed, since indices need them all
 * @cost        N·(D + 2) + 2·D runs of the history for D parameters
 * @source      A. Saltelli et al., Computer Physics Communications 181 (2010)
 */
export function* sensitivity(
  plan: TuningPlan,
  rulebook: Rulebook,
  ranges: readonly ParameterRange[],
  { count, resamples, seed }: { readonly count: number; readonly resamples: number; readonly seed: number },
): Generator<Progress, Outcome<ParameterSensitivity[]>> {
  const at = tunedTogether(
    rulebook,
    ranges.map(({ name }) => name),
  );
  if (!at.ok) return at;
  const zero = ranges.find(({ current }) => !(current > 0));
  if (zero !== undefined) {
    const message = `${zero.name} is ${zero.current} now, and an elasticity needs a value above 0`;
    return failed({ code: "unsupported", path: zero.name, message, hint: "leave it out" });
  }
  const dimensions = ranges.length;
  const runs = count * (dimensions + 2) + 2 * dimensions;
  let done = 0;
  const rulebookAt = at.value;
  function* answersAt(values: readonly number[]): Generator<Progress, Outcome<Answer>> {
    const own = rulebookAt(values);
    const books = own.ok ? yield* quietly(outcomesOf(plan, own.value), () => done / runs) : own;
    done += 1;
    if (!books.ok) return books;
    const margin = books.value.reduce((total, one) => total + one.averageMargin, 0) / books.value.length;
    return success({ margin, coverage: Math.min(...books.value.map((one) => one.coverage.coverage ?? 0)) });
  }
  const local: { marginElasticity: number; coverageElasticity: number }[] = [];
  const current = ranges.map((range) => range.current);
  for (let d = 0; d < dimensions; d++) {
    const ends: Answer[] = [];
    for (const factor of [1 - step, 1 + step]) {
      const answer = yield* answersAt(current.map((value, k) => (k === d ? value * factor : value)));
      if (!answer.ok) return answer;
      ends.push(answer.value);
    }
    const [low, high] = ends as [Answer, Answer];
    const width = log((1 + step) / (1 - step));
    local.push({
      marginElasticity: log(high.margin / low.margin) / width,
      coverageElasticity: (high.coverage - low.coverage) / width,
    });
  }
  const samples = sampleOf(ranges, count, seed);
  const answers: Answer[][] = [];
  for (const points of samples) {
    const column: Answer[] = [];
    for (const point of points) {
      const answer = yield* answersAt(point);
      if (!answer.ok) return answer;
      column.push(answer.value);
    }
    answers.push(column);
  }
  const indicesOf = (of: (answer: Answer) => number): SobolIndex[] | null => {
    const [first, second, ...swapped] = answers.map((column) => Float64Array.from(column, of));
    return sobolIndices(
      { first: first!, second: second!, swapped },
      { resamples, seed, intervalLevel: plan.intervalLevel },
    );
  };
  const [margin, coverage] = [indicesOf((one) => one.margin), indicesOf((one) => one.coverage)];
  return success(
    ranges.map(({ name }, d) => ({
      name,
      ...local[d]!,
      margin: margin === null ? null : margin[d]!,
      coverage: coverage === null ? null : coverage[d]!,
    })),
  );
}

interface Answer {
  readonly margin: number;
  readonly coverage: number;
}

/** A, B and, for each input, A with that input of B: arrays [count][inputs] in the unit box stretched over the ranges. */
export function sampleOf(
  ranges: readonly Pick<ParameterRange, "lower" | "upper">[],
  count: number,
  seed: number,
): number[][][] {
  const dimensions = ranges.length;
  const units = unitPoints(2 * dimensions, count, seed);
  const row = (p: number, from: (d: number) => number): number[] =>
    ranges.map(({ lower, upper }, d) => lower + (upper - lower) * units[from(d) * count + p]!);
  const rows = (from: (d: number) => number) => Array.from({ length: count }, (_, p) => row(p, from));
  return [
    rows((d) => d),
    rows((d) => dimensions + d),
    ...ranges.map((_, input) => rows((d) => (d === input ? dimensions + d : d))),
  ];
}

/** The same work with the share done of the whole instead of its own. */
function* quietly<T>(work: Generator<Progress, T>, shareOf: () => number): Generator<Progress, T> {
  let next = work.next();
  while (!next.done) {
    yield shareOf();
    next = work.next();
  }
  return next.value;
}
