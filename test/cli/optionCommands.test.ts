import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { black76Value } from "../../src/pricing/formulas/black76.ts";
import { plimsoll } from "./plimsoll.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-options-"));
afterAll(() => rmSync(folder, { recursive: true }));

const time = Date.UTC(2024, 4, 24, 12);
const forward = 60_000;
const volatility = 0.5;
const expiries = ["2024-06-07", "2024-06-28"].map((day) => Date.parse(`${day}T08:00:00Z`));
const names = ["7JUN24", "28JUN24"];
const strikes = [40_000, 50_000, 55_000, 60_000, 65_000, 70_000, 90_000];
const chain = join(folder, "deribit_BTC_chain_20240524T1200Z.csv");
const header =
  "ts_ms,venue,underlying,instrument,expiry_ms,strike,type,underlying_price,index_price,mark_price,mark_iv,bid,ask,bid_iv,ask_iv,open_interest,volume,delta,gamma,theta,vega";

/** A chain of one flat volatility, prices in coin. */
const rows = expiries.flatMap((expiry, e) =>
  strikes.flatMap((strike) =>
    (["call", "put"] as const).map((optionType) => {
      const years = (expiry - time) / (365 * 86_400_000);
      const mark = black76Value({ optionType, forward, strike, years, volatility, rate: 0 }) / forward;
      const letter = optionType === "call" ? "C" : "P";
      const name = `BTC-${names[e]}-${strike}-${letter}`;
      const prices = [mark.toFixed(12), "", (0.99 * mark).toFixed(12), (1.01 * mark).toFixed(12)];
      return [
        time,
        "deribit",
        "BTC",
        name,
        expiry,
        strike,
        letter,
        forward,
        59_900,
        ...prices,
        "",
        "",
        1,
        1,
        "",
        "",
        "",
        "",
      ].join(",");
    }),
  ),
);
const book = join(folder, "book.csv");
const history = join(folder, "history");

beforeAll(() => {
  writeFileSync(chain, `${[header, ...rows].join("\n")}\n`);
  writeFileSync(book, "account,instrument,quantity\na,BTC,3 BTC\na,BTC-28JUN24-65000-C,-2 BTC\n");
  mkdirSync(history);
  const day = 86_400_000;
  const bars = Array.from({ length: 400 }, (_, k) => {
    const close = (59_900 * (1 + 0.03 * Math.sin(k))).toFixed(2);
    return `${Date.UTC(2024, 4, 23) - (399 - k) * day},${close},${close},${close},${close},1`;
  });
  writeFileSync(join(history, "test_BTCUSD_1d.csv"), `ts_ms,open,high,low,close,volume\n${bars.join("\n")}\n`);
});

const widest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

describe("option commands on a chain of one flat volatility", () => {
  it("price gives back the volatility and the mark of every quote", async () => {
    const { code, stdout } = await plimsoll("price", "--chain", chain, "--json");
    expect(code).toBe(0);
    const { options, unvalued } = JSON.parse(stdout);
    expect(options).toHaveLength(rows.length);
    expect(unvalued).toEqual([]);
    for (const one of options) {
      // Twelve digits of the coin price are left of a far option: 1e-12 × 60,000 dollars over its vega.
      expect(Math.abs(one.volatility - volatility)).toBeLessThan(1e-9 + 1e-7 / Math.max(one.dollars.vega, 1e-3));
      expect(Math.abs(one.difference)).toBeLessThan(1e-11);
    }
  });

  it("price shows one expiry with Greeks, and one option under every law, in 80 columns", async () => {
    const { stdout } = await plimsoll("price", "--chain", chain, "--expiry", "2024-06-28");
    expect(stdout).toMatch(/60000 C +50\.0 %/);
    expect(widest(stdout)).toBeLessThanOrEqual(80);
    const out = join(folder, "sensitivity");
    const law = await plimsoll("price", "--chain", chain, "--instrument", "BTC-28JUN24-60000-C", "--out", out);
    expect(law.stdout).toMatch(/as it is +[\d,.]+ +[\d,.]+ +[\d,.]+ +[\d,.]+/);
    expect(readFileSync(join(out, "sensitivity.html"), "utf8")).toContain("Difference from Black-76");
  });

  it("surface fits the flat volatility to a hundredth of a point and finds no arbitrage", async () => {
    const out = join(folder, "surface");
    const { code, stdout } = await plimsoll("surface", "--chain", chain, "--out", out, "--json");
    expect(code).toBe(0);
    const { fits, arbitrage } = JSON.parse(stdout);
    expect(fits).toHaveLength(2);
    for (const fit of fits) expect(fit.report.rmseVolPoints).toBeLessThan(0.01);
    expect(arbitrage.isFree).toBe(true);
    expect(existsSync(join(out, "surface.html"))).toBe(true);
  });

  it("margin and greeks read forwards and volatilities from the chain and the past from the history", async () => {
    const words = ["--portfolio", book, "--chain", chain, "--history", history];
    const margin = await plimsoll("margin", ...words, "--model", "historical-tail", "--explain", "--json");
    expect(margin.code).toBe(0);
    const [result] = JSON.parse(margin.stdout).results;
    const years = (expiries[1]! - time) / (365 * 86_400_000);
    const call = black76Value({ optionType: "call", forward, strike: 65_000, years, volatility, rate: 0 });
    // 3 coins less 2 calls, both counted at the index.
    expect(result.groups[0].equity).toBeCloseTo((3 - (2 * call) / forward) * 59_900, 1);
    expect(JSON.stringify(result.groups[0].components)).toContain("assumed");
    const greeks = await plimsoll("greeks", ...words);
    expect(greeks.stdout).toMatch(/BTC-28JUN24-65000-C +-2\.00 +-0\.\d{3}/);
    expect(widest(greeks.stdout)).toBeLessThanOrEqual(80);
  });
});

it("greeks --ladder has the position's Greeks on the rung that moves nothing, and what it gains on the others", async () => {
  const words = ["--portfolio", book, "--chain", chain, "--history", history];
  const out = join(folder, "ladder");
  const { code, stdout } = await plimsoll("greeks", ...words, "--ladder", "--json", "--out", out);
  expect(code).toBe(0);
  const { ladders, files } = JSON.parse(stdout);
  const { sums } = JSON.parse((await plimsoll("greeks", ...words, "--json")).stdout);
  expect(ladders).toHaveLength(1);
  const rungs: Record<string, number>[] = ladders[0].rungs;
  const still = rungs.find(({ move }) => move === 0)!;
  expect(still["gain"]).toBe(0);
  for (const name of ["delta", "gammaPercent", "vegaPoint", "thetaDay", "vannaPoint", "volgaPoint", "charmDay"]) {
    expect(still[name]! / sums[0][name], name).toBeCloseTo(1, 10);
  }
  const years = (expiries[1]! - time) / (365 * 86_400_000);
  const call = (at: number): number =>
    black76Value({ optionType: "call", forward: at, strike: 65_000, years, volatility, rate: 0 });
  const up = rungs.find(({ move }) => move === 0.1)!;
  expect(up["gain"]).toBeCloseTo(-2 * (call(1.1 * forward) - call(forward)), 6);
  expect(readFileSync(files[0], "utf8")).toContain("gamma for 1 %");
  const shown = (await plimsoll("greeks", ...words, "--ladder", "--all-greeks")).stdout;
  expect(shown).toMatch(/\+10 % +-[\d,]+ +-[\d.]+/);
  const { code: refused, stderr } = await plimsoll("greeks", ...words, "--ladder", "--laws");
  expect([refused, stderr]).toEqual([2, expect.stringContaining("leave --laws or --ladder out")]);
  expect(widest(shown)).toBeLessThanOrEqual(80);
});

it("a dated future without prices of its own stands at the chain's forward, not at spot", async () => {
  const file = join(folder, "future.csv");
  // Short 1,000 dollars from 60,000: at a forward of 60,000 it has gained nothing, at the index of 59,900 it would have.
  writeFileSync(file, "account,instrument,quantity,entryPrice\na,BTC,1 BTC,\na,BTC-28JUN24,-1000 USD,60000\n");
  const words = ["--portfolio", file, "--chain", chain, "--history", history, "--model", "fixed-ratio", "--json"];
  const [result] = JSON.parse((await plimsoll("margin", ...words)).stdout).results;
  expect(result.groups[0].equity).toBeCloseTo(59_900, 6);
  expect(result.assumptions).toContain("mark:BTC-28JUN24 moves in proportion to spot BTC/USD, assumed");
});

describe("bad input of option commands", () => {
  const cases: readonly [what: string, words: () => readonly string[], code: number, says: string][] = [
    [
      "an option that the chain does not have",
      () => [
        "margin",
        "--portfolio",
        written("x.csv", "account,instrument,quantity\na,BTC-28JUN24-61000-C,1 BTC\n"),
        "--chain",
        chain,
      ],
      4,
      "BTC-28JUN24-61000-C",
    ],
    [
      "an expired option",
      () => [
        "margin",
        "--portfolio",
        written("e.csv", "account,instrument,quantity\na,BTC-24MAY24-60000-C,1 BTC\n"),
        "--chain",
        chain,
      ],
      4,
      "BTC-24MAY24-60000-C",
    ],
    [
      "a chain later than the time asked",
      () => ["margin", "--portfolio", book, "--chain", chain, "--history", history, "--as-of", "2024-05-24T00:00Z"],
      4,
      "is later",
    ],
    ["a time far from the chain's", () => ["price", "--chain", chain, "--as-of", "2020-01-01"], 2, "from the chain's"],
    [
      "a price file that contradicts the chain",
      () => [
        "margin",
        "--portfolio",
        book,
        "--chain",
        chain,
        "--market",
        written("p.csv", "time,instrument,price\n2024-05-24T12:00Z,BTC,50000\n"),
      ],
      4,
      "give prices and chains of one time",
    ],
    [
      "a quantity beyond any number",
      () => [
        "margin",
        "--portfolio",
        written("n.csv", "account,instrument,quantity\na,BTC-28JUN24-60000-C,-1e400 contracts\n"),
        "--chain",
        chain,
      ],
      4,
      "n.csv:2",
    ],
    ["an expiry that is not listed", () => ["price", "--chain", chain, "--expiry", "2024-07-05"], 2, "2024-06-28"],
    ["an unknown method", () => ["surface", "--chain", chain, "--method", "svii"], 2, "did you mean svi?"],
    [
      "a chain of one quote",
      () => ["surface", "--chain", written("deribit_BTC_chain_20240524T1201Z.csv", `${header}\n${rows[0]}\n`)],
      4,
      "can be fitted",
    ],
    [
      "a chain cut in the middle of a row",
      () => [
        "price",
        "--chain",
        written("deribit_BTC_chain_20240524T1202Z.csv", `${header}\n${rows[0]}\n${rows[1]!.slice(0, 40)}\n`),
      ],
      4,
      ":3",
    ],
    [
      "a file of bars in place of a chain",
      () => ["price", "--chain", join(history, "test_BTCUSD_1d.csv")],
      4,
      "no option chain",
    ],
  ];
  const written = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  for (const [what, words, code, says] of cases) {
    it(what, async () => {
      const answer = await plimsoll(...words());
      expect(answer.stderr).toContain(says);
      expect(answer.code).toBe(code);
      expect(answer.stdout).toBe("");
      expect(answer.stderr).not.toContain("    at ");
    });
  }
});
