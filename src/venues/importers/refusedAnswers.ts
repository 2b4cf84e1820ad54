/** Answers and messages of venues that hold no account, no price and no option quote, each with what they are instead. */
import { isJsonWith } from "./options/records.ts";
import type { RefusedLayout } from "./options/refusedLayouts.ts";

interface RefusedAnswer {
  readonly id: string;
  readonly title: string;
  /** Members of which all must be there; several sets where venues name the same thing differently. */
  readonly members: readonly (readonly string[])[];
  /** Further shape, where members do not decide. */
  readonly pattern?: RegExp;
  /** Finds the venue's own words, which the reason quotes. */
  readonly words?: RegExp;
  /** What the file holds, and what that lacks. */
  readonly why: string;
  readonly hint: string;
}

const positions = "get the positions and balances of the account: plimsoll data describe names the calls";
const prices = "get mark prices: plimsoll data describe names the calls";
const bars = "prices of the past are read from tables: plimsoll data describe names them";
const request = "send the request again and save its answer";

/** The most particular first: the first whose members a file has says why it is refused. */
const answers: readonly RefusedAnswer[] = [
  {
    id: "venue-error",
    title: "a venue's refusal",
    members: [
      ["jsonrpc", "error"],
      ["retCode", "retMsg"],
      ["code", "msg"],
    ],
    pattern: /"error"\s*:\s*\{|"retCode"\s*:\s*[1-9]|"code"\s*:\s*(?:"[1-9]|-[1-9])/,
    words: /"(?:message|retMsg|msg)"\s*:\s*"([^"]*)"/,
    why: "the venue refused the request, and sent no data",
    hint: request,
  },
  {
    id: "subscription",
    title: "a venue's word on a subscription",
    members: [["success", "op"]],
    why: "a venue's word on a sign-in or a subscription, and no data",
    hint: request,
  },
  {
    id: "account-settings",
    title: "settings of an account",
    members: [["marginMode", "unifiedMarginStatus"], ["posMode"], ["subMembers"], ["permissions", "apiKey"]],
    why: "settings of accounts and keys: no position and no balance",
    hint: positions,
  },
  {
    id: "empty-account",
    title: "an account that holds nothing",
    members: [["details", "totalEq"]],
    pattern: /"details"\s*:\s*\[\s*\]/,
    why: "an account without any balance: there is nothing to read",
    hint: positions,
  },
  {
    id: "closed-positions",
    title: "closed positions",
    members: [["closeAvgPx", "openAvgPx"]],
    why: "positions that were closed: nothing of them is held",
    hint: positions,
  },
  {
    id: "fills",
    title: "fills of an account",
    members: [
      ["execId", "orderId"],
      ["execId", "execPrice"],
      ["closedPnl", "startPosition"],
      ["billId", "fillPx"],
    ],
    why: "fills: what was traded, not what is held",
    hint: positions,
  },
  {
    id: "execution-message",
    title: "an execution message without executions",
    members: [["topic", "data"]],
    pattern: /"execution/,
    why: "an execution message without executions",
    hint: positions,
  },
  {
    id: "orders",
    title: "orders of an account",
    members: [["orderStatus"], ["orderLinkId"], ["ordId"], ["algoId"], ["order_id"]],
    why: "orders, or the answer to one: what may be traded, not what is held",
    hint: positions,
  },
  {
    id: "fees",
    title: "fee rates",
    members: [["takerFeeRate"], ["maker", "taker", "level"]],
    why: "fee rates: no position, no balance and no price",
    hint: positions,
  },
  {
    id: "tiers",
    title: "position tiers",
    members: [["mmr", "imr", "maxSz"]],
    why: "margin tiers of a contract: parameters, not a price and not a position",
    hint: prices,
  },
  {
    id: "funding",
    title: "funding rates",
    members: [
      ["fundingRate", "fundingRateTimestamp"],
      ["fundingRate", "fundingTime"],
      ["fundingRate", "premium"],
    ],
    why: "funding rates: no price",
    hint: prices,
  },
  {
    id: "combos",
    title: "combos",
    members: [
      ["legs", "sprdId"],
      ["legs", "state"],
    ],
    why: "combinations of contracts on offer: they have no mark of their own",
    hint: prices,
  },
  {
    id: "trades",
    title: "trades of a market",
    members: [
      ["trade_seq"],
      ["execId", "isBlockTrade"],
      ["topic", "data", "BT"],
      ["tradeId", "px"],
      ["tradeId", "fillPx"],
      ["tid", "users"],
    ],
    why: "trades of a market: a last trade is no mark price",
    hint: prices,
  },
  {
    id: "contract-list",
    title: "contracts on offer",
    members: [
      ["symbol", "lotSizeFilter"],
      ["instId", "ctVal"],
      ["universe", "szDecimals"],
      ["tokens", "universe"],
    ],
    why: "contracts on offer: no price, no position, and no option among them",
    hint: prices,
  },
  {
    id: "unnamed-contexts",
    title: "asset contexts without names",
    members: [["channel", "ctxs", "markPx"]],
    why: "prices by place in a list: neither the names of the coins nor the time stand in the message",
    hint: 'get {"type":"metaAndAssetCtxs"}, which names them, and write its time beside it',
  },
  {
    id: "mids",
    title: "middle prices",
    members: [["channel", "mids"]],
    why: "middle prices of books: no marks, and no time",
    hint: prices,
  },
  {
    id: "untimed-tickers",
    title: "tickers without marks",
    members: [
      ["symbol", "priceChangePercent"],
      ["symbol", "bidPrice", "bidQty"],
    ],
    why: "last trades or best quotes of contracts, without a mark price",
    hint: "get GET /fapi/v1/premiumIndex",
  },
  {
    id: "best-quotes",
    title: "best quotes",
    members: [["instrument_name", "best_bid_price"]],
    why: "best quotes of a book, without a mark price",
    hint: "get public/ticker",
  },
  {
    id: "books",
    title: "order books",
    members: [
      ["bids", "asks"],
      ["b", "a", "seq"],
      ["coin", "levels"],
    ],
    why: "an order book: its best quotes are no mark price",
    hint: prices,
  },
  {
    id: "candles",
    title: "candles of a venue's answer",
    members: [
      ["open", "close", "tick"],
      ["open", "close", "ticks"],
      ["confirm", "open"],
    ],
    why: "bars as a venue's JSON, which no history importer reads",
    hint: bars,
  },
  {
    id: "candle-lists",
    title: "candles without names",
    members: [["data"], ["list", "symbol"]],
    pattern: /\[\s*\[\s*"\d{13}"\s*,\s*"[\d.]+"\s*,/,
    why: "bars as a venue's JSON lists, which no history importer reads",
    hint: bars,
  },
  {
    id: "volatility-index",
    title: "a volatility index",
    members: [["volatility", "index_name"]],
    why: "the level of a volatility index: no instrument here is priced by it",
    hint: prices,
  },
  {
    id: "expiries",
    title: "expiries on offer",
    members: [["option"]],
    pattern: /\[\s*"\d{1,2}[A-Z]{3}\d{2}"/,
    why: "dates on which contracts expire: no price",
    hint: prices,
  },
  {
    id: "housekeeping",
    title: "a word between client and venue",
    members: [
      ["jsonrpc", "method"],
      ["jsonrpc", "result"],
    ],
    pattern: /"heartbeat"|"result"\s*:\s*(?:\d+|\{\s*"version"|\[\s*")/,
    why: "a word between client and venue (time, version, heartbeat or a subscription), and no data",
    hint: request,
  },
];

export const refusedAnswers: readonly RefusedLayout[] = answers.map(
  ({ id, title, members, pattern, words, why, hint }) => ({
    id,
    title,
    recognises: (text) =>
      members.some((set) => isJsonWith(text, ...set)) && (pattern === undefined || pattern.test(text)),
    why: (text, file) => {
      const said = words?.exec(text)?.[1];
      return { code: "unsupported", path: file, message: said === undefined ? why : `${why}: "${said}"`, hint };
    },
  }),
);
