import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importOptionChain, importOptionListings } from "../../optionImporters.ts";
import { bybitOptionName, okxOptionName } from "./optionNames.ts";

const history = process.env["PLIMSOLL_HISTORY"] ?? join(import.meta.dirname, "../../../../../shared/data");
const fixtures = join(history, "fixtures/nautilus");
const file = (content: unknown) => ({ name: "venue.json", text: JSON.stringify(content), sha256: "00" });

test.each([
  ["BTC-6JAN23-17500-C", "BTC/USDC:USDC-230106-17500-C"],
  ["ETH-26JUN26-16000-P-USDT", "ETH/USDT:USDT-260626-16000-P"],
  ["BTC-6JUX23-17500-C", "BTC-6JUX23-17500-C"],
  ["BTCUSDT", "BTCUSDT"],
])("Bybit's %s is %s: its dollars are not Deribit's coins", (name, expected) => {
  expect(bybitOptionName(name)).toBe(expected);
});

test.each([
  ["BTC-USD-241217-92000-C", "BTC/USD:BTC-241217-92000-C"],
  ["BTC-USDT-SWAP", "BTC-USDT-SWAP"],
])("OKX's %s is %s", (name, expected) => {
  expect(okxOptionName(name)).toBe(expected);
});

test("Bybit's answer for a whole underlying, as documented", () => {
  const ticker = { symbol: "BTC-6JAN23-17500-C", bid1Price: "5", bid1Iv: "0.4", ask1Price: "0", ask1Iv: "0" };
  const put = { ...ticker, symbol: "BTC-6JAN23-17500-P", underlyingPrice: "16815", markPrice: "700", markIv: "0.5" };
  const outcome = importOptionChain(file({ retCode: 0, result: { list: [put, ticker] }, time: 1_672_917_511_074 }));
  expect(outcome.ok && outcome.value.quotes).toEqual([
    {
      instrument: expect.objectContaining({ optionType: "call" }),
      bid: 5,
      bidVolatility: 0.4,
      timeMs: 1_672_917_511_074,
    },
    {
      instrument: expect.objectContaining({ optionType: "put" }),
      bid: 5,
      bidVolatility: 0.4,
      mark: 700,
      markVolatility: 0.5,
      forward: 16_815,
      timeMs: 1_672_917_511_074,
    },
  ]);
});

test("an answer without its list is refused", () => {
  const ticker = { symbol: "BTC-6JAN23-17500-C", bid1Iv: "0.4", markIv: "0.5", underlyingPrice: "1" };
  const outcome = importOptionChain(file({ list: [ticker], time: 1_672_917_511_074 }));
  expect(outcome).toMatchObject({ ok: false, failure: { message: "holds no result.list" } });
});

test("a volatility that is no number is a fault with its path", () => {
  const summary = {
    instId: "BTC-USD-241217-92000-C",
    uly: "ETH-USD",
    markVol: "high",
    fwdPx: "1",
    ts: "1734166000000",
  };
  const outcome = importOptionChain(file({ code: "0", data: [summary] }));
  expect(outcome.ok ? [] : outcome.failure.faults?.map(({ path, message }) => `${path} ${message}`)).toEqual([
    'venue.json/data/0/markVol is "high": must be a finite decimal number',
    `venue.json/data/0/uly is "ETH-USD": the instrument's name says BTC-USD`,
  ]);
});

describe.skipIf(!existsSync(fixtures))("recorded at OKX and Bybit (skipped without PLIMSOLL_HISTORY)", () => {
  const recorded = (path: string) => ({
    name: path.split("/").at(-1)!,
    text: readFileSync(join(fixtures, path), "utf8"),
    sha256: "00",
  });

  test.each([
    ["okx/http_get_option_summary.json", 4, { bidVolatility: 0.45, markVolatility: 0.455, forward: 97_000 }],
    ["okx/ws_opt_summary.json", 2, { askVolatility: 0.55, markVolatility: 0.53, forward: 92_150.5 }],
  ])("%s: volatilities and forwards of %d coin-settled options, no prices", (path, count, first) => {
    const outcome = importOptionChain(recorded(path));
    expect(outcome).toMatchObject({ ok: true, value: { venue: "okx", settlementCurrency: "BTC" } });
    if (!outcome.ok) return;
    expect(outcome.value.quotes.length).toBe(count);
    expect(outcome.value.quotes[0]).toMatchObject(first);
    expect(outcome.value.quotes.some((one) => one.bid ?? one.ask ?? one.mark)).toBe(false);
    expect(outcome.value.notes).toEqual(["volatilities alone: the layout holds no prices"]);
  });

  test("OKX's contract is a hundredth of a coin", () => {
    const outcome = importOptionListings(recorded("okx/http_get_instruments_option.json"));
    expect(outcome.ok && outcome.value.listings.map(({ symbol }) => symbol)).toEqual([
      "BTC-USD-241217-92000-C",
      "BTC-USD-241217-92000-P",
      "BTC-USD-241217-94000-C",
      "BTC-USD-241217-94000-P",
    ]);
    expect(outcome.ok && outcome.value.listings[0]).toMatchObject({
      instrument: { id: "BTC-17DEC24-92000-C", contractSize: "1", tickSize: "0.0001", lotSize: "0.01" },
      contractSize: "0.01",
      quantityMin: "0.01",
    });
  });

  test.each(["futures", "margin", "spot", "swap"])("OKX's %s are no options", (kind) => {
    const outcome = importOptionListings(recorded(`okx/http_get_instruments_${kind}.json`));
    expect(outcome).toMatchObject({ ok: false, failure: { code: "missing-data" } });
  });

  test("Bybit's message: settled in USDC, the bid of 0 is none", () => {
    const outcome = importOptionChain(recorded("bybit/ws_ticker_option.json"));
    expect(outcome.ok && outcome.value).toMatchObject({ venue: "bybit", settlementCurrency: "USDC", index: 16_823.73 });
    expect(outcome.ok && outcome.value.quotes).toEqual([
      {
        instrument: expect.objectContaining({ kind: "linear-option", id: "BTC/USDC:USDC-230106-17500-C" }),
        ask: 10,
        mark: 7.86976724,
        askVolatility: 0.514,
        markVolatility: 0.4896,
        forward: 16_815.1,
        openInterest: 49.85,
        volume: 26.55,
        timeMs: 1_672_917_511_074,
      },
    ]);
  });

  test.each([
    ["http_get_instruments_option.json", "2026-05-28T21:50:00.000Z", "2026-06-26T08:00:00.000Z"],
    ["http_get_instruments_option_symbol_id.json", "2025-06-15T15:06:40.000Z", "2025-06-30T08:00:00.000Z"],
  ])("Bybit's %s delivers on another day than its name says", (name, stated, expected) => {
    const outcome = importOptionListings(recorded(`bybit/${name}`));
    expect(outcome.ok ? "" : outcome.failure.faults?.[0]?.message).toContain(
      `that is ${stated}, the instrument's name says ${expected}`,
    );
  });
});
