/** @source docs.tardis.dev, downloadable CSV files and normalised messages, derivative_ticker */
import { success } from "../../../numerics/outcome.ts";
import { firstLine } from "../history/csvReader.ts";
import { amountIn, type Fields, given, isoTimeIn, microsecondsIn, positiveIn } from "./fields.ts";
import type { MarketRecordImporter, MarketTicker } from "./marketRecords.ts";
import { isJsonWith, readCsvRecords, readJsonRecords } from "./records.ts";

const header =
  "exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,predicted_funding_rate,open_interest,last_price,index_price,mark_price";
const unitsNote = "prices in quote currency, rates as fractions, open interest in the venue's own unit";

export const tardisDerivativeTicker: MarketRecordImporter = {
  id: "tardis-derivative-ticker",
  title: "Tardis derivative_ticker, CSV",
  unitsNote: `${unitsNote}; times in microseconds UTC`,
  howToGet: "https://datasets.tardis.dev/v1/bitmex/derivative_ticker/2020/03/01/XBTUSD.csv.gz",
  recognises: (text) => firstLine(text) === header,
  read: (text, source) => {
    const records = readCsvRecords(text, source.file, tableRow);
    return records.ok ? success({ kind: "tickers", records: records.value.sort(byTime), source, notes: [] }) : records;
  },
};

export const tardisTickerMessage: MarketRecordImporter = {
  id: "tardis-ticker-message",
  title: "Tardis derivative_ticker message, JSON",
  unitsNote: `${unitsNote}; times ISO 8601`,
  howToGet: "Tardis machine, /replay-normalized with dataTypes derivative_ticker",
  recognises: (text) => isJsonWith(text, "derivative_ticker", "exchange", "markPrice"),
  read: (text, source) => {
    const records = readJsonRecords(text, source.file, [""], messageRow);
    return records.ok ? success({ kind: "tickers", records: records.value.sort(byTime), source, notes: [] }) : records;
  },
};

const byTime = (a: MarketTicker, b: MarketTicker): number => a.timeMs - b.timeMs;

function tableRow(fields: Fields): MarketTicker | undefined {
  const timeMs = microsecondsIn(fields, "timestamp");
  const ticker = {
    ...given("mark", positiveIn(fields, "mark_price")),
    ...given("index", positiveIn(fields, "index_price")),
    ...given("last", positiveIn(fields, "last_price")),
    ...given("fundingRate", fields.number("funding_rate")),
    ...given("predictedFundingRate", fields.number("predicted_funding_rate")),
    ...given("openInterest", amountIn(fields, "open_interest")),
    ...given(
      "fundingMs",
      fields.text("funding_timestamp") === "" ? undefined : microsecondsIn(fields, "funding_timestamp"),
    ),
  };
  if (timeMs === undefined) return undefined;
  return { venue: fields.text("exchange"), symbol: fields.text("symbol"), timeMs, ...ticker };
}

function messageRow(fields: Fields): MarketTicker | undefined {
  const timeMs = isoTimeIn(fields, "timestamp");
  const ticker = {
    ...given("mark", positiveIn(fields, "markPrice")),
    ...given("index", positiveIn(fields, "indexPrice")),
    ...given("last", positiveIn(fields, "lastPrice")),
    ...given("fundingRate", fields.number("fundingRate")),
    ...given("predictedFundingRate", fields.number("predictedFundingRate")),
    ...given("openInterest", amountIn(fields, "openInterest")),
    ...given("fundingMs", fields.text("fundingTimestamp") === "" ? undefined : isoTimeIn(fields, "fundingTimestamp")),
  };
  if (timeMs === undefined) return undefined;
  return { venue: fields.text("exchange"), symbol: fields.text("symbol"), timeMs, ...ticker };
}
