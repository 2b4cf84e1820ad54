import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { importMarketRecords, importOptionChain, importOptionListings } from "../../optionImporters.ts";

const history = process.env["PLIMSOLL_HISTORY"] ?? join(import.meta.dirname, "../../../../../shared/data");
const seen = Date.UTC(2025, 5, 1, 12);
const file = (content: unknown, name = "deribit.json") => ({ name, text: JSON.stringify(content), sha256: "00" });

/** As the venue documents a book summary; no answer of it was recorded as JSON. */
const summary = {
  instrument_name: "BTC-27JUN25-70000-C",
  base_currency: "BTC",
  quote_currency: "BTC",
  creation_timestamp: seen,
  bid_price: 0.34,
  ask_price: null,
  mark_price: 0.345,
  mark_iv: 55.5,
  underlying_price: 105_000,
  underlying_index: "BTC-27JUN25",
  estimated_delivery_price: 104_500,
  open_interest: 12.5,
  volume: 0,
};

describe("book summary", () => {
  test("null is none, percent becomes decimal, futures beside the options are counted", () => {
    const future = { ...summary, instrument_name: "BTC-27JUN25" };
    const outcome = importOptionChain(file({ jsonrpc: "2.0", result: [future, summary] }));
    expect(outcome).toMatchObject({ ok: true, value: { timestamp: seen, index: 104_500, settlementCurrency: "BTC" } });
    if (!outcome.ok) return;
    const { instrument, ...quote } = outcome.value.quotes[0]!;
    expect(instrument.id).toBe("BTC-27JUN25-70000-C");
    expect(quote).toEqual({
      bid: 0.34,
      mark: 0.345,
      markVolatility: 0.555,
      forward: 105_000,
      openInterest: 12.5,
      volume: 0,
      timeMs: seen,
    });
    expect(outcome.value.notes).toContain("1 records left out: no options");
  });

  test("USDC options are linear and a chain of their own", () => {
    const linear = { ...summary, instrument_name: "BTC_USDC-27JUN25-70000-C", bid_price: 36_000, mark_price: 36_100 };
    const read = importOptionChain(file({ result: [summary, linear] }), "BTC/USDC:USDC");
    expect(read).toMatchObject({
      ok: true,
      value: { quotes: [{ bid: 36_000, instrument: { kind: "linear-option" } }] },
    });
  });

  test("every fault is listed with its JSON path, value and rule", () => {
    const bad = { ...summary, bid_price: -1, mark_price: "x", creation_timestamp: null, base_currency: "ETH" };
    const outcome = importOptionChain(file({ result: [bad, 7] }));
    expect(outcome.ok ? [] : outcome.failure.faults).toEqual(
      [
        ["deribit.json/result/0/creation_timestamp", "is null: must be milliseconds UTC between 2009 and 2100"],
        ["deribit.json/result/0/bid_price", "is -1: must not be below 0"],
        ["deribit.json/result/0/mark_price", 'is "x": must be a finite decimal number'],
        ["deribit.json/result/1", "is 7: must be an object"],
      ].map(([path, message]) => ({ code: "parsing", path, message })),
    );
    const other = importOptionChain(file({ result: [{ ...summary, base_currency: "ETH" }] }));
    expect(other.ok ? "" : other.failure.faults?.[0]?.message).toBe(`is "ETH": the instrument's name says BTC`);
  });

  test("what is no JSON and what holds no option is refused", () => {
    const text = JSON.stringify({ result: [summary] });
    const broken = importOptionChain({ name: "a.json", text: text.slice(0, -1), sha256: "00" });
    expect(broken).toMatchObject({ ok: false, failure: { code: "parsing", path: "a.json" } });
    const future = { ...summary, instrument_name: "BTC-27JUN25" };
    expect(importOptionChain(file({ result: [future] }))).toMatchObject({
      ok: false,
      failure: { code: "missing-data" },
    });
    expect(importOptionChain(file({ result: [] }))).toMatchObject({ ok: false, failure: { code: "unsupported" } });
  });
});

describe("ticker", () => {
  const ticker = {
    timestamp: seen,
    instrument_name: "BTC-27JUN25-70000-C",
    best_bid_price: 0,
    best_ask_price: 0.35,
    bid_iv: 0,
    ask_iv: 60,
    mark_iv: 55,
    mark_price: 0.345,
    index_price: 104_500,
    underlying_price: 105_000,
    open_interest: 3,
    stats: { volume: 1.5 },
  };

  test("an option's is a chain of one quote; a side of 0 is none", () => {
    for (const content of [{ result: ticker }, { params: { channel: "ticker", data: ticker } }]) {
      const outcome = importOptionChain(file(content));
      const { instrument, ...quote } = outcome.ok ? outcome.value.quotes[0]! : { instrument: undefined };
      expect(instrument?.id).toBe("BTC-27JUN25-70000-C");
      expect(quote).toEqual({
        ask: 0.35,
        mark: 0.345,
        markVolatility: 0.55,
        askVolatility: 0.6,
        forward: 105_000,
        openInterest: 3,
        volume: 1.5,
        timeMs: seen,
      });
    }
  });
});

describe("instruments", () => {
  const option = {
    kind: "option",
    instrument_name: "BTC-27JUN25-70000-C",
    option_type: "call",
    strike: 70_000,
    expiration_timestamp: Date.UTC(2025, 5, 27, 8),
    creation_timestamp: Date.UTC(2024, 5, 27, 8),
    settlement_currency: "BTC",
    tick_size: 0.0001,
    tick_size_steps: [{ above_price: 0.005, tick_size: 0.0005 }],
    contract_size: 1,
    min_trade_amount: 0.1,
  };

  test("terms are decimal texts; the tick grows with the price", () => {
    const outcome = importOptionListings(file({ result: [{ ...option, kind: "future" }, option] }));
    expect(outcome).toMatchObject({
      ok: true,
      value: { venue: "deribit", notes: ["1 instruments left out: no options"] },
    });
    const { instrument, ...terms } = outcome.ok ? outcome.value.listings[0]! : { instrument: undefined };
    expect(instrument).toMatchObject({
      id: "BTC-27JUN25-70000-C",
      tickSize: "0.0001",
      tickSteps: [{ abovePrice: "0.005", tickSize: "0.0005" }],
      lotSize: "0.1",
    });
    expect(terms).toEqual({
      symbol: "BTC-27JUN25-70000-C",
      contractSize: "1",
      quantityMin: "0.1",
      listedAt: Date.UTC(2024, 5, 27, 8),
    });
  });

  test("terms against the name are faults", () => {
    const outcome = importOptionListings(file({ result: [{ ...option, strike: 7000, tick_size: 0 }] }));
    expect(outcome.ok ? [] : outcome.failure.faults?.map(({ path }) => path.split("/").at(-1))).toEqual(["tick_size"]);
    const strike = importOptionListings(file({ result: [{ ...option, strike: 7000 }] }));
    expect(strike.ok ? "" : strike.failure.faults?.[0]?.message).toBe("is 7000: the instrument's name says 70000");
  });
});

describe("option trades", () => {
  const header =
    ",trade_seq,trade_id,timestamp,price,mark_price,iv,instrument_name,index_price,direction,contracts,maturity,strike,combo_id,block_trade_id,liquidation";
  const read = (...rows: string[]) =>
    importMarketRecords({ name: "trades.csv", text: [header, ...rows].join("\n"), sha256: "00" });
  const first =
    "9,1,101,2024-05-22 20:00:00.5,0.07,0.071,54.5,BTC-28JUN24-70000-C,68936.87,sell,0.1,2024-06-28 00:00:00,7000.0,,,T";
  const second = first.replace("9,1,101", "8,2,102").replace("sell", "buy");

  test("stand oldest first on the contract of the name, columns against it are counted in notes", () => {
    const outcome = read(second, first);
    expect(outcome).toMatchObject({ ok: true, value: { kind: "trades" } });
    if (!outcome.ok) return;
    expect(outcome.value.records).toEqual(
      [
        ["101", "sell"],
        ["102", "buy"],
      ].map(([id, takerSide]) => ({
        venue: "deribit",
        symbol: "BTC-28JUN24-70000-C",
        timeMs: Date.UTC(2024, 4, 22, 20, 0, 0, 500),
        id,
        takerSide,
        price: 0.07,
        size: 0.1,
        mark: 0.071,
        index: 68936.87,
        volatility: 0.545,
        circumstances: ["liquidation"],
      })),
    );
    expect(outcome.value.notes).toEqual([
      "2 rows state strike 7000.0, the name says 70000; the name was taken",
      "2 rows state maturity 2024-06-28 00:00:00, the contract expires 2024-06-28T08:00:00.000Z; times to maturity beside it were not read",
    ]);
  });

  test("one trade twice, a price of 0, an unknown side and a bad time are faults", () => {
    expect(read(first, first)).toMatchObject({ ok: false, failure: { code: "conflict" } });
    const bad = read(first.replace(",0.07,", ",0,").replace("sell", "?").replace("2024-05-22 20:00:00.5", "yesterday"));
    expect(bad.ok ? [] : bad.failure.faults?.map(({ message }) => message)).toEqual([
      'column timestamp is "yesterday": must be a time like 2024-05-22T21:46:38.512Z between 2009 and 2100',
      'column price is "0": must be a number above 0',
      'column direction is "?": must be buy or sell',
    ]);
  });
});

describe.skipIf(!existsSync(join(history, "raw")))("recorded at Deribit (skipped without PLIMSOLL_HISTORY)", () => {
  const recorded = (path: string) => {
    const bytes = readFileSync(join(history, path));
    const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
    return { name: path.split("/").at(-1)!, text, sha256: "00" };
  };

  test("the book summary as downloaded holds the very quotes of the chain table made from it", () => {
    const raw = importOptionChain(recorded("raw/deribit_ETH_book_summary_20240108.csv.gz"));
    const table = importOptionChain(recorded("options/deribit_ETH_chain_20240108T1119Z.csv.gz"));
    expect(raw.ok && raw.value.quotes.length).toBe(684);
    expect(raw.ok && raw.value.quotes).toEqual(table.ok && table.value.quotes);
  });

  test("the marks as found are refused for want of a time, which is bounded", () => {
    expect(importOptionChain(recorded("raw/deribit_BTC_options_20240524_asfound.csv.gz"))).toMatchObject({
      ok: false,
      failure: {
        code: "missing-data",
        message: expect.stringMatching(/^578 marks .* \(2024-05-24 13:06:00\) .* \(2024-05-25 08:00:00\)/),
        hint: expect.stringContaining("options/deribit_BTC_chain_20240524.csv"),
      },
    });
  });

  test("3062 trades of one option load oldest first, both defects of the file in notes", () => {
    const outcome = importMarketRecords(recorded("options/deribit_trades_BTC-28JUN24-70000-C.csv.gz"));
    expect(outcome.ok && outcome.value.kind === "trades").toBe(true);
    if (!outcome.ok || outcome.value.kind !== "trades") return;
    const { records, notes } = outcome.value;
    expect([records.length, notes.length]).toEqual([3062, 2]);
    expect(records[0]).toMatchObject({ id: "295688783", price: 0.145, volatility: 0.7505, takerSide: "buy" });
    expect(records.at(-1)).toMatchObject({ id: "302646300", price: 0.0725, size: 0.3, takerSide: "sell" });
    const counts = ["block", "combo", "liquidation"].map(
      (one) => records.filter(({ circumstances }) => circumstances.some((it) => it === one)).length,
    );
    expect(counts).toEqual([94, 78, 17]);
  });

  test("tickers of the perpetual are market records and no chain", () => {
    const file = recorded("fixtures/nautilus/deribit/ws_ticker.json");
    expect(importMarketRecords(file)).toMatchObject({
      ok: true,
      value: {
        kind: "tickers",
        records: [{ symbol: "BTC-PERPETUAL", mark: 92_281.78, index: 92_263.55, bid: 92_283.5 }],
      },
    });
    expect(importOptionChain(file)).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining("a file of another kind, Deribit ticker of a perpetual or future") },
    });
    expect(importMarketRecords(recorded("fixtures/nautilus/deribit/http_get_order_book.json"))).toMatchObject({
      ok: true,
      value: { records: [{ ask: 87_003, openInterest: 1_139_551_440 }] },
    });
  });

  test.each(["http_get_instruments.json", "http_get_instrument_option.json"])(
    "%s states an expiry at noon, which no option of that name has",
    (name) => {
      const outcome = importOptionListings(recorded(`fixtures/nautilus/deribit/${name}`));
      expect(outcome.ok ? "" : outcome.failure.faults?.map(({ message }) => message)).toEqual([
        "is 1735300800000: that is 2024-12-27T12:00:00.000Z, the instrument's name says 2024-12-27T08:00:00.000Z",
      ]);
    },
  );

  test("a list of combos holds no option", () => {
    const outcome = importOptionListings(recorded("fixtures/nautilus/deribit/http_get_instruments_option_combo.json"));
    expect(outcome).toMatchObject({ ok: false, failure: { message: "0 options among 6 instruments" } });
  });
});
