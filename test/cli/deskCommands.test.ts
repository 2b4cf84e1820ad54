/** What a desk asks besides its margin: why it changed, a venue's number, leverage, liquidation, settlements. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { plimsoll } from "./plimsoll.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-explain-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const book = file(
  "book.csv",
  "account,instrument,quantity,entryPrice\na,BTC/USDT:USDT,2 BTC,60000\na,ETH/USDT:USDT,-10 ETH,3000\na,USDT,50000 USDT,\n",
);
const prices = (name: string, day: string, btc: number, eth: number): string =>
  file(
    name,
    `time,instrument,price\n${day}T00:00Z,BTC/USDT:USDT,${btc}\n${day}T00:00Z,ETH/USDT:USDT,${eth}\n${day}T00:00Z,BTC,${btc}\n`,
  );
const [june, july] = [prices("june.csv", "2024-06-01", 60_000, 3_000), prices("july.csv", "2024-07-01", 66_000, 2_900)];

describe("explain", () => {
  const common = ["--market-from", june, "--market", july, "--from", "2024-06-01T00:00Z", "--to", "2024-07-01T00:00Z"];

  it("tells a change of price alone as that: a tenth of notional, and a hundredth of the tether that is held", async () => {
    const words = ["--portfolio", book, ...common, "--model", "fixed-ratio", "--json"];
    const { stdout, code } = await plimsoll("explain", ...words);
    expect(code).toBe(0);
    const [one] = JSON.parse(stdout).explanations;
    expect(one).toMatchObject({ from: "1550000", to: "1673000", unit: "10^-2 USD" });
    expect(one.parts.find(({ cause }: { cause: string }) => cause === "price").minor).toBe("123000");
    expect(one.sentence).toContain(
      "rose by 1,230 USD, from 15,500 USD to 16,730 USD, most of all by price (1,230 USD)",
    );
  });

  it("tells a change of book and of rules apart, in parts that sum, as a page too", async () => {
    const earlier = file("earlier.csv", "account,instrument,quantity,entryPrice\na,BTC/USDT:USDT,1 BTC,60000\n");
    const strict = file("strict.yaml", "model: fixed-ratio\nparameters:\n  initialRatio: 0.2\n");
    const rules = ["--model", strict, "--model-from", "fixed-ratio", "--portfolio-from", earlier];
    const words = ["--portfolio", book, ...common, ...rules, "--out", join(folder, "out")];
    const { stdout } = await plimsoll("explain", ...words, "--json");
    const [{ from, to, parts }] = JSON.parse(stdout).explanations;
    const sum = parts.reduce((total: bigint, { minor }: { minor: string }) => total + BigInt(minor), 0n);
    expect(sum).toBe(BigInt(to) - BigInt(from));
    expect(parts.map(({ cause }: { cause: string }) => cause)).toEqual(
      expect.arrayContaining(["positions", "price", "parameters"]),
    );
    const page = readFileSync(join(folder, "out", "explain.html"), "utf8");
    expect(page).toContain("Why the requirement changed");
    expect(page).toContain("<svg");
  });

  it("shows what each model says, and of one that cannot the reason; what a venue does not list is left out by name", async () => {
    const words = ["--portfolio", book, ...common, "--model", "fixed-ratio,historical-tail", "--model", "hyperliquid"];
    const { stdout, code } = await plimsoll("explain", ...words, "--json");
    expect(code).toBe(0);
    const { explanations, refusals, notes } = JSON.parse(stdout);
    const models = explanations.map(({ rulebooks }: { rulebooks: { id: string }[] }) => rulebooks[1]!.id);
    expect(models).toEqual(["fixed-ratio", "hyperliquid"]);
    expect(refusals).toMatchObject([{ rulebook: "historical-tail", code: "missing-data" }]);
    expect(refusals[0].message).toContain("no history");
    expect(notes).toEqual([
      "unverified, for too few numbers of the venue vouch: hyperliquid",
      expect.stringMatching(/^a under hyperliquid: left out.*BTC\/USDT:USDT, ETH\/USDT:USDT/),
    ]);
    const text = await plimsoll("explain", ...words);
    expect(text.stdout).toContain("not computed: historical-tail, ");
    expect(text.stdout).toContain("note: a under hyperliquid: left out");
    const alone = await plimsoll("explain", "--portfolio", book, ...common, "--model", "historical-tail");
    expect([alone.code, alone.stdout]).toEqual([4, ""]);
  });

  it("tells a contract that expired in between first, at the earlier prices: a tenth of its 10,000", async () => {
    const held =
      "account,instrument,quantity,entryPrice\na,BTC/USDT:USDT,2 BTC,60000\na,BTC-14JUN24,10000 USD,60000\na,USDT,50000 USDT,\n";
    const early = file("dated.csv", `${readFileSync(june, "utf8")}2024-06-01T00:00Z,BTC-14JUN24,60000\n`);
    const words = [
      "--portfolio",
      file("held.csv", held),
      "--market-from",
      early,
      ...common.slice(2),
      "--model",
      "fixed-ratio",
    ];
    const { stdout, code } = await plimsoll("explain", ...words, "--json");
    expect(code).toBe(0);
    const { explanations, notes } = JSON.parse(stdout);
    const [{ from, to, parts }] = explanations;
    expect(parts[0]).toEqual({ cause: "expiry", minor: "-100000" });
    const sum = parts.reduce((total: bigint, { minor }: { minor: string }) => total + BigInt(minor), 0n);
    expect(sum).toBe(BigInt(to) - BigInt(from));
    expect(notes[0]).toBe("BTC-14JUN24 expired in between: told first, at the earlier prices");
    expect(notes[1]).toContain("no settlement is booked");
  });

  it("refuses a later book that still holds what has expired, by name", async () => {
    const rows = "account,instrument,quantity,entryPrice\na,BTC-14JUN24,10000 USD,60000\n";
    const early = file("early.csv", `${readFileSync(june, "utf8")}2024-06-01T00:00Z,BTC-14JUN24,60000\n`);
    const books = ["--portfolio-from", file("was.csv", rows), "--portfolio", file("still.csv", rows)];
    const words = ["--market-from", early, ...common.slice(2), "--model", "fixed-ratio"];
    const { stderr, code } = await plimsoll("explain", ...books, ...words);
    expect(code).toBe(4);
    expect(stderr).toContain("BTC-14JUN24 had expired");
  });

  it("refuses times out of order and numbers of models that do not pair", async () => {
    const swapped = await plimsoll(
      "explain",
      "--portfolio",
      book,
      "--market",
      july,
      "--from",
      "2024-07-02",
      "--to",
      "2024-07-01",
    );
    expect(swapped.stderr).toContain("exchange the two");
    const unpaired = await plimsoll(
      "explain",
      "--portfolio",
      book,
      ...common,
      "--model-from",
      "fixed-ratio",
      "--model-from",
      "historical-tail",
      "--model",
      "fixed-ratio",
    );
    expect(unpaired.stderr).toContain("2 models before and 1 after");
  });
});

describe("reconcile", () => {
  const words = ["--portfolio", book, "--market", july, "--venue", "fixed-ratio"];
  // 2 coins at 66,000 and 10 at 2,900: a tenth of 161,000; 12,000 and 1,000 gained on 50,000 of tether, cut by 1 %.
  const expected = (rows: string): string => file("expected.csv", `account,measure,value\n${rows}`);

  it("agrees with numbers worked by hand", async () => {
    const path = expected("a,initial,16730\na,equity,63000\n");
    const { code, stdout } = await plimsoll("reconcile", ...words, "--expected", path);
    expect([code, stdout]).toEqual([0, expect.stringContaining("2 of 2 within 0.10 %")]);
  });

  it("says what would make a differing number agree: another unit, a coin, or nothing that was tried", async () => {
    const path = expected("a,initial,16.73\na,equity,0.954545454\na,maintenance,9000\n");
    const { code, stdout } = await plimsoll("reconcile", ...words, "--expected", path, "--json");
    expect(code).toBe(3);
    const says = JSON.parse(stdout).lines.map((line: { reason: string; says: string }) => [line.reason, line.says]);
    expect(says).toEqual([
      ["unit", "theirs is 10^-3 times ours"],
      ["unit", "theirs is counted in BTC"],
      ["unexplained", "compare the components: margin --explain, or give the venue's prices: --venue-market"],
    ]);
  });

  it("says that the venue's prices give its numbers: a tenth of 2 coins at 66,100 and of 10 at 2,900", async () => {
    const theirs = file("theirs.csv", readFileSync(july, "utf8").replaceAll(",66000", ",66100"));
    // 2 coins gain 200 more, cut by 1 % as tether: 13,220 and 2,900, and 632 of the haircut of 63,200.
    const path = expected("a,initial,16752\na,equity,63200\na,maintenance,9000\n");
    const asked = ["--expected", path, "--venue-market", theirs, "--tolerance", "0.0001", "--json"];
    const { lines } = JSON.parse((await plimsoll("reconcile", ...words, ...asked)).stdout);
    const says = lines.map((line: { reason: string; says: string }) => [line.reason, line.says]);
    expect(says).toEqual([
      ["price", "the venue's prices give theirs: mark:BTC/USDT:USDT 66100 where ours has 66000"],
      ["price", "the venue's prices give theirs: mark:BTC/USDT:USDT 66100 where ours has 66000"],
      ["unexplained", "compare the components: margin --explain"],
    ]);
  });

  it("says which of the rules to be tried give the venue's number, also of a rulebook fed by a file", async () => {
    const rulesOf = (name: string, rate: number): string => {
      const table = ["BTC", "ETH"].map(
        (coin) => `    ${coin}/USDT:USDT:\n      - {floor: 0, maintenanceRate: ${rate}, leverageMax: 10}\n`,
      );
      return file(name, `rulebook: binance-usdm\nparameters:\n  brackets:\n${table.join("")}`);
    };
    const [now, before] = [rulesOf("now.yaml", 0.01), rulesOf("before.yaml", 0.02)];
    // A fiftieth of 161,000.
    const path = expected("a,maintenance,3220\n");
    const asked = [
      "--portfolio",
      book,
      "--market",
      july,
      "--venue",
      now,
      "--expected",
      path,
      "--try",
      before,
      "--json",
    ];
    const { lines } = JSON.parse((await plimsoll("reconcile", ...asked)).stdout);
    const foreign = await plimsoll("reconcile", ...asked.slice(0, -3), "--try", "hyperliquid");
    expect([foreign.code, foreign.stderr]).toEqual([2, expect.stringContaining("hyperliquid counts in USDC")]);
    expect(lines[0]).toMatchObject({
      ours: 1_610,
      reason: "parameter version",
      says: `the rules of ${before} give theirs`,
    });
  });

  it("names every bad row of the venue's file, and an account that the book lacks", async () => {
    const bad = await plimsoll("reconcile", ...words, "--expected", expected("a,margin,1\na,initial,x\na,initial,2\n"));
    expect(bad.code).toBe(4);
    for (const place of [":2", ":3", ":4"]) expect(bad.stderr).toContain(`expected.csv${place}`);
    const unknown = await plimsoll("reconcile", ...words, "--expected", expected("b,initial,1\n"));
    expect(unknown.stderr).toContain('the book has no account "b"');
  });
});

describe("leverage", () => {
  it("says the ratio and the leverage of each size: a tenth, ten times", async () => {
    const words = ["--instrument", "BTC/USDT:USDT", "--sizes", "1,100", "--market", july, "--model", "fixed-ratio"];
    const { rows } = JSON.parse((await plimsoll("leverage", ...words, "--json")).stdout);
    expect(rows.map((row: { notional: number; initial: number }) => [row.notional, row.initial])).toEqual([
      [66_000, 6_600],
      [6_600_000, 660_000],
    ]);
    const bad = await plimsoll("leverage", ...words.slice(0, 3), "1,-2", ...words.slice(4));
    expect([bad.code, bad.stderr]).toEqual([2, expect.stringContaining('"-2" is not a size above 0')]);
  });
});

describe("leverage of what is no plain contract", () => {
  const option = "BTC-30AUG24-68000-C";
  const quoted = file(
    "quoted.csv",
    "ts_ms,venue,underlying,instrument,expiry_ms,strike,type,underlying_price,index_price,mark_price,mark_iv,bid,ask,bid_iv,ask_iv,open_interest,volume,delta,gamma,theta,vega\n" +
      `${Date.UTC(2024, 6, 1)},deribit,BTC,${option},${Date.UTC(2024, 7, 30, 8)},68000,C,66000,66000,0.07,50,,,,,,,,,,\n`,
  );
  const words = ["--sizes", "1,10", "--market", july, "--model", "standard-option,derive-standard", "--json"];

  it("charges a short option by its own rule, and nothing for the premium that it brought in as a coin", async () => {
    const asked = ["--instrument", option, "--chain", quoted, ...words];
    const { rows, refusals } = JSON.parse((await plimsoll("leverage", ...asked, "--short")).stdout);
    expect(refusals).toEqual([]);
    // 15 % of the index, less the 2,000 of 66,000 by which the call is out of the money.
    for (const { initial, notional, rulebook, reportingCurrency } of rows) {
      expect(initial / notional, rulebook).toBeCloseTo(0.15 - 2_000 / 66_000, 9);
      expect(reportingCurrency).toBe(rulebook === "derive-standard" ? "USDC" : "USD");
    }
    expect(rows).toHaveLength(4);
    // A bought one is no debt of the coin that was paid for it.
    expect(JSON.parse((await plimsoll("leverage", ...asked)).stdout).refusals).toEqual([]);
  });

  it("refuses a spot pair, which has none", async () => {
    const { code, stderr } = await plimsoll("leverage", "--instrument", "BTC/USDT", ...words.slice(0, -1));
    expect([code, stderr]).toEqual([2, expect.stringContaining("BTC/USDT is no contract")]);
  });
});

describe("liquidation", () => {
  it("finds the price at which equity meets maintenance, worked by hand", async () => {
    const one = file(
      "one.csv",
      "account,instrument,quantity,entryPrice\na,BTC/USDT:USDT,1 BTC,66000\na,USDT,6000 USDT,\n",
    );
    const words = ["--portfolio", one, "--market", july, "--model", "fixed-ratio", "--json"];
    const [line] = JSON.parse((await plimsoll("liquidation", ...words)).stdout).lines;
    // 6,000 + P − 66,000, cut by 1 %, against 5 % of P: 0.99·(P − 60,000) = 0.05·P.
    expect(line.liquidationPrice).toBeCloseTo((0.99 * 60_000) / 0.94, 6);
    expect(line.bankruptcyPrice).toBeCloseTo(60_000, 6);
    expect(line.fall).toBeCloseTo((0.99 * 60_000) / 0.94 / 66_000 - 1, 9);
  });
});

describe("liquidation along a path", () => {
  const two = file(
    "two.csv",
    "account,instrument,quantity,entryPrice\na,BTC/USDT:USDT,1 BTC,66000\na,ETH/USDT:USDT,-10 ETH,2900\na,USDT,6000 USDT,\n",
  );
  const words = ["--portfolio", two, "--market", july, "--model", "fixed-ratio"];

  it("moves both coins together, the second as far as it is told, to where equity is maintenance", async () => {
    const asked = [...words, "--path", "BTC=1,ETH=2", "--json"];
    const { path, paths } = JSON.parse((await plimsoll("liquidation", ...asked)).stdout);
    expect(path).toEqual({ BTC: 1, ETH: 2 });
    const room = ({ BTC, ETH }: { BTC: number; ETH: number }): number => {
      const equity = 6_000 + 66_000 * BTC - 29_000 * ETH;
      return equity - 0.01 * Math.abs(equity) - 0.05 * (66_000 * (1 + BTC) + 29_000 * (1 + ETH));
    };
    for (const moves of [paths[0].back, paths[0].ahead]) {
      expect(room(moves)).toBeCloseTo(0, 4);
      expect(1 + moves.ETH).toBeCloseTo((1 + moves.BTC) ** 2, 9);
    }
    expect(paths[0].back.BTC).toBeLessThan(0);
    expect(paths[0].ahead.BTC).toBeGreaterThan(0);
    const text = await plimsoll("liquidation", ...words, "--path", "BTC=1,ETH=2");
    expect(text.stdout).toMatch(/Along the path[\s\S]*BTC -\d+\.\d %, ETH -\d+\.\d %/);
  });

  it("refuses a path that is none, and a coin that the book does not move with", async () => {
    for (const path of ["BTC", "BTC=0", "BTC=1,BTC=2", "BTC=x"]) {
      const { code, stderr } = await plimsoll("liquidation", ...words, "--path", path);
      expect([code, stderr]).toEqual([2, expect.stringContaining("write BTC=1,ETH=1.2,SOL=1.5")]);
    }
    const { code, stderr } = await plimsoll("liquidation", ...words, "--path", "BTC=1,SOL=1");
    expect([code, stderr]).toEqual([2, expect.stringContaining("no price of SOL\n  it moves with BTC, ETH")]);
  });
});

describe("a venue that keeps every coin apart", () => {
  const wallets = file(
    "wallets.csv",
    "account,instrument,quantity,entryPrice\nw,BTC,2 BTC,\nw,BTC-PERPETUAL,100000 USD,60000\nw,ETH-PERPETUAL,50000 USD,3000\n",
  );
  const coins = file(
    "coins.csv",
    ["BTC,60000", "BTC-PERPETUAL,60000", "ETH,3000", "ETH-PERPETUAL,3000"]
      .map((row) => `2024-06-01T00:00Z,${row}\n`)
      .reduce((text, row) => text + row, "time,instrument,price\n"),
  );
  const brackets = "[ { floor: 0, maintenanceRate: 0.01, leverageMax: 20 } ]";
  const rules = file(
    "coinm.yaml",
    `rulebook: binance-coinm\nparameters:\n  brackets: { BTC-PERPETUAL: ${brackets}, ETH-PERPETUAL: ${brackets} }\n`,
  );
  const words = ["--portfolio", wallets, "--market", coins, "--model", rules];

  it("decides a trade by the wallet that it changes, whatever another lacks", async () => {
    const { stdout, code } = await plimsoll("what-if", ...words, "--add", "+10000 USD BTC-PERPETUAL", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout).decisions[0]).toMatchObject({ group: "cross", accepted: true });
  });

  it("says of a wallet in deficit that the moves would cover it again", async () => {
    const { stdout, code } = await plimsoll("liquidation", ...words, "--json");
    expect(code).toBe(3);
    const { lines, notes } = JSON.parse(stdout);
    expect(lines.map(({ account, coin }: Record<string, string>) => `${account} ${coin}`)).toContain("w/cross BTC BTC");
    expect(notes[0]).toMatch(/^w\/cross ETH under binance-coinm: in deficit by 0\.00\d+ BTC now/);
  });
});

describe("settle", () => {
  it("tells the cash of each interval and currency, and what the intervals come to", async () => {
    const history = join(folder, "history");
    mkdirSync(history);
    const bars = [60_000, 61_000, 59_000].map(
      (close, k) => `${Date.UTC(2024, 5, 1 + k)},${close},${close},${close},${close},1`,
    );
    writeFileSync(join(history, "test_BTCUSDT_1d.csv"), `ts_ms,open,high,low,close,volume\n${bars.join("\n")}\n`);
    const one = file("settled.csv", "account,instrument,quantity,entryPrice\na,BTC/USDT:USDT,2 BTC,1\n");
    const words = [
      "--portfolio",
      one,
      "--history",
      history,
      "--from",
      "2024-06-02T00:00Z",
      "--to",
      "2024-06-04T00:00Z",
    ];
    const { settlements } = JSON.parse((await plimsoll("settle", ...words, "--json")).stdout);
    expect(settlements.map((one: { markToMarket: number; funding: number }) => one.markToMarket)).toEqual([
      2_000, -4_000,
    ]);
    const many = await plimsoll("settle", ...words, "--every", "5d");
    expect([many.code, many.stderr]).toEqual([2, expect.stringContaining("0 intervals of 5d")]);
  });
});
