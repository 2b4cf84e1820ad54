import { failed } from "../../../numerics/outcome.ts";
import { candles, importBars } from "./bars.ts";
import { CsvReader, firstLine, type Row } from "./csvReader.ts";
import { namedMarket, stemOf } from "./fileNames.ts";
import type { HistoryImporter } from "./historyImporter.ts";

const columns = [
  "open_time",
  "open",
  "high",
  "low",
  "close",
  "volume",
  "close_time",
  "quote_volume",
  "count",
  "taker_buy_volume",
  "taker_buy_quote_volume",
  "ignore",
];
const header = columns.join(",");
/** Spot files, and futures files before 2022, have no header line. */
const headerless = /^\d{13}(?:\d{3})?(?:,[^,]*){11}$/;
const form = "[binance_um_]SYMBOL-interval-YYYY-MM.csv, like binance_um_AVAXUSDT-1m-2023-02.csv";
const nameForm = /^(?:binance_)?(um_|spot_)?([A-Z0-9]+)-(\d+[a-z])-\d{4}-\d{2}(?:-\d{2})?$/;
/** Times of 16 digits are microseconds: spot files since January 2025. */
const microsecondsFrom = 1e15;

export const binanceKlines: HistoryImporter = {
  id: "binance-klines",
  title: "Binance kline archive",
  vendor: "Binance",
  unitsNote: "open_time in milliseconds (or microseconds) UTC, moved to the close; prices in quote currency",
  howToGet:
    "https://data.binance.vision/data/futures/um/monthly/klines/SYMBOL/1m/SYMBOL-1m-YYYY-MM.zip, unpacked, with " +
    "binance_um_ put before the name; data/spot/monthly/klines for spot, name unchanged",
  recognises: (line) => line === header || headerless.test(line),
  read: (text, source) => {
    const [, type, symbol = "", interval = ""] = nameForm.exec(stemOf(source.file)) ?? [];
    const linear = type === "um_";
    const venue = linear ? "binanceusdm" : "binance";
    const named = namedMarket(source.file, form, { venue, symbol, interval, linear });
    if (!named.ok) return failed(named.failure);
    const hasHeader = firstLine(text) === header;
    const csv = new CsvReader(source.file, text, hasHeader ? 1 : 0, columns);
    const closeColumn = csv.column("close_time");
    const openMs = (row: Row): number => {
      const [open, close] = [csv.number(row, 0), csv.number(row, closeColumn)];
      const unit = open >= microsecondsFrom ? 1000 : 1;
      const expected = open + named.value.stepMs * unit - 1;
      if (close !== expected && !Number.isNaN(close + open)) {
        csv.blame(row, "close_time", close, `must be ${expected}, the open and one ${interval} less one`);
      }
      return open / unit;
    };
    const layout = {
      ...named.value,
      kind: "trade",
      order: "oldest-first",
      timeColumn: "open_time",
      closeColumn: "close",
    } as const;
    const notes = type === undefined ? ["no binance_um_ before the name: read as spot"] : [];
    return importBars(csv, candles(csv, openMs), layout, source, notes);
  },
};
