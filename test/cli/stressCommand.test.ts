/** A book under stress, through the command that a user types. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { plimsoll } from "./plimsoll.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-stress-"));
afterAll(() => rmSync(folder, { recursive: true }));

const dayMs = 86_400_000;
const write = (name: string, lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
};

/** Quiet zigzag, and a fall by half on 12 March 2020; ends at 100. */
const first = Date.UTC(2019, 8, 1);
const crash = Math.round((Date.UTC(2020, 2, 12) - first) / dayMs);
const closes = Array.from({ length: 365 }, (_, t) => (t < crash ? 200 : 100) * (1 + (t % 3) / 100));
closes[closes.length - 1] = 100;
write("binance_BTCUSDT_1d.csv", [
  "ts_ms,open,high,low,close,volume",
  ...closes.map((close, t) => `${first + t * dayMs},${close},${close},${close},${close},1`),
]);
const book = write("book.csv", [
  "account,instrument,quantity,entryPrice",
  "a,BTC/USDT:USDT,2 BTC,100",
  "a,USDT,1000 USDT,",
]);
const stress = (...words: string[]) => plimsoll("stress", "--portfolio", book, "--history", folder, ...words);

it("shows a named crash with its worst day first, and every factor of that day", async () => {
  const { code, stdout } = await stress("--episode", "march-2020", "--json");
  expect(code).toBe(0);
  const [group] = JSON.parse(stdout).groups;
  expect(group.outcomes.length).toBe(10);
  const losses = group.outcomes.map((one: { pnl: number }) => one.pnl);
  expect(losses).toEqual(losses.toSorted((a: number, b: number) => a - b));
  const [before, after] = [closes[crash - 1]!, closes[crash]!];
  expect(losses[0]).toBeCloseTo(200 * (after / before - 1), 6);
  expect(group.outcomes[0].scenario).toBe("2020-03-12 00:00 to 2020-03-13 00:00");
  expect(group.worstMoves[0]).toMatchObject({ factor: "mark:BTC/USDT:USDT", from: 100 });
});

it("shows a stated table as text, each scenario with what it costs", async () => {
  const table = write("shocks.csv", [
    "scenario,weight,what,underlying,size",
    "crash,1,price,BTC,-0.4",
    "crash,1,currency,USDT,-0.05",
    "rally,1,price,BTC,0.5",
  ]);
  const { code, stdout } = await stress("--table", table);
  expect(code).toBe(0);
  // 2 coins at 100 lose 80 of coins at 0.95, and 1,000 USDT lose 50.
  expect(stdout).toMatch(/a +crash +-126\n/);
  expect(stdout).toMatch(/a +rally +100\n/);
  expect(stdout).toMatch(/currency:USDT +1 +0\.95 +-5\.0 %/);
});

it("finds the move that costs a loss, and refuses one that cannot be", async () => {
  const { code, stdout } = await stress("--reverse", "50", "--json");
  expect(code).toBe(0);
  const [group] = JSON.parse(stdout).groups;
  expect(group.pnl).toBeCloseTo(-50, 3);
  expect(group.moves[0].market).toBe("BTC/USDT");
  expect(Math.exp(group.moves[0].move)).toBeCloseTo(0.75, 5);
  const refused = await stress("--reverse", "5000");
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain("the most that");
});

it("tells what is wrong with a window, a table and too many questions", async () => {
  const bad = write("bad.csv", ["scenario,weight,what,underlying,size", "x,1,spot,BTC,-0.1"]);
  const [window, table, both] = await Promise.all([
    stress("--episode", "tulips"),
    stress("--table", bad),
    stress("--episode", "ftx", "--reverse", "1"),
  ]);
  expect([window.code, table.code, both.code]).toEqual([2, 4, 2]);
  expect(window.stderr).toContain("march-2020");
  expect(table.stderr).toContain("must be one of price");
  expect(both.stderr).toContain("give one");
});
