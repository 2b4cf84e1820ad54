/**
 * One option's ticker of Deribit: the answer of public/ticker and public/get_order_book, or a `ticker` message.
 * @source docs.deribit.com, public/ticker: best_bid_price and best_ask_price 0 when the side is empty; bid_iv, ask_iv and
 * mark_iv in percent, 0 when there is none; open_interest and stats.volume of options in units of the base currency.
 */
import { assembleChains, type QuoteRow } from "./assembleChains.ts";
import { amountIn, type Fields, given, positiveIn, timeIn } from "./fields.ts";
import type { OptionChainImporter } from "./optionChainImporter.ts";
import { optionNamed } from "./optionNames.ts";
import { shownIn } from "./quoteFields.ts";
import { isJsonWith, readJsonRecords } from "./records.ts";

export const deribitTicker: OptionChainImporter = {
  id: "deribit-ticker",
  title: "Deribit ticker of an option, JSON",
  unitsNote:
    "prices in the settlement currency per unit of underlying, volatilities in percent (read as decimals), sizes in units of underlying; timestamp is when the venue made the quote; no recorded sample of an option, read as the venue documents it",
  howToGet: "Deribit public/ticker?instrument_name=BTC-27JUN25-70000-C",
  recognises: (text) => isJsonWith(text, "instrument_name", "best_bid_price", "mark_price", "underlying_price"),
  read: (text, source) => {
    const rows = readJsonRecords(text, source.file, ["params.data", "result", ""], rowOf);
    return rows.ok ? assembleChains(rows.value, source, []) : rows;
  },
};

function rowOf(fields: Fields): QuoteRow | undefined {
  const seenMs = timeIn(fields, "timestamp");
  const instrument = optionNamed(fields, "instrument_name");
  const index = positiveIn(fields, "index_price");
  const quote = {
    ...shownIn(fields, { bid: "best_bid_price", ask: "best_ask_price" }),
    ...given("volume", amountIn(fields, "stats.volume")),
    ...given("timeMs", seenMs),
  };
  if (instrument === undefined || seenMs === undefined) return undefined;
  return { quote: { instrument, ...quote }, path: fields.path, venue: "deribit", seenMs, ...given("index", index) };
}
