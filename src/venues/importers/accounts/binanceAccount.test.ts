import { describe, expect, test } from "vitest";
import { faultsOf, groupsOf, notesOf } from "../../../../test/contracts/venueAnswers.ts";

const row = {
  symbol: "BTCUSDT",
  positionSide: "BOTH",
  positionAmt: "-0.5",
  entryPrice: "60000.1",
  markPrice: "61000",
  unRealizedProfit: "-499.95",
  notional: "-30500",
  isolatedMargin: "0",
  isolatedWallet: "0",
  marginAsset: "USDT",
};
const tether = { asset: "USDT", walletBalance: "1250", crossWalletBalance: "1000", marginBalance: "750" };
const account = (positions: readonly unknown[] = []) => ({ totalWalletBalance: "1250", assets: [tether], positions });

describe("positions: no recorded sample, the schema as Binance documents it", () => {
  test("a USD-M amount is in coins and signed", () => {
    expect(groupsOf([row])).toEqual([["cross", [["BTC/USDT:USDT", "-0.5", "-30000.05", undefined]], []]]);
    expect(notesOf([row])).toEqual([expect.stringContaining("positions alone")]);
  });

  test("a COIN-M amount is contracts: 300 of 100 dollars of BTC, −60 of 10 dollars of ETH", () => {
    const bitcoin = { ...row, symbol: "BTCUSD_PERP", positionAmt: "300", entryPrice: "60000", markPrice: "50000" };
    const ether = { ...row, symbol: "ETHUSD_250627", positionAmt: "-60", entryPrice: "3000", markPrice: "2500" };
    const rows = [
      { ...bitcoin, notionalValue: "0.6" },
      { ...ether, notionalValue: "-0.24" },
    ];
    expect(groupsOf(rows)[0]![1]).toEqual([
      ["BTC-PERPETUAL", "3000", "-0.5", undefined],
      ["ETH-27JUN25", "-600", "0.2", undefined],
    ]);
    expect(faultsOf([{ ...bitcoin, notionalValue: "6" }])).toEqual([
      'book.json/0/notionalValue is "6": at the mark that is 300000 dollars, the contracts are 30000',
    ]);
  });

  test("the short leg of hedge mode is counted below 0; a leg that says otherwise is a fault", () => {
    const long = { ...row, positionSide: "LONG", positionAmt: "0.2" };
    expect(groupsOf([long, { ...row, positionSide: "SHORT" }])[0]![1]).toEqual([
      ["BTC/USDT:USDT", "0.2", "12000.02", "long"],
      ["BTC/USDT:USDT", "-0.5", "-30000.05", "short"],
    ]);
    expect(faultsOf([{ ...long, positionSide: "SHORT" }])).toEqual([
      'book.json/0/positionSide is "SHORT": positionAmt is 0.2, and says otherwise',
    ]);
  });

  test("an isolated position has its wallet, without P&L, whether the answer names its type or not", () => {
    const isolated = { ...row, isolatedMargin: "200", isolatedWallet: "250" };
    const groups = ["cross", "isolated"].map((type) => groupsOf([{ ...isolated, marginType: type }])[1]?.[2]);
    expect([groupsOf([isolated])[1]![2], ...groups]).toEqual([["250 USDT"], undefined, ["250 USDT"]]);
    expect(faultsOf([{ ...isolated, isolatedWallet: "" }])).toEqual([
      'book.json/0/isolatedWallet is "": the cash of an isolated position is needed',
    ]);
  });

  test("every bad row is listed with its path, an empty one is left out", () => {
    const rows = [
      { ...row, symbol: "BTC_USDT" },
      { ...row, positionSide: "" },
      { ...row, positionAmt: "NaN" },
      { ...row, positionAmt: "-0.000", entryPrice: "0.0" },
      { ...row, entryPrice: "0.0" },
      "row",
    ];
    expect(faultsOf(rows).sort()).toEqual([
      'book.json/0/symbol unknown instrument "BTC_USDT"',
      'book.json/1/positionSide is "": must be BOTH, LONG or SHORT',
      'book.json/2/positionAmt is "NaN": must be a decimal number',
      'book.json/4/entryPrice is "0.0": must be above 0',
      'book.json/5 is "row": must be an object',
    ]);
  });

  test("USD-M and COIN-M are accounts that do not net", () => {
    expect(faultsOf([row, { ...row, symbol: "BTCUSD_PERP" }])[0]).toContain("accounts that do not net");
  });
});

describe("account: no recorded sample, the schema as Binance documents it", () => {
  test("cash is the cross wallet: the isolated wallet stands with its position, P&L with the cost", () => {
    const content = { positions: [{ ...row, isolatedMargin: "200", isolatedWallet: "250" }], balances: account() };
    expect(groupsOf(content).map(([mode, , cash]) => [mode, cash])).toEqual([
      ["cross", ["1000 USDT"]],
      ["isolated", ["250 USDT"]],
    ]);
  });

  test("the older answer holds positions with entry prices, and is a whole account", () => {
    const { marginAsset: _, ...older } = row;
    expect(groupsOf(account([{ ...older, isolated: false }]))).toEqual([
      ["cross", [["BTC/USDT:USDT", "-0.5", "-30000.05", undefined]], ["1000 USDT"]],
    ]);
  });

  test("the newer answer states no entry price: positionRisk is needed beside it", () => {
    const { entryPrice: _, ...newer } = row;
    expect(faultsOf(account([newer]))).toEqual([
      "book.json/positions/0/entryPrice is missing: this answer states no entry price",
    ]);
    expect(groupsOf({ positions: [row], balances: account([newer]) })[0]![1]).toHaveLength(1);
  });

  test("a list of balances alone is an account without positions", () => {
    expect(groupsOf([tether])).toEqual([["cross", [], ["1000 USDT"]]]);
    expect(notesOf([tether])).toEqual([expect.stringContaining("balances alone")]);
  });
});
