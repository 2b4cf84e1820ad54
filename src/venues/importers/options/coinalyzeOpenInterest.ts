/** @source api.coinalyze.net, open interest history: one symbol after another, `.A` is Binance */
import { success } from "../../../numerics/outcome.ts";
import { firstLine } from "../history/csvReader.ts";
import { amountIn, timeIn } from "./fields.ts";
import type { MarketRecordImporter, OpenInterestRecord } from "./marketRecords.ts";
import { readCsvRecords } from "./records.ts";

const header = "ts_ms,symbol,oi_open,oi_high,oi_low,oi_close";
const dayMs = 86_400_000;
const unitsNote =
  "the source states no unit: coin-margined USD_PERP values are multiples of the contract size, so dollars; USDT_PERP values are fractional, so probably coins";

export const coinalyzeOpenInterest: MarketRecordImporter = {
  id: "coinalyze-open-interest",
  title: "Open interest of days, Coinalyze",
  unitsNote: `ts_ms opens the day in milliseconds UTC and is moved to its close; ${unitsNote}`,
  howToGet: "https://api.coinalyze.net/v1/open-interest-history?interval=daily, written as a table",
  recognises: (text) => firstLine(text) === header,
  read: (text, source) => {
    const lastOf = new Map<string, number>();
    const records = readCsvRecords(text, source.file, (fields): OpenInterestRecord | undefined => {
      const [openMs, openInterest] = [timeIn(fields, "ts_ms"), amountIn(fields, "oi_close")];
      if (fields.text("oi_close") === "") fields.blame("oi_close", "must be a number not below 0");
      if (openMs === undefined || openInterest === undefined) return undefined;
      const symbol = fields.text("symbol");
      if (openMs <= (lastOf.get(symbol) ?? Number.NEGATIVE_INFINITY)) {
        fields.blame("ts_ms", "must be later than the symbol's row before");
      }
      lastOf.set(symbol, openMs);
      return { venue: "coinalyze", symbol, timeMs: openMs + dayMs, openInterest };
    });
    if (!records.ok) return records;
    const ordered = records.value.sort((a, b) => a.timeMs - b.timeMs);
    return success({ kind: "open-interest", records: ordered, source, notes: [unitsNote] });
  },
};
