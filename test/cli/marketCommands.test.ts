/** Rates, funding, a volatility index, combos and several chains, through the commands that a user types. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { black76Value } from "../../src/pricing/formulas/black76.ts";
import { plimsoll } from "./plimsoll.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-market-"));
afterAll(() => rmSync(folder, { recursive: true }));

const dayMs = 86_400_000;
const time = Date.UTC(2024, 4, 24, 12);
const expiry = Date.UTC(2024, 5, 28, 8);
const years = (expiry - time) / (365 * dayMs);
const strikes = [0.6, 0.8, 0.9, 1, 1.1, 1.2, 1.5];
const header =
  "ts_ms,venue,underlying,instrument,expiry_ms,strike,type,underlying_price,index_price,mark_price,mark_iv,bid,ask,bid_iv,ask_iv,open_interest,volume,delta,gamma,theta,vega";

/** A coin-settled chain of one expiry with a skew: 60 % at the money, a point more per per cent further down. */
function chainOf(coin: string, forward: number): string {
  const rows = strikes.flatMap((share) =>
    (["call", "put"] as const).map((optionType) => {
      const strike = Math.round(forward * share);
      const volatility = 0.6 - 0.3 * Math.log(strike / forward);
      const mark = black76Value({ optionType, forward, strike, years, volatility, rate: 0 }) / forward;
      const letter = optionType === "call" ? "C" : "P";
      const name = `${coin}-28JUN24-${strike}-${letter}`;
      const prices = [mark.toFixed(12), "", (0.99 * mark).toFixed(12), (1.01 * mark).toFixed(12)];
      return [time, "deribit", coin, name, expiry, strike, letter, forward, forward, ...prices, ...Array(8).fill("")];
    }),
  );
  return `${[header, ...rows.map((row) => row.join(","))].join("\n")}\n`;
}

const path = (name: string): string => join(folder, name);
const [btc, eth] = [path("deribit_BTC_chain_20240524T1200Z.csv"), path("deribit_ETH_chain_20240524T1200Z.csv")];
const history = path("history");
const common = ["--history", history, "--json"];
const start = Date.UTC(2024, 4, 23) - 399 * dayMs;
const move = (k: number): number => 1 + 0.03 * Math.sin(k);

beforeAll(() => {
  writeFileSync(btc, chainOf("BTC", 60_000));
  writeFileSync(eth, chainOf("ETH", 3_000));
  mkdirSync(history);
  for (const [coin, level] of [
    ["BTC", 60_000],
    ["ETH", 3_000],
  ] as const) {
    const bars = Array.from({ length: 400 }, (_, k) => {
      const close = (level * move(k)).toFixed(2);
      return `${start + k * dayMs},${close},${close},${close},${close},1`;
    });
    writeFileSync(join(history, `test_${coin}USD_1d.csv`), `ts_ms,open,high,low,close,volume\n${bars.join("\n")}\n`);
  }
  // Volatility that moves the other way than the price, and further.
  const dvol = Array.from({ length: 400 }, (_, k) => `${start + k * dayMs},${(60 / move(k) ** 4).toFixed(4)}`);
  writeFileSync(path("deribit_BTC_DVOL_1d.csv"), `ts_ms,dvol\n${dvol.join("\n")}\n`);
  const both = "account,instrument,quantity\na,BTC,1 BTC\na,BTC-28JUN24-60000-C,-1 BTC\na,ETH-28JUN24-3000-P,-10 ETH\n";
  writeFileSync(path("both.csv"), both);
  writeFileSync(path("calls.csv"), "account,instrument,quantity\na,BTC,3 BTC\na,BTC-28JUN24-60000-C,-2 BTC\n");
});

const resultOf = (stdout: string) => JSON.parse(stdout).results[0];

describe("margin", () => {
  it("values options of two coins from two chains", async () => {
    const chains = ["--chain", btc, "--chain", eth];
    const words = ["--portfolio", path("both.csv"), ...chains, "--model", "historical-tail", ...common];
    const { stdout, stderr, code } = await plimsoll("margin", ...words);
    expect([code, stderr]).toEqual([0, ""]);
    const [call, put] = [60_000, 3_000].map((forward, k) => {
      const optionType = k === 0 ? "call" : "put";
      return black76Value({ optionType, forward, strike: forward, years, volatility: 0.6, rate: 0 });
    });
    expect(resultOf(stdout).groups[0].equity).toBeCloseTo(60_000 - call! - 10 * put!, 2);
  });

  it("discounts an option by the rate of the coin it is settled in", async () => {
    writeFileSync(path("rates.csv"), "currency,days,rate\nBTC,30,0.5\nUSD,30,0.1\n");
    const words = ["--portfolio", path("calls.csv"), "--chain", btc, "--model", "historical-tail", ...common];
    const { stdout } = await plimsoll("margin", ...words, "--rates", path("rates.csv"));
    const call = black76Value({
      optionType: "call",
      forward: 60_000,
      strike: 60_000,
      years,
      volatility: 0.6,
      rate: 0.5,
    });
    expect(resultOf(stdout).groups[0].equity).toBeCloseTo(180_000 - 2 * call, 2);
  });

  it("moves volatility by the index where its history is given, and says which rule it used where not", async () => {
    const words = ["--portfolio", path("calls.csv"), "--chain", btc, "--model", "historical-tail", ...common];
    const [ruled, indexed] = await Promise.all([
      plimsoll("margin", ...words),
      plimsoll("margin", ...words, "--volatility", path("deribit_BTC_DVOL_1d.csv")),
    ]);
    const statementOf = (stdout: string) => resultOf(stdout).groups[0].components[0].statement;
    expect(statementOf(ruled.stdout).volatility).toContain("of the forward's log move, assumed");
    expect(statementOf(indexed.stdout).volatility).toBe("moves by the log changes of BTC-DVOL, assumed");
    const [one, other] = [ruled, indexed].map(({ stdout }) => resultOf(stdout).groups[0].initialRequirement);
    expect(one).not.toBe(other);
  });

  it("slides the fitted smile where moneyness or delta sticks", async () => {
    const file = (dynamics: string): string => {
      const yaml = path(`${dynamics}.yaml`);
      writeFileSync(yaml, `model: historical-tail\nparameters:\n  smileDynamics: ${dynamics}\n`);
      return yaml;
    };
    const models = ["sticky-strike", "sticky-moneyness", "sticky-delta"].flatMap((one) => ["--model", file(one)]);
    const { stdout, code } = await plimsoll(
      "margin",
      "--portfolio",
      path("calls.csv"),
      "--chain",
      btc,
      ...models,
      ...common,
    );
    expect(code).toBe(0);
    const initials = JSON.parse(stdout).results.map((one: { groups: { initialRequirement: number }[] }) => {
      return one.groups[0]!.initialRequirement;
    });
    expect(new Set(initials).size).toBe(3);
  });

  it("charges a perpetual the funding that its history leads one to expect", async () => {
    const funding = path("funding");
    mkdirSync(funding);
    const times = Array.from({ length: 200 }, (_, k) => `${time - (199 - k) * (dayMs / 3)},0.001`);
    writeFileSync(join(funding, "test_BTCUSDT_funding.csv"), `ts_ms,funding_rate\n${times.join("\n")}\n`);
    writeFileSync(
      path("perp.csv"),
      "account,instrument,quantity,entryPrice\na,USDT,50000 USDT,\na,BTC/USDT:USDT,1 BTC,60000\n",
    );
    const words = ["--portfolio", path("perp.csv"), "--chain", btc, "--model", "historical-tail", ...common];
    const [without, with_] = await Promise.all([
      plimsoll("margin", ...words),
      plimsoll("margin", ...words, "--funding", funding),
    ]);
    const [none, charged] = [without, with_].map(({ stdout }) => resultOf(stdout).groups[0].initialRequirement);
    // Three payments of a thousandth a day on 60,000 dollars.
    expect(charged! - none!).toBeCloseTo(0.003 * 60_000, 4);
    expect(resultOf(with_.stdout).assumptions.join()).toContain("expected funding of BTC/USDT:USDT from 200 payments");
  });
});

describe("what-if", () => {
  const words = ["--portfolio", path("calls.csv"), "--chain", btc, "--model", "historical-tail", ...common];
  const equityAfter = (stdout: string): [number, number] => {
    const { before, after } = JSON.parse(stdout);
    return [before.results[0].groups[0].equity, after.results[0].groups[0].equity];
  };

  it("buys an option for its premium: at mark the equity stays and the risk moves", async () => {
    const { stdout } = await plimsoll("what-if", ...words, "--add", "+2 BTC BTC-28JUN24-60000-C");
    const [before, after] = equityAfter(stdout);
    expect(after).toBeCloseTo(before, 6);
    const { results } = JSON.parse(stdout).after;
    // The calls are bought back: what is left is 3 coins less their premium, which falls as a coin does.
    expect(results[0].groups[0].worstScenario.moves.length).toBeGreaterThan(0);
  });

  it("writes the account as it would be, and a fresh process owes the same on it, to the last digit", async () => {
    const after = path("after.json");
    const traded = await plimsoll("what-if", ...words, "--add", "+1 BTC BTC-28JUN24-66000-C", "--export", after);
    const fresh = await plimsoll("margin", "--portfolio", after, ...words.slice(2));
    const [one, other] = [JSON.parse(traded.stdout).after, JSON.parse(fresh.stdout)].map((document) => {
      const [{ equity, initialRequirement }] = document.results[0].groups;
      return [equity, initialRequirement];
    });
    expect(other).toEqual(one);
  });

  it("trades a combo leg by leg", async () => {
    const legs = ["--add", "+1 BTC BTC-28JUN24-60000-C", "--add", "-1 BTC BTC-28JUN24-66000-C"];
    const [combo, apart] = await Promise.all([
      plimsoll("what-if", ...words, "--add", "+1 BTC BTC-CS-28JUN24-60000_66000"),
      plimsoll("what-if", ...words, ...legs),
    ]);
    expect(JSON.parse(combo.stdout).after).toEqual(JSON.parse(apart.stdout).after);
  });

  it("trades a future spread in dollars, and refuses it in coins, which would make unequal legs", async () => {
    const dollars = await plimsoll("what-if", ...words, "--add", "+100000 USD BTC-FS-28JUN24_PERP");
    const [before, after] = equityAfter(dollars.stdout);
    expect(after).toBeCloseTo(before, 6);
    const coins = await plimsoll("what-if", ...words, "--add", "+1 BTC BTC-FS-28JUN24_PERP");
    expect(coins.code).toBe(2);
    expect(coins.stdout + coins.stderr).toContain("needs a mark price to become contracts");
  });

  it("refuses trades off the lots of a venue's list of instruments, all of them", async () => {
    const listing = path("instruments.json");
    const option = { instrument_name: "BTC-28JUN24-60000-C", kind: "option", option_type: "call", strike: 60000 };
    const steps = { tick_size: 0.0005, contract_size: 1, min_trade_amount: 0.1, settlement_currency: "BTC" };
    const result = [{ ...option, ...steps, expiration_timestamp: expiry, creation_timestamp: start }];
    writeFileSync(listing, JSON.stringify({ result }));
    const trades = ["--add", "+0.25 BTC BTC-28JUN24-60000-C", "--add", "-0.31 BTC BTC-28JUN24-60000-C"];
    const off = await plimsoll("what-if", ...words, "--listing", listing, ...trades);
    expect(off.code).toBe(2);
    expect((off.stdout + off.stderr).match(/no multiple of the lot 0\.1/g)).toHaveLength(2);
    const on = await plimsoll("what-if", ...words, "--listing", listing, "--add", "+0.3 BTC BTC-28JUN24-60000-C");
    expect(on.code).toBe(0);
  });

  it("names what it cannot trade: a combo without known legs, a currency", async () => {
    const combo = await plimsoll("what-if", ...words, "--add", "+1 BTC BTC-RR-28JUN24-54000_66000");
    expect(combo.code).toBe(2);
    expect(combo.stdout + combo.stderr).toContain("the legs of");
    const cash = await plimsoll("what-if", ...words, "--add", "+1 BTC BTC");
    expect(cash.code).toBe(2);
    expect(cash.stdout + cash.stderr).toContain("is a currency, not a contract");
  });
});

describe("surface", () => {
  it("draws the shocks under the dynamics asked for, the forwards, and the venue's index beside its own", async () => {
    const out = path("surface");
    const words = ["--dynamics", "sticky-delta", "--volatility", path("deribit_BTC_DVOL_1d.csv"), "--out", out];
    const { stdout } = await plimsoll("surface", "--chain", btc, ...words, "--json");
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ dynamics: "sticky-delta", forwards: { sources: [{ forward: 60_000 }] } });
    expect(document.freeVolatilityFactor).toBeGreaterThan(1);
    const page = readFileSync(join(out, "surface.html"), "utf8");
    for (const part of ["P&amp;L over price and volatility", "What sticks", "Carry"]) expect(page).toContain(part);
  });

  it("refuses dynamics that it does not know and an index of another coin", async () => {
    const dynamics = await plimsoll("surface", "--chain", btc, "--dynamics", "sticky");
    expect(dynamics.code).toBe(2);
    expect(dynamics.stderr).toContain("sticky-moneyness");
    const index = await plimsoll("surface", "--chain", eth, "--volatility", path("deribit_BTC_DVOL_1d.csv"));
    expect(index.code).toBe(4);
    expect(index.stderr).toContain("no index of ETH");
  });
});
