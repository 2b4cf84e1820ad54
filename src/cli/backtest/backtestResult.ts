import type { BacktestUnit } from "../../backtest/run.ts";
import { type BookVerdict, verdictOfBook } from "../../backtest/verdict.ts";
import { dayText, percent } from "../present.ts";

/** What was asked, in words that a reader and a machine can repeat. */
export interface BacktestQuestion {
  readonly title: string;
  readonly dataLabel: string;
  readonly confidence: number;
  readonly mporHours: number;
  readonly everyHours: number;
  readonly reproduce: string;
}

export interface JudgedUnit {
  readonly unit: BacktestUnit;
  readonly verdict: BookVerdict;
}

const hourMs = 3_600_000;

/** Spans over which the largest rise of a requirement is shown. */
export const riseSpansHours: readonly number[] = [24, 5 * 24, 20 * 24];

export function judged(units: readonly BacktestUnit[], question: BacktestQuestion): JudgedUnit[] {
  return units
    .filter((unit) => unit.run.columns.times.length > 0)
    .map((unit) => {
      const spacing = { stepHours: spacingHours(unit, question), horizonHours: question.mporHours };
      return { unit, verdict: verdictOfBook(unit.run.columns, spacing, 1 - question.confidence, riseSpansHours) };
    });
}

/** Hours between observations as they were made: a whole number of bars. */
function spacingHours({ history: { stepMs } }: BacktestUnit, { everyHours }: BacktestQuestion): number {
  return (Math.max(1, Math.round((everyHours * hourMs) / stepMs)) * stepMs) / hourMs;
}

/** A confidence level with all its digits: 0.99 is "99 %", 0.9975 is "99.75 %". */
export const levelText = (level: number): string => `${Number((100 * level).toPrecision(12))} %`;

const pText = (p: number): string => (p < 0.0005 ? "<.001" : p.toFixed(3).replace(/^0/, ""));

/** Two p-values that read the same are one. */
export function rangeText({ min, max }: { readonly min: number; readonly max: number }): string {
  const [low, high] = [pText(min), pText(max)];
  return low === high ? low : `${low} to ${high}`;
}

export function coverageTable(all: readonly JudgedUnit[]) {
  const head = ["model", "book", "obs.", "breaches", "coverage", "95 % interval", "worst breach", "p (POF)", "verdict"];
  const rows = all.map(({ unit, verdict }) => {
    const { descriptive, sizes, tests } = verdict;
    const p = tests[0]?.result.pValues;
    const interval = descriptive.interval;
    return [
      unit.rulebook.id,
      unit.bookId,
      String(descriptive.observations),
      String(descriptive.breaches),
      percent(descriptive.coverage ?? 0, 2),
      interval ? `${percent(interval.lower, 2)} to ${percent(interval.upper, 2)}` : "none",
      sizes.maxFraction === null ? "none" : `+${percent(sizes.maxFraction, 0)}`,
      p ? rangeText(p) : "none",
      verdict.word,
    ];
  });
  return { head, rows };
}

/** The verdict in words: one sentence a model, then what was observed. */
export function sentencesOf(all: readonly JudgedUnit[], question: BacktestQuestion): string[] {
  return [...verdictSentences(all), scopeSentence(all, question)];
}

/** One sentence a model. */
export function verdictSentences(all: readonly JudgedUnit[]): string[] {
  return [...groupByModel(all)].map(([model, units]) => {
    const named = (word: string) => units.filter(({ verdict }) => verdict.word === word).map(({ unit }) => unit.bookId);
    const parts = [
      ["accepted on", named("accepted")],
      ["rejected for too little margin on", named("rejected: too little margin")],
      ["rejected for too much margin on", named("rejected: too much margin")],
      ["rejected because breaches cluster on", named("rejected: breaches cluster")],
      ["undecided on", named("undecided")],
    ] as const;
    const said = parts.filter(([, books]) => books.length > 0).map(([what, books]) => `${what} ${books.join(", ")}`);
    return `${model}: ${said.join("; ")}.`;
  });
}

/** What was observed, and the limits of what was seen. */
export function scopeSentence(all: readonly JudgedUnit[], question: BacktestQuestion): string {
  const times = all.flatMap(({ unit }) => [unit.run.columns.times[0]!, unit.run.columns.times.at(-1)!]);
  const span =
    times.length === 0 ? "no observation" : `${dayText(Math.min(...times))} to ${dayText(Math.max(...times))}`;
  return `Initial requirement against the loss over the next ${question.mporHours} h at ${levelText(question.confidence)}, ${span}, observed every ${question.everyHours} h. Counts over overlapping horizons are descriptive; tests use non-overlapping ones.`;
}

export function groupByModel(all: readonly JudgedUnit[]): Map<string, JudgedUnit[]> {
  const byModel = new Map<string, JudgedUnit[]>();
  for (const one of all) byModel.set(one.unit.rulebook.id, [...(byModel.get(one.unit.rulebook.id) ?? []), one]);
  return byModel;
}
