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
      ["unexplained", "compare the components: margin --explain"],
    ]);
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
