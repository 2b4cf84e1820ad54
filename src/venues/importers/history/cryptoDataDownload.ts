import { failed } from "../../../numerics/outcome.ts";
import { candles, importBars } from "./bars.ts";
import { CsvReader, firstLine, type Row } from "./csvReader.ts";
import { namedMarket, stemOf } from "./fileNames.ts";
import type { HistoryImporter } from "./historyImporter.ts";

const address = /^https?:\/\/(?:www\.)?cryptodatadownload\.com/i;
const olderHeader = /^date,symbol,open,high,low,close,volume/i;
const form = "[cryptodatadownload_]Venue_SYMBOL_interval.csv, like Binance_BTCUSDT_1h.csv";
const nameForm = /^(?:cryptodatadownload_)?([A-Za-z]+)_([A-Z0-9]+)_(\d+[a-z]|d|minute)(?:_\d{4})?$/;
const vendorIntervals: Readonly<Record<string, string>> = { d: "1d", minute: "1m" };

const unixForm = /^(\d{10})(?:\.0+)?$|^(\d{13})$/;
const dateForm = /^(\d{4})-(\d{2})-(\d{2})(?: (\d{2})(?:-(AM|PM)|:(\d{2}):(\d{2})))?$/;

/** Milliseconds UTC of `1616716800000`, `1502942400.0` or `1502942400`; undefined for anything else. */
function unixMs(text: string): number | undefined {
  const [, seconds, milliseconds] = unixForm.exec(text) ?? [];
  if (seconds !== undefined) return Number(seconds) * 1000;
  return milliseconds === undefined ? undefined : Number(milliseconds);
}

/** Milliseconds UTC of `2017-08-17 04-AM`, `2021-03-26 00:00:00` or `2021-03-26`; undefined for anything else. */
function dateMs(text: string): number | undefined {
  const parts = dateForm.exec(text);
  if (parts === null) return undefined;
  const [, year = "", month = "", day = "", hourText = "0", half, minute = "0", second = "0"] = parts;
  const hour = half === undefined ? Number(hourText) : (Number(hourText) % 12) + (half === "PM" ? 12 : 0);
  if (half !== undefined && (Number(hourText) < 1 || Number(hourText) > 12)) return undefined;
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day), hour, Number(minute), Number(second));
  const isReal = new Date(time).toISOString().startsWith(`${year}-${month}-${day}`) && hour < 24;
  return isReal && Number(minute) < 60 && Number(second) < 60 ? time : undefined;
}

export const cryptoDataDownload: HistoryImporter = {
  id: "cryptodatadownload",
  title: "CryptoDataDownload bars",
  vendor: "CryptoDataDownload",
  unitsNote: "newest row first, bar open UTC in three styles of time, moved to the close; prices in quote currency",
  howToGet: "https://www.cryptodatadownload.com/data/, name unchanged (Venue_SYMBOL_1h.csv)",
  recognises: (line) => address.test(line) || olderHeader.test(line),
  read: (text, source) => {
    const [, venueText = "", symbol = "", interval = ""] = nameForm.exec(stemOf(source.file)) ?? [];
    const parts = { venue: venueText.toLowerCase(), symbol, interval: vendorIntervals[interval] ?? interval };
    const named = namedMarket(source.file, form, { ...parts, linear: false });
    if (!named.ok) return failed(named.failure);
    const csv = new CsvReader(source.file, text, address.test(firstLine(text)) ? 2 : 1);
    const [unixColumn, dateColumn, symbolColumn] = [csv.column("unix"), csv.column("date"), csv.column("symbol")];
    const missing = ["date", "symbol", "open", "high", "low", "close"].filter((name) => csv.column(name) < 0);
    if (missing.length > 0 || csv.column(/^volume/i) < 0) {
      return failed({
        code: "parsing",
        path: source.file,
        message: `the header lacks ${[...missing, ...(csv.column(/^volume/i) < 0 ? ["volume"] : [])].join(", ")}`,
      });
    }
    const openMs = (row: Row): number => {
      const shown = csv.cell(row, symbolColumn);
      if (shown.replace("/", "") !== symbol) csv.blame(row, "symbol", shown, `must be ${symbol}, as the file is named`);
      const dated = dateMs(csv.cell(row, dateColumn));
      if (dated === undefined) csv.blame(row, "date", csv.cell(row, dateColumn), "must be a known style of UTC time");
      if (unixColumn < 0) return dated ?? Number.NaN;
      const time = unixMs(csv.cell(row, unixColumn));
      if (time === undefined) {
        csv.blame(row, "unix", csv.cell(row, unixColumn), "must be seconds or milliseconds since 1970");
      } else if (dated !== undefined && dated !== time) {
        csv.blame(row, "date", csv.cell(row, dateColumn), `must be the time that column unix names, ${time}`);
      }
      return time ?? Number.NaN;
    };
    const layout = {
      ...named.value,
      kind: "trade",
      order: "newest-first",
      timeColumn: unixColumn < 0 ? "date" : "unix",
      closeColumn: "close",
    } as const;
    return importBars(csv, candles(csv, openMs, /^volume/i), layout, source);
  },
};
