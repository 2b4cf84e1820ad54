/** @source Bitstamp's live order feed as the R package obAnalytics records it */
import type { OrderEvent } from "../../../market/orderEvent.ts";
import { failed, success } from "../../../numerics/outcome.ts";
import { firstLine } from "../history/csvReader.ts";
import { marketOf, stemOf } from "../history/fileNames.ts";
import { amountIn, type Fields, neededIn, timeIn } from "./fields.ts";
import type { MarketRecordImporter } from "./marketRecords.ts";
import { readCsvRecords } from "./records.ts";

const header = "id,timestamp,exchange.timestamp,price,volume,action,direction";
const nameForm = /^([a-z][a-z0-9-]*)_([A-Z0-9]+)_orders(?:_[0-9]+)?$/;
const unitsPerCoin = 1e8;

export const bitstampOrders: MarketRecordImporter = {
  id: "order-events",
  title: "Log of order events, as obAnalytics records Bitstamp's feed",
  unitsNote: "timestamp is the recorder's, milliseconds UTC; price in quote currency; volume in 10^-8 of the base coin",
  howToGet: "record a venue's order feed in these columns; name venue_SYMBOL_orders_DAY.csv",
  recognises: (text) => firstLine(text) === header,
  read: (text, source) => {
    const [, venue = "", symbol = ""] = nameForm.exec(stemOf(source.file)) ?? [];
    const market = marketOf(symbol, venue, false);
    if (market === undefined) {
      const message = "the file name does not say whose orders these are; must be venue_SYMBOL_orders_DAY.csv";
      return failed({ code: "invalid", path: source.file, message, hint: "rename the file" });
    }
    const events = readCsvRecords(text, source.file, eventIn);
    if (!events.ok) return events;
    return success({ kind: "orders", records: events.value, source, notes: [], venue, market });
  },
};

function eventIn(fields: Fields): OrderEvent | undefined {
  const timeMs = timeIn(fields, "timestamp");
  const price = neededIn(fields, "price");
  const units = amountIn(fields, "volume");
  if (fields.text("volume") === "") fields.blame("volume", "must be a number not below 0");
  const action = oneOf(fields, "action", ["created", "changed", "deleted"] as const);
  const side = oneOf(fields, "direction", ["bid", "ask"] as const);
  const isWhole = timeMs !== undefined && price !== undefined && units !== undefined;
  if (!isWhole || action === undefined || side === undefined) return undefined;
  return { id: fields.text("id"), timeMs, price, volume: units / unitsPerCoin, action, side };
}

function oneOf<T extends string>(fields: Fields, name: string, words: readonly T[]): T | undefined {
  const found = words.find((word) => word === fields.text(name));
  if (found === undefined) fields.blame(name, `must be ${words.join(", ")}`);
  return found;
}
