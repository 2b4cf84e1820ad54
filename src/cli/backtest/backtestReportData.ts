import { createHash } from "node:crypto";
import { archetypeNotional } from "../../backtest/archetype.ts";
import { type BacktestPlan, bookId } from "../../backtest/run.ts";
import { backtestSignificance } from "../../backtest/statistics/backtestStatistic.ts";
import { undecidedShare } from "../../backtest/verdict.ts";
import { type FundingSeries, isSynthetic } from "../../market/timeSeries.ts";
import type { BacktestReportData } from "../../reports/backtestReport.ts";
import { dayText, money } from "../present.ts";
import { version } from "../version.ts";
import { omissionsTable, procyclicalityTable, sizesTable, summaryTable, testsTable } from "./backtestReportTables.ts";
import {
  type BacktestQuestion,
  coverageTable,
  groupByModel,
  type JudgedUnit,
  levelText,
  scopeSentence,
  verdictSentences,
} from "./backtestResult.ts";
import { breachesOfUnit, namedWeeksTable, worstWeeksTable } from "./backtestWeeks.ts";

const hourMs = 3_600_000;
/** Digits of a hash that a reader compares. */
const hashDigits = 16;

type ReportPlan = Pick<BacktestPlan, "series" | "funding" | "books" | "coins" | "seasoningDays">;

export function reportData(
  all: readonly JudgedUnit[],
  plan: ReportPlan,
  question: BacktestQuestion,
): BacktestReportData {
  const titles = new Map(all.map(({ unit }) => [unit.bookId, unit.bookTitle]));
  const models = [...groupByModel(all).keys()];
  const currency = all[0]?.unit.rulebook.reportingCurrency ?? "USD";
  const named = namedWeeksTable(all);
  const isReal = !plan.series.some((one) => isSynthetic(one.source));
  return {
    title: question.title,
    dataLabel: question.dataLabel,
    sentences: verdictSentences(all),
    scope: scopeSentence(all, question),
    currency,
    mporHours: question.mporHours,
    models,
    summary: summaryTable(all, models),
    coverage: coverageTable(all),
    sizes: sizesTable(all, currency),
    weeks: [
      ...(isReal && named.rows.length > 0 ? [{ title: "Breaches by named week", table: named }] : []),
      { title: "Weeks with most breaches", table: worstWeeksTable(all) },
    ],
    tests: testsTable(all),
    rules: ruleSentences(all, question),
    procyclicality: procyclicalityTable(all),
    plots: [...titles].map(([id, title]) => plotOf(id, title, all)),
    breaches: all.flatMap(breachesOfUnit),
    books: {
      table: {
        head: ["book", "what it is"],
        rows: [...titles].map(([id, title]) => [id, title]),
      },
      sentences: bookSentences(plan, new Set(titles.keys())),
    },
    parameters: parameterRows(all),
    lineage: lineageRows(plan),
    assumptions: assumptionsOf(all, plan.funding ?? []),
    omissions: omissionsTable(all),
    provenance: [
      ["plimsoll", version],
      ["observations", `SHA-256 ${observationsHash(all).slice(0, hashDigits)}`],
      ["models", [...parameterRows(all)].map(([name]) => name).join(", ")],
      ["reproduce", question.reproduce],
    ],
  };
}

/** How a verdict is reached, and what so many verdicts do to the count of rejections. */
function ruleSentences(all: readonly JudgedUnit[], { confidence, mporHours }: BacktestQuestion): string[] {
  const level = levelText(backtestSignificance);
  const byChance = (all.length * backtestSignificance).toFixed(1);
  return [
    `A breach is a loss over the next ${mporHours} h above the requirement; ${levelText(1 - confidence)} of observations may breach.`,
    "Losses that share time repeat one another, so only observations a whole horizon apart are tested, once for each start offset (hour at which the horizon begins). No offset is better than another: the range of p-values is shown. Where an outage removed an observation, what lies across the gap is no transition for the independence test.",
    `The median offset decides, at the ${level} level. Kupiec's test rejects too little margin when more breaches came than promised, too much when fewer; a model it accepts is rejected for clustering when Christoffersen's independence test rejects.`,
    `Undecided: the median accepts, but at least ${levelText(undecidedShare)} of the offsets reject; or at least half of the offsets had no breach where less than one was due.`,
    `${all.length} verdicts at ${level}: about ${byChance} rejections by each of the two tests are expected even if every model is right. The verdicts are not independent, because books share coins and days: rejections come together.`,
  ];
}

function plotOf(id: string, title: string, all: readonly JudgedUnit[]): BacktestReportData["plots"][number] {
  const of = all.filter(({ unit }) => unit.bookId === id);
  const widest = of.reduce((a, b) => (b.unit.run.columns.times.length > a.unit.run.columns.times.length ? b : a));
  const { times, losses } = widest.unit.run.columns;
  const models = of.map(({ unit: { rulebook, run } }) => ({
    id: rulebook.id,
    times: run.columns.times,
    requirements: run.columns.requirements,
  }));
  return { title: `${id}: ${title}`, data: { models, times, losses, breaches: of.flatMap(breachesOfUnit) } };
}

function bookSentences(plan: ReportPlan, observed: ReadonlySet<string>): string[] {
  const { coins, seasoningDays } = plan;
  const books = plan.books.filter((book) => observed.has(bookId(book)));
  const archetypes = books.flatMap((book) => (book.kind === "archetype" ? [book.archetype] : []));
  const accounts = books.filter((book) => book.kind === "account");
  const notional = money(archetypeNotional);
  const sentences: string[] = [];
  if (archetypes.length > 0)
    sentences.push(
      `Standard books hold ${notional} USD of collateral and ${notional} USD notional (times the leverage in the title; on each side where they are long and short), entered anew at mark at every observation. First coin: ${coins[0]}${coins[1] ? `, second: ${coins[1]}` : ""}.`,
    );
  if (archetypes.some(({ followsListings }) => followsListings))
    sentences.push(
      `A coin joins the basket when its prices reach back ${seasoningDays} days, and leaves it when they end.`,
    );
  if (accounts.length > 0)
    sentences.push(`Accounts (${accounts.map(bookId).join(", ")}): the positions given are held still throughout.`);
  return sentences;
}

function parameterRows(all: readonly JudgedUnit[]): (readonly [string, string])[] {
  const rulebooks = new Map(all.map(({ unit }) => [unit.rulebook.id, unit.rulebook]));
  return [...rulebooks.values()].map((one) => {
    const values = Object.entries(one.parameters).map(([key, value]) => `${key} ${value}`);
    return [`${one.id} (${one.model.id}@${one.model.version})`, `${values.join(", ")}; hash ${one.parametersHash}`];
  });
}

function lineageRows({ series, funding = [], books }: ReportPlan): string[][] {
  const files = new Map(
    books.flatMap((book) =>
      book.kind === "account" && book.source ? [[book.source.sha256, book.source.file] as const] : [],
    ),
  );
  return [
    ...series.map((one) => [
      one.market,
      one.source.file,
      `${one.values.length} of ${one.stepMs / hourMs} h`,
      String(one.present.reduce((sum, here) => sum + (here === 0 ? 1 : 0), 0)),
      one.source.sha256.slice(0, hashDigits),
    ]),
    ...funding.map((one) => [
      one.market,
      one.source.file,
      `${one.times.length} payments`,
      "",
      one.source.sha256.slice(0, hashDigits),
    ]),
    ...[...files].map(([sha256, file]) => ["books", file, "", "", sha256.slice(0, hashDigits)]),
  ];
}

/** What was taken for granted; that a dollar is a dollar is not news. */
function assumptionsOf(all: readonly JudgedUnit[], funding: readonly FundingSeries[]): string[] {
  const stated = all.flatMap(({ unit: { history } }) => [
    ...[...history.columns].flatMap(([id, { assumption }]) => (assumption ? [`${id}: ${assumption}`] : [])),
    ...[...history.fixed.values()].map(({ assumption }) => assumption),
  ]);
  return [...new Set([...stated.filter((text) => text !== "the numeraire"), fundingSentence(funding)])];
}

function fundingSentence(funding: readonly FundingSeries[]): string {
  if (funding.length === 0) return "losses hold no funding: no payments were given (--funding)";
  const spans = funding.map(({ market, times }) => `${market} ${dayText(times[0]!)} to ${dayText(times.at(-1)!)}`);
  return `losses hold the funding of ${spans.join(", ")}; outside these spans, and for other perpetuals, none`;
}

/** One hash over every time, requirement and loss: two reports of equal hash saw the same. */
function observationsHash(all: readonly JudgedUnit[]): string {
  const hash = createHash("sha256");
  for (const { unit } of all) {
    const { times, requirements, losses } = unit.run.columns;
    hash.update(`${unit.rulebook.id}|${unit.rulebook.parametersHash}|${unit.bookId}|`);
    for (const column of [times, requirements, losses]) hash.update(Float64Array.from(column));
  }
  return hash.digest("hex");
}
