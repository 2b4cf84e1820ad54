import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { faultsOf, fixtures, groupsOf, notesOf, recorded } from "../../../../test/contracts/venueAnswers.ts";

const row = {
  positionIdx: 0,
  symbol: "BTCUSDT",
  side: "Buy",
  size: "0.5",
  avgPrice: "50000.10",
  positionValue: "25000.05",
  tradeMode: 0,
  positionBalance: "2500",
  unrealisedPnl: "250",
};
const answer = (category: string, ...list: readonly unknown[]) => ({ retCode: 0, result: { list, category }, time: 1 });
const wallet = (...coin: readonly unknown[]) => ({ retCode: 0, result: { list: [{ coin }] } });
const tether = { coin: "USDT", equity: "10250", walletBalance: "10000", unrealisedPnl: "250", spotBorrow: "0" };

describe("positions", () => {
  test("a linear size is in coins and side gives its sign, to the last digit of the text", () => {
    const short = { ...row, symbol: "ETHUSDT", side: "Sell", size: "0.100000000000000001" };
    expect(groupsOf(answer("linear", row, short))).toEqual([
      [
        "cross",
        [
          ["BTC/USDT:USDT", "0.5", "25000.05", undefined],
          ["ETH/USDT:USDT", "-0.100000000000000001", "-5000.0100000000000500001", undefined],
        ],
        [],
      ],
    ]);
  });

  test("an inverse size is in dollars: 30 000 of BTCUSD are 3000 contracts of 10", () => {
    const inverse = { ...row, symbol: "BTCUSD", size: "30000", avgPrice: "60000" };
    expect(groupsOf(answer("inverse", inverse))[0]![1]).toEqual([["BTC-PERPETUAL", "3000", "-0.5", undefined]]);
  });

  test("an option's size is in coins and costs its premium in dollars", () => {
    const option = { ...row, symbol: "BTC-27JUN25-70000-C", size: "2", avgPrice: "1500" };
    expect(groupsOf(answer("option", option))[0]![1]).toEqual([
      ["BTC/USDC:USDC-250627-70000-C", "2", "3000", undefined],
    ]);
  });

  test("both legs of hedge mode are kept apart by side", () => {
    const short = { ...row, positionIdx: 2, side: "Sell" };
    expect(groupsOf(answer("linear", { ...row, positionIdx: 1 }, short))[0]![1]).toEqual([
      ["BTC/USDT:USDT", "0.5", "25000.05", "long"],
      ["BTC/USDT:USDT", "-0.5", "-25000.05", "short"],
    ]);
  });

  test("a USDC future costs its session's price: what was paid out before is in the wallet", () => {
    const usdc = { ...row, symbol: "BTCPERP", size: "1", sessionAvgPrice: "51000" };
    expect(groupsOf(answer("linear", usdc))[0]![1]).toEqual([["BTC/USDC:USDC", "1", "51000", undefined]]);
    expect(faultsOf(answer("linear", { ...usdc, sessionAvgPrice: "" }))).toEqual([
      'book.json/result/list/0/sessionAvgPrice is "": must be a number',
    ]);
  });

  test("an isolated position has its own margin, which the cross group no longer has", () => {
    const content = { positions: answer("linear", { ...row, tradeMode: 1 }, row), balances: wallet(tether) };
    expect(groupsOf(content).map(([mode, , cash]) => [mode, cash])).toEqual([
      ["cross", ["7500 USDT"]],
      ["isolated", ["2500 USDT"]],
    ]);
  });

  test("every bad row is listed with its path, an empty one is left out", () => {
    const rows = [
      { ...row, symbol: "ETHBTC" },
      { ...row, side: "" },
      { ...row, side: "None", size: "0" },
      { ...row, positionIdx: 2 },
      { ...row, positionIdx: 7 },
      { ...row, size: "NaN" },
      { ...row, size: "-0" },
      { ...row, avgPrice: "" },
      { ...row, tradeMode: 1, positionBalance: "" },
    ];
    expect(faultsOf(answer("linear", ...rows)).sort()).toEqual([
      'book.json/result/list/0/symbol is "ETHBTC": ETHBTC is not a contract',
      'book.json/result/list/1/side is "": must be Buy or Sell where size is above 0',
      "book.json/result/list/3/positionIdx is 2: side is Buy, and says otherwise",
      "book.json/result/list/4/positionIdx is 7: must be 0, 1 or 2",
      'book.json/result/list/5/size is "NaN": must be a decimal number',
      "book.json/result/list/7/entryPrice is missing: must be a number",
      'book.json/result/list/8/positionBalance is "": must be a number',
    ]);
  });

  test("a position given twice is a conflict, not twice the position", () => {
    const positions = [answer("linear", row), answer("linear", row)];
    expect(faultsOf({ positions, balances: wallet(tether) })).toEqual([
      "book.json/positions/1/result/list/0 BTC/USDT:USDT is held twice, first at book.json/positions/0/result/list/0",
    ]);
  });

  test("answers of several categories stand side by side", () => {
    const positions = [answer("linear", row), answer("option"), answer("inverse", { ...row, symbol: "ETHUSD" })];
    expect(groupsOf({ positions, balances: wallet(tether) })[0]![1]).toHaveLength(2);
  });

  test("a number that no computer holds is none", () => {
    expect(faultsOf(answer("linear", { ...row, size: "1e999" }))[0]).toContain("must be a decimal number");
  });

  test("a list without its answer does not say what its sizes count", () => {
    expect(faultsOf([row])).toEqual(["book.json/0/category is missing: linear, inverse or option is needed"]);
  });
});

describe("wallet balance", () => {
  test("cash is the wallet, not equity, which holds the P&L of the positions beside it", () => {
    expect(groupsOf({ positions: answer("linear", row), balances: wallet(tether) })[0]![2]).toEqual(["10000 USDT"]);
  });

  test("a spot margin loan is taken off, since the wallet holds what it bought", () => {
    const borrowed = { ...tether, spotBorrow: "2500.5", borrowAmount: "2500.5" };
    expect(groupsOf(wallet(borrowed))[0]![2]).toEqual(["7499.5 USDT"]);
  });

  test("a second account in one answer is refused", () => {
    const two = { result: { list: [{ coin: [tether] }, { coin: [tether] }] } };
    expect(faultsOf(two)[0]).toContain("result.list.1 is a second account");
  });
});

describe.skipIf(!existsSync(fixtures))("recorded at Bybit (skipped without PLIMSOLL_HISTORY)", () => {
  test("positions: 0.5 BTC long and 5 ETH short, the empty SOL row left out", () => {
    expect(groupsOf(recorded("bybit/http_get_positions.json"))[0]![1]).toEqual([
      ["BTC/USDT:USDT", "0.5", "25000", undefined],
      ["ETH/USDT:USDT", "-5", "-15000", undefined],
    ]);
  });

  test("position messages: entryPrice stands for avgPrice", () => {
    const short = ["ETH/USDT:USDT", "-0.01", "-36.41075", undefined];
    expect(groupsOf(recorded("bybit/ws_account_position.json"))[0]![1]).toEqual([short]);
    expect(groupsOf(recorded("bybit/ws_account_position_short.json"))[0]![1]).toEqual([short]);
    expect(groupsOf(recorded("bybit/ws_account_position_with_open_time.json"))[0]![1]).toEqual([
      ["BTC/USDT:USDT", "0.1", "5000", undefined],
    ]);
  });

  test("a wallet with a loan of 0.06142 ETH owes it", () => {
    expect(groupsOf(recorded("bybit/http_get_wallet_balance.json"))[0]![2]).toEqual(["1000.5 USDT", "-0.06142 ETH"]);
    expect(groupsOf(recorded("bybit/http_get_wallet_balance_with_spot_borrow.json"))[0]![2]).toEqual(["1000 USDT"]);
  });

  test("a ticker given as an account is refused as what it is", () => {
    expect(faultsOf(recorded("bybit/ws_ticker_linear.json"))).toEqual([
      "book.json:1 a file of another kind, Bybit tickers as prices, JSON: it holds no account",
    ]);
    expect(faultsOf(recorded("bybit/http_get_executions.json"))).toEqual([
      "book.json fills: what was traded, not what is held",
    ]);
  });

  test("positions and wallet in one file", () => {
    const positions = recorded("bybit/http_get_positions.json");
    const balances = recorded("bybit/ws_account_wallet.json");
    expect(groupsOf({ positions, balances })).toEqual([
      ["cross", [expect.anything(), expect.anything()], ["0.00102964 BTC", "9647.75537647 USDT"]],
    ]);
    expect(notesOf({ positions, balances })).toEqual([]);
  });
});
