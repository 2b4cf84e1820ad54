/** @source docs.tardis.dev, downloadable CSV files and normalised messages: trades, side is the taker's */
import { success } from "../../../numerics/outcome.ts";
import { firstLine } from "../history/csvReader.ts";
import { type Fields, given, isoTimeIn, microsecondsIn, neededIn } from "./fields.ts";
import type { MarketRecordImporter, TradePrint } from "./marketRecords.ts";
import { isJsonWith, readCsvRecords, readJsonRecords } from "./records.ts";

const header = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount";
const unitsNote = "prices in quote currency, amounts in the venue's own unit, side is the taker's";

export const tardisTrades: MarketRecordImporter = {
  id: "tardis-trades",
  title: "Tardis trades, CSV",
  unitsNote: `${unitsNote}; times in microseconds UTC`,
  howToGet: "https://datasets.tardis.dev/v1/bitmex/trades/2020/03/01/XBTUSD.csv.gz",
  recognises: (text) => firstLine(text) === header,
  read: (text, source) => {
    const read = (fields: Fields) => rowOf(fields, microsecondsIn(fields, "timestamp"));
    const records = readCsvRecords(text, source.file, read);
    if (!records.ok) return records;
    return success({ kind: "trades", records: records.value.sort((a, b) => a.timeMs - b.timeMs), source, notes: [] });
  },
};

export const tardisTradeMessage: MarketRecordImporter = {
  id: "tardis-trade-message",
  title: "Tardis trade message, JSON",
  unitsNote: `${unitsNote}; times ISO 8601`,
  howToGet: "Tardis machine, /replay-normalized with dataTypes trade",
  recognises: (text) => isJsonWith(text, "trade", "exchange", "side", "price", "amount", "id"),
  read: (text, source) => {
    const read = (fields: Fields) => rowOf(fields, isoTimeIn(fields, "timestamp"));
    const records = readJsonRecords(text, source.file, [""], read);
    return records.ok ? success({ kind: "trades", records: records.value, source, notes: [] }) : records;
  },
};

function rowOf(fields: Fields, timeMs: number | undefined): TradePrint | undefined {
  const [price, size] = [neededIn(fields, "price"), neededIn(fields, "amount")];
  const takerSide = takerSideIn(fields);
  if (timeMs === undefined || price === undefined || size === undefined) return undefined;
  const trade = { venue: fields.text("exchange"), symbol: fields.text("symbol"), timeMs, id: fields.text("id") };
  return { ...trade, ...given("takerSide", takerSide), price, size, circumstances: [] };
}

function takerSideIn(fields: Fields): "buy" | "sell" | undefined {
  const side = fields.text("side");
  if (side === "buy" || side === "sell") return side;
  if (side !== "unknown") fields.blame("side", "must be buy, sell or unknown");
  return undefined;
}
