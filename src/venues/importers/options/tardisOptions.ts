/**
 * Tardis records of option quotes, the vendor's table and one message.
 * @source docs.tardis.dev, downloadable CSV files, options_chain: times in microseconds UTC, empty where the venue gave
 * nothing, prices and volatilities as the venue writes them (Deribit: coin and percent).
 */
import type { OptionChain } from "../../../market/optionChain.ts";
import type { SeriesSource } from "../../../market/timeSeries.ts";
import type { Outcome } from "../../../numerics/outcome.ts";
import { firstLine } from "../history/csvReader.ts";
import { assembleChains, type QuoteRow } from "./assembleChains.ts";
import {
  amountIn,
  checkExpiry,
  checkStated,
  type Fields,
  given,
  isoTimeIn,
  microsecondsIn,
  positiveIn,
} from "./fields.ts";
import type { OptionChainImporter } from "./optionChainImporter.ts";
import { optionNamed } from "./optionNames.ts";
import { shownIn } from "./quoteFields.ts";
import { isJsonWith, readCsvRecords, readJsonRecords } from "./records.ts";

const header =
  "exchange,symbol,timestamp,local_timestamp,type,strike_price,expiration,open_interest,last_price,bid_price,bid_amount," +
  "bid_iv,ask_price,ask_amount,ask_iv,mark_price,mark_iv,underlying_index,underlying_price,delta,gamma,vega,theta,rho";

export const tardisOptionsChain: OptionChainImporter = {
  id: "tardis-options-chain",
  title: "Tardis options_chain, CSV",
  unitsNote:
    "Deribit alone: prices in the settlement currency per unit of underlying, volatilities in percent (read as decimals), times in microseconds UTC; the last row of each option counts, the chain stands at the last of them",
  howToGet: "https://datasets.tardis.dev/v1/deribit/options_chain/2020/06/08/OPTIONS.csv.gz",
  recognises: (text) => firstLine(text) === header,
  read: (text, source) => {
    const rows = readCsvRecords(text, source.file, tableRow);
    return rows.ok ? lastOfEach(rows.value, source) : rows;
  },
};

export const tardisOptionSummary: OptionChainImporter = {
  id: "tardis-option-summary",
  title: "Tardis option_summary message, JSON",
  unitsNote:
    "Deribit alone: prices in the settlement currency per unit of underlying, times ISO 8601; the message does not say whether its volatilities are percent or decimals, so they are left out",
  howToGet: "Tardis machine, /replay-normalized with dataTypes option_summary",
  recognises: (text) => isJsonWith(text, "option_summary", "bestBidPrice", "markPrice"),
  read: (text, source) => {
    const rows = readJsonRecords(text, source.file, [""], messageRow);
    const note =
      "volatilities left out: the message does not say whether they are percent, as Deribit writes them, or decimals";
    return rows.ok ? assembleChains(rows.value, source, [note]) : rows;
  },
};

/** Rows are changes: the last of each option is what stands at the end of the file. */
function lastOfEach(rows: readonly QuoteRow[], source: SeriesSource): Outcome<readonly OptionChain[]> {
  const latest = new Map<string, QuoteRow>();
  for (const row of rows) {
    const before = latest.get(row.quote.instrument.id);
    if (before === undefined || row.seenMs >= before.seenMs) latest.set(row.quote.instrument.id, row);
  }
  const superseded = rows.length - latest.size;
  const notes =
    superseded === 0 ? [] : [`${superseded} of ${rows.length} rows superseded by a later one of the same option`];
  return assembleChains([...latest.values()], source, notes);
}

/** The venues whose units are known; a fault for any other. */
function venueIn(fields: Fields): string {
  const venue = fields.text("exchange");
  if (venue !== "deribit") fields.blame("exchange", 'must be "deribit": the units of other venues are not known here');
  return venue;
}

function tableRow(fields: Fields): QuoteRow | undefined {
  const venue = venueIn(fields);
  const seenMs = microsecondsIn(fields, "timestamp");
  const instrument = optionNamed(fields, "symbol");
  const quote = {
    ...shownIn(fields, { bid: "bid_price", ask: "ask_price" }),
    ...given("timeMs", seenMs),
  };
  if (instrument === undefined || seenMs === undefined) return undefined;
  checkStated(fields, "type", instrument.optionType);
  checkStated(fields, "strike_price", Number(instrument.strike));
  checkExpiry(fields, "expiration", instrument.expiresAt, microsecondsIn(fields, "expiration"));
  return { quote: { instrument, ...quote }, path: fields.path, venue, seenMs };
}

function messageRow(fields: Fields): QuoteRow | undefined {
  const venue = venueIn(fields);
  const seenMs = isoTimeIn(fields, "timestamp");
  const instrument = optionNamed(fields, "symbol");
  const quote = {
    ...given("bid", positiveIn(fields, "bestBidPrice")),
    ...given("ask", positiveIn(fields, "bestAskPrice")),
    ...given("mark", amountIn(fields, "markPrice")),
    ...given("forward", positiveIn(fields, "underlyingPrice")),
    ...given("openInterest", amountIn(fields, "openInterest")),
    ...given("timeMs", seenMs),
  };
  if (instrument === undefined || seenMs === undefined) return undefined;
  checkStated(fields, "optionType", instrument.optionType);
  checkStated(fields, "strikePrice", Number(instrument.strike));
  checkExpiry(fields, "expirationDate", instrument.expiresAt, isoTimeIn(fields, "expirationDate"));
  return { quote: { instrument, ...quote }, path: fields.path, venue, seenMs };
}
