import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { emptyRun, type ObservationRun } from "../../backtest/observations.ts";
import { type BacktestPlan, type BacktestUnit, backtest, unitKey } from "../../backtest/run.ts";
import type { Outcome } from "../../numerics/outcome.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { makeFolder, writeWhole } from "../files/writeFile.ts";
import { percent, table, wrapped } from "../present.ts";
import { type CommonOptions, reportFailure, type Terminal } from "../terminal.ts";
import { version } from "../version.ts";
import { reportData } from "./backtestReportData.ts";
import {
  type BacktestQuestion,
  coverageTable,
  type JudgedUnit,
  judged,
  levelText,
  sentencesOf,
} from "./backtestResult.ts";

/** Works the plan, writes `report.html`, `result.json` and `observations.csv.gz`, and says so. */
export async function runAndWrite(
  plan: BacktestPlan,
  question: BacktestQuestion,
  options: CommonOptions & { readonly out: string },
  terminal: Terminal,
  alongside: Readonly<Record<string, unknown>> = {},
): Promise<ExitCode> {
  const checkpoint = join(options.out, "checkpoint.json");
  const key = planKey(plan, question);
  const resumed = await readCheckpoint(checkpoint, key);
  const worked = await workThrough(plan, resumed, terminal);
  if (worked.interrupted) {
    const made = await makeFolder(options.out);
    if (!made.ok) return reportFailure(made.failure, options);
    await writeWhole(checkpoint, JSON.stringify({ key, states: worked.states }));
    process.stderr.write(`interrupted at ${percent(worked.done, 0)}; the same command goes on from ${checkpoint}\n`);
    return exitCodes.interrupted;
  }
  if (!worked.units.ok) return reportFailure(worked.units.failure, options);
  const units = judged(worked.units.value, question);
  if (units.length === 0) {
    const path = "backtest";
    const message = "no observation could be made: no model had enough history before a priced horizon";
    return reportFailure(
      { code: "missing-data", path, message, hint: "widen --from and --to, or lower scenariosMin" },
      options,
    );
  }
  const made = await makeFolder(options.out);
  if (!made.ok) return reportFailure(made.failure, options);
  const files = await writeResults(units, plan, question, options.out);
  await rm(checkpoint, { force: true });
  const rejected = units.some(({ verdict }) => verdict.word.startsWith("rejected"));
  if (options.json) terminal.out(JSON.stringify({ ...document(units, question, files), ...alongside }, null, 2));
  else terminal.out(resultText(units, question, files));
  return rejected ? exitCodes.checkFailed : exitCodes.ok;
}

type Worked =
  | { readonly interrupted: false; readonly units: Outcome<BacktestUnit[]> }
  | {
      readonly interrupted: true;
      readonly done: number;
      readonly states: readonly (readonly [string, ObservationRun])[];
    };

/** Runs the plan to its end or to the first Ctrl-C, which is answered between two chunks. */
async function workThrough(
  plan: BacktestPlan,
  resumed: ReadonlyMap<string, ObservationRun>,
  terminal: Terminal,
): Promise<Worked> {
  const interrupt = { asked: false };
  const onSignal = () => {
    interrupt.asked = true;
  };
  process.once("SIGINT", onSignal);
  try {
    const work = backtest(plan, resumed);
    const states = new Map(resumed);
    let step = work.next();
    while (!step.done) {
      const { done, unit } = step.value;
      states.set(unitKey(unit.rulebook, unit.bookId), unit.run);
      terminal.progress(`backtest ${percent(done, 0)}  ${unit.rulebook.id} on ${unit.bookId}`);
      await new Promise((resolve) => setImmediate(resolve));
      if (interrupt.asked) return { interrupted: true, done, states: [...states] };
      step = work.next();
    }
    return { interrupted: false, units: step.value };
  } finally {
    process.removeListener("SIGINT", onSignal);
    terminal.endProgress();
  }
}

async function writeResults(
  units: readonly JudgedUnit[],
  plan: BacktestPlan,
  question: BacktestQuestion,
  out: string,
): Promise<string[]> {
  // Loaded here: what draws charts takes longer than most runs that end before there is anything to draw.
  const { backtestReport } = await import("../../reports/backtestReport.ts");
  const contents: readonly [string, string | Buffer][] = [
    ["report.html", backtestReport(reportData(units, plan, question))],
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

/** Names all that decides the observations, so that a checkpoint of another question or other data is not taken up. */
function planKey(
  { series, funding = [], rulebooks, books, ...rest }: BacktestPlan,
  question: BacktestQuestion,
): string {
  const sources = [...series, ...funding].map((one) => one.source.sha256);
  const models = rulebooks.map((one) => `${one.model.id}@${one.model.version} ${one.parametersHash}`);
  const held = books.map((book) => (book.kind === "archetype" ? book.archetype.id : book.account));
  const exact = (_key: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);
  // A checkpoint of other columns cannot be gone on with.
  const columns = Object.keys(emptyRun(0).columns);
  const text = JSON.stringify([version, columns, question.reproduce, models, sources, held, rest], exact);
  return createHash("sha256").update(text).digest("hex");
}

async function readCheckpoint(path: string, key: string): Promise<ReadonlyMap<string, ObservationRun>> {
  try {
    const saved = JSON.parse(await readFile(path, "utf8")) as { key: string; states: [string, ObservationRun][] };
    return saved.key === key ? new Map(saved.states) : new Map();
  } catch {
    return new Map(); // none, or damaged: start from the beginning
  }
}

/** Every observation and, since a model is prepared anew for each, every recalibration: time, window end, parameters. */
function observations(units: readonly BacktestUnit[]): Buffer {
  const lines = ["model,book,time,window_end,parameters_hash,initial_requirement,equity,loss,funding_paid,breach"];
  for (const { rulebook, bookId, run } of units) {
    const { times, requirements, equities, losses, fundingPaid } = run.columns;
    times.forEach((time, k) => {
      const stamp = new Date(time).toISOString();
      const [required, loss] = [requirements[k]!, losses[k]!];
      const numbers = `${required.toFixed(4)},${equities[k]!.toFixed(4)},${loss.toFixed(4)},${fundingPaid[k]!.toFixed(4)}`;
      lines.push(
        `${rulebook.id},${bookId},${stamp},${stamp},${rulebook.parametersHash},${numbers},${loss > required ? 1 : 0}`,
      );
    });
  }
  return gzipSync(`${lines.join("\n")}\n`);
}

function document(units: readonly JudgedUnit[], question: BacktestQuestion, files: readonly string[]) {
  return {
    schemaVersion: 1,
    plimsoll: version,
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
      model.replace("filtered", "filt.").replace("historical", "hist."),
      book,
      observations,
      breaches,
      coverage.replace(" %", ""),
      p.replace(" to ", "-"),
      shortWords[word] ?? word,
    ],
  );
  return [
    `${question.title}, ${question.dataLabel}`,
    table(["model", "book", "obs.", "brch.", "cov. %", "p (POF)", "verdict"], short),
    sentencesOf(units, question)
      .map((text) => wrapped(text, 2))
      .join("\n"),
    ...ownTerms(units, question),
    `Wrote\n  ${files.join("\n  ")}\nReproduce: ${question.reproduce}`,
  ].join("\n\n");
}

/** Says where a model file's own level or horizon is not the one tested: it counts, and the reader must know. */
function ownTerms(units: readonly JudgedUnit[], { confidence, mporHours }: BacktestQuestion): string[] {
  const rulebooks = new Map(units.map(({ unit }) => [unit.rulebook.id, unit.rulebook]));
  return [...rulebooks.values()].flatMap(({ id, parameters }) => {
    const { confidenceLevel = confidence, horizonHours = mporHours } = parameters as Readonly<Record<string, unknown>>;
    if (confidenceLevel === confidence && horizonHours === mporHours) return [];
    const own = `${id}: its file says confidenceLevel ${confidenceLevel} and horizonHours ${horizonHours}`;
    return [wrapped(`${own}; tested at ${levelText(confidence)} over ${mporHours} h`, 2)];
  });
}
