import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type CoinCalibration, type CoinSources, calibrateCoin } from "../../calibration/parameters/index.ts";
import type { SeriesSource, TimeSeries } from "../../market/timeSeries.ts";
import { type Outcome, success } from "../../numerics/outcome.ts";
import { writeWhole } from "../files/writeFile.ts";
import { version } from "../version.ts";

/** What one coin's numbers depend on, and nothing else. */
export interface CoinQuestion {
  readonly coin: string;
  readonly venue: string | null;
  readonly interval: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly seed: number;
}

/** One coin's part of a parameter file. Plain data; equal questions on equal bytes give equal text. */
export interface CoinParameters {
  readonly schemaVersion: 1;
  readonly plimsoll: string;
  /** Of the question, the program and the bytes of the prices. */
  readonly key: string;
  readonly question: CoinQuestion;
  readonly market: string;
  readonly venue: string;
  readonly source: SeriesSource;
  /** The other files that were read, in the order in which they were given. */
  readonly otherSources: readonly SeriesSource[];
  /** First and last bar that were read. */
  readonly from: string;
  readonly to: string;
  readonly bars: { readonly present: number; readonly missing: number };
  readonly estimators: readonly CoinCalibration[];
}

/** Raised whenever an estimator changes a number, so that a folder of an earlier one is not taken up. */
const methodsVersion = 6;

/** A coin's question with all that answers it. */
export interface CoinWork {
  readonly question: CoinQuestion;
  readonly series: TimeSeries;
  readonly span: readonly [fromMs: number, toMs: number];
  readonly sources: CoinSources;
}

const otherSourcesOf = ({ chains, funding, openInterest, orders }: CoinSources): SeriesSource[] =>
  [...chains, ...funding, ...openInterest, ...orders].map(({ source }) => source);

export const keyOf = ({ question, series, sources }: CoinWork): string =>
  createHash("sha256")
    .update(
      JSON.stringify([
        version,
        methodsVersion,
        question,
        [series.source, ...otherSourcesOf(sources)].map(({ sha256 }) => sha256),
      ]),
    )
    .digest("hex")
    .slice(0, 16);

const pathOf = (out: string, coin: string): string => join(out, "coins", `${coin}.json`);

/** A coin's numbers from an earlier run that asked the same of the same bytes. */
export async function finishedCoin(out: string, coin: string, key: string): Promise<CoinParameters | undefined> {
  const text = await readFile(pathOf(out, coin), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const read = JSON.parse(text) as CoinParameters;
    return read.key === key && read.question.coin === coin && Array.isArray(read.estimators) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** Calibrates one coin and keeps what was found. */
export async function calibratedCoin(out: string, work: CoinWork): Promise<Outcome<CoinParameters>> {
  const { question, series, span, sources } = work;
  const [fromMs, toMs] = span;
  const estimators = calibrateCoin(series, { fromMs, toMs, seed: question.seed, sources });
  if (!estimators.ok) return estimators;
  const { startMs, stepMs, present } = series;
  const seen = present.filter((one, k) => one === 1 && startMs + k * stepMs >= fromMs && startMs + k * stepMs <= toMs);
  const parameters: CoinParameters = {
    schemaVersion: 1,
    plimsoll: version,
    key: keyOf(work),
    question,
    market: series.market,
    venue: series.venue,
    source: { ...series.source },
    otherSources: otherSourcesOf(sources),
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    bars: { present: seen.length, missing: Math.round((toMs - fromMs) / stepMs) + 1 - seen.length },
    estimators: estimators.value,
  };
  await writeWhole(pathOf(out, question.coin), `${JSON.stringify(parameters, null, 1)}\n`);
  return success(parameters);
}
