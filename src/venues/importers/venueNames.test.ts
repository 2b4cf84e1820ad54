import { expect, test } from "vitest";
import { binanceName, bybitName, hyperliquidName, okxName, pairName } from "./venueNames.ts";

test.each([
  ["BTC-USDT-SWAP", "BTC/USDT:USDT"],
  ["BTC-USD-SWAP", "BTC/USD:BTC"],
  ["BTC-USDT-250627", "BTC/USDT:USDT-250627"],
  ["BTC-USD-250627", "BTC/USD:BTC-250627"],
  ["BTC-USD-250627-70000-C", "BTC/USD:BTC-250627-70000-C"],
  ["BTC-USDT", "BTC/USDT"],
  ["BTC-USD_UM-SWAP", "BTC-USD_UM-SWAP"],
])("OKX's %s is %s: quoted in dollars it settles in the coin", (name, expected) => {
  expect(okxName(name)).toBe(expected);
});

test.each([
  ["BTCUSDT", "linear", "BTC/USDT:USDT"],
  ["BTCUSDT", "spot", "BTC/USDT"],
  ["BTCUSDT-27JUN25", "linear", "BTC/USDT:USDT-250627"],
  ["BTCPERP", "linear", "BTC/USDC:USDC"],
  ["BTC-4JUL25", "linear", "BTC/USDC:USDC-250704"],
  ["BTCUSD", "inverse", "BTC/USD:BTC"],
  ["BTCUSDM25", "inverse", "BTC/USD:BTC-250627"],
  ["BTCUSDZ24", "inverse", "BTC/USD:BTC-241227"],
  ["1000PEPEUSDT", "linear", "1000PEPE/USDT:USDT"],
  ["BTC-6JAN23-17500-C", "option", "BTC/USDC:USDC-230106-17500-C"],
] as const)("Bybit's %s is, as %s, %s", (name, category, expected) => {
  expect(bybitName(name, category)).toBe(expected);
});

test.each([
  ["BTCUSDT", "BTC/USDT:USDT"],
  ["BTCUSDC", "BTC/USDC:USDC"],
  ["BTCUSDT_250627", "BTC/USDT:USDT-250627"],
  ["BTCUSD_PERP", "BTC/USD:BTC"],
  ["BTCUSD_250627", "BTC/USD:BTC-250627"],
  ["BTCUSD", "BTCUSD"],
  ["ETHBTC", "ETHBTC"],
])("Binance's future %s is %s", (name, expected) => {
  expect(binanceName(name)).toBe(expected);
});

test("Hyperliquid's coin is a perpetual in USDC, and another builder's is not", () => {
  expect(["BTC", "kPEPE", "xyz:TSLA", "@142"].map(hyperliquidName)).toEqual([
    "BTC/USDC:USDC",
    "KPEPE/USDC:USDC",
    "xyz:TSLA",
    "@142",
  ]);
});

test("a spot pair without a dollar in it has no name here", () => {
  expect(["BTCUSDT", "ETHBTC"].map(pairName)).toEqual(["BTC/USDT", "ETHBTC"]);
});
