import { availableParallelism } from "node:os";
import { join } from "node:path";
import { forecastHistory } from "../../calibration/forecasts/index.ts";
import { type Failure, failed, type Outcome, success } from "../../numerics/outcome.ts";
import { calibrationReport } from "../calibration/calibrationReport.ts";
import { calibrationDocument, calibrationText } from "../calibration/calibrationResult.ts";
import { type CoinParameters, type CoinWork, calibratedCoin, finishedCoin, keyOf } from "../calibration/coinFile.ts";
import { readCoinSources, type SourceWords } from "../calibration/coinSourceFiles.ts";
import { inWorkers } from "../calibration/coinWorkers.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { intervalMs } from "../files/marketFiles.ts";
import { makeFolder, writeWhole } from "../files/writeFile.ts";
import { writeSections } from "../files/writeSections.ts";
import { parseTime } from "../market.ts";
import { oneSeries, spanOf } from "../oneSeries.ts";
import { seedOf } from "../seed.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";

export interface CalibrateOptions extends CommonOptions, SourceWords {
  readonly history: string;
  readonly coins: string;
  readonly venue?: string;
  readonly interval: string;
  readonly from?: string;
  readonly to?: string;
  readonly out: string;
  readonly workers?: string;
  /** The coins of the run that has started this one. */
  readonly part?: string;
}

/** From history to a parameter file with provenance, and a page of plots for each coin. */
export async function calibrate(options: CalibrateOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const asked = wordsOf(options);
  if (!asked.ok) return reportFailure(asked.failure, options, exitCodes.usage);
  const { coins, workers, seed } = asked.value;
  const sources = await readCoinSources(
    options,
    (options.part ?? options.coins).split(",").map((coin) => coin.trim()),
  );
  if (!sources.ok) return reportFailure(sources.failure, options);
  const works: CoinWork[] = [];
  const refused: Failure[] = [];
  for (const coin of coins) {
    const work = await workOf(options, { coin, seed, sources: sources.value.get(coin)! });
    if (work.ok) works.push(work.value);
    else refused.push({ ...work.failure, path: `${coin}: ${work.failure.path}` });
  }
  if (works.length === 0) return reportFailure(noneOf(options.history, refused), options);
  const folder = await makeFolder(join(options.out, "coins"));
  if (!folder.ok) return reportFailure(folder.failure, options);

  const found = new Map<string, CoinParameters>();
  for (const work of works) {
    const earlier = await finishedCoin(options.out, work.question.coin, keyOf(work));
    if (earlier !== undefined) found.set(work.question.coin, earlier);
  }
  const resumed = found.size;
  const open = works.filter(({ question }) => !found.has(question.coin));
  let done = resumed;
  const told = (coin: string): void => {
    done += 1;
    terminal.progress(`calibrate: ${done} of ${works.length} coins, ${coin} last`);
  };
  if (open.length > 1 && workers > 1) {
    const ran = await inWorkers(
      open.map(({ question }) => question.coin),
      workers,
      (coin) => partOf(options, coin),
      told,
    );
    terminal.endProgress();
    if (!ran.ok) return reportFailure(ran.failure, options);
    for (const work of open) {
      const made = await finishedCoin(options.out, work.question.coin, keyOf(work));
      if (made !== undefined) found.set(work.question.coin, made);
    }
  } else {
    for (const work of open) {
      const { coin } = work.question;
      const made = await calibratedCoin(options.out, work);
      if (made.ok) found.set(coin, made.value);
      else refused.push({ ...made.failure, path: `${coin}: ${made.failure.path}` });
      told(coin);
      // Lets an interrupt be heard.
      await new Promise((resolve) => setImmediate(resolve));
    }
    terminal.endProgress();
  }
  if (options.part !== undefined)
    return found.size === works.length ? exitCodes.ok : reportFailure(noneOf(options.history, refused), options);
  const all = works.flatMap(({ question }) => found.get(question.coin) ?? []);
  if (all.length === 0) return reportFailure(noneOf(options.history, refused), options);
  const document = calibrationDocument(all, refused);
  const files = [join(options.out, "parameters.json")];
  await writeWhole(files[0]!, `${JSON.stringify(document, null, 1)}\n`);
  for (const coin of all) {
    const path = join(options.out, `calibration-${coin.question.coin}.html`);
    await writeSections(path, calibrationReport(coin));
    files.push(path);
  }
  const result = { document, files, resumed };
  if (options.json) terminal.out(JSON.stringify({ ...document, written: files, resumed }, null, 2));
  else terminal.out(calibrationText(all, refused, result));
  return exitCodes.ok;
}

interface Words {
  readonly coins: readonly string[];
  readonly workers: number;
  readonly seed: number;
}

function wordsOf(options: CalibrateOptions): Outcome<Words> {
  const coins = [...new Set(options.coins.split(",").map((coin) => coin.trim()))].filter((coin) => coin !== "");
  if (coins.length === 0) return failed({ code: "invalid", path: "--coins", message: "names no coin" });
  const odd = coins.find((coin) => !/^[A-Z0-9]{1,15}$/.test(coin));
  if (odd !== undefined) {
    const message = `"${odd}" is no coin`;
    return failed({ code: "invalid", path: "--coins", message, hint: "write them as BTC,ETH,SOL" });
  }
  const workers = options.workers === undefined ? Math.min(2, availableParallelism()) : Number(options.workers);
  if (!Number.isInteger(workers) || workers < 1 || workers > 64) {
    return failed({
      code: "invalid",
      path: "--workers",
      message: `${options.workers} must be a whole number in [1, 64]`,
    });
  }
  if (intervalMs(options.interval) === undefined) {
    return failed({ code: "invalid", path: "--interval", message: `"${options.interval}" is not like 1h or 1d` });
  }
  for (const [path, time] of [
    ["--from", options.from],
    ["--to", options.to],
  ] as const) {
    const read = time === undefined ? success(0) : parseTime(time, path);
    if (!read.ok) return read;
  }
  const seed = seedOf(options.seed, 1);
  return seed.ok ? success({ coins, workers, seed: seed.value }) : seed;
}

async function workOf(
  options: CalibrateOptions,
  { coin, seed, sources }: { readonly coin: string; readonly seed: number; readonly sources: CoinWork["sources"] },
): Promise<Outcome<CoinWork>> {
  const series = await oneSeries({ ...options, coin });
  if (!series.ok) return series;
  const span = spanOf(options, series.value);
  if (!span.ok) return span;
  // Asked here, so that a coin without a bar is refused alike whether coins run in this program or in one of their own.
  const bars = forecastHistory(series.value, { fromMs: span.value[0], toMs: span.value[1], barsPerStep: 1 });
  if (!bars.ok) return bars;
  const { venue, interval, from, to } = options;
  const question = { coin, venue: venue ?? null, interval, from: from ?? null, to: to ?? null, seed };
  return success({ question, series: series.value, span: span.value, sources });
}

/** The same run for one coin. */
function partOf(options: CalibrateOptions, coin: string): string[] {
  const { history, venue, interval, from, to, out, seed } = options;
  const { chain, funding, openInterest: openInterests, orders } = options;
  const words = { history, venue, interval, from, to, out, seed };
  const lists = { chain, funding, "open-interest": openInterests, orders };
  const given = Object.entries(words).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
  const paths = Object.entries(lists).flatMap(([name, all]) => (all ?? []).flatMap((path) => [`--${name}`, path]));
  return ["calibrate", "--coins", coin, ...given, ...paths, "--workers", "1", "--part", options.coins, "--quiet"];
}

const noneOf = (history: string, faults: readonly Failure[]): Failure => ({
  code: faults[0]?.code ?? "missing-data",
  path: history,
  message: `${faults.length} ${faults.length === 1 ? "coin" : "coins"} could not be calibrated`,
  faults,
});
