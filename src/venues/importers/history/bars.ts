import type { Gap, PriceRanges, SeriesSource, TimeSeries } from "../../../market/timeSeries.ts";
import { failed, type Outcome, success } from "../../../numerics/outcome.ts";
import type { CsvReader, Row } from "./csvReader.ts";
import type { HistoryImport } from "./historyImporter.ts";

/** One row as numbers; NaN where the cell already has its fault. */
export interface Bar {
  readonly row: Row;
  readonly openMs: number;
  readonly close: number;
  /** Absent where the vendor publishes one price per bar. */
  readonly range?: { readonly open: number; readonly high: number; readonly low: number };
  /** Absent where the vendor publishes none. */
  readonly volume?: number;
}

interface BarLayout {
  readonly market: string;
  readonly venue: string;
  readonly kind: TimeSeries["kind"];
  readonly stepMs: number;
  readonly order: "oldest-first" | "newest-first";
  readonly timeColumn: string;
  readonly closeColumn: string;
}

/** No crypto market has older prices, and a later time is a wrong unit. */
const earliestMs = Date.UTC(2009, 0, 1);
const latestMs = Date.UTC(2100, 0, 1);
/** Nineteen years of minutes: a wrong time must not ask for all memory. */
const barsMax = 10_000_000;
/** How near to a power of ten counts as a change of unit. */
const scaleTolerance = Math.log10(1.03);

/** Checks bars and puts them on the close-time grid; every fault refuses the file, gaps and empty bars do not. */
export function importBars(
  csv: CsvReader,
  bars: Iterable<Bar>,
  layout: BarLayout,
  source: SeriesSource,
  notes: readonly string[] = [],
): Outcome<HistoryImport> {
  const accepted: Bar[] = [];
  const clock = new RowClock(csv, layout.order, layout.timeColumn);
  for (const bar of bars) {
    checkValues(csv, bar, layout.closeColumn);
    if (Number.isNaN(bar.openMs)) continue;
    if (bar.openMs % layout.stepMs !== 0) {
      csv.blame(bar.row, layout.timeColumn, bar.openMs, `must be a multiple of the ${layout.stepMs} ms interval`);
    } else if (clock.accepts(bar.row, bar.openMs)) accepted.push(bar);
  }
  if (layout.order === "newest-first") accepted.reverse();
  const isEmpty = (bar: Bar): boolean => layout.kind === "trade" && bar.volume === 0;
  checkScale(
    csv,
    accepted.filter((bar) => !isEmpty(bar)),
    layout.closeColumn,
  );
  const failure = csv.failure();
  if (failure !== null) return failed(failure);
  return onGrid(csv, accepted, isEmpty, layout, source, notes);
}

/** Says whether times follow each other in the file's order, each within reason and only once. */
export class RowClock {
  private readonly csv: CsvReader;
  private readonly direction: 1 | -1;
  private readonly column: string;
  private readonly lineOf = new Map<number, number>();
  private reached = Number.NEGATIVE_INFINITY;

  constructor(csv: CsvReader, order: BarLayout["order"], column: string) {
    this.csv = csv;
    this.direction = order === "oldest-first" ? 1 : -1;
    this.column = column;
  }

  accepts(row: Row, timeMs: number): boolean {
    const rule = this.brokenRule(timeMs);
    if (rule !== undefined) {
      this.csv.blame(row, this.column, timeMs, rule);
      return false;
    }
    this.reached = timeMs * this.direction;
    this.lineOf.set(timeMs, row.line);
    return true;
  }

  private brokenRule(timeMs: number): string | undefined {
    if (!Number.isInteger(timeMs)) return "must be whole milliseconds";
    if (timeMs < earliestMs || timeMs >= latestMs) return "must be milliseconds UTC between 2009 and 2100";
    const line = this.lineOf.get(timeMs);
    if (line !== undefined) return `duplicate timestamp, already on line ${line}`;
    if (timeMs * this.direction > this.reached) return undefined;
    return `time out of order, rows must be ${this.direction === 1 ? "oldest first" : "newest first"}`;
  }
}

/** The common case at one glance; false for NaN too. */
const isSound = ({ open, high, low }: NonNullable<Bar["range"]>, close: number): boolean =>
  low > 0 && low <= open && low <= close && open <= high && close <= high;

function checkValues(csv: CsvReader, { row, close, range, volume }: Bar, closeColumn: string): void {
  if (range !== undefined && isSound(range, close) && (volume ?? 0) >= 0) return;
  const prices: Record<string, number> = range === undefined ? {} : { ...range };
  prices[closeColumn] = close;
  let positive = true;
  for (const [column, value] of Object.entries(prices)) {
    if (value > 0) continue;
    positive = false;
    if (!Number.isNaN(value)) csv.blame(row, column, value, "a price must be above 0");
  }
  if (volume !== undefined && volume < 0) csv.blame(row, "volume", volume, "must not be below 0");
  if (range === undefined || !positive) return;
  const { open, high, low } = range;
  if (high < low) {
    csv.blame(row, "high", high, `must not be below low ${low}`);
    return;
  }
  for (const [column, value] of [["open", open] as const, [closeColumn, close] as const]) {
    if (value < low || value > high) csv.blame(row, column, value, `must lie within low ${low} … high ${high}`);
  }
}

/**
 * A change of unit: the open or the close stands at a power of ten of the previous observed close, to within 3 %.
 * Not a limit on moves: DOGE closed at 4.92 times the day before (2021-01-28), LUNA at 0.133 times the hour before
 * (2022-05-12), and both are real. The open is looked at too, because a day can move more than 3 % after the change.
 */
function checkScale(csv: CsvReader, bars: readonly Bar[], closeColumn: string): void {
  let previous = Number.NaN;
  for (const { row, close, range } of bars) {
    const jumps = (price: number): boolean => {
      const power = Math.log10(price / previous);
      const nearest = Math.round(power);
      return nearest !== 0 && Number.isFinite(power) && Math.abs(power - nearest) <= scaleTolerance;
    };
    const rule = `scale jump, within 3 % of a power of ten times the previous close ${previous}`;
    if (jumps(close)) csv.blame(row, closeColumn, close, rule);
    else if (range !== undefined && jumps(range.open)) csv.blame(row, "open", range.open, rule);
    if (close > 0) previous = close;
  }
}

function onGrid(
  csv: CsvReader,
  bars: readonly Bar[],
  isEmpty: (bar: Bar) => boolean,
  layout: BarLayout,
  source: SeriesSource,
  notes: readonly string[],
): Outcome<HistoryImport> {
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined) {
    return failed({ code: "missing-data", path: csv.file, message: "0 rows hold a price, must be at least 1" });
  }
  const { market, venue, kind, stepMs } = layout;
  const length = (last.openMs - first.openMs) / stepMs + 1;
  if (length > barsMax) {
    return failed({
      code: "invalid",
      path: csv.file,
      message: `${length} bars between the first and the last row, at most ${barsMax}`,
    });
  }
  const values = new Float64Array(length);
  const present = new Uint8Array(length);
  const ranges = first.range === undefined ? undefined : emptyRanges(length);
  const volumes = first.volume === undefined ? undefined : new Float64Array(length);
  const startMs = first.openMs + stepMs;
  const gaps: Gap[] = [];
  const addGap = (index: number, count: number, reason: Gap["reason"]): void => {
    const [before, fromMs] = [gaps.at(-1), startMs + index * stepMs];
    if (before?.reason === reason && before.fromMs + before.bars * stepMs === fromMs) {
      gaps[gaps.length - 1] = { ...before, bars: before.bars + count };
    } else gaps.push({ fromMs, bars: count, reason });
  };
  let next = 0;
  let emptyBars = 0;
  for (const bar of bars) {
    const index = (bar.openMs - first.openMs) / stepMs;
    if (index > next) addGap(next, index - next, "absent");
    if (isEmpty(bar)) {
      addGap(index, 1, "zero-volume");
      emptyBars += 1;
    } else {
      values[index] = bar.close;
      if (ranges !== undefined && bar.range !== undefined) {
        ranges.opens[index] = bar.range.open;
        ranges.highs[index] = bar.range.high;
        ranges.lows[index] = bar.range.low;
      }
      if (volumes !== undefined) volumes[index] = bar.volume ?? 0;
      present[index] = 1;
    }
    next = index + 1;
  }
  const absent = gaps.filter((gap) => gap.reason === "absent");
  return success({
    series: {
      ...{ market, venue, kind, stepMs, startMs, values, present, gaps },
      ...(ranges && { ranges }),
      ...(volumes && { volumes }),
      source,
    },
    report: {
      rows: csv.rows,
      firstMs: startMs,
      lastMs: last.openMs + stepMs,
      gaps: absent.length,
      missingBars: absent.reduce((sum, gap) => sum + gap.bars, 0),
      zeroVolumeBars: emptyBars,
      notes,
    },
  });
}

const emptyRanges = (length: number): PriceRanges => ({
  opens: new Float64Array(length),
  highs: new Float64Array(length),
  lows: new Float64Array(length),
});

/** The bars of an open, high, low, close, volume table whose columns carry those names. */
export function* candles(
  csv: CsvReader,
  openMsOf: (row: Row) => number,
  volumeColumn: string | RegExp = "volume",
): Generator<Bar> {
  const [open, high, low, close] = ["open", "high", "low", "close"].map((name) => csv.column(name)) as [
    number,
    number,
    number,
    number,
  ];
  const volume = csv.column(volumeColumn);
  for (const row of csv.read()) {
    yield {
      row,
      openMs: openMsOf(row),
      range: { open: csv.number(row, open), high: csv.number(row, high), low: csv.number(row, low) },
      close: csv.number(row, close),
      volume: csv.number(row, volume),
    };
  }
}
