/**
 * Deribit's ticker of a future or perpetual (public/ticker, public/get_order_book, a `ticker` message) and its book
 * summary of all futures of a currency.
 * @source docs.deribit.com, public/ticker: mark_price and index_price in quote currency. public/get_book_summary_by_currency:
 * mark_price in quote currency for futures, in the currency of the premium for options; estimated_delivery_price is the
 * index, in the last half hour of an expiry its average.
 */
import { resolveInstrument } from "../../../instruments/names.ts";
import { type Fields, timeIn } from "../options/fields.ts";
import { isOptionName } from "../options/optionNames.ts";
import { isJsonWith } from "../options/records.ts";
import type { PriceImporter } from "./priceImporter.ts";
import { type PriceRow, priceRow, readPrices } from "./venuePrices.ts";

export const deribitTickerPrices: PriceImporter = {
  id: "deribit-ticker-prices",
  title: "Deribit ticker of a future or perpetual as prices, JSON",
  unitsNote:
    "mark_price is the contract's, index_price that of the coin, both in quote currency; timestamp is when the venue made them",
  howToGet: "Deribit public/ticker?instrument_name=BTC-PERPETUAL",
  recognises: (text) =>
    isJsonWith(text, "instrument_name", "mark_price", "index_price", "best_bid_price", "timestamp") &&
    !text.includes('"underlying_price"'),
  read: (text, source, asOfMs) =>
    readPrices(text, source, asOfMs, {
      places: ["params.data", "result", ""],
      rowOf: (fields) => {
        const members = { price: "mark_price", index: "index_price", timeMs: timeIn(fields, "timestamp") };
        return priceRow(fields, fields.text("instrument_name"), members);
      },
    }),
};

export const deribitSummaryPrices: PriceImporter = {
  id: "deribit-summary-prices",
  title: "Deribit book summary of futures as prices, JSON",
  unitsNote:
    "mark_price of futures and perpetuals in quote currency, options are left out; the coin's price is estimated_delivery_price, unless it is the average of an expiry's last half hour; creation_timestamp is when the venue made them; no recorded sample, read as the venue documents it",
  howToGet: "Deribit public/get_book_summary_by_currency?currency=BTC&kind=future",
  recognises: (text) => isJsonWith(text, "instrument_name", "creation_timestamp", "bid_price", "mark_price"),
  read: (text, source, asOfMs) => readPrices(text, source, asOfMs, { places: ["result", ""], rowOf: summaryRow }),
};

function summaryRow(fields: Fields): PriceRow | string | undefined {
  const name = fields.text("instrument_name");
  if (isOptionName(name)) return "options, whose prices are an option chain: give the file as --chain";
  const timeMs = timeIn(fields, "creation_timestamp");
  const members = { price: "mark_price", timeMs };
  return priceRow(fields, name, isAveraged(name, timeMs) ? members : { ...members, index: "estimated_delivery_price" });
}

const averagingMs = 30 * 60_000;

function isAveraged(name: string, timeMs: number | undefined): boolean {
  const named = resolveInstrument(name);
  const expiresAt = named.ok && "expiresAt" in named.value ? named.value.expiresAt : undefined;
  return expiresAt !== undefined && timeMs !== undefined && expiresAt - timeMs <= averagingMs;
}
