import type { BacktestPlan, BacktestUnit } from "../backtest/run.ts";
import { type BookVerdict, verdictOfBook } from "../backtest/verdict.ts";
import type { FundingSeries } from "../market/timeSeries.ts";
import type { BacktestReportData } from "../reports/backtestReport.ts";
import { dayText, percent } from "./present.ts";

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

export function judged(units: readonly BacktestUnit[], question: BacktestQuestion): JudgedUnit[] {
  const spacing = { stepHours: question.everyHours, horizonHours: question.mporHours };
  const day = Math.max(1, Math.round(24 / question.everyHours));
  return units
    .filter((unit) => unit.run.columns.times.length > 0)
    .map((unit) => ({
      unit,
      verdict: verdictOfBook(unit.run.columns, spacing, 1 - question.confidence, [day, 5 * day, 20 * day]),
    }));
}

const pText = (p: number): string => (p < 0.0005 ? "<.001" : p.toFixed(3).replace(/^0/, ""));

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
      p ? (p.min === p.max ? pText(p.min) : `${pText(p.min)} to ${pText(p.max)}`) : "none",
      verdict.word,
    ];
  });
  return { head, rows };
}

/** One row a book, one column a model: coverage, breaches and a word, so that a reader compares before reading on. */
function summaryTable(all: readonly JudgedUnit[], models: readonly string[]) {
  const books = [...new Set(all.map(({ unit }) => unit.bookId))];
  const rows = books.map((book) => [
    book,
    ...models.map((model) => {
      const found = all.find(({ unit }) => unit.bookId === book && unit.rulebook.id === model);
      if (found === undefined) return "not observed";
      const { descriptive, word } = found.verdict;
      return `${percent(descriptive.coverage ?? 0, 2)}, ${descriptive.breaches} br., ${word.replace("rejected: ", "")}`;
    }),
  ]);
  return { head: ["book", ...models], rows };
}

export function testsTable(all: readonly JudgedUnit[]) {
  const head = [
    "model",
    "book",
    "offsets",
    "breaches/offset",
    "Kupiec p",
    "independence p",
    "cond. coverage p",
    "traffic light",
  ];
  const rows = all.map(({ unit, verdict }) => {
    const kupiec = verdict.tests[0]!.result;
    const range = verdict.tests.map(({ result }) =>
      result.pValues === null ? "no answer" : `${pText(result.pValues.min)} to ${pText(result.pValues.max)}`,
    );
    const zones = Object.entries(verdict.zones).map(([zone, count]) => `${count} ${zone}`);
    return [
      unit.rulebook.id,
      unit.bookId,
      String(kupiec.offsets.length),
      `${kupiec.breaches.min} to ${kupiec.breaches.max}`,
      ...range,
      zones.join(", "),
    ];
  });
  return { head, rows };
}

export function procyclicalityTable(all: readonly JudgedUnit[]) {
  const head = ["model", "book", "peak/trough", "largest rise 1 d", "5 d", "20 d", "sd of ln M"];
  const rows = all.map(({ unit, verdict: { procyclicality: p } }) => [
    unit.rulebook.id,
    unit.bookId,
    ...(p === null
      ? ["none", "none", "none", "none", "none"]
      : [
          `${p.peakToTrough.toFixed(1)}×`,
          ...p.largestRises.map(({ rise }) => (rise === null ? "none" : `+${percent(rise, 0)}`)),
          p.logStandardDeviation?.toFixed(2) ?? "none",
        ]),
  ]);
  return { head, rows };
}

/** The verdict in words: one sentence a model, then the limits of what was seen. */
export function sentencesOf(all: readonly JudgedUnit[], question: BacktestQuestion): string[] {
  const byModel = groupByModel(all);
  const lines = [...byModel].map(([model, units]) => {
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
  const times = all.flatMap(({ unit }) => [unit.run.columns.times[0]!, unit.run.columns.times.at(-1)!]);
  const span =
    times.length === 0 ? "no observation" : `${dayText(Math.min(...times))} to ${dayText(Math.max(...times))}`;
  return [
    ...lines,
    `Initial requirement against the loss over the next ${question.mporHours} h at ${percent(question.confidence, 1)}, ${span}, observed every ${question.everyHours} h. Counts over overlapping horizons are descriptive; tests use non-overlapping ones.`,
  ];
}

function groupByModel(all: readonly JudgedUnit[]): Map<string, JudgedUnit[]> {
  const byModel = new Map<string, JudgedUnit[]>();
  for (const one of all) byModel.set(one.unit.rulebook.id, [...(byModel.get(one.unit.rulebook.id) ?? []), one]);
  return byModel;
}

const breachesOfUnit = ({ unit }: JudgedUnit) => {
  const { times, losses, requirements } = unit.run.columns;
  return times.flatMap((time, k) =>
    losses[k]! > requirements[k]! ? [{ model: unit.rulebook.id, time, loss: losses[k]! }] : [],
  );
};

export function reportData(
  all: readonly JudgedUnit[],
  { series, funding = [] }: Pick<BacktestPlan, "series" | "funding">,
  question: BacktestQuestion,
): BacktestReportData {
  const books = [...new Map(all.map(({ unit }) => [unit.bookId, unit.bookTitle])).entries()];
  const models = [...groupByModel(all).keys()];
  const rulebooks = new Map(all.map(({ unit }) => [unit.rulebook.id, unit.rulebook]));
  const assumptions = all.flatMap(({ unit }) => [
    ...[...unit.history.columns].flatMap(([id, { assumption }]) => (assumption ? [`${id}: ${assumption}`] : [])),
    ...[...unit.history.fixed.values()].map(({ assumption }) => assumption),
  ]);
  const omissions = all.map(
    ({ unit }) =>
      `${unit.rulebook.id} on ${unit.bookId}: ${unit.run.omissions.unpriced} times without a price, ${unit.run.omissions.unmodelled} without enough history, ${unit.run.omissions.expiring} with a contract that ends within the MPOR`,
  );
  return {
    title: question.title,
    dataLabel: question.dataLabel,
    sentences: sentencesOf(all, question),
    currency: all[0]?.unit.rulebook.reportingCurrency ?? "USD",
    models,
    summary: summaryTable(all, models),
    coverage: coverageTable(all),
    tests: testsTable(all),
    procyclicality: procyclicalityTable(all),
    plots: books.map(([id, title]) => {
      const of = all.filter(({ unit }) => unit.bookId === id);
      const { times, losses } = of[0]!.unit.run.columns;
      const lines = of.map(({ unit }) => ({
        id: unit.rulebook.id,
        times: unit.run.columns.times,
        requirements: unit.run.columns.requirements,
      }));
      return { title: `${id}: ${title}`, data: { models: lines, times, losses, breaches: of.flatMap(breachesOfUnit) } };
    }),
    breaches: all.flatMap(breachesOfUnit),
    parameters: [...rulebooks.values()].map(
      (one) =>
        [
          `${one.id} (${one.model.id}@${one.model.version})`,
          `${Object.entries(one.parameters)
            .map(([key, value]) => `${key} ${value}`)
            .join(", ")}; hash ${one.parametersHash}`,
        ] as const,
    ),
    lineage: [
      ...series.map((one) => [
        one.market,
        one.source.file,
        `${one.values.length} of ${one.stepMs / hourMs} h`,
        String(one.present.reduce((sum, here) => sum + (here === 0 ? 1 : 0), 0)),
        one.source.sha256.slice(0, 16),
      ]),
      ...funding.map((one) => [
        one.market,
        one.source.file,
        `${one.times.length} payments`,
        "",
        one.source.sha256.slice(0, 16),
      ]),
    ],
    assumptions: [...new Set([...assumptions, fundingSentence(funding), ...omissions])],
    reproduce: question.reproduce,
  };
}

function fundingSentence(funding: readonly FundingSeries[]): string {
  if (funding.length === 0) return "losses hold no funding: no payments were given (--funding)";
  const spans = funding.map(({ market, times }) => `${market} ${dayText(times[0]!)} to ${dayText(times.at(-1)!)}`);
  return `losses hold the funding of ${spans.join(", ")}; outside these spans, and for other perpetuals, none`;
}
