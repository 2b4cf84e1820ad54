import type { TimeSeries } from "../market/timeSeries.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { readSeries } from "./files/marketFiles.ts";
import { parseTime } from "./market.ts";
import { version } from "./version.ts";

/** The words that name one coin's prices over a stretch of time. */
export interface SeriesOptions {
  readonly history: string;
  readonly coin: string;
  readonly venue?: string;
  readonly interval: string;
  readonly from?: string;
  readonly to?: string;
}

/** The one series that the words name; several are a failure that lists them. */
export async function oneSeries({ history, interval, venue, coin }: SeriesOptions): Promise<Outcome<TimeSeries>> {
  const read = await readSeries({ history, interval, coins: [coin], ...(venue ? { venue } : {}) });
  if (!read.ok) return read;
  if (read.value.length !== 1) return severalSeries(read.value);
  const [series] = read.value as [TimeSeries];
  return baseOf(series) === coin ? success(series) : otherCoin(history, series, coin);
}

const baseOf = ({ market }: TimeSeries): string => market.split("/")[0]!;

/** A path to one file is read whatever its name says. */
function otherCoin(path: string, { market }: TimeSeries, coin: string): Outcome<never> {
  const message = `holds prices of ${market}, not of ${coin}`;
  return failed({ code: "invalid", path, message, hint: "name the coin of the file, or give a folder" });
}

function severalSeries(series: readonly TimeSeries[]): Outcome<never> {
  const message = `${series.length} series of that coin: ${series.map((one) => `${one.market} of ${one.venue}`).join(", ")}`;
  return failed({ code: "invalid", path: "--history", message, hint: "choose with --venue, or give the file itself" });
}

/** First and last bar, milliseconds UTC. */
export type Span = readonly [fromMs: number, toMs: number];

export function spanOf(
  { from, to }: Pick<SeriesOptions, "from" | "to">,
  { startMs, stepMs, values }: TimeSeries,
): Outcome<Span> {
  const last = startMs + (values.length - 1) * stepMs;
  const first = from === undefined ? success(startMs) : parseTime(from, "--from", "start");
  const end = to === undefined ? success(last) : parseTime(to, "--to");
  if (!first.ok) return first;
  if (!end.ok) return end;
  if (from !== undefined && to !== undefined && first.value >= end.value) {
    const message = `${from} is not before --to ${to}`;
    return failed({ code: "invalid", path: "--from", message, hint: "write the earlier time after --from" });
  }
  return success([Math.max(startMs, first.value), Math.min(last, end.value)]);
}

/** How every JSON document about one series begins: which program, which market, which bytes, which stretch of time. */
export const seriesHead = (series: TimeSeries, span: Span) => ({
  schemaVersion: 1,
  plimsoll: version,
  market: series.market,
  venue: series.venue,
  source: { ...series.source },
  from: new Date(span[0]).toISOString(),
  to: new Date(span[1]).toISOString(),
});
