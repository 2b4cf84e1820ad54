import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { faultsOf, fixtures, groupsOf, notesOf, recorded } from "../../../../test/contracts/venueAnswers.ts";

/** As ccxt issue 26913 recorded one. */
const long = {
  size: 40,
  kind: "future",
  direction: "buy",
  instrument_name: "BTC-PERPETUAL",
  settlement_price: 109351.31,
  mark_price: 109266.97,
  average_price: 112585.87,
  floating_profit_loss: -2.82e-7,
  realized_profit_loss: 3.0e-9,
  total_profit_loss: -1.0792e-5,
  size_currency: 3.66076e-4,
};
/** Entered in this session: nothing of it is paid out yet. */
const fresh = { ...long, floating_profit_loss: 0.1, total_profit_loss: 0.1 };
const answer = (...rows: readonly unknown[]) => ({ jsonrpc: "2.0", id: 1, result: rows });
const ledger = { currency: "BTC", balance: 2, equity: 2.1, session_rpl: 0, futures_session_rpl: 0, session_upl: 0.1 };
const summaries = (...rows: readonly unknown[]) => ({ jsonrpc: "2.0", result: { username: "u", summaries: rows } });

describe("positions: no recorded sample, the schema as Deribit documents it", () => {
  test("a coin-settled size is in dollars, negative when short: −30 000 dollars are −3000 contracts of 10", () => {
    const short = { ...fresh, direction: "sell", size: -30_000, size_currency: -0.6, average_price: 60_000 };
    expect(groupsOf(answer(short))).toEqual([["cross", [["BTC-PERPETUAL", "-3000", "0.5", undefined]], []]]);
  });

  test("a linear future is read in coins, whatever its size counts", () => {
    const linear = { ...fresh, instrument_name: "ETH_USDC-PERPETUAL", size_currency: 2, average_price: 2600.5 };
    const rows = [
      { ...linear, size: 5000 },
      { ...linear, instrument_name: "BTC_USDC-PERPETUAL", size: 2 },
    ];
    expect(groupsOf(answer(...rows))[0]![1]).toEqual([
      ["ETH/USDC:USDC", "2", "5201", undefined],
      ["BTC/USDC:USDC", "2", "5201", undefined],
    ]);
  });

  test("an option's size is in coins and its price in the coin: 10 short at 0.05 brought 0.5 BTC", () => {
    const option = {
      instrument_name: "BTC-27JUN25-70000-C",
      kind: "option",
      direction: "sell",
      size: -10,
      average_price: 0.05,
      average_price_usd: 3400,
      floating_profit_loss: 0.1,
      total_profit_loss: 0.1,
    };
    expect(groupsOf(answer(option))[0]![1]).toEqual([["BTC-27JUN25-70000-C", "-10", "-0.5", undefined]]);
  });

  test("what the daily settlement paid out is in the balance, so the cost leaves the floating P&L alone", () => {
    const [[, [position]]] = groupsOf(answer(long)) as [[string, [string, string, string][]]];
    expect(position![1]).toBe("4");
    const floating = -40 / long.mark_price - Number(position![2]);
    expect(floating).toBeCloseTo(long.floating_profit_loss, 8);
  });

  test("an empty position is left out, and a zero below 0 is a zero", () => {
    const empty = { ...long, size: 0, direction: "zero", average_price: 0 };
    expect(groupsOf(answer(empty, { ...empty, size: -0 }, long))[0]![1]).toHaveLength(1);
  });

  test("every bad row is listed with its path", () => {
    const rows = [
      { ...long, instrument_name: "BTC-PERPETUL" },
      { ...long, direction: "sell" },
      { ...long, size: "NaN" },
      { ...long, average_price: null },
      { ...long, average_price: 0 },
      { ...long, total_profit_loss: undefined },
      null,
    ];
    const faults = faultsOf(answer(...rows));
    expect(faults.sort()).toEqual([
      'book.json/result/0/instrument_name unknown instrument "BTC-PERPETUL"',
      'book.json/result/1/direction is "sell": size is 40, and says otherwise',
      'book.json/result/2/size is "NaN": must be a decimal number',
      "book.json/result/3/average_price is null: must be a number",
      "book.json/result/4/average_price is 0: must be above 0",
      "book.json/result/5/total_profit_loss is missing: must be a number",
      "book.json/result/6 is null: must be an object",
    ]);
  });

  test("positions alone say that the account has no cash", () => {
    expect(notesOf(answer(long))).toEqual([expect.stringContaining("positions alone")]);
  });
});

describe("account summaries", () => {
  test("cash is the balance and what futures realised since its last settlement, never equity", () => {
    const moved = { ...ledger, session_rpl: -0.3, futures_session_rpl: -0.25, options_session_rpl: -0.05 };
    expect(groupsOf(summaries(moved))).toEqual([["cross", [], ["1.75 BTC"]]]);
  });

  test("with positions, equity at the venue's mark is the venue's own: no P&L counts twice", () => {
    const content = { positions: answer(long), balances: summaries({ ...ledger, session_upl: -2.82e-7 }) };
    const [[, [position], [cash]]] = groupsOf(content) as [[string, [string, string, string][], string[]]];
    const profit = -40 / long.mark_price - Number(position![2]);
    expect(Number(cash!.split(" ")[0]) + profit).toBeCloseTo(2 - 2.82e-7, 8);
  });

  test("a session's P&L without its part of futures is a fault: that of options is in the balance already", () => {
    const { futures_session_rpl: _, ...without } = ledger;
    expect(groupsOf(summaries(without))[0]![2]).toEqual(["2 BTC"]);
    expect(faultsOf(summaries({ ...without, session_rpl: 0.1 }))).toEqual([
      "book.json/result/summaries/0/futures_session_rpl is missing: session_rpl is 0.1, its part of futures is needed",
    ]);
  });

  test("a currency stated twice is a conflict, a missing balance a fault", () => {
    const faults = faultsOf(summaries(ledger, ledger, { ...ledger, currency: "ETH", balance: "" }));
    expect(faults.map((text) => text.split(" ")[0])).toEqual([
      "book.json/result/summaries/1/currency",
      "book.json/result/summaries/2/balance",
    ]);
  });

  test("both parts in one file, each an answer or a list of answers", () => {
    const eth = { ...fresh, instrument_name: "ETH-PERPETUAL" };
    const balances = summaries(ledger);
    expect(groupsOf({ positions: [answer(long), answer(eth)], balances })[0]![1]).toHaveLength(2);
    expect(groupsOf({ positions: answer(), balances })).toEqual([["cross", [], ["2 BTC"]]]);
    expect(notesOf({ positions: answer(), balances })).toEqual([]);
    expect(faultsOf({ positions: { rows: [] }, balances })[0]).toContain("book.json/positions holds no positions");
  });
});

describe.skipIf(!existsSync(fixtures))("recorded at Deribit (skipped without PLIMSOLL_HISTORY)", () => {
  test("two currencies: 302.60065765 BTC less 0.03258105 that futures lost since the settlement", () => {
    expect(groupsOf(recorded("deribit/http_get_account_summaries.json"))).toEqual([
      ["cross", [], ["302.5680766 BTC", "100 ETH"]],
    ]);
  });

  test("that cash, the floating P&L of futures and the value of options are the recorded equity", () => {
    const [bitcoin] = recorded("deribit/http_get_account_summaries.json").result.summaries;
    expect(302.5680766 + bitcoin.futures_session_upl + bitcoin.options_value).toBeCloseTo(bitcoin.equity, 7);
  });

  test("collateral of other currencies in margin_balance is no cash of a currency", () => {
    expect(groupsOf(recorded("deribit/http_get_account_summaries_cross_margin.json"))).toEqual([
      ["cross", [], ["0.00002288 BTC", "23.61869 USDT", "0.000086 ETH"]],
    ]);
    expect(groupsOf(recorded("deribit/ws_portfolio.json"))).toEqual([["cross", [], ["55.00055 USDT"]]]);
  });
});
