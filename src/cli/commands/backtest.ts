import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { archetypes } from "../../backtest/archetype.ts";
import type { ObservationRun } from "../../backtest/observations.ts";
import { type BacktestPlan, type BacktestUnit, type Book, backtest, unitKey } from "../../backtest/run.ts";
import type { TimeSeries } from "../../market/timeSeries.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { backtestReport } from "../../reports/backtestReport.ts";
import { importAccounts } from "../../venues/accountImporters.ts";
import {
  type BacktestQuestion,
  coverageTable,
  type JudgedUnit,
  judged,
  reportData,
  sentencesOf,
} from "../backtestResult.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { accountMarket, parseTime, readSeries } from "../market.ts";
import { percent, table } from "../present.ts";
import { readInputFile } from "../readFile.ts";
import { type CommonOptions, reportFailure, type Terminal, terminalFor } from "../terminal.ts";
import { rulebooksOf } from "./margin.ts";

export interface BacktestOptions extends CommonOptions {
  readonly history: string;
  readonly model?: readonly string[];
  readonly portfolio: string;
  readonly confidence: string;
  readonly mpor: string;
  readonly every?: string;
  readonly interval: string;
  readonly venue?: string;
  readonly coins: string;
  readonly from?: string;
  readonly to?: string;
  readonly out: string;
}

const hourMs = 3_600_000;

/** Requirement against realised loss over history, with the tests, a report and a record of every recalibration. */
export async function backtestCommand(options: BacktestOptions, argv: readonly string[]): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const settings = settingsOf(options);
  if (!settings.ok) return reportFailure(settings.failure, options, exitCodes.usage);
  const { confidence, mporHours, fromMs, toMs, barHours, everyHours } = settings.value;
  const coins = options.coins.split(",").map((coin) => coin.trim());
  const { history, interval, venue } = options;
  const series = await readSeries({ history, interval, coins, ...(venue ? { venue } : {}) });
  if (!series.ok) return reportFailure(series.failure, options);
  const rulebooks = await rulebooksOf(options.model, "USD", { confidenceLevel: confidence, horizonHours: mporHours });
  if (!rulebooks.ok) return reportFailure(rulebooks.failure, options, exitCodes.usage);
  const books = await booksOf(options.portfolio, series.value);
  if (!books.ok) return reportFailure(books.failure, options);
  const plan: BacktestPlan = {
    series: series.value,
    stepMs: barHours * hourMs,
    coins,
    books: books.value,
    rulebooks: rulebooks.value,
    mporHours,
    everyHours,
    fromMs,
    toMs,
    seasoningDays: 400,
  };
  const question: BacktestQuestion = {
    title: `Margin backtest at ${percent(confidence, 1)}, MPOR ${mporHours} h, ${interval} bars`,
    dataLabel: `${coins.join(", ")} market data`,
    confidence,
    mporHours,
    everyHours,
    reproduce: `plimsoll ${argv.join(" ")}`,
  };
  return runAndWrite(plan, question, options, terminal);
}

/** Works the plan, writes `report.html`, `result.json` and `observations.csv.gz`, and says so. */
export async function runAndWrite(
  plan: BacktestPlan,
  question: BacktestQuestion,
  options: CommonOptions & { readonly out: string },
  terminal: Terminal,
): Promise<ExitCode> {
  const checkpoint = join(options.out, "checkpoint.json");
  await mkdir(options.out, { recursive: true });
  const resumed = await readCheckpoint(checkpoint, question.reproduce);
  const interrupt = { asked: false };
  const onSignal = () => {
    interrupt.asked = true;
  };
  process.once("SIGINT", onSignal);
  const work = backtest(plan, resumed);
  const states = new Map(resumed);
  let step = work.next();
  while (!step.done) {
    const { done, unit } = step.value;
    states.set(unitKey(unit.rulebook, unit.bookId), unit.run);
    terminal.progress(`backtest ${percent(done, 0)}  ${unit.rulebook.id} on ${unit.bookId}`);
    await new Promise((resolve) => setImmediate(resolve));
    if (interrupt.asked) {
      await writeWhole(checkpoint, JSON.stringify({ reproduce: question.reproduce, states: [...states] }));
      terminal.endProgress();
      process.stderr.write(`interrupted at ${percent(done, 0)}; the same command goes on from ${checkpoint}\n`);
      return exitCodes.interrupted;
    }
    step = work.next();
  }
  process.removeListener("SIGINT", onSignal);
  terminal.endProgress();
  if (!step.value.ok) return reportFailure(step.value.failure, options);
  const units = judged(step.value.value, question);
  if (units.length === 0) {
    const path = "backtest";
    const message = "no observation could be made: no model had enough history before a priced horizon";
    return reportFailure(
      { code: "missing-data", path, message, hint: "widen --from and --to, or lower scenariosMin" },
      options,
    );
  }
  const files = await writeResults(units, plan.series, question, options.out);
  await rm(checkpoint, { force: true });
  const rejected = units.some(({ verdict }) => verdict.word.startsWith("rejected"));
  if (options.json) terminal.out(JSON.stringify(document(units, question, files), null, 2));
  else terminal.out(resultText(units, question, files));
  return rejected ? exitCodes.checkFailed : exitCodes.ok;
}

async function writeResults(
  units: readonly JudgedUnit[],
  series: readonly TimeSeries[],
  question: BacktestQuestion,
  out: string,
): Promise<string[]> {
  const contents: readonly [string, string | Buffer][] = [
    ["report.html", backtestReport(reportData(units, series, question))],
    ["result.json", `${JSON.stringify(document(units, question, []), null, 2)}\n`],
    ["observations.csv.gz", observations(units.map(({ unit }) => unit))],
  ];
  const files: string[] = [];
  for (const [name, text] of contents) {
    const path = join(out, name);
    await writeWhole(path, text);
    files.push(path);
  }
  return files;
}

/** Written beside and then renamed, so that nobody finds half a file. */
async function writeWhole(path: string, text: string | Buffer): Promise<void> {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}

async function readCheckpoint(path: string, reproduce: string): Promise<ReadonlyMap<string, ObservationRun>> {
  try {
    const saved = JSON.parse(await readFile(path, "utf8")) as { reproduce: string; states: [string, ObservationRun][] };
    return saved.reproduce === reproduce ? new Map(saved.states) : new Map();
  } catch {
    return new Map(); // none, or of another run: start from the beginning
  }
}

/** Every observation and, since a model is prepared anew for each, every recalibration: time, window end, parameters. */
function observations(units: readonly BacktestUnit[]): Buffer {
  const lines = ["model,book,time,window_end,parameters_hash,initial_requirement,equity,loss,breach"];
  for (const { rulebook, bookId, run } of units) {
    const { times, requirements, equities, losses } = run.columns;
    times.forEach((time, k) => {
      const stamp = new Date(time).toISOString();
      const [required, loss] = [requirements[k]!, losses[k]!];
      const numbers = `${required.toFixed(4)},${equities[k]!.toFixed(4)},${loss.toFixed(4)},${loss > required ? 1 : 0}`;
      lines.push(`${rulebook.id},${bookId},${stamp},${stamp},${rulebook.parametersHash},${numbers}`);
    });
  }
  return gzipSync(`${lines.join("\n")}\n`);
}

function document(units: readonly JudgedUnit[], question: BacktestQuestion, files: readonly string[]) {
  return {
    schemaVersion: 1,
    question,
    sentences: sentencesOf(units, question),
    results: units.map(({ unit, verdict }) => ({
      rulebook: unit.rulebook.id,
      model: unit.rulebook.model.id,
      modelVersion: unit.rulebook.model.version,
      parametersHash: unit.rulebook.parametersHash,
      book: unit.bookId,
      omissions: unit.run.omissions,
      verdict,
    })),
    ...(files.length === 0 ? {} : { files }),
  };
}

/** Verdicts as narrow as a terminal table needs; the sentences below it say them in full. */
const shortWords: Readonly<Record<string, string>> = {
  "rejected: too little margin": "too low",
  "rejected: too much margin": "too high",
  "rejected: breaches cluster": "clusters",
};

function resultText(units: readonly JudgedUnit[], question: BacktestQuestion, files: readonly string[]): string {
  const { rows } = coverageTable(units);
  const short = rows.map(
    ([model = "", book = "", observations = "", breaches = "", coverage = "", , , p = "", word = ""]) => [
      `${model.replace("historical", "hist.")}`,
      book,
      observations,
      breaches,
      coverage.replace(" %", ""),
      p.replace(" to ", "-"),
      shortWords[word] ?? word,
    ],
  );
  return [
    question.title,
    table(["model", "book", "obs.", "brch.", "cov. %", "p (POF)", "verdict"], short),
    sentencesOf(units, question).join("\n"),
    `Wrote ${files.join(", ")}\nReproduce: ${question.reproduce}`,
  ].join("\n\n");
}

async function booksOf(portfolio: string, series: readonly TimeSeries[]): Promise<Outcome<Book[]>> {
  if (portfolio === "archetypes") return success(archetypes.map((archetype) => ({ kind: "archetype", archetype })));
  const file = await readInputFile(portfolio);
  if (!file.ok) return file;
  const accounts = importAccounts(file.value.text, file.value.name, accountMarket(series, undefined));
  if (!accounts.ok) return accounts;
  const usd = { kind: "cash", id: "USD", settlementCurrency: "USD" } as const;
  const instruments = [...accounts.value.instruments, usd];
  return success(accounts.value.accounts.map((account) => ({ kind: "account", account, instruments })));
}

function settingsOf(options: BacktestOptions) {
  const confidence = Number(options.confidence);
  const mporHours = hoursOf(options.mpor);
  const barHours = hoursOf(options.interval);
  const everyHours = hoursOf(options.every ?? options.interval);
  const bad = (path: string, message: string, hint: string) => failed({ code: "invalid", path, message, hint });
  if (!(confidence > 0.5 && confidence < 1))
    return bad("--confidence", `${options.confidence} must lie in (0.5, 1)`, "write 0.99");
  if (mporHours === undefined) return bad("--mpor", `"${options.mpor}" is not a span`, "write 24h or 2d");
  if (barHours === undefined) return bad("--interval", `"${options.interval}" is not a bar`, "write 1h or 1d");
  if (everyHours === undefined) return bad("--every", `"${options.every}" is not a span`, "write 1h or 1d");
  if (!Number.isInteger(mporHours / barHours))
    return bad("--mpor", `${mporHours} h is no whole number of ${barHours} h bars`, "choose a multiple of the bar");
  const from = options.from === undefined ? success(0) : parseTime(options.from, "--from");
  if (!from.ok) return from;
  const to = options.to === undefined ? success(8.64e15) : parseTime(options.to, "--to");
  if (!to.ok) return to;
  if (from.value >= to.value) return bad("--from", "it must come before --to", "exchange the two");
  return success({ confidence, mporHours, barHours, everyHours, fromMs: from.value, toMs: to.value });
}

function hoursOf(text: string): number | undefined {
  const parts = /^(\d+)(h|d)$/.exec(text);
  return parts === null ? undefined : Number(parts[1]) * (parts[2] === "d" ? 24 : 1);
}
