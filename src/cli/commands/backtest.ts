import { archetypes } from "../../backtest/archetype.ts";
import type { BacktestPlan, Book } from "../../backtest/run.ts";
import { isSynthetic, type TimeSeries } from "../../market/timeSeries.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { importAccounts } from "../../venues/accountImporters.ts";
import type { BacktestQuestion } from "../backtestResult.ts";
import { runAndWrite } from "../backtestRun.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { readInputFile } from "../files/readFile.ts";
import { accountMarket, parseTime, readFunding, readSeries } from "../market.ts";
import { percent } from "../present.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { rulebooksOf } from "./margin.ts";

export interface BacktestOptions extends CommonOptions {
  readonly history: string;
  readonly funding?: string;
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
  const funding = options.funding === undefined ? success([]) : await readFunding(options.funding, coins);
  if (!funding.ok) return reportFailure(funding.failure, options);
  const rulebooks = await rulebooksOf(options.model, "USD", { confidenceLevel: confidence, horizonHours: mporHours });
  if (!rulebooks.ok) return reportFailure(rulebooks.failure, options, exitCodes.usage);
  const books = await booksOf(options.portfolio, series.value);
  if (!books.ok) return reportFailure(books.failure, options);
  const plan: BacktestPlan = {
    series: series.value,
    funding: funding.value,
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
    dataLabel: series.value.some((one) => isSynthetic(one.source)) ? "synthetic" : `${coins.join(", ")} market data`,
    confidence,
    mporHours,
    everyHours,
    reproduce: `plimsoll ${argv.join(" ")}`,
  };
  return runAndWrite(plan, question, options, terminal);
}

async function booksOf(portfolio: string, series: readonly TimeSeries[]): Promise<Outcome<Book[]>> {
  if (portfolio === "archetypes") return success(archetypes.map((archetype) => ({ kind: "archetype", archetype })));
  const file = await readInputFile(portfolio);
  if (!file.ok) return file;
  const accounts = importAccounts(file.value.text, file.value.name, accountMarket({ series }, undefined));
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
