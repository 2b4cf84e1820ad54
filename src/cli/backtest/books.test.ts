import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { unwrapped } from "../../../test/contracts/market.ts";
import { sampleMarket } from "../../simulation/sampleMarket.ts";
import { booksOf } from "./books.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-books-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "book.csv");
// No entry prices, and a quantity that only a price can turn into contracts.
writeFileSync(file, "account,instrument,quantity\na,BTC,1 BTC\na,BTC-PERPETUAL,1 BTC\na,ETH/USDT:USDT,5 ETH\n");

const startMs = Date.UTC(2020, 0, 1);
const { series } = sampleMarket({ seed: 3, days: 400, startMs });
const cut = (bars: number) =>
  series.map((one) => ({ ...one, values: one.values.slice(0, bars), present: one.present.slice(0, bars) }));

it("a book without entry prices is entered at the first bar observed, whatever comes later", async () => {
  const whole = unwrapped(await booksOf(file, series, 0));
  expect(unwrapped(await booksOf(file, cut(2), 0))).toEqual(whole);
  const tripled = series.map((one) => ({
    ...one,
    values: one.values.map((price, k) => (k === 0 ? price : 3 * price)),
  }));
  expect(unwrapped(await booksOf(file, tripled, 0))).toEqual(whole);
});

it("a later start enters it at a later bar", async () => {
  const dayMs = 86_400_000;
  const early = unwrapped(await booksOf(file, series, startMs));
  expect(unwrapped(await booksOf(file, series, startMs + 100 * dayMs))).not.toEqual(early);
});

it("a start after the data is refused", async () => {
  const answer = await booksOf(file, series, Date.UTC(2030, 0, 1));
  expect(answer.ok ? "" : answer.failure.message).toContain("no bar from 2030-01-01");
});

it("a book with an option is refused by name: its volatility has no history", async () => {
  const options = join(folder, "options.csv");
  writeFileSync(options, "account,instrument,quantity\na,BTC-28JUN24-60000-C,1 BTC\n");
  const answer = await booksOf(options, series, 0);
  expect(answer.ok ? "" : answer.failure.message).toBe(
    "volatility:BTC-28JUN24-60000-C has no history to be backtested on",
  );
});
