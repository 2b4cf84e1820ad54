import { describe, expect, it } from "vitest";
import { decimalText } from "../../../instruments/decimal.ts";
import type { Instrument } from "../../../instruments/kinds.ts";
import { amountText } from "../../../instruments/money.ts";
import { importAccounts } from "../../accountImporters.ts";
import { positionsCsv } from "./positionsCsv.ts";

const marks: Readonly<Record<string, number>> = {
  "BTC-PERPETUAL": 50_000,
  "ETH-PERPETUAL": 2_500,
  "BTC/USDT:USDT": 50_000,
  "ETH/USDC:USDC": 2_500,
};
const market = {
  known: ["SOL/USDT:USDT"],
  markPriceOf: (instrument: Instrument) => marks[instrument.id],
};

const header = "account,instrument,quantity,entryPrice";
const read = (...rows: string[]) => positionsCsv.read([header, ...rows].join("\n"), "book.csv", market);

function accountsIn(...rows: string[]) {
  const outcome = read(...rows);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value.accounts;
}

/** Contracts and cost of each position. */
const heldIn = (...rows: string[]) =>
  accountsIn(...rows)
    .flatMap(({ groups }) => groups.flatMap((group) => group.positions))
    .map((one) => [one.instrumentId, decimalText(one.quantity), decimalText(one.cost)]);

/** Each account with its cash. */
const cashIn = (...rows: string[]) =>
  accountsIn(...rows).map(({ id, groups }) => [
    id,
    ...groups.flatMap((group) => group.balances.map((one) => `${amountText(one)} ${one.currency}`)),
  ]);

/** Code and place of every fault. */
function faultsIn(...rows: string[]) {
  const outcome = read(...rows);
  return outcome.ok ? [] : (outcome.failure.faults ?? [outcome.failure]).map(({ code, path }) => `${code} ${path}`);
}

describe("plain positions CSV", () => {
  it("reads contracts, quote currency and coins on inverse contracts of 10 USD for BTC and 1 USD for ETH", () => {
    expect(
      heldIn(
        "desk,BTC-PERPETUAL,10 contracts,40000",
        "desk,BTC-PERPETUAL,-100000 USD,40000",
        "desk,BTC-PERPETUAL,10 BTC,40000",
        "desk,ETH-PERPETUAL,1 contract,2000",
        "desk,ETH-PERPETUAL,-3000 USD,2000",
        "desk,ETH/USD:ETH,2 ETH,2000",
      ),
    ).toEqual([
      ["BTC-PERPETUAL", "10", "-0.0025"], // −10 × 10 / 40 000
      ["BTC-PERPETUAL", "-10000", "2.5"], // −100 000 / 10; 100 000 / 40 000
      ["BTC-PERPETUAL", "50000", "-12.5"], // 10 × 50 000 mark / 10; −500 000 / 40 000
      ["ETH-PERPETUAL", "1", "-0.0005"], // −1 / 2 000
      ["ETH-PERPETUAL", "-3000", "1.5"], // 3 000 / 2 000
      ["ETH-PERPETUAL", "5000", "-2.5"], // 2 × 2 500 mark / 1; −5 000 / 2 000
    ]);
  });

  it("reads contracts, coins and quote currency on linear contracts of 1 coin", () => {
    expect(
      heldIn(
        "desk,BTC/USDT:USDT,10 contracts,40000",
        "desk,BTC/USDT:USDT,-0.5 BTC,40000",
        "desk,BTC/USDT:USDT,100000 USDT,40000",
        "desk,ETH_USDC-PERPETUAL,-5000 USDC,2400",
      ),
    ).toEqual([
      ["BTC/USDT:USDT", "10", "400000"], // 10 × 40 000
      ["BTC/USDT:USDT", "-0.5", "-20000"], // −0.5 × 40 000
      ["BTC/USDT:USDT", "2", "80000"], // 100 000 / 50 000 mark; 2 × 40 000
      ["ETH/USDC:USDC", "-2", "-4800"], // −5 000 / 2 500 mark; −2 × 2 400
    ]);
  });

  it("refuses a currency that is neither side of the contract: USD is not USDT", () => {
    expect(
      faultsIn("desk,BTC/USDT:USDT,100000 USD,40000", "desk,BTC-PERPETUAL,100000 USDT,", "desk,BTC-PERPETUAL,1 ETH,"),
    ).toEqual(["invalid book.csv:2", "invalid book.csv:3", "invalid book.csv:4"]);
  });

  it("keeps part of a contract exact, and refuses what no decimal of contracts can state", () => {
    expect(heldIn("desk,BTC-PERPETUAL,15 USD,40000")).toEqual([["BTC-PERPETUAL", "1.5", "-0.000375"]]); // −15 / 40 000
    expect(faultsIn("desk,BTC-PERPETUAL,0.000000000000000001 USD,40000")).toEqual(["invalid book.csv:2"]);
  });

  it("enters at the mark when there is no entry price, in an empty cell or a missing one", () => {
    const atMark = ["BTC-PERPETUAL", "10", "-0.002"]; // −10 × 10 / 50 000
    expect(heldIn("desk,BTC-PERPETUAL,10 contracts,")).toEqual([atMark]);
    expect(heldIn("desk,BTC-PERPETUAL,10 contracts")).toEqual([atMark]);
    const three = "account,instrument,quantity\ndesk,BTC-PERPETUAL,10 contracts\n";
    const outcome = importAccounts(three, "book.csv", market);
    expect(outcome.ok && outcome.value.accounts[0]?.groups[0]?.positions.map((one) => decimalText(one.cost))).toEqual([
      "-0.002",
    ]);
  });

  it("refuses a contract with neither entry price nor mark: a cost of 0 would make all its value P&L", () => {
    expect(faultsIn("desk,SOL/USDT:USDT,5 SOL,")).toEqual(["missing-data book.csv:2"]);
    expect(heldIn("desk,SOL/USDT:USDT,5 SOL,100")).toEqual([["SOL/USDT:USDT", "5", "500"]]);
    expect(faultsIn("desk,SOL/USDT:USDT,500 USDT,100")).toEqual(["missing-data book.csv:2"]);
  });

  it("lists every bad row with its line, blank lines counted", () => {
    expect(
      faultsIn(
        "desk,BTC-PERPETUAL,10,40000",
        "desk,BTC-PERPETUAL,10 contracts,40000",
        "",
        "desk,BTC-PERPETUL,10 contracts,40000",
        ",BTC-PERPETUAL,10 contracts,40000",
        "desk,BTC-PERPETUAL,ten contracts,40000",
        "desk,BTC-PERPETUAL,10 contracts,0",
        "desk,BTC-PERPETUAL,10 contracts,-40000",
        "desk,BTC-PERPETUAL,10 contracts,dear",
        "desk,BTC-PERPETUAL",
        "desk,BTC-PERPETUAL,10 contracts,40000,",
        "desk,BTC-PERPETUAL,,40000",
      ),
    ).toEqual([
      "parsing book.csv:2",
      "invalid book.csv:5",
      "invalid book.csv:6",
      "parsing book.csv:7",
      "invalid book.csv:8",
      "invalid book.csv:9",
      "parsing book.csv:10",
      "parsing book.csv:11",
      "parsing book.csv:12",
      "parsing book.csv:13",
    ]);
  });

  it("names the nearest instrument when one is misspelt", () => {
    const outcome = read("desk,BTC-PERPETUL,10 contracts,40000");
    expect(!outcome.ok && outcome.failure.faults?.[0]?.hint).toBe("did you mean BTC-PERPETUAL?");
  });

  it("recognises its header alone: no missing, doubled, reordered or unknown column", () => {
    const recognised = (line: string) => positionsCsv.recognises(`${line}\ndesk,BTC-PERPETUAL,10 contracts\n`);
    expect(recognised(header)).toBe(true);
    expect(recognised("account,instrument,quantity")).toBe(true);
    expect(recognised("\uFEFFaccount,instrument,quantity\r")).toBe(true);
    expect(recognised("account,instrument")).toBe(false);
    expect(recognised("account,instrument,quantity,quantity")).toBe(false);
    expect(recognised("account,instrument,quantity,entryPrice,entryPrice")).toBe(false);
    expect(recognised("instrument,account,quantity")).toBe(false);
    expect(recognised("account,instrument,quantity,price")).toBe(false);
    expect(recognised("desk,BTC-PERPETUAL,10 contracts")).toBe(false);
  });

  it("refuses a header that comes again, and a file of a header alone", () => {
    expect(faultsIn("desk,BTC-PERPETUAL,10 contracts,", header)).toEqual(["invalid book.csv:3"]);
    expect(faultsIn()).toEqual(["missing-data book.csv"]);
    expect(faultsIn("", "  ")).toEqual(["missing-data book.csv"]);
  });

  it("keeps cash and coins as balances of their account, negative when borrowed, without a price", () => {
    expect(
      cashIn("desk,USDT,250000.25 USDT,", "trader,BTC,3 BTC", "desk,BTC/USDT,-0.5 BTC,60000", "desk,USDT,-50000 USDT"),
    ).toEqual([
      ["desk", "250000.25 USDT", "-0.5 BTC", "-50000 USDT"],
      ["trader", "3 BTC"],
    ]);
    expect(faultsIn("desk,USDT,1 BTC,", "desk,USDT,5 contracts,", "desk,USDT,5,", "desk,BTC/USDT,100 USDT,")).toEqual([
      "invalid book.csv:2",
      "invalid book.csv:3",
      "parsing book.csv:4",
      "invalid book.csv:5",
    ]);
  });

  it("names every instrument once, and a spot holding as its coin", () => {
    const outcome = read(
      "desk,BTC/USDT,1 BTC,",
      "desk,BTC,1 BTC,",
      "a,BTC-PERPETUAL,1 contract,",
      "b,BTC/USD:BTC,10 USD,",
    );
    expect(outcome.ok && outcome.value.instruments.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      "BTC cash",
      "BTC-PERPETUAL inverse-perpetual",
    ]);
  });

  it("refuses thousands separators and quotes: they never become part of a name or cut a number", () => {
    const outcome = read('"desk",BTC-PERPETUAL,10 contracts,40000', 'desk,BTC-PERPETUAL,"100,000 USD",40000');
    expect(!outcome.ok && outcome.failure.faults?.map(({ path, message }) => [path, message])).toEqual([
      ["book.csv:2", "quoted cells are not read"],
      ["book.csv:3", "quoted cells are not read"],
    ]);
    expect(faultsIn("desk,BTC-PERPETUAL,100,000 USD", "desk,BTC-PERPETUAL,10 contracts,40,000")).toEqual([
      "parsing book.csv:2",
      "parsing book.csv:3",
    ]);
  });

  it("reads CRLF, a byte order mark and spaces around cells as the same file", () => {
    const plain = read("desk,BTC-PERPETUAL,10 contracts,40000", "desk,USDT,5 USDT,");
    const text = `\uFEFF${header}\r\n desk , BTC-PERPETUAL , 10 contracts , 40000 \r\ndesk,USDT,5 USDT,\r\n`;
    expect(importAccounts(text, "book.csv", market)).toEqual(plain);
    const faulty = importAccounts(`${header}\r\n\r\ndesk,BTC-PERPETUAL,10,\r\n`, "book.csv", market);
    expect(!faulty.ok && faulty.failure.faults?.map(({ path }) => path)).toEqual(["book.csv:3"]);
  });
});
