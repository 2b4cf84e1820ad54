/** What the importers of venues' tickers share: rows of named prices in, quotes out. */
import { resolveInstrument } from "../../../instruments/names.ts";
import type { Quote } from "../../../market/quotes.ts";
import type { SeriesSource } from "../../../market/timeSeries.ts";
import { FaultList, failed, type Outcome, success } from "../../../numerics/outcome.ts";
import { type Fields, neededIn } from "../options/fields.ts";
import { readJsonRecords } from "../options/records.ts";
import type { PriceImport } from "./priceImporter.ts";

/** One record of a ticker file. */
export interface PriceRow {
  /** JSON path. */
  readonly path: string;
  /** Deribit or ccxt form; a name of another form is left out and counted in a note. */
  readonly name: string;
  readonly timeMs: number;
  /** Of the contract at mark, or of a pair, in quote currency. */
  readonly price: number;
  /** The price of the coin in the contract's quote currency, where the record states one that can be used. */
  readonly index?: number;
}

/** The members of one record that `priceRow` reads. */
export interface TickerMembers {
  readonly price: string;
  readonly index?: string;
  /** Undefined after a fault has been listed. */
  readonly timeMs: number | undefined;
}

/** A row from its members; undefined after a fault. */
export function priceRow(fields: Fields, name: string, { price, index, timeMs }: TickerMembers): PriceRow | undefined {
  const stated = neededIn(fields, price);
  const spot = index === undefined || fields.text(index) === "" ? undefined : neededIn(fields, index);
  if (stated === undefined || timeMs === undefined) return undefined;
  return { path: fields.path, name, timeMs, price: stated, ...(spot === undefined ? {} : { index: spot }) };
}

/** The quotes of a JSON answer; `rowOf` leaves out a record by returning a reason, and lists faults itself. */
export function readPrices(
  text: string,
  source: SeriesSource,
  asOfMs: number | undefined,
  { places, rowOf }: { readonly places: readonly string[]; readonly rowOf: RowReader },
): Outcome<PriceImport> {
  const rows = readJsonRecords(text, source.file, places, rowOf);
  return rows.ok ? pricesOf(rows.value, source, asOfMs) : rows;
}

/** Reads one record, with the whole answer beside it; a text says why the record is left out. */
export type RowReader = (fields: Fields, top: Fields) => PriceRow | string | undefined;

const namesShownMax = 8;

/** Quotes of the rows and, beside contracts, of the pairs that their indices price. */
export function pricesOf(
  rows: readonly (PriceRow | string)[],
  source: SeriesSource,
  asOfMs: number | undefined,
): Outcome<PriceImport> {
  const faults = new FaultList();
  const reasons = new Map<string, number>();
  const unnamed: string[] = [];
  const quotes = new Map<string, { readonly quote: Quote; readonly path: string }>();
  const indices = new Map<string, Quote>();
  const apart = new Set<string>();
  for (const row of rows) {
    if (typeof row === "string") {
      reasons.set(row, (reasons.get(row) ?? 0) + 1);
      continue;
    }
    const { name, path, timeMs, price, index } = row;
    if (asOfMs !== undefined && timeMs > asOfMs) {
      const message = `its time is ${isoText(timeMs)}: must not be later than --as-of ${isoText(asOfMs)}`;
      faults.add({ code: "parsing", path, message });
    }
    const named = resolveInstrument(name, [], path);
    // A pair that could not be taken apart reads as a currency of its own: ETHBTC.
    if (!named.ok || named.value.kind === "cash") {
      unnamed.push(name);
      continue;
    }
    const instrument = named.value;
    const before = quotes.get(instrument.id);
    if (before !== undefined) {
      faults.add({ code: "conflict", path, message: `${instrument.id} is priced twice, first at ${before.path}` });
    }
    quotes.set(instrument.id, { quote: { timeMs, instrument, price }, path });
    if (index === undefined || !("underlying" in instrument)) continue;
    const pair = resolveInstrument(`${instrument.underlying}/${instrument.quoteCurrency}`, [], path);
    if (!pair.ok) continue;
    const known = indices.get(pair.value.id);
    if (known !== undefined && known.timeMs === timeMs && known.price !== index) apart.add(pair.value.id);
    if (known === undefined || known.timeMs < timeMs)
      indices.set(pair.value.id, { timeMs, instrument: pair.value, price: index });
  }
  if (faults.count > 0) return failed(faults.toFailure(source.file, `${rows.length} prices`));
  const notes = [
    ...[...reasons].map(([reason, count]) => `${count} ${count === 1 ? "record" : "records"} left out: ${reason}`),
    ...(unnamed.length === 0
      ? []
      : [`${unnamed.length} left out, of a name that is not known: ${shownNames(unnamed)}`]),
    ...[...apart].map((id) => `the records state more than one index price of ${id}; the first is taken`),
  ];
  const own = [...quotes.values()].map(({ quote }) => quote);
  const spots = [...indices.values()].filter(({ instrument }) => !quotes.has(instrument.id));
  if (own.length > 0) return success({ quotes: [...own, ...spots], source, notes });
  const message = ["0 prices, must be at least 1", ...notes].join("; ");
  return failed({ code: "missing-data", path: source.file, message });
}

function shownNames(names: readonly string[]): string {
  const more = names.length > namesShownMax ? ` and ${names.length - namesShownMax} more` : "";
  return `${names.slice(0, namesShownMax).join(", ")}${more}`;
}

const isoText = (timeMs: number): string => new Date(timeMs).toISOString();
