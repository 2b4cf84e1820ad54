/** The chain table, one row an option; the file name says which of its two members a file is. */
import type { OptionChain } from "../../../market/optionChain.ts";
import type { SeriesSource } from "../../../market/timeSeries.ts";
import type { Outcome } from "../../../numerics/outcome.ts";
import { firstLine } from "../history/csvReader.ts";
import { assembleChains, type QuoteRow } from "./assembleChains.ts";
import { amountIn, checkExpiry, checkStated, type Fields, given, positiveIn, timeIn } from "./fields.ts";
import type { OptionChainImporter } from "./optionChainImporter.ts";
import { optionNamed } from "./optionNames.ts";
import { shownIn } from "./quoteFields.ts";
import { readCsvRecords } from "./records.ts";

const header =
  "ts_ms,venue,underlying,instrument,expiry_ms,strike,type,underlying_price,index_price,mark_price,mark_iv," +
  "bid,ask,bid_iv,ask_iv,open_interest,volume,delta,gamma,theta,vega";
const units = "prices in the settlement currency per unit of underlying, volatilities in percent (read as decimals)";

const isChainTable = (text: string): boolean => firstLine(text).toLowerCase() === header;
/** Date and time of day, `20240108T1119Z`, and not a date alone. */
const statesTimeOfDay = (fileName: string): boolean => /_\d{8}T\d{4}(?:\d{2})?Z(?=[_.]|$)/.test(fileName);

/** The source gave the time of every quote, and the venue's own forwards. */
export const timedChainTable: OptionChainImporter = {
  id: "timed-chain-table",
  title: "option chain table, time of day in the file name",
  unitsNote: `${units}; ts_ms is when the venue made the quote, the chain stands at the last of them; underlying_price is the venue's forward`,
  howToGet:
    "Deribit public/get_book_summary_by_currency as a table, one row an option, named like deribit_ETH_chain_20240108T1119Z.csv",
  recognises: (text, fileName) => isChainTable(text) && statesTimeOfDay(fileName),
  read: (text, source) => read(text, source, { timesAreStated: true, notes: [] }),
};

/** The source gave marks and a day; time and forwards were worked out from them afterwards. */
export const untimedChainTable: OptionChainImporter = {
  id: "untimed-chain-table",
  title: "option chain table, no time of day in the file name",
  unitsNote: `${units}; ts_ms is an estimate, so no quote carries a time; underlying_price is the put-call-parity forward of the expiry`,
  howToGet:
    "marks and mark volatilities of all options of a day as a table, one row an option, named like deribit_BTC_chain_20240524.csv",
  recognises: (text, fileName) => isChainTable(text) && !statesTimeOfDay(fileName),
  read: (text, source) =>
    read(text, source, {
      timesAreStated: false,
      notes: [
        "snapshot time estimated: the file name states no time of day, so ts_ms is not the venue's statement; for BTC of 24 May 2024 it was inferred from mark price and mark volatility of near expiries, uncertain by about 3 hours either way",
        "forwards computed: underlying_price is the median put-call-parity forward of the expiry, not the venue's statement",
      ],
    }),
};

/** What the source says of its times, and what its reader must know. */
interface Statement {
  /** Whether `ts_ms` is the time at which the venue made the quote. */
  readonly timesAreStated: boolean;
  readonly notes: readonly string[];
}

function read(text: string, source: SeriesSource, statement: Statement): Outcome<readonly OptionChain[]> {
  const rows = readCsvRecords(text, source.file, (fields) => rowOf(fields, statement.timesAreStated));
  return rows.ok ? assembleChains(rows.value, source, statement.notes) : rows;
}

function rowOf(fields: Fields, timesAreStated: boolean): QuoteRow | undefined {
  const seenMs = timeIn(fields, "ts_ms");
  const venue = fields.text("venue");
  if (venue === "") fields.blame("venue", "must name the venue");
  const instrument = optionNamed(fields, "instrument");
  const index = positiveIn(fields, "index_price");
  const quote = {
    ...shownIn(fields, { bid: "bid", ask: "ask" }),
    ...given("volume", amountIn(fields, "volume")),
    ...given("timeMs", timesAreStated ? seenMs : undefined),
  };
  if (instrument === undefined || seenMs === undefined) return undefined;
  checkStated(fields, "underlying", instrument.underlying);
  checkExpiry(fields, "expiry_ms", instrument.expiresAt, timeIn(fields, "expiry_ms"));
  checkStated(fields, "strike", Number(instrument.strike));
  checkStated(fields, "type", instrument.optionType === "call" ? "C" : "P");
  return { quote: { instrument, ...quote }, path: fields.path, venue, seenMs, ...given("index", index) };
}
