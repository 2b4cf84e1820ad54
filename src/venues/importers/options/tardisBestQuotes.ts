/** @source docs.tardis.dev, downloadable CSV files and normalised messages: book_snapshot_5, book_snapshot_25, quotes */
import { success } from "../../../numerics/outcome.ts";
import { firstLine } from "../history/csvReader.ts";
import { type Fields, given, isoTimeIn, microsecondsIn, positiveIn } from "./fields.ts";
import type { BestQuote, MarketRecordImporter } from "./marketRecords.ts";
import { isJsonWith, readCsvRecords, readJsonRecords } from "./records.ts";

const unitsNote = "prices in quote currency, sizes in the venue's own unit; the best of each side is read";
const opening = "exchange,symbol,timestamp,local_timestamp,";

/** How a layout names the best of both sides. */
interface Names {
  readonly bid: string;
  readonly bidSize: string;
  readonly ask: string;
  readonly askSize: string;
}

const tables: readonly (Names & { readonly firstColumn: string })[] = [
  {
    firstColumn: "asks[0].price",
    bid: "bids[0].price",
    bidSize: "bids[0].amount",
    ask: "asks[0].price",
    askSize: "asks[0].amount",
  },
  { firstColumn: "ask_amount", bid: "bid_price", bidSize: "bid_amount", ask: "ask_price", askSize: "ask_amount" },
];
const tableOf = (text: string): Names | undefined =>
  tables.find(({ firstColumn }) => firstLine(text).startsWith(`${opening}${firstColumn},`));

export const tardisBooks: MarketRecordImporter = {
  id: "tardis-books",
  title: "Tardis book_snapshot and quotes, CSV",
  unitsNote: `${unitsNote}; times in microseconds UTC`,
  howToGet: "https://datasets.tardis.dev/v1/binance-futures/book_snapshot_5/2020/09/01/BTCUSDT.csv.gz",
  recognises: (text) => tableOf(text) !== undefined,
  read: (text, source) => {
    const names = tableOf(text) ?? tables[0]!;
    const read = (fields: Fields) => rowOf(fields, microsecondsIn(fields, "timestamp"), names);
    const records = readCsvRecords(text, source.file, read);
    if (!records.ok) return records;
    return success({
      kind: "best-quotes",
      records: records.value.sort((a, b) => a.timeMs - b.timeMs),
      source,
      notes: [],
    });
  },
};

const message: Names = { bid: "bids.0.price", bidSize: "bids.0.amount", ask: "asks.0.price", askSize: "asks.0.amount" };

export const tardisBookMessage: MarketRecordImporter = {
  id: "tardis-book-message",
  title: "Tardis book_snapshot message, JSON",
  unitsNote: `${unitsNote}; times ISO 8601`,
  howToGet: "Tardis machine, /replay-normalized with dataTypes book_snapshot_1_100ms",
  recognises: (text) => isJsonWith(text, "book_snapshot", "exchange", "depth"),
  read: (text, source) => {
    const read = (fields: Fields) => rowOf(fields, isoTimeIn(fields, "timestamp"), message);
    const records = readJsonRecords(text, source.file, [""], read);
    return records.ok ? success({ kind: "best-quotes", records: records.value, source, notes: [] }) : records;
  },
};

function rowOf(fields: Fields, timeMs: number | undefined, names: Names): BestQuote | undefined {
  const sides = {
    ...given("bid", positiveIn(fields, names.bid)),
    ...given("bidSize", positiveIn(fields, names.bidSize)),
    ...given("ask", positiveIn(fields, names.ask)),
    ...given("askSize", positiveIn(fields, names.askSize)),
  };
  if (timeMs === undefined) return undefined;
  return { venue: fields.text("exchange"), symbol: fields.text("symbol"), timeMs, ...sides };
}
