import { failed, success } from "../../../numerics/outcome.ts";
import { RowClock } from "./bars.ts";
import { CsvReader, firstLine } from "./csvReader.ts";
import { marketOf, minuteMs, nameFailure, stemOf } from "./fileNames.ts";
import type { HistoryImporter, HistoryReport } from "./historyImporter.ts";

const header = "ts_ms,funding_rate";
const nameForm = /^([a-z][a-z0-9-]*)_([A-Z0-9]+)(?:-PERP)?_funding(?:_[0-9]+)?$/;

/** The usual time between payments, to the minute: the middle one. */
function usualSpacing(times: readonly number[]): number {
  const spacings = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const middle = spacings.sort((a, b) => a - b)[spacings.length >> 1] ?? 0;
  return Math.round(middle / minuteMs) * minuteMs;
}

function reportOf(rows: number, times: readonly number[]): HistoryReport {
  const usual = usualSpacing(times);
  let gaps = 0;
  let missingBars = 0;
  for (let k = 1; k < times.length && usual > 0; k += 1) {
    const missing = Math.round((times[k]! - times[k - 1]!) / usual) - 1;
    if (missing <= 0) continue;
    gaps += 1;
    missingBars += missing;
  }
  const notes = usual > 0 ? [`one payment every ${usual / 60 / minuteMs} h`] : [];
  return { rows, firstMs: times[0] ?? 0, lastMs: times.at(-1) ?? 0, gaps, missingBars, zeroVolumeBars: 0, notes };
}

export const funding: HistoryImporter = {
  id: "funding",
  title: "Funding payments",
  vendor: "any venue, through ccxt",
  unitsNote: "ts_ms is the settlement in milliseconds UTC as published; rate is a fraction of notional per event",
  howToGet: "ccxt fetchFundingRateHistory(market), written as ts_ms,funding_rate; name venue_SYMBOL_funding",
  recognises: (line) => line.startsWith("ts_ms,funding_"),
  read: (text, source) => {
    if (firstLine(text) !== header) {
      return failed({
        code: "unsupported",
        path: source.file,
        message: `the columns are ${firstLine(text).slice(0, 80)}, must be ${header}: means over a day are not payments`,
        hint: "get the rate of every settlement",
      });
    }
    const [, venue = "", symbol = ""] = nameForm.exec(stemOf(source.file)) ?? [];
    const market = marketOf(symbol, venue, true);
    if (market === undefined) return nameFailure(source.file, "venue_SYMBOL_funding.csv");
    const csv = new CsvReader(source.file, text, 1);
    const clock = new RowClock(csv, "oldest-first", "ts_ms");
    const times: number[] = [];
    const rates: number[] = [];
    for (const row of csv.read()) {
      const [time, rate] = [csv.number(row, 0), csv.number(row, 1)];
      if (Number.isNaN(time) || !clock.accepts(row, time)) continue;
      times.push(time);
      rates.push(rate);
    }
    const failure = csv.failure();
    if (failure !== null) return failed(failure);
    return success({
      funding: { market, venue, times: Float64Array.from(times), rates: Float64Array.from(rates), source },
      report: reportOf(csv.rows, times),
    });
  },
};
