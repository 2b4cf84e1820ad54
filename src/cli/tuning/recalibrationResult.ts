import type { Rulebook } from "../../margin/rulebook.ts";
import { log } from "../../numerics/logarithm.ts";
import type { LineChart } from "../../reports/chart.ts";
import type { SectionReportData } from "../../reports/sectionReport.ts";
import type { TuningPlan } from "../../tuning/objective.ts";
import type {
  RecalibratedBook,
  RecalibratedPath,
  Recalibration,
  RecalibrationTerms,
  RollingRecalibration,
} from "../../tuning/rollingRecalibration.ts";
import { levelText } from "../backtest/backtestResult.ts";
import { dayText, table, wrapped } from "../present.ts";
import { version } from "../version.ts";
import type { BoundedParameter } from "./tuneQuestion.ts";
import { dataText, outcomeDocument, outcomeHead, outcomeRow, planDocument, valueText } from "./tuneResult.ts";

export interface RecalibrationResult {
  readonly plan: TuningPlan;
  readonly rulebook: Rulebook;
  readonly parameter: BoundedParameter;
  readonly terms: RecalibrationTerms;
  readonly found: RollingRecalibration;
}

const dayMs = 86_400_000;
const yearMs = 365.25 * dayMs;
const daysOf = (ms: number): string => `${Math.round(ms / dayMs)} d`;

const stepHead = ["date", "asked for", "95 %", "decision", "in force"];

const stepRow = ({ atMs, fit, decision, after }: Recalibration): string[] => [
  dayText(atMs),
  fit === null ? "none" : valueText(fit.value),
  fit === null ? "" : `${valueText(fit.binding.interval.lower)} to ${valueText(fit.binding.interval.upper)}`,
  decision.kind,
  valueText(after),
];

const alarmText = ({ drift, observed }: RecalibratedPath): string => {
  const at = ({ alarmIndex }: RecalibratedPath["drift"]["tooMany"]): string =>
    alarmIndex === null ? "never" : dayText(observed.times[alarmIndex]!);
  return `too many breaches: ${at(drift.tooMany)}; too few: ${at(drift.tooFew)}`;
};

/** One sentence a book: what would have rung, had somebody listened. */
const alarmSentences = (books: readonly RecalibratedBook[]): string[] =>
  books.flatMap(({ bookId, kept, adjusted }) => [
    `Drift alarm on ${bookId}, parameter as in force: ${alarmText(adjusted)}.`,
    `Drift alarm on ${bookId}, parameter left alone: ${alarmText(kept)}.`,
  ]);

/** Reasons of decisions that changed nothing, or less than proposed. */
const reasonSentences = (steps: readonly Recalibration[]): string[] =>
  steps.flatMap(({ atMs, decision }) =>
    decision.reasons
      .filter((reason) => !reason.startsWith("accepted"))
      .map((reason) => `${dayText(atMs)} ${decision.kind}: ${reason}.`),
  );

const outcomeRows = (books: readonly RecalibratedBook[]): string[][] =>
  books.flatMap(({ bookId, kept, adjusted }) => [
    outcomeRow("left alone", { bookId, bookTitle: bookId, ...kept }),
    outcomeRow("in force", { bookId, bookTitle: bookId, ...adjusted }),
  ]);

const outOfSample = ({ found }: RecalibrationResult) =>
  found.books.map(({ bookId, adjusted }) => ({ bookId, bookTitle: bookId, ...adjusted }));

const titleOf = ({ plan, rulebook, parameter, terms }: RecalibrationResult): string =>
  `${parameter.name} of ${rulebook.id}, ${levelText(plan.level)} over ${plan.mporHours} h, refitted every ${daysOf(terms.everyMs)} to the ${daysOf(terms.windowMs)} before`;

export function recalibrationText(result: RecalibrationResult): string {
  const { plan, terms, found } = result;
  return [
    wrapped(`${titleOf(result)}; out of sample ${dataText(plan, outOfSample(result))}`),
    "",
    table(stepHead, found.steps.map(stepRow)),
    "",
    table(outcomeHead, outcomeRows(found.books)),
    "",
    ...alarmSentences(found.books).map((text) => wrapped(text, 2)),
    ...reasonSentences(found.steps).map((text) => wrapped(text, 2)),
    wrapped(
      `No fit reads a loss that was not over at its date. An alarm rings falsely, ever, with a probability of ${terms.falseAlarmMax} at most.`,
    ),
  ].join("\n");
}

export function recalibrationReport(result: RecalibrationResult): SectionReportData {
  const { plan, rulebook, parameter, terms, found } = result;
  const years = (ms: number): number => 1970 + ms / yearMs;
  const { steps, books } = found;
  const path: LineChart = {
    label: `${parameter.name} over time`,
    xLabel: "year",
    yLabel: parameter.name,
    curves: [
      {
        id: "asked for",
        points: [],
        marks: steps.flatMap(({ atMs, fit }) =>
          fit === null
            ? []
            : [
                {
                  x: years(atMs),
                  y: fit.value,
                  ...(fit.binding.interval.lower === null ? {} : { low: fit.binding.interval.lower }),
                  ...(fit.binding.interval.upper === null ? {} : { high: fit.binding.interval.upper }),
                },
              ],
        ),
      },
      {
        id: "in force",
        points: steps.flatMap(({ atMs, before, after }) => [
          { x: years(atMs), y: before },
          { x: years(atMs), y: after },
        ]),
      },
    ],
  };
  const wealth: LineChart = {
    label: "Evidence of too many breaches",
    xLabel: "year",
    yLabel: "log10 of the bet's wealth",
    curves: books.map(({ bookId, adjusted }) => ({
      id: bookId,
      points: thinned(adjusted.observed.times, adjusted.drift.tooMany.wealth).map(({ x, y }) => ({
        x: years(x),
        y: tens(Math.max(1e-6, y)),
      })),
    })),
  };
  return {
    title: `Recalibration of ${parameter.name}`,
    dataLabel: dataText(plan, outOfSample(result)),
    sentences: [titleOf(result), ...alarmSentences(books).filter((text) => text.includes("in force"))],
    sections: [
      {
        title: "What each window asks for, and what was in force",
        text: "Bars are 95 % intervals by order statistics. A value that jumps when one day leaves its window is that day.",
        lines: path,
      },
      {
        title: "Drift",
        text: `The alarm rings at log10(1/${terms.falseAlarmMax}) = ${tens(1 / terms.falseAlarmMax).toFixed(2)}.`,
        lines: wealth,
      },
      { title: "Out of sample", table: { head: outcomeHead, rows: outcomeRows(books) } },
      { title: "Dates", table: { head: stepHead, rows: steps.map(stepRow) }, list: reasonSentences(steps) },
    ],
    provenance: [
      ["Plimsoll", version],
      ["Model", `${rulebook.model.id} version ${rulebook.model.version}, parameters ${rulebook.parametersHash}`],
      ["Data", plan.series.map(({ source }) => `${source.file} ${source.sha256.slice(0, 12)}`).join(", ")],
      ["Seed", String(terms.bootstrap.seed)],
    ],
  };
}

const tens = (value: number): number => log(value) / Math.LN10;

const pointsMax = 400;

function thinned(times: readonly number[], values: Float64Array): { x: number; y: number }[] {
  const stride = Math.max(1, Math.ceil(times.length / pointsMax));
  return times.flatMap((x, k) => (k % stride === 0 || k === times.length - 1 ? [{ x, y: values[k]! }] : []));
}

export function recalibrationDocument({ plan, rulebook, parameter, terms, found }: RecalibrationResult) {
  const pathOf = (bookId: string, { drift, ...path }: RecalibratedPath) => ({
    ...outcomeDocument({ bookId, bookTitle: bookId, ...path }),
    alarms: {
      tooMany: alarmDate(drift.tooMany.alarmIndex, path.observed.times),
      tooFew: alarmDate(drift.tooFew.alarmIndex, path.observed.times),
    },
  });
  return {
    schemaVersion: 1,
    plimsoll: version,
    model: rulebook.id,
    parametersHash: rulebook.parametersHash,
    parameter: parameter.name,
    ...planDocument(plan),
    terms,
    steps: found.steps.map(({ atMs, ...step }) => ({ at: new Date(atMs).toISOString(), ...step })),
    books: found.books.map(({ bookId, kept, adjusted }) => ({
      bookId,
      kept: pathOf(bookId, kept),
      adjusted: pathOf(bookId, adjusted),
    })),
  };
}

const alarmDate = (index: number | null, times: readonly number[]): string | null =>
  index === null ? null : new Date(times[index]!).toISOString();
