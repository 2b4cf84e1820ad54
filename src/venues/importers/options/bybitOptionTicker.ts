/**
 * Bybit option tickers: a `tickers` message of one option, or the answer for a whole underlying.
 * @source bybit-exchange.github.io/docs/v5, websocket/public/ticker and market/tickers, category option: prices in the
 * settlement currency, 0 when the side is empty; volatilities decimals; sizes in units of underlying. The two name the
 * same things differently (bidPrice, bid1Price).
 */
import { assembleChains, type QuoteRow } from "./assembleChains.ts";
import { amountIn, type Fields, given, positiveIn, timeIn } from "./fields.ts";
import type { OptionChainImporter } from "./optionChainImporter.ts";
import { bybitOptionName, optionNamed } from "./optionNames.ts";
import { isJsonWith, readJsonRecords } from "./records.ts";

const unitsNote =
  "prices in the settlement currency (USDC, or USDT where the name says so) per unit of underlying, volatilities as decimals, sizes in units of underlying";

/** How one layout names the members that the two name differently. */
interface Names {
  readonly bid: string;
  readonly ask: string;
  readonly bidVolatility: string;
  readonly askVolatility: string;
  readonly markVolatility: string;
  /** Beside the records, not in them. */
  readonly time: string;
}

const message: Names = {
  bid: "bidPrice",
  ask: "askPrice",
  bidVolatility: "bidIv",
  askVolatility: "askIv",
  markVolatility: "markPriceIv",
  time: "ts",
};
const answer: Names = {
  bid: "bid1Price",
  ask: "ask1Price",
  bidVolatility: "bid1Iv",
  askVolatility: "ask1Iv",
  markVolatility: "markIv",
  time: "time",
};

export const bybitOptionMessage: OptionChainImporter = {
  id: "bybit-option-message",
  title: "Bybit ticker message of an option, JSON",
  unitsNote: `${unitsNote}; ts is when the venue sent it`,
  howToGet: "Bybit wss://stream.bybit.com/v5/public/option, topic tickers.BTC-6JAN23-17500-C",
  recognises: (text) => isJsonWith(text, "symbol", "bidIv", "markPriceIv", "underlyingPrice"),
  read: (text, source) => {
    const rows = readJsonRecords(text, source.file, ["data"], (fields, top) => rowOf(fields, top, message));
    return rows.ok ? assembleChains(rows.value, source, []) : rows;
  },
};

export const bybitOptionTickers: OptionChainImporter = {
  id: "bybit-option-tickers",
  title: "Bybit tickers of options, JSON",
  unitsNote: `${unitsNote}; time is when the venue answered; no recorded sample, read as the venue documents it`,
  howToGet: "Bybit GET /v5/market/tickers?category=option&baseCoin=BTC",
  recognises: (text) => isJsonWith(text, "symbol", "bid1Iv", "markIv", "underlyingPrice"),
  read: (text, source) => {
    const rows = readJsonRecords(text, source.file, ["result.list"], (fields, top) => rowOf(fields, top, answer));
    return rows.ok ? assembleChains(rows.value, source, []) : rows;
  },
};

function rowOf(fields: Fields, top: Fields, names: Names): QuoteRow | undefined {
  const seenMs = timeIn(top, names.time);
  const instrument = optionNamed(fields, "symbol", bybitOptionName(fields.text("symbol")));
  const index = positiveIn(fields, "indexPrice");
  const quote = {
    ...given("bid", positiveIn(fields, names.bid)),
    ...given("ask", positiveIn(fields, names.ask)),
    ...given("mark", amountIn(fields, "markPrice")),
    ...given("bidVolatility", positiveIn(fields, names.bidVolatility)),
    ...given("markVolatility", positiveIn(fields, names.markVolatility)),
    ...given("askVolatility", positiveIn(fields, names.askVolatility)),
    ...given("forward", positiveIn(fields, "underlyingPrice")),
    ...given("openInterest", amountIn(fields, "openInterest")),
    ...given("volume", amountIn(fields, "volume24h")),
    ...given("timeMs", seenMs),
  };
  if (instrument === undefined || seenMs === undefined) return undefined;
  return { quote: { instrument, ...quote }, path: fields.path, venue: "bybit", seenMs, ...given("index", index) };
}
