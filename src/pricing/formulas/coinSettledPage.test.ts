/** The numbers of docs/models/coin-settled.md, and what they are said to show. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { instrument } from "../../../test/contracts/market.ts";
import type { InversePerpetual } from "../../instruments/kinds/inversePerpetual.ts";
import { inverseValue } from "../models/inverse.ts";
import { coinSettled } from "./coinSettled.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/models/coin-settled.md"), "utf8");
const [, shown = ""] = /<!-- gains:begin -->\n([\s\S]*?)\n<!-- gains:end -->/.exec(page) ?? [];
const [head = [], , ...rows] = shown.split("\n").map((line) =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim()),
);

const start = 60_000;
const contract = { ...(instrument("BTC-PERPETUAL") as InversePerpetual), contractSize: "1" };
const call = (forward: number): number =>
  coinSettled({ optionType: "call", forward, strike: 60_000, years: 0.25, volatility: 0.6 }).value;

/** Gains of one position each from a move of the price from 60,000, in the order of the table. */
function gainsAt(price: number): readonly number[] {
  const perpetual = 60_000 * inverseValue.change!(contract, [start], [price]);
  const option = call(price) - call(start);
  return [
    perpetual,
    -perpetual,
    perpetual * price,
    price - start + perpetual * price,
    option,
    option * price,
    call(price) * price - call(start) * start,
    ((price - start) / start) * price,
  ];
}

const column = (name: string): number[] => {
  const at = head.indexOf(name);
  expect(at, name).toBeGreaterThan(0);
  return rows.map((row) => gainsAt(Number(row[0]!.replaceAll(",", "")))[at - 1]!);
};
/** Second differences over prices equally far apart: above 0 where convex. */
const bends = (values: readonly number[]): number[] =>
  values.slice(2).map((value, k) => value - 2 * values[k + 1]! + values[k]!);

describe("the page of coin settlement", () => {
  it("shows the numbers that the formulas give, to the digits shown", () => {
    expect(rows.map(([price]) => price)).toEqual([
      "30,000",
      "45,000",
      "60,000",
      "75,000",
      "90,000",
      "105,000",
      "120,000",
    ]);
    for (const [price, ...cells] of rows) {
      const gains = gainsAt(Number(price!.replaceAll(",", "")));
      expect(cells).toHaveLength(gains.length);
      cells.forEach((cell, k) => {
        const decimals = cell.split(".")[1]?.length ?? 0;
        const value = Number(cell.replaceAll(",", "").replace("−", "-"));
        expect(Math.abs(value - gains[k]!), `${price}, ${head[k + 1]}`).toBeLessThanOrEqual(0.5001 * 10 ** -decimals);
      });
    }
  });

  it("by hand: half the price loses a long perpetual the whole coin, half as much again gains it a third", () => {
    expect(gainsAt(30_000)[0]).toBeCloseTo(-1, 12);
    expect(gainsAt(90_000)[0]).toBeCloseTo(1 / 3, 12);
  });

  it("a perpetual is concave in coins when long, convex when short, and straight in dollars", () => {
    expect(bends(column("long perpetual, coins")).every((bend) => bend < -0.01)).toBe(true);
    expect(bends(column("short perpetual, coins")).every((bend) => bend > 0.01)).toBe(true);
    for (const name of ["long perpetual, $", "with its coin, $"])
      for (const bend of bends(column(name))) expect(bend).toBeCloseTo(0, 7);
  });

  it("a call is convex in coins only until it is well in the money, and convex in dollars throughout", () => {
    const coins = bends(column("long call, coins"));
    expect(coins[0]).toBeGreaterThan(0);
    expect(coins.at(-1)).toBeLessThan(0);
    expect(bends(column("coin account's call, $")).every((bend) => bend > 0)).toBe(true);
  });

  it("a coin account's call gains less on the way up and more on the way down, by the premium's own move", () => {
    const [coin, dollar] = [column("coin account's call, $"), column("dollar account's call, $")];
    rows.forEach(([price], k) => {
      const move = Number(price!.replaceAll(",", "")) - start;
      expect(dollar[k]! - coin[k]!).toBeCloseTo(call(start) * move, 6);
    });
    // A straight line: both bend alike.
    bends(coin).forEach((bend, k) => {
      expect(bend).toBeCloseTo(bends(dollar)[k]!, 6);
    });
  });

  it("a gain straight in coins is convex in dollars: twice the square of the relative move", () => {
    for (const bend of bends(column("straight in coins, $"))) expect(bend).toBeCloseTo((2 * 15_000 ** 2) / start, 6);
  });
});
