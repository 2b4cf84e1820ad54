/** A price file: `time,instrument,price`, one observed price a row. */
import { resolveInstrument } from "../../../instruments/names.ts";
import type { Quote, Quotes } from "../../../market/quotes.ts";
import type { SeriesSource } from "../../../market/timeSeries.ts";
import { failed, type Outcome, success } from "../../../numerics/outcome.ts";
import { CsvReader, firstLine } from "../history/csvReader.ts";
import type { PriceImporter } from "./priceImporter.ts";

const header = "time,instrument,price";
const timeForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z$/;

export const pricesCsv: PriceImporter = {
  id: "prices-csv",
  title: "Price file",
  unitsNote:
    "time is UTC; a contract or pair is priced in its quote currency, an option by its premium in its settlement currency per coin, a currency code in US dollars; the last row counts",
  howToGet: `write it: ${header}, like 2024-06-29T00:00Z,BTC-PERPETUAL,60950.5; from Deribit public/ticker (mark_price) or ccxt fetchTickers`,
  recognises: (text) => firstLine(text) === header,
  read: (text, source, asOfMs) => {
    const read = importPrices(text, source, asOfMs);
    return read.ok ? success({ ...read.value, notes: [] }) : read;
  },
};

/**
 * Reads a price file, every bad row reported.
 *
 * @param asOfMs rows dated after it are faults: a margin must not know what came later
 */
export function importPrices(text: string, source: SeriesSource, asOfMs: number | undefined): Outcome<Quotes> {
  if (firstLine(text) !== header) {
    const message = `the first line is "${firstLine(text).slice(0, 80)}", must be ${header}`;
    return failed({ code: "unsupported", path: `${source.file}:1`, message, hint: pricesCsv.howToGet });
  }
  const csv = new CsvReader(source.file, text, 1);
  const quotes: Quote[] = [];
  const lineOf = new Map<string, number>();
  for (const row of csv.read()) {
    const time = csv.cell(row, 0);
    const timeMs = timeForm.test(time) ? Date.parse(time) : Number.NaN;
    if (Number.isNaN(timeMs)) csv.blame(row, "time", time, "must be UTC like 2024-06-29T00:00Z");
    else if (asOfMs !== undefined && timeMs > asOfMs) {
      csv.blame(row, "time", time, `must not be later than --as-of ${new Date(asOfMs).toISOString()}`);
    }
    const price = csv.number(row, 2);
    if (price <= 0) csv.blame(row, "price", price, "a price must be above 0");
    const name = csv.cell(row, 1);
    const instrument = resolveInstrument(name, [], source.file);
    if (!instrument.ok) {
      const { message, hint } = instrument.failure;
      csv.blame(row, "instrument", name, hint === undefined ? message : `${message}, ${hint}`);
      continue;
    }
    const key = `${instrument.value.id} ${timeMs}`;
    const before = lineOf.get(key);
    if (before !== undefined) csv.blame(row, "time", time, `duplicate of line ${before}`);
    lineOf.set(key, row.line);
    quotes.push({ timeMs, instrument: instrument.value, price });
  }
  const failure = csv.failure();
  return failure === null ? success({ quotes, source }) : failed(failure);
}
