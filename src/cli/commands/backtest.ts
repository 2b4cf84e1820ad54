import type { BacktestPlan } from "../../backtest/run.ts";
import { isCurrency } from "../../instruments/money.ts";
import { isSynthetic } from "../../market/timeSeries.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { type BacktestQuestion, levelText } from "../backtest/backtestResult.ts";
import { runAndWrite } from "../backtest/backtestRun.ts";
import { booksOf } from "../backtest/books.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { intervalMs, readFunding, readSeries } from "../files/marketFiles.ts";
import { checkFolder } from "../files/writeFile.ts";
import { parseTime } from "../market.ts";
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
  readonly coins?: string;
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
  const coins = coinsOf(options.coins, options.portfolio);
  if (!coins.ok) return reportFailure(coins.failure, options);
  const writable = await checkFolder(options.out);
  if (!writable.ok) return reportFailure(writable.failure, options);
  const { history, interval, venue } = options;
  const series = await readSeries({ history, interval, ...coinFilter(coins.value), ...(venue ? { venue } : {}) });
  if (!series.ok) return reportFailure(series.failure, options);
  const funding = options.funding === undefined ? success([]) : await readFunding(options.funding, coins.value);
  if (!funding.ok) return reportFailure(funding.failure, options);
  const rulebooks = await rulebooksOf(options.model, "USD", { confidenceLevel: confidence, horizonHours: mporHours });
  if (!rulebooks.ok) return reportFailure(rulebooks.failure, options, exitCodes.usage);
  const books = await booksOf(options.portfolio, series.value, fromMs);
  if (!books.ok) return reportFailure(books.failure, options);
  const plan: BacktestPlan = {
    series: series.value,
    funding: funding.value,
    stepMs: barHours * hourMs,
    coins: coins.value,
    books: books.value,
    rulebooks: rulebooks.value,
    mporHours,
    everyHours,
    fromMs,
    toMs,
    seasoningDays: 400,
  };
  const question: BacktestQuestion = {
    title: `Margin backtest at ${levelText(confidence)}, MPOR ${mporHours} h, ${interval} bars`,
    dataLabel: series.value.some((one) => isSynthetic(one.source))
      ? "synthetic"
      : `${coins.value.join(", ")} market data`.trimStart(),
    confidence,
    mporHours,
    everyHours,
    reproduce: `plimsoll ${argv.map(quoted).join(" ")}`,
  };
  return runAndWrite(plan, question, options, terminal);
}

/** A word as a shell reads it back. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

const coinFilter = (coins: readonly string[]) => (coins.length === 0 ? {} : { coins });

/** The coins of the standard books; a book from a file brings its own, so that none means all. */
function coinsOf(text: string | undefined, portfolio: string): Outcome<string[]> {
  if (text === undefined) return success(portfolio === "archetypes" ? ["BTC", "ETH"] : []);
  const coins = text.split(",").map((coin) => coin.trim());
  const bad = (message: string) =>
    failed({
      code: "invalid",
      path: "--coins",
      message,
      hint: "write BTC,ETH: the first coin is that of single-coin books",
    });
  const odd = coins.find((coin) => !isCurrency(coin));
  if (odd !== undefined) return bad(`"${odd}" is not a currency code`);
  const twice = coins.find((coin, k) => coins.indexOf(coin) !== k);
  return twice === undefined ? success(coins) : bad(`${twice} is named twice`);
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
  for (const [path, hours] of [["--mpor", mporHours] as const, ["--every", everyHours] as const]) {
    if (hours > 0 && Number.isInteger(hours / barHours)) continue;
    return bad(path, `${hours} h is no whole number of ${barHours} h bars`, "choose a multiple of the bar");
  }
  const from = options.from === undefined ? success(0) : parseTime(options.from, "--from", "start");
  if (!from.ok) return from;
  const to = options.to === undefined ? success(8.64e15) : parseTime(options.to, "--to");
  if (!to.ok) return to;
  if (from.value >= to.value) return bad("--from", "it must come before --to", "exchange the two");
  return success({ confidence, mporHours, barHours, everyHours, fromMs: from.value, toMs: to.value });
}

function hoursOf(text: string): number | undefined {
  const ms = intervalMs(text);
  return ms === undefined ? undefined : ms / hourMs;
}
