/**
 * Bybit tickers of linear and inverse contracts and of spot pairs, as the answer and as a `tickers` message.
 * @source bybit-exchange.github.io/docs/v5, market/tickers and websocket/public/ticker: markPrice and indexPrice in quote
 * currency; spot has lastPrice alone and usdIndexPrice of its coin; the time stands beside the list.
 */
import { type Fields, timeIn } from "../options/fields.ts";
import { isJsonWith } from "../options/records.ts";
import { type BybitCategory, bybitName } from "../venueNames.ts";
import type { PriceImporter } from "./priceImporter.ts";
import { type PriceRow, priceRow, readPrices } from "./venuePrices.ts";

export const bybitTickerPrices: PriceImporter = {
  id: "bybit-ticker-prices",
  title: "Bybit tickers as prices, JSON",
  unitsNote:
    "markPrice is the contract's and indexPrice the coin's, lastPrice that of a spot pair, all in quote currency; time (of a message ts) is when the venue answered; answers: no recorded sample, read as the venue documents them",
  howToGet:
    "Bybit GET /v5/market/tickers?category=linear, or wss://stream.bybit.com/v5/public/linear, topic tickers.BTCUSDT",
  recognises: (text) =>
    !text.includes('Iv"') &&
    (isJsonWith(text, "symbol", "lastPrice", "price24hPcnt", "time") ||
      (isJsonWith(text, "topic", "symbol", "ts") && text.includes('"tickers.'))),
  read: (text, source, asOfMs) =>
    readPrices(text, source, asOfMs, {
      places: ["result.list", "data"],
      rowOf: (fields, top) => {
        if (top.text("type") === "delta") return deltaNote;
        return rowOf(fields, categoryOf(fields, top), timeIn(top, top.text("ts") === "" ? "time" : "ts"));
      },
    }),
};

const deltaNote = "changes of a ticker, which leave out what did not change: save a snapshot message";

function rowOf(fields: Fields, category: BybitCategory, timeMs: number | undefined): PriceRow | undefined {
  const name = bybitName(fields.text("symbol"), category);
  if (category === "spot") return priceRow(fields, name, { price: "lastPrice", timeMs });
  return priceRow(fields, name, { price: "markPrice", index: "indexPrice", timeMs });
}

/** A message names none: a ticker without a mark is a spot pair's, and what is quoted in USD settles in the coin. */
function categoryOf(fields: Fields, top: Fields): BybitCategory {
  const stated = top.text("result.category");
  if (stated === "linear" || stated === "inverse" || stated === "spot") return stated;
  if (fields.text("markPrice") === "") return "spot";
  return /USD(?:[HMUZ]\d\d)?$/.test(fields.text("symbol")) ? "inverse" : "linear";
}
