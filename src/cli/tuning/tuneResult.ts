import { isSynthetic } from "../../market/timeSeries.ts";
import type { CoverageFit, ValueInterval } from "../../tuning/fitToCoverage.ts";
import type { BookOutcome, TuningPlan } from "../../tuning/objective.ts";
import type { ParameterProposal } from "../../tuning/proposal.ts";
import { levelText } from "../backtest/backtestResult.ts";
import { dayText, percent, table, wrapped } from "../present.ts";
import { version } from "../version.ts";
import { type BoundedParameter, neededText } from "./tuneQuestion.ts";

export interface FitResult {
  readonly model: string;
  readonly parametersHash: string;
  readonly plan: TuningPlan;
  readonly parameter: BoundedParameter;
  readonly fit: CoverageFit;
  /** Under the value now and under the fitted one. */
  readonly before: readonly BookOutcome[];
  readonly after: readonly BookOutcome[];
}

export const outcomeHead = ["book", "at", "horizons", "breaches", "coverage", "95 %", "ES beyond", "mean", "P/T"];

/** One row a book: what it was asked and what it got, shares of notional. */
export const outcomeRow = (label: string, one: BookOutcome): string[] => [
  one.bookId,
  label,
  String(one.coverage.observations),
  String(one.coverage.breaches),
  percent(one.coverage.coverage ?? 0, 2),
  one.coverage.interval === null
    ? "none"
    : `${(100 * one.coverage.interval.lower).toFixed(2)} to ${(100 * one.coverage.interval.upper).toFixed(2)}`,
  percent(one.expectedShortfallBeyondMargin, 2),
  percent(one.averageMargin, 2),
  one.procyclicality === null ? "none" : one.procyclicality.peakToTrough.toFixed(2),
];

/** Six digits at most: a parameter is known to fewer. */
export const valueText = (value: number | null): string =>
  value === null ? "open" : String(Number(value.toPrecision(5)));

const intervalText = ({ lower, upper }: ValueInterval): string => `${valueText(lower)} to ${valueText(upper)}`;

export function dataText(plan: TuningPlan, books: readonly BookOutcome[]): string {
  const times = books.flatMap(({ observed }) => [observed.times[0]!, observed.times.at(-1)!]);
  const label = plan.series.some((one) => isSynthetic(one.source)) ? "synthetic, " : "";
  return `${label}${dayText(Math.min(...times))} to ${dayText(Math.max(...times))}`;
}

export function fitText({ model, plan, parameter, fit, before, after }: FitResult): string {
  const { level, mporHours } = plan;
  const rows = fit.books.map((one) => [
    one.bookId,
    String(one.horizons),
    String(one.breachesAllowed),
    valueText(one.value),
    intervalText(one.interval),
    intervalText(one.blockInterval),
  ]);
  return [
    `${parameter.name} of ${model}, ${levelText(level)} over ${mporHours} h, ${dataText(plan, after)}`,
    "",
    table(["book", "horizons", "allowed", "value", "95 %, order statistics", "95 %, blocks"], rows),
    "",
    table(
      outcomeHead,
      fit.books.flatMap((_, k) => [outcomeRow("now", before[k]!), outcomeRow("fitted", after[k]!)]),
    ),
    "",
    wrapped(
      `${parameter.name} ${valueText(fit.value)} is the least that covers ${levelText(level)} of horizons on every book; ${fit.binding.bookId} decides. Now it is ${valueText(fit.current)}. Searched from ${valueText(parameter.lower)} to ${valueText(parameter.upper)}; ${neededText(plan)}.`,
    ),
    wrapped("Horizons do not overlap. ES beyond: mean of the worst uncovered losses; it, and mean, by notional."),
  ].join("\n");
}

/** The fit as a proposal: what machines and people decide on. */
function proposalOf({ model, parametersHash, fit, before, after }: FitResult): ParameterProposal {
  const { interval, blockInterval, bookId } = fit.binding;
  const effects = before.map((one, k) => ({
    accountId: one.bookId,
    before: one.observed.requirements.at(-1)!,
    after: after[k]!.observed.requirements.at(-1)!,
    unit: "share of notional",
  }));
  const coverages = after.map(({ bookId: book, coverage }) => ({
    name: `coverage of ${book}`,
    unit: "share of horizons",
    value: coverage.coverage ?? 0,
    lower: coverage.interval?.lower ?? null,
    upper: coverage.interval?.upper ?? null,
  }));
  const valued = { unit: "", value: fit.value };
  return {
    schemaVersion: 1,
    model,
    parametersHash,
    parameter: fit.parameter,
    from: fit.current,
    to: fit.value,
    evidence: [
      { name: `${fit.parameter} on ${bookId}, order statistics`, ...valued, ...interval },
      { name: `${fit.parameter} on ${bookId}, blocks`, ...valued, ...blockInterval },
      ...coverages,
    ],
    effects,
  };
}

export const fitDocument = (result: FitResult) => {
  const { model, parametersHash, plan, parameter, fit, before, after } = result;
  return {
    schemaVersion: 1,
    plimsoll: version,
    model,
    parametersHash,
    ...planDocument(plan),
    bounds: { lower: parameter.lower, upper: parameter.upper },
    fit,
    before: before.map(outcomeDocument),
    after: after.map(outcomeDocument),
    proposal: proposalOf(result),
  };
};

export const planDocument = (plan: TuningPlan) => ({
  target: plan.level,
  intervalLevel: plan.intervalLevel,
  horizonHours: plan.mporHours,
  sources: plan.series.map(({ source }) => source),
});

/** Without the columns, which a backtest writes. */
export const outcomeDocument = ({ observed, ...rest }: BookOutcome) => ({
  ...rest,
  from: new Date(observed.times[0]!).toISOString(),
  to: new Date(observed.times.at(-1)!).toISOString(),
});
