import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { faultsOf, fixtures, groupsOf, notesOf, recorded } from "../../../../test/contracts/venueAnswers.ts";

const row = {
  instId: "BTC-USDT-SWAP",
  instType: "SWAP",
  mgnMode: "cross",
  posSide: "net",
  pos: "-3",
  ccy: "USDT",
  avgPx: "60000",
  margin: "",
  upl: "0",
};
const answer = (...data: readonly unknown[]) => ({ code: "0", msg: "", data });
const terms = (instId: string, ctVal: string, ctValCcy: string, ctMult = "1") => ({ instId, ctVal, ctValCcy, ctMult });
const instruments = answer(
  terms("BTC-USDT-SWAP", "0.01", "BTC"),
  terms("BTC-USD-SWAP", "100", "USD"),
  terms("BTC-USD-250627-70000-C", "1", "BTC", "0.01"),
);
const cash = { ccy: "USDT", cashBal: "94.4", eq: "99.9", upl: "0", liab: "" };

describe("positions", () => {
  test("contracts are worth what the list of instruments says: −3 of 0.01 BTC are −0.03 BTC", () => {
    expect(groupsOf({ positions: answer(row), instruments })[0]![1]).toEqual([
      ["BTC/USDT:USDT", "-0.03", "-1800", undefined],
    ]);
  });

  test("an inverse contract is 100 dollars: 5 are 50 contracts of 10", () => {
    const inverse = { ...row, instId: "BTC-USD-SWAP", pos: "5", avgPx: "50000", ccy: "BTC" };
    expect(groupsOf({ positions: answer(inverse), instruments })[0]![1]).toEqual([
      ["BTC-PERPETUAL", "50", "-0.01", undefined],
    ]);
  });

  test("an option is ctVal × ctMult coins and its price is in the coin", () => {
    const option = { ...row, instId: "BTC-USD-250627-70000-C", instType: "OPTION", pos: "200", avgPx: "0.05" };
    expect(groupsOf({ positions: answer(option), instruments })[0]![1]).toEqual([
      ["BTC-27JUN25-70000-C", "2", "0.1", undefined],
    ]);
  });

  test("in long and short mode neither leg has a sign, and they do not net", () => {
    const legs = answer({ ...row, posSide: "long", pos: "3" }, { ...row, posSide: "short", pos: "2" });
    expect(groupsOf({ positions: legs, instruments })[0]![1]).toEqual([
      ["BTC/USDT:USDT", "0.03", "1800", "long"],
      ["BTC/USDT:USDT", "-0.02", "-1200", "short"],
    ]);
  });

  test("an isolated position has its margin, which cashBal does not hold", () => {
    const isolated = { ...row, mgnMode: "isolated", margin: "180.5" };
    const content = { positions: answer(isolated), instruments, balances: answer({ details: [cash] }) };
    expect(groupsOf(content).map(([mode, , balances]) => [mode, balances])).toEqual([
      ["cross", ["94.4 USDT"]],
      ["isolated", ["180.5 USDT"]],
    ]);
  });

  test("without the list of instruments the size of a contract would be a guess", () => {
    expect(faultsOf(answer(row))).toEqual([
      'book.json/data/0/instId is "BTC-USDT-SWAP": its contract size stands in no instruments of this file',
    ]);
  });

  test("every bad row is listed with its path, an empty one is left out", () => {
    const rows = [
      { ...row, instId: "BTC-USDT-SWOP" },
      { ...row, posSide: "long" },
      { ...row, pos: "" },
      { ...row, pos: "-0.0", avgPx: "" },
      { ...row, avgPx: "NaN" },
      { ...row, mgnMode: "cash" },
      { ...row, mgnMode: "isolated" },
      { ...row, instType: "MARGIN" },
    ];
    expect(faultsOf({ positions: answer(...rows), instruments }).sort()).toEqual([
      'book.json/positions/data/0/instId is "BTC-USDT-SWOP": its contract size stands in no instruments of this file',
      'book.json/positions/data/0/instId unknown instrument "BTC-USDT-SWOP"',
      'book.json/positions/data/1/pos is "-3": must not be below 0 where posSide is long',
      'book.json/positions/data/2/pos is "": must be a number',
      'book.json/positions/data/4/avgPx is "NaN": must be a decimal number',
      'book.json/positions/data/5/mgnMode is "cash": must be cross or isolated',
      'book.json/positions/data/6/margin is "": must be a number',
      'book.json/positions/data/7/instType is "MARGIN": a position on a margin loan is no contract',
    ]);
  });
});

describe("balance", () => {
  test("a loan beside cash is refused, below 0 the cash is the loan", () => {
    const loan = { ...cash, liab: "50" };
    expect(faultsOf(answer({ details: [loan] }))[0]).toContain("whether cashBal holds it is not known");
    expect(groupsOf(answer({ details: [{ ...loan, cashBal: "-50" }] }))[0]![2]).toEqual(["-50 USDT"]);
  });

  test("what trading bots hold is left out and said", () => {
    expect(notesOf(answer({ details: [{ ...cash, stgyEq: "7.5" }] }))).toContain(
      "7.5 USDT of trading bots is left out",
    );
  });
});

describe.skipIf(!existsSync(fixtures))("recorded at OKX (skipped without PLIMSOLL_HISTORY)", () => {
  test("balances: cash without isolated margin and P&L", () => {
    expect(groupsOf(recorded("okx/http_get_account_balance.json"))[0]![2]).toEqual(["94.42612990333333 USDT"]);
    expect(groupsOf(recorded("okx/ws_account.json"))[0]![2]).toContain("0.0000000051 BTC");
    expect(groupsOf(recorded("okx/http_balance_detail_old_fields.json"))[0]![2]).toEqual(["100 USDT"]);
  });

  test("the recorded equity is that cash and the isolated equity: cashBal holds no isolated margin", () => {
    const [detail] = recorded("okx/http_get_account_balance.json").data[0].details;
    expect(Number(detail.cashBal) + Number(detail.isoEq)).toBeCloseTo(Number(detail.eq), 12);
  });

  test("half a contract of the recorded position is 0.005 BTC by the recorded list of swaps", () => {
    const positions = recorded("okx/http_get_positions.json");
    const swaps = [recorded("okx/http_get_instruments_swap.json"), recorded("okx/ws_instruments.json")];
    expect(groupsOf({ positions, instruments: swaps })).toEqual([
      ["cross", [], []],
      ["isolated", [["BTC/USDT:USDT", "0.005", "50", "long"]], ["0.5 BTC"]],
    ]);
  });
});
