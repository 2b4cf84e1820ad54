/**
 * Deribit's book summary, as the JSON answer and as a table of it.
 * @source docs.deribit.com, public/get_book_summary_by_currency: bid_price, ask_price, mark_price in the quote currency
 * of the book (the coin for coin-settled options), null where there is none; mark_iv in percent, options only, absent
 * from older answers; underlying_price the price the volatility is computed with; volume and open_interest of options
 * in units of the base currency; estimated_delivery_price the index, in the last half hour of an expiry its average.
 */
import type { OptionChain } from "../../../market/optionChain.ts";
import type { SeriesSource } from "../../../market/timeSeries.ts";
import type { Outcome } from "../../../numerics/outcome.ts";
import { firstLine } from "../history/csvReader.ts";
import { assembleChains, type QuoteRow } from "./assembleChains.ts";
import { amountIn, checkStated, type Fields, given, percentIn, positiveIn, timeIn } from "./fields.ts";
import type { OptionChainImporter } from "./optionChainImporter.ts";
import { isOptionName, optionNamed } from "./optionNames.ts";
import { isJsonWith, readCsvRecords, readJsonRecords } from "./records.ts";

const unitsNote =
  "prices in the settlement currency per unit of underlying, mark_iv in percent (read as a decimal), sizes in units of underlying; creation_timestamp is when the venue made the quote, the chain stands at the last of them";
const indexNote = "the index is estimated_delivery_price, which averages the last half hour before an expiry";

export const deribitBookSummary: OptionChainImporter = {
  id: "deribit-book-summary",
  title: "Deribit book summary, JSON",
  unitsNote: `${unitsNote}; no recorded sample, read as the venue documents it`,
  howToGet: "Deribit public/get_book_summary_by_currency?currency=BTC&kind=option",
  recognises: (text) => isJsonWith(text, "instrument_name", "creation_timestamp", "bid_price", "mark_price"),
  read: (text, source) => {
    const others = { count: 0 };
    const read = (fields: Fields) => (isOther(fields, others) ? undefined : rowOf(fields));
    return chains(readJsonRecords(text, source.file, ["result", ""], read), source, others);
  },
};

export const deribitBookSummaryTable: OptionChainImporter = {
  id: "deribit-book-summary-table",
  title: "Deribit book summary, table",
  unitsNote,
  howToGet:
    "Deribit public/get_book_summary_by_currency?currency=ETH&kind=option, its result saved as CSV with a header",
  recognises: (text) => {
    const columns = firstLine(text).split(",");
    return ["instrument_name", "creation_timestamp", "bid_price", "mark_price"].every((one) => columns.includes(one));
  },
  read: (text, source) => {
    const others = { count: 0 };
    const read = (fields: Fields) => (isOther(fields, others) ? undefined : rowOf(fields));
    return chains(readCsvRecords(text, source.file, read), source, others);
  },
};

/** Futures and perpetuals stand beside options when the call names no kind. */
function isOther(fields: Fields, others: { count: number }): boolean {
  const isOther = !isOptionName(fields.text("instrument_name")) && /^[A-Z]/.test(fields.text("instrument_name"));
  if (isOther) others.count += 1;
  return isOther;
}

function chains(
  rows: Outcome<QuoteRow[]>,
  source: SeriesSource,
  others: { readonly count: number },
): Outcome<readonly OptionChain[]> {
  if (!rows.ok) return rows;
  const left = others.count === 0 ? [] : [`${others.count} records left out: no options`];
  return assembleChains(rows.value, source, [indexNote, ...left]);
}

function rowOf(fields: Fields): QuoteRow | undefined {
  const seenMs = timeIn(fields, "creation_timestamp");
  const instrument = optionNamed(fields, "instrument_name");
  const index = positiveIn(fields, "estimated_delivery_price");
  const quote = {
    ...given("bid", positiveIn(fields, "bid_price")),
    ...given("ask", positiveIn(fields, "ask_price")),
    ...given("mark", amountIn(fields, "mark_price")),
    ...given("markVolatility", percentIn(fields, "mark_iv")),
    ...given("forward", positiveIn(fields, "underlying_price")),
    ...given("openInterest", amountIn(fields, "open_interest")),
    ...given("volume", amountIn(fields, "volume")),
    ...given("timeMs", seenMs),
  };
  if (instrument === undefined || seenMs === undefined) return undefined;
  checkStated(fields, "base_currency", instrument.underlying);
  checkStated(fields, "strike_price", Number(instrument.strike));
  checkStated(fields, "option_type", instrument.optionType === "call" ? "C" : "P");
  return { quote: { instrument, ...quote }, path: fields.path, venue: "deribit", seenMs, ...given("index", index) };
}
