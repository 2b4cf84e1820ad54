/** Two books of a hundred positions, each under every model and rulebook in one command, as a risk manager opens the page. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { marginModels } from "../../src/margin/models.ts";
import { venueRulebooks } from "../../src/margin/rulebooks.ts";
import { plimsoll } from "../cli/plimsoll.ts";
import { executable, launched, look, opened } from "./pageChecks.ts";

const root = join(import.meta.dirname, "../..");
const data = process.env["PLIMSOLL_HISTORY"] ?? join(root, "../shared/data");

/** What the desk holds beside options: perpetuals and spot of all coins whose hour was recorded; no SOL spot was. */
const besides = [
  "BTC/USDT:USDT,-3 BTC,",
  "ETH/USDT:USDT,40 ETH,",
  "SOL/USDT:USDT,-500 SOL,",
  "BTC,12 BTC,",
  "ETH,150 ETH,",
  "USDT,600000 USDT,",
];
const positionsCount = 100;
const sizes = [1, -2, 5, -1, 2, -4, 3];

/** Options out of the money with a price and a week to live, evenly spread over the chain. */
function optionsOf(chain: string): string[] {
  const [head = "", ...lines] = gunzipSync(readFileSync(join(data, "options", chain)))
    .toString()
    .trim()
    .split("\n");
  const columns = head.split(",");
  const rows = lines.map((line) => {
    const cells = line.split(",");
    const cell = (name: string): string => cells[columns.indexOf(name)] ?? "";
    const number = (name: string): number => Number(cell(name));
    const isOut = (cell("type") === "C") === number("strike") > number("underlying_price");
    const days = (number("expiry_ms") - number("ts_ms")) / 86_400_000;
    return { name: cell("instrument"), kept: isOut && days > 7 && number("mark_price") >= 0.001 };
  });
  const kept = rows.filter((one) => one.kept);
  const count = positionsCount - besides.length;
  return Array.from({ length: count }, (_, k) => kept[Math.floor((k * kept.length) / count)]!.name);
}

const books = [
  { coin: "BTC", chain: "deribit_BTC_chain_20240524.csv.gz", hour: "2024-05-24", unlistedAtDerive: ["SOL/USDT:USDT"] },
  {
    coin: "ETH",
    chain: "deribit_ETH_chain_20240108T1119Z.csv.gz",
    hour: "2024-01-08",
    unlistedAtDerive: ["SOL/USDT:USDT"],
  },
] as const;

interface Answer {
  readonly results: readonly {
    readonly rulebook: string;
    readonly unlisted: readonly string[];
    readonly unlistedShare?: number;
    readonly notes?: readonly string[];
    readonly groups: readonly { readonly initialRequirement: number }[];
  }[];
  readonly refusals: readonly { readonly rulebook: string; readonly message: string; readonly hint?: string }[];
}

/** Rows of the comparison as the first screen shows them. */
interface ShownRow {
  readonly name: string;
  readonly isRefused: boolean;
  readonly cells: readonly string[];
  readonly top: number;
  readonly bottom: number;
  readonly right: number;
}
const rowsOf = `[...document.querySelectorAll(".comparison tbody tr")].map((row) => {
  const { top, bottom, right } = row.getBoundingClientRect();
  const cells = [...row.querySelectorAll("td")];
  return { name: (row.querySelector("strong") ?? row.querySelector("td")).textContent, isRefused: row.className === "refused", top, bottom, right,
    cells: cells.map((cell) => cell.innerText.trim()) };
})`;

const screen = { width: 1280, height: 800 };
const isAbsent = executable === undefined || !existsSync(join(data, "options"));

describe.skipIf(isAbsent)("two books under every venue (skipped without Chromium or recorded history)", () => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-venues-"));
  let browser: Browser;
  beforeAll(async () => {
    browser = await launched();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  describe.each(books)("$coin options of $hour", ({ coin, chain, unlistedAtDerive }) => {
    const out = (models: string): string => join(folder, `${coin}-${models}`);
    const options = optionsOf(chain);
    const book = join(folder, `${coin}.csv`);
    const run = (models: string) => {
      const priced = ["--chain", join(data, "options", chain), "--history", join(data, "ohlcv")];
      const bars = ["--interval", "1h", "--venue", "binance,binanceusdm"];
      return plimsoll(
        "margin",
        "--portfolio",
        book,
        ...priced,
        ...bars,
        "--model",
        models,
        "--out",
        out(models),
        "--json",
      );
    };
    let answer: Answer;
    let page: string;

    beforeAll(async () => {
      const held = options.map((name, k) => `${name},${sizes[k % sizes.length]} ${coin},`);
      const lines = [...held, ...besides].map((line) => `desk,${line}\n`);
      writeFileSync(book, `account,instrument,quantity,entryPrice\n${lines.join("")}`);
      expect([lines.length, new Set(lines).size]).toEqual([positionsCount, positionsCount]);
      const [all, one] = await Promise.all([run("all"), run("derive-pmrm-2")]);
      expect([all.stderr, one.stderr]).toEqual(["", ""]);
      answer = JSON.parse(all.stdout);
      page = join(out("all"), "margin.html");
    });

    it("has a column for every model and rulebook: an answer or a reason", () => {
      const columns = [...answer.results, ...answer.refusals].map(({ rulebook }) => rulebook);
      const everyone = [...marginModels, ...venueRulebooks].map(({ id }) => id);
      expect(columns.toSorted()).toEqual(everyone.toSorted());
      for (const { message, hint } of answer.refusals) expect([message, hint]).not.toContain("");
      const brackets = answer.refusals.find(({ rulebook }) => rulebook === "binance-usdm")!;
      expect(brackets.message).toBe("no source is known of brackets");
    });

    it("names what a venue does not list, with its share of notional", () => {
      const of = (id: string) => answer.results.find(({ rulebook }) => rulebook === id)!;
      expect(of("derive-pmrm-2").unlisted).toEqual(unlistedAtDerive);
      expect(of("dydx-v4").unlisted).toEqual(expect.arrayContaining(options));
      for (const { unlisted, unlistedShare, notes = [] } of answer.results) {
        if (unlisted.length === 0) continue;
        expect(unlistedShare).toBeGreaterThan(0);
        expect(unlistedShare).toBeLessThan(1);
        expect(notes.join()).toContain(unlisted[0]);
        expect(notes.join()).toContain(`${(100 * unlistedShare!).toFixed(0)} % of what is held`);
      }
      const small = of("derive-pmrm-2").unlistedShare!;
      expect(small).toBeLessThan(of("dydx-v4").unlistedShare!);
    });

    it("shows requirement, main reason and worst case of every answer in the first screen", async () => {
      for (const models of ["all", "derive-pmrm-2"]) {
        const { page: seen } = await opened(browser, join(out(models), "margin.html"), screen);
        expect(await seen.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(screen.width);
        const answered = ((await seen.evaluate(rowsOf)) as ShownRow[]).filter((row) => !row.isRefused);
        const expected = models === "all" ? answer.results.map(({ rulebook }) => rulebook) : [models];
        expect(answered.map(({ name }) => name).toSorted()).toEqual(expected.toSorted());
        for (const { name, cells, top, bottom, right } of answered) {
          expect(bottom, name).toBeLessThanOrEqual(screen.height);
          expect(right, name).toBeLessThanOrEqual(screen.width);
          expect(bottom - top, name).toBeGreaterThan(10);
          const [, , initial, maintenance, , leverage, reason, worst] = cells;
          expect(initial, name).toMatch(/^[\d,]+$/);
          expect(maintenance, name).toMatch(/^[\d,]+$/);
          expect(leverage, name).toMatch(/^\d+\.\d\dx$/);
          expect(reason, name).toMatch(/ \d+\s%|nothing is charged/);
          expect(worst, name).toMatch(/^-?[\d,]+.*: .+|^no scenarios$/);
        }
        const initials = answered.map(({ cells }) => Number(cells[2]!.replaceAll(",", "")));
        expect(initials).toEqual(initials.toSorted((a, b) => b - a));
        const { clipped, scrolling, small } = await look(seen);
        expect([clipped, scrolling, small]).toEqual([[], [], []]);
      }
    });

    it("shows the reason of each rulebook that refuses in its row, and names all that was left out", async () => {
      const { page: seen } = await opened(browser, page, screen);
      const refused = ((await seen.evaluate(rowsOf)) as ShownRow[]).filter((row) => row.isRefused);
      const reasons = new Map(refused.map(({ name, cells }) => [name, cells[1]]));
      expect(refused).toHaveLength(answer.refusals.length);
      for (const { rulebook, message } of answer.refusals) expect(reasons.get(rulebook)).toContain(message);
      const text = await seen.evaluate("document.body.innerText");
      for (const name of options) expect(text).toContain(name);
    });
  });
});
