import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  importMarketRecords,
  importOptionChain,
  importOptionChains,
  importOptionListings,
} from "../../optionImporters.ts";

const history = process.env["PLIMSOLL_HISTORY"] ?? join(import.meta.dirname, "../../../../../shared/data");
const file = (name: string, ...lines: string[]) => ({ name, text: lines.join("\n"), sha256: "00" });
const micro = Date.UTC(2020, 5, 8) * 1000;
const expiration = Date.UTC(2020, 5, 9, 8) * 1000;

describe("options_chain", () => {
  const header =
    "exchange,symbol,timestamp,local_timestamp,type,strike_price,expiration,open_interest,last_price,bid_price,bid_amount,bid_iv,ask_price,ask_amount,ask_iv,mark_price,mark_iv,underlying_index,underlying_price,delta,gamma,vega,theta,rho";
  const row = (timestamp: number, bid: string, exchange = "deribit") =>
    `${exchange},BTC-9JUN20-9875-P,${timestamp},${timestamp},put,9875,${expiration},0.1,0.03,${bid},15,55.91,,,,0.022,62.5,SYN.BTC-9JUN20,9756.36,,,,,`;

  test("the last row of an option counts, in whatever order the rows stand", () => {
    const outcome = importOptionChain(file("c.csv", header, row(micro + 5_000_999, "0.3"), row(micro, "0.2")));
    expect(outcome.ok && outcome.value.quotes).toEqual([
      {
        instrument: expect.objectContaining({ id: "BTC-9JUN20-9875-P", optionType: "put" }),
        bid: 0.3,
        mark: 0.022,
        bidVolatility: 0.5591,
        markVolatility: 0.625,
        forward: 9756.36,
        openInterest: 0.1,
        timeMs: micro / 1000 + 5000,
      },
    ]);
    expect(outcome.ok && outcome.value.notes).toEqual(["1 of 2 rows superseded by a later one of the same option"]);
  });

  test("another venue's units are not guessed", () => {
    const outcome = importOptionChain(file("c.csv", header, row(micro, "0.2", "okex-options")));
    expect(outcome.ok ? "" : outcome.failure.faults?.[0]?.message).toBe(
      'column exchange is "okex-options": must be "deribit": the units of other venues are not known here',
    );
  });

  test("nanoseconds are no microseconds", () => {
    const outcome = importOptionChain(file("c.csv", header, row(micro * 1000, "0.2")));
    expect(outcome.ok ? "" : outcome.failure.faults?.[0]?.message).toContain("must be microseconds UTC");
  });
});

describe("tickers, books and trades", () => {
  test("a row that says nothing of a price has none", () => {
    const header =
      "exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,predicted_funding_rate,open_interest,last_price,index_price,mark_price";
    const outcome = importMarketRecords(file("t.csv", header, `bitmex,XBTUSD,${micro},${micro},,-0.0001,,,,,9500`));
    const timeMs = micro / 1000;
    expect(outcome.ok && outcome.value.records).toEqual([
      { venue: "bitmex", symbol: "XBTUSD", timeMs, mark: 9500, fundingRate: -0.0001 },
    ]);
  });

  test("an empty side of a book is none", () => {
    const header =
      "exchange,symbol,timestamp,local_timestamp,asks[0].price,asks[0].amount,bids[0].price,bids[0].amount";
    const outcome = importMarketRecords(file("b.csv", header, `deribit,BTC-PERPETUAL,${micro},${micro},,,6420,10`));
    const timeMs = micro / 1000;
    expect(outcome.ok && outcome.value).toMatchObject({
      kind: "best-quotes",
      records: [{ venue: "deribit", symbol: "BTC-PERPETUAL", timeMs, bid: 6420, bidSize: 10 }],
    });
  });

  test("a trade of no size or an unheard-of side is a fault, an unknown side is not", () => {
    const header = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount";
    const read = (cells: string) =>
      importMarketRecords(file("t.csv", header, `bitmex,XBTUSD,${micro},${micro},${cells}`));
    expect(read("a,unknown,8531.5,10")).toMatchObject({ ok: true, value: { records: [{ id: "a", price: 8531.5 }] } });
    for (const cells of ["a,buy,8531.5,0", "a,buy,,10", "a,long,8531.5,10"])
      expect(read(cells)).toMatchObject({ ok: false });
  });
});

describe.skipIf(!existsSync(join(history, "raw/tardis")))(
  "recorded by Tardis (skipped without PLIMSOLL_HISTORY)",
  () => {
    const recorded = (path: string) => ({
      name: path.split("/").at(-1)!,
      text: readFileSync(join(history, "raw", path), "utf8"),
      sha256: "00",
    });

    test("options_chain: 3 BTC and 2 ETH options out of 7 rows", () => {
      const outcome = importOptionChains(recorded("tardis_json_csv/options_chain.csv"));
      expect(outcome.ok && outcome.value.map(({ underlying, quotes }) => [underlying, quotes.length])).toEqual([
        ["BTC", 3],
        ["ETH", 2],
      ]);
      const [btc, eth] = outcome.ok ? outcome.value : [];
      expect(btc?.timestamp).toBe(1_591_574_460_454);
      expect(btc?.quotes[0]).toMatchObject({ bid: 0.0207, ask: 0.0237, bidVolatility: 0.5593, forward: 9758.37 });
      expect(eth?.quotes[1]).toMatchObject({ bid: 0.054, bidVolatility: 0.6412 });
      expect(eth?.quotes[1]?.ask).toBeUndefined();
    });

    test("option_summary: prices without its volatilities, whose unit it does not say", () => {
      const outcome = importOptionChain(recorded("tardis_json_csv/option_summary.json"));
      expect(outcome).toMatchObject({
        ok: true,
        value: { quotes: [{ bid: 0.035, ask: 0.04, mark: 0.0372, forward: 63_500, openInterest: 150 }] },
      });
      expect(outcome.ok && Object.keys(outcome.value.quotes[0]!).filter((name) => name.endsWith("Volatility"))).toEqual(
        [],
      );
    });

    test.each([
      ["tardis/binance-futures_book_snapshot_25_BTCUSDT.csv", "best-quotes", 10, { bid: 11_657.07, askSize: 1.714 }],
      ["tardis/binance-futures_book_snapshot_5_BTCUSDT.csv", "best-quotes", 10, { bid: 11_657.07, bidSize: 10.896 }],
      ["tardis/huobi-dm-swap_quotes_BTC-USD.csv", "best-quotes", 10, { ask: 8629.3, askSize: 5494, bidSize: 806 }],
      ["tardis/bitmex_trades_XBTUSD.csv", "trades", 10, { takerSide: "sell", price: 8531.5, size: 2152 }],
      ["tardis_json_csv/book_snapshot.json", "best-quotes", 1, { bid: 7633.5, ask: 7634 }],
      ["tardis_json_csv/option_book_snapshot.json", "best-quotes", 1, { bid: 0.035, ask: 0.04, bidSize: 5 }],
      ["tardis_json_csv/derivative_ticker.json", "tickers", 1, { mark: 7987.56, fundingRate: -0.00001568 }],
      ["tardis_json_csv/csv/derivative_ticker_1.csv", "tickers", 2, { index: 9500, predictedFundingRate: 0.00012 }],
      ["tardis_json_csv/trade.json", "trades", 1, { price: 7996, size: 50, takerSide: "sell" }],
    ])("%s holds %s", (path, kind, count, first) => {
      const outcome = importMarketRecords(recorded(path));
      expect(outcome).toMatchObject({ ok: true, value: { kind } });
      if (!outcome.ok) return;
      expect(outcome.value.records.length).toBe(count);
      expect(outcome.value.records[0]).toMatchObject(first);
    });

    test("an option's terms", () => {
      const outcome = importOptionListings(recorded("tardis_json_csv/instrument_option.json"));
      expect(outcome).toMatchObject({
        ok: true,
        value: {
          listings: [
            {
              instrument: { id: "BTC-25APR25-200000-P", tickSize: "0.0001", lotSize: "0.1" },
              contractSize: "1",
              quantityMin: "0.1",
              listedAt: Date.UTC(2025, 0, 31, 20, 38, 40),
            },
          ],
        },
      });
    });

    test.each([
      ["tardis/deribit_incremental_book_L2_BTC-PERPETUAL.csv", "changes of an order book"],
      ["tardis_json_csv/csv/deltas_1.csv", "changes of an order book"],
      ["tardis_json_csv/csv/deltas_with_snapshot.csv", "changes of an order book"],
      ["tardis_json_csv/book_change.json", "changes of an order book"],
      ["tardis_json_csv/bar.json", "a bar of trades"],
      ["tardis_json_csv/disconnect.json", "a recording was cut off"],
      ["tardis_json_csv/csv/trades_1.csv", "2 faults in 2 rows"], // times in nanoseconds
    ])("%s is refused: %s", (path, why) => {
      const outcome = importMarketRecords(recorded(path));
      expect(outcome).toMatchObject({ ok: false, failure: { message: expect.stringContaining(why) } });
    });

    test.each(["combo", "future", "perpetual", "spot"])("the terms of a %s are no option's", (kind) => {
      const outcome = importOptionListings(recorded(`tardis_json_csv/instrument_${kind}.json`));
      expect(outcome).toMatchObject({ ok: false, failure: { message: "0 options among 1 instruments" } });
    });
  },
);
