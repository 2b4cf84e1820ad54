/** Layouts that are known and cannot be read, each with the reason. */
import type { Failure } from "../../../numerics/outcome.ts";
import { CsvReader, firstLine } from "../history/csvReader.ts";
import { isJsonWith } from "./records.ts";

export interface RefusedLayout {
  readonly id: string;
  readonly title: string;
  readonly recognises: (text: string) => boolean;
  /** What the file lacks, and what to use in its place. */
  readonly why: (text: string, file: string) => Failure;
}

/** Deribit marks with listing and expiry times, but no time at which they were taken. */
const timelessMarks: RefusedLayout = {
  id: "timeless-marks",
  title: "option marks without a time or forwards",
  recognises: (text) =>
    firstLine(text) === "option_type,strike,creation,maturity,mark_price,last_price,mark_iv,index_price",
  why: (text, file) => {
    const reader = new CsvReader(file, text, 1);
    const [creation, maturity] = [reader.column("creation"), reader.column("maturity")];
    const rows = [...reader.read()];
    const listings = rows.map((row) => reader.cell(row, creation)).sort();
    const expiries = rows.map((row) => reader.cell(row, maturity)).sort();
    return {
      code: "missing-data",
      path: file,
      message: `${rows.length} marks without the time they were taken, without instrument names and without forwards; the time lies between the last listing (${listings.at(-1) ?? "none"}) and the first expiry (${expiries[0] ?? "none"}), and a volatility needs it to the minute`,
      hint: "use options/deribit_BTC_chain_20240524.csv: the same marks with an estimated time and computed forwards, and says so",
    };
  },
};

const refused =
  (code: Failure["code"], message: string, hint: string) =>
  (_text: string, file: string): Failure => ({
    code,
    path: file,
    message,
    hint,
  });

const bookChangesWhy = refused(
  "unsupported",
  "changes of an order book, not quotes: the best bid and ask need the book rebuilt change by change",
  "get book_snapshot_5 or quotes of the same contract",
);

export const refusedLayouts: readonly RefusedLayout[] = [
  timelessMarks,
  {
    id: "tardis-book-changes",
    title: "Tardis incremental_book_L2, CSV",
    recognises: (text) => firstLine(text) === "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount",
    why: bookChangesWhy,
  },
  {
    id: "tardis-book-change-message",
    title: "Tardis book_change message, JSON",
    recognises: (text) => isJsonWith(text, "book_change", "isSnapshot"),
    why: bookChangesWhy,
  },
  {
    id: "tardis-bar-message",
    title: "Tardis trade_bar message, JSON",
    recognises: (text) => isJsonWith(text, "trade_bar", "openTimestamp"),
    why: refused(
      "unsupported",
      "a bar of trades, no quote and no trade",
      "bars are price histories: get a table of bars",
    ),
  },
  {
    id: "tardis-disconnect-message",
    title: "Tardis disconnect message, JSON",
    recognises: (text) => isJsonWith(text, "disconnect", "localTimestamp"),
    why: refused(
      "unsupported",
      "says that a recording was cut off; it holds no market data",
      "get the messages around it",
    ),
  },
];
