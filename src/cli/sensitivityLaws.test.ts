import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plimsoll } from "../../test/cli/plimsoll.ts";
import { black76Value } from "../pricing/formulas/black76.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-laws-"));
afterAll(() => rmSync(folder, { recursive: true }));

const time = Date.UTC(2024, 4, 24, 12);
const expiry = Date.parse("2024-06-28T08:00:00Z");
const [forward, index, volatility] = [60_000, 59_900, 0.5];
const years = (expiry - time) / (365 * 86_400_000);
const chain = join(folder, "deribit_BTC_chain_20240524T1200Z.csv");
const [book, spotOnly] = [join(folder, "book.csv"), join(folder, "spot.csv")];
const callValue = (change: { forward?: number; volatility?: number } = {}): number =>
  black76Value({ optionType: "call", forward, strike: 65_000, years, volatility, rate: 0, ...change });

beforeAll(() => {
  const header =
    "ts_ms,venue,underlying,instrument,expiry_ms,strike,type,underlying_price,index_price,mark_price,mark_iv,bid,ask,bid_iv,ask_iv,open_interest,volume,delta,gamma,theta,vega";
  const mark = (callValue() / forward).toFixed(12);
  const row = `${time},deribit,BTC,BTC-28JUN24-65000-C,${expiry},65000,C,${forward},${index},${mark},,,,,,1,1,,,,`;
  writeFileSync(chain, `${header}\n${row}\n`);
  writeFileSync(book, "account,instrument,quantity\na,BTC,3 BTC\na,BTC-28JUN24-65000-C,-2 BTC\n");
  writeFileSync(spotOnly, "account,instrument,quantity\na,BTC,3 BTC\n");
});

const widest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

describe("greeks --laws", () => {
  it("gives a book worked by hand under Black-76, every law beside it, in 100 columns and as a page", async () => {
    const out = join(folder, "out");
    const words = ["greeks", "--portfolio", book, "--chain", chain, "--laws"];
    const { code, stdout } = await plimsoll(...words, "--out", out, "--json");
    expect(code).toBe(0);
    const { accounts, laws, files } = JSON.parse(stdout);
    expect(laws.map((law: { id: string }) => law.id)).toEqual([
      "black76",
      "black-scholes",
      "bachelier",
      "merton",
      "heston",
    ]);
    const rows = new Map<string, Record<string, Record<string, number>>>(
      accounts[0].rows.map((row: { bump: string; laws: object }) => [row.bump, row.laws]),
    );
    const share = index / forward; // what the coins of the option fetch, against their worth at the forward
    expect(rows.get("as it is")!["black76"]!["value"]).toBeCloseTo(3 * index - 2 * share * callValue(), 3);
    const up = 1.1 * 3 * index - 2 * share * callValue({ forward: 1.1 * forward });
    expect(rows.get("forward +10 %")!["black76"]!["value"]).toBeCloseTo(up, 3);
    const wider = 3 * index - 2 * share * callValue({ volatility: 0.6 });
    expect(rows.get("vol +10 points")!["black76"]!["value"]).toBeCloseTo(wider, 3);
    for (const key of ["delta", "gamma", "vega", "theta", "rho", "vanna", "volga", "charm"])
      for (const law of Object.values(rows.get("a day later")!)) expect(Number.isFinite(law[key]), key).toBe(true);
    expect(files).toEqual([join(out, "laws.html")]);
    expect(readFileSync(files[0], "utf8")).toContain("a: difference from Black-76");
    const shown = await plimsoll(...words);
    expect(shown.stdout).toMatch(/as it is +[\d,]+ +[\d,]+ +[\d,]+ +[\d,]+ +[\d,]+/);
    expect(widest(shown.stdout)).toBeLessThanOrEqual(100);
  });

  it("all eight Greeks of every position fit 100 columns, and JSON has them with cash and coin forms", async () => {
    const words = ["greeks", "--portfolio", book, "--chain", chain];
    const shown = await plimsoll(...words, "--all-greeks");
    expect(shown.stdout).toContain("vanna 1pt");
    expect(widest(shown.stdout)).toBeLessThanOrEqual(100);
    const { positions } = JSON.parse((await plimsoll(...words, "--json")).stdout);
    const option = positions.find((row: { instrument: string }) => row.instrument === "BTC-28JUN24-65000-C");
    expect(option.cashDelta).toBeCloseTo(option.delta * forward, 6);
    // Two calls sold for their premium in coins: what is left to hedge in coins is smaller by it.
    expect(option.premiumAdjustedDelta).toBeCloseTo(option.delta + (2 * callValue()) / forward, 6);
    expect(option.rhoPoint).toBeCloseTo(2 * years * callValue() * 0.01, 3);
  });

  it("price shows the same of one expiry, with the forms in coins in its JSON", async () => {
    const words = ["price", "--chain", chain, "--expiry", "2024-06-28"];
    const shown = await plimsoll(...words, "--all-greeks");
    expect(shown.stdout).toContain("charm 1d");
    expect(widest(shown.stdout)).toBeLessThanOrEqual(100);
    const [{ coin, cash, dollars }] = JSON.parse((await plimsoll(...words, "--json")).stdout).options;
    expect(coin.delta).toBeCloseTo(dollars.delta - callValue() / forward, 9);
    expect(cash.gamma).toBeCloseTo(dollars.gamma * forward ** 2, 6);
  });

  it("refuses a coin as currency, and a page without --laws", async () => {
    const inCoin = await plimsoll("greeks", "--portfolio", book, "--chain", chain, "--laws", "--currency", "BTC");
    expect(inCoin.code).toBe(2);
    expect(inCoin.stderr).toContain("BTC would move with the prices it measures");
    const page = await plimsoll("greeks", "--portfolio", spotOnly, "--chain", chain, "--out", folder);
    expect(page.code).toBe(2);
    expect(page.stderr).toContain("add --laws");
  });
});
