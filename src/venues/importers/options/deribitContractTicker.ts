/**
 * Deribit's ticker of a perpetual or future: public/ticker, public/get_order_book, or a `ticker` message.
 * @source docs.deribit.com, public/ticker: current_funding the momentary rate per 8 hours; open_interest in dollars for
 * coin-settled contracts, in units of underlying for linear ones.
 */
import { success } from "../../../numerics/outcome.ts";
import { amountIn, type Fields, given, positiveIn, timeIn } from "./fields.ts";
import type { MarketRecordImporter, MarketTicker } from "./marketRecords.ts";
import { isJsonWith, readJsonRecords } from "./records.ts";

export const deribitContractTicker: MarketRecordImporter = {
  id: "deribit-contract-ticker",
  title: "Deribit ticker of a perpetual or future, JSON",
  unitsNote: "prices in quote currency, current_funding a fraction per 8 hours, open interest in the venue's own unit",
  howToGet: "Deribit public/ticker?instrument_name=BTC-PERPETUAL",
  recognises: (text) =>
    isJsonWith(text, "instrument_name", "best_bid_price", "mark_price", "index_price") &&
    !text.includes('"underlying_price"'),
  read: (text, source) => {
    const records = readJsonRecords(text, source.file, ["params.data", "result", ""], rowOf);
    return records.ok ? success({ kind: "tickers", records: records.value, source, notes: [] }) : records;
  },
};

function rowOf(fields: Fields): MarketTicker | undefined {
  const timeMs = timeIn(fields, "timestamp");
  const ticker = {
    ...given("mark", positiveIn(fields, "mark_price")),
    ...given("index", positiveIn(fields, "index_price")),
    ...given("last", positiveIn(fields, "last_price")),
    ...given("bid", positiveIn(fields, "best_bid_price")),
    ...given("ask", positiveIn(fields, "best_ask_price")),
    ...given("fundingRate", fields.number("current_funding")),
    ...given("openInterest", amountIn(fields, "open_interest")),
  };
  if (timeMs === undefined) return undefined;
  return { venue: "deribit", symbol: fields.text("instrument_name"), timeMs, ...ticker };
}
