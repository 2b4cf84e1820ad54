import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { resolveInstrument } from "../../../instruments/names.ts";
import { quotedSnapshot } from "../../../market/quotes.ts";
import { importPriceFile } from "../../priceImporters.ts";

const history = process.env["PLIMSOLL_HISTORY"] ?? join(import.meta.dirname, "../../../../../shared/data");
const fixtures = join(history, "fixtures/nautilus");
const recorded = (path: string) => JSON.parse(readFileSync(join(fixtures, path), "utf8"));
const timeMs = Date.UTC(2024, 5, 28, 8);

function read(content: unknown, asOf?: number) {
  return importPriceFile({ name: "t.json", text: JSON.stringify(content), sha256: "00" }, asOf);
}

/** Each quote as instrument, price and time. */
function quotesOf(content: unknown) {
  const outcome = read(content);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value.quotes.map(({ instrument, price, timeMs: at }) => [instrument.id, price, at]);
}

const notesOf = (content: unknown) => {
  const outcome = read(content);
  return outcome.ok ? outcome.value.notes : [];
};

/** Every fault as `path message`. */
function faultsOf(content: unknown, asOf?: number): string[] {
  const outcome = read(content, asOf);
  return outcome.ok
    ? []
    : (outcome.failure.faults ?? [outcome.failure]).map(({ path, message }) => `${path} ${message}`);
}

describe("Deribit", () => {
  const ticker = {
    timestamp: timeMs,
    instrument_name: "BTC-27JUN25",
    mark_price: 65_000,
    index_price: 61_000.5,
    best_bid_price: 64_990,
    best_ask_price: 65_010,
  };
  const summary = {
    instrument_name: "BTC-PERPETUAL",
    creation_timestamp: timeMs,
    bid_price: 60_999,
    mark_price: 61_001,
    estimated_delivery_price: 61_000,
  };

  test("a ticker prices the contract at mark and the coin at the index", () => {
    expect(quotesOf({ result: ticker })).toEqual([
      ["BTC-27JUN25", 65_000, timeMs],
      ["BTC/USD", 61_000.5, timeMs],
    ]);
  });

  test("a book summary prices futures and leaves its options to the chain (no recorded sample)", () => {
    const option = { ...summary, instrument_name: "BTC-27JUN25-70000-C", mark_price: 0.05 };
    const rows = [summary, option, { ...summary, instrument_name: "BTC-27JUN25", mark_price: 65_000 }];
    expect(quotesOf({ result: rows }).map(([id, price]) => [id, price])).toEqual([
      ["BTC-PERPETUAL", 61_001],
      ["BTC-27JUN25", 65_000],
      ["BTC/USD", 61_000],
    ]);
    expect(notesOf({ result: rows })).toEqual([expect.stringContaining("1 record left out: options")]);
  });

  test("the delivery price is no index in the last half hour of an expiry", () => {
    const expiring = { ...summary, instrument_name: "BTC-28JUN24", creation_timestamp: timeMs - 60_000 };
    expect(quotesOf({ result: [expiring] }).map(([id]) => id)).toEqual(["BTC-28JUN24"]);
  });
});

describe("OKX", () => {
  const mark = { instType: "SWAP", instId: "BTC-USDT-SWAP", markPx: "61000.1", ts: String(timeMs) };
  const ticker = {
    instType: "SPOT",
    instId: "ETH-USDT",
    last: "3400",
    bidPx: "3399",
    askPx: "3401",
    ts: String(timeMs),
  };

  test("marks of swaps and futures, options and margin pairs left out", () => {
    const rows = [
      mark,
      { ...mark, instType: "FUTURES", instId: "BTC-USD-250627" },
      { ...mark, instType: "OPTION", instId: "BTC-USD-250627-70000-C", markPx: "0.05" },
      { ...mark, instType: "MARGIN", instId: "BTC-USDT" },
    ];
    expect(quotesOf({ data: rows }).map(([id]) => id)).toEqual(["BTC/USDT:USDT", "BTC-27JUN25"]);
    expect(notesOf({ data: rows })).toHaveLength(2);
  });

  test("a ticker prices a spot pair by its last trade and no contract, which it has no mark of", () => {
    const swap = { ...ticker, instType: "SWAP", instId: "ETH-USDT-SWAP" };
    expect(quotesOf({ data: [ticker, swap] })).toEqual([["ETH/USDT", 3400, timeMs]]);
    expect(faultsOf({ data: [swap] })[0]).toContain("contracts without a mark: get GET /api/v5/public/mark-price");
  });
});

describe("Bybit", () => {
  const ticker = {
    symbol: "BTCUSDT",
    lastPrice: "61003",
    price24hPcnt: "0.01",
    markPrice: "61001",
    indexPrice: "61000",
    bid1Price: "61002",
  };
  const answer = (category: string, ...list: readonly unknown[]) => ({ result: { category, list }, time: timeMs });

  test("linear and inverse contracts at mark, the coin at each one's index (no recorded sample of the answer)", () => {
    expect(quotesOf(answer("linear", ticker, { ...ticker, symbol: "BTCPERP" })).map(([id]) => id)).toEqual([
      "BTC/USDT:USDT",
      "BTC/USDC:USDC",
      "BTC/USDT",
      "BTC/USDC",
    ]);
    expect(quotesOf(answer("inverse", { ...ticker, symbol: "BTCUSDM25" })).map(([id]) => id)).toEqual([
      "BTC-27JUN25",
      "BTC/USD",
    ]);
  });

  test("a spot pair has no mark: its last trade counts, and pairs without dollars are left out by name", () => {
    const { markPrice: _, indexPrice: __, ...spot } = ticker;
    const rows = answer("spot", spot, { ...spot, symbol: "ETHBTC" });
    expect(quotesOf(rows)).toEqual([["BTC/USDT", 61_003, timeMs]]);
    expect(notesOf(rows)).toEqual(["1 left out, of a name that is not known: ETHBTC"]);
  });

  test("a message of changes is refused: without its mark it would pass for a spot pair's", () => {
    const { markPrice: _, ...changed } = ticker;
    const message = { topic: "tickers.BTCUSDT", type: "delta", data: changed, ts: timeMs };
    expect(faultsOf(message)[0]).toContain("1 record left out: changes of a ticker");
    const spot = {
      ...message,
      topic: "tickers.ETHUSDT",
      type: "snapshot",
      data: { symbol: "ETHUSDT", lastPrice: "3400" },
    };
    expect(quotesOf(spot)).toEqual([["ETH/USDT", 3400, timeMs]]);
  });

  test("two contracts of one pair with different indices say so", () => {
    const dated = { ...ticker, symbol: "BTCUSDT-27JUN25", indexPrice: "61009" };
    expect(notesOf(answer("linear", ticker, dated))[0]).toContain("more than one index price of BTC/USDT");
  });
});

describe("Binance: no recorded sample, the schema as Binance documents it", () => {
  const premium = {
    symbol: "BTCUSDT",
    markPrice: "61001.00000000",
    indexPrice: "61000.0",
    lastFundingRate: "0.0001",
    nextFundingTime: timeMs,
    time: timeMs,
  };

  test("a premium index prices the contract and the coin, of one contract or of all", () => {
    const both = [
      ["BTC/USDT:USDT", 61_001, timeMs],
      ["BTC/USDT", 61_000, timeMs],
    ];
    expect(quotesOf(premium)).toEqual(both);
    const coin = { ...premium, symbol: "BTCUSD_250627", lastFundingRate: "", indexPrice: "" };
    expect(quotesOf([premium, coin])).toEqual([both[0], ["BTC-27JUN25", 61_001, timeMs], both[1]]);
  });

  test("a spot ticker stands at its close; the futures' ticker has no mark and is refused for that", () => {
    const ticker = {
      symbol: "ETHUSDT",
      lastPrice: "3400",
      weightedAvgPrice: "3390",
      closeTime: timeMs,
      priceChangePercent: "1",
    };
    expect(quotesOf([{ ...ticker, bidPrice: "3399" }])).toEqual([["ETH/USDT", 3400, timeMs]]);
    expect(faultsOf([ticker])[0]).toContain("without a mark price");
  });
});

describe("Hyperliquid: no recorded sample of both parts, the schema as Hyperliquid documents it", () => {
  const universe = [{ name: "BTC" }, { name: "kPEPE" }, { name: "LUNA", isDelisted: true }, { name: "@1" }];
  const contexts = [
    { markPx: "61001", oraclePx: "61000", funding: "0.0000125" },
    { markPx: "0.012", oraclePx: "0.0121", funding: "0" },
    { markPx: "0.5", oraclePx: "0.5", funding: "0" },
    { markPx: "1", oraclePx: "1", funding: "0" },
  ];

  test("names and prices are matched by place, at the time that the file states", () => {
    const content = { time: timeMs, metaAndAssetCtxs: [{ universe }, contexts] };
    expect(quotesOf(content)).toEqual([
      ["BTC/USDC:USDC", 61_001, timeMs],
      ["KPEPE/USDC:USDC", 0.012, timeMs],
      ["BTC/USDC", 61_000, timeMs],
      ["KPEPE/USDC", 0.0121, timeMs],
    ]);
    expect(notesOf(content)).toEqual([
      "1 record left out: delisted coins",
      "1 left out, of a name that is not known: @1",
    ]);
  });

  test("the answer alone has no time, and none is made up", () => {
    const outcome = read([{ universe }, contexts]);
    expect(outcome).toMatchObject({
      ok: false,
      failure: { code: "missing-data", hint: expect.stringContaining("time") },
    });
    expect(faultsOf({ metaAndAssetCtxs: [{ universe }, contexts] })).toContain(
      "t.json/time is nothing: must be milliseconds UTC between 2009 and 2100",
    );
    expect(faultsOf({ time: timeMs, metaAndAssetCtxs: [{ universe }, contexts.slice(1)] })[0]).toContain(
      "as many contexts",
    );
  });
});

describe("every layout", () => {
  const row = (instId: string, markPx: unknown, ts: unknown = String(timeMs)) => ({
    instType: "SWAP",
    instId,
    markPx,
    ts,
  });

  test("lists every bad row with its path", () => {
    const rows = [
      row("BTC-USDT-SWAP", "NaN"),
      row("BTC-USDT-SWAP", ""),
      row("BTC-USDT-SWAP", "-0"),
      row("BTC-USDT-SWAP", "61000", ""),
    ];
    expect(faultsOf({ data: rows }).map((text) => text.split(":")[0])).toEqual([
      't.json/data/0/markPx is "NaN"',
      't.json/data/1/markPx is ""',
      't.json/data/2/markPx is "-0"',
      't.json/data/3/ts is ""',
    ]);
  });

  test("refuses a price from after --as-of and an instrument priced twice", () => {
    expect(faultsOf({ data: [row("BTC-USDT-SWAP", "1")] }, timeMs - 1)[0]).toContain("must not be later than --as-of");
    const twice = { data: [row("BTC-USDT-SWAP", "1"), row("BTC-USDT-SWAP", "2")] };
    expect(faultsOf(twice)).toEqual(["t.json/data/1 BTC/USDT:USDT is priced twice, first at t.json/data/0"]);
  });

  test("refuses a file in which no name is known", () => {
    expect(faultsOf({ data: [row("BTC-USD_UM-SWAP", "1")] })[0]).toContain("0 prices, must be at least 1");
  });

  test("refuses a file of another kind as what it is", () => {
    const option = {
      instrument_name: "BTC-27JUN25-70000-C",
      best_bid_price: 0.1,
      mark_price: 0.1,
      underlying_price: 65_000,
    };
    expect(faultsOf({ result: { ...option, index_price: 61_000, timestamp: timeMs } })).toEqual([
      "t.json:1 a file of another kind, Deribit ticker of an option, JSON: it holds no price of a contract or coin",
    ]);
  });

  test("refuses an unknown file with its opening", () => {
    expect(faultsOf({ price: 1 })).toEqual([
      't.json:1 no price file that Plimsoll knows: it begins with "{"price":1}"',
    ]);
  });
});

describe.skipIf(!existsSync(fixtures))("recorded (skipped without PLIMSOLL_HISTORY)", () => {
  test.each([
    [
      "deribit/ws_ticker.json",
      ["BTC-PERPETUAL", 92_281.78, 1_765_541_474_086],
      ["BTC/USD", 92_263.55, 1_765_541_474_086],
    ],
    [
      "deribit/http_get_order_book.json",
      ["BTC-PERPETUAL", 87_006.21, 1_766_554_855_140],
      ["BTC/USD", 86_992.82, 1_766_554_855_140],
    ],
    ["okx/http_get_mark_price.json", ["BTC/USDT:USDT", 84_660.1, 1_744_590_349_506]],
    ["okx/http_get_index_price.json", ["BTC/USDT", 103_895, 1_746_942_707_815]],
    ["okx/ws_tickers.json", ["BTC/USDT", 9999.99, 1_597_026_383_085]],
    [
      "bybit/ws_ticker_linear.json",
      ["BTC/USDT:USDT", 17_217.33, 1_673_272_861_686],
      ["BTC/USDT", 17_227.36, 1_673_272_861_686],
    ],
  ])("%s", (path, ...expected) => {
    expect(quotesOf(recorded(path))).toEqual(expected);
  });

  test("one ticker is a whole market for its perpetual: the mark, and the coin that it settles in", () => {
    const quotes = read(recorded("deribit/ws_ticker.json"));
    const perpetual = resolveInstrument("BTC-PERPETUAL");
    if (!quotes.ok || !perpetual.ok) throw new Error("unreadable");
    const at = { timestamp: 1_765_541_474_086, maxAgeMs: 0 };
    const snapshot = quotedSnapshot(quotes.value, [perpetual.value], at);
    expect(snapshot.ok && [...snapshot.value.levels.values()]).toEqual(expect.arrayContaining([92_263.55, 92_281.78]));
  });

  test("contexts without names and without a time are refused for both", () => {
    expect(faultsOf(recorded("hyperliquid/ws_all_dexs_asset_ctxs.json"))[0]).toContain(
      "neither the names of the coins nor the time",
    );
    expect(faultsOf(recorded("hyperliquid/ws_allmids.json"))[0]).toContain("no marks, and no time");
  });
});
