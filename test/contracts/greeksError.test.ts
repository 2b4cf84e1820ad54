import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { bitcoin, errorTable, ether, hasChains } from "./greeksError.ts";

const page = readFileSync(new URL("../../docs/models/greeks.md", import.meta.url), "utf8");
const shown = (name: string): string =>
  new RegExp(`<!-- error-${name}:begin -->\n([\\s\\S]*?)\n<!-- error-${name}:end -->`).exec(page)?.[1] ?? "";

describe.skipIf(!hasChains)("the error on recorded chains (skipped without PLIMSOLL_HISTORY)", () => {
  test.each([
    ["btc", bitcoin],
    ["eth", ether],
  ] as const)("of %s books is what the docs page prints", (name, measured) => {
    expect(errorTable(measured)).toBe(shown(name));
  });
});

describe("what the page says of its tables is in them", () => {
  const number = (cell: string): number => Number(cell.replaceAll(",", "").replace("−", "-").replace(" %", ""));
  /** Numbers by book: of each range the Greeks' loss, the revalued loss and the error. */
  const rowsOf = (name: string): ReadonlyMap<string, readonly number[]> =>
    new Map(
      shown(name)
        .split("\n")
        .slice(2)
        .map((line) => line.split("|").slice(1, -1))
        .map(([book, ...cells]) => [book!.trim(), cells.map((cell) => number(cell.trim()))]),
    );
  const [btc, eth] = [rowsOf("btc"), rowsOf("eth")];
  const errorsOf = (book: string): number[] =>
    [btc, eth].flatMap((rows) => [2, 5, 8].map((at) => rows.get(book)![at]!));

  test("each table has eleven books", () => {
    expect([btc.size, eth.size]).toEqual([11, 11]);
  });

  test("a month out and to ±10 %, within 11 %", () => {
    const books = [
      "long straddle, a month",
      "short straddle, a month",
      "short strangle, 15 % out",
      "butterfly, 10 % wings",
      "risk reversal, 10 % out",
      "covered call, 10 % out",
    ];
    const errors = [btc, eth].flatMap((rows) => books.flatMap((book) => [2, 5].map((at) => rows.get(book)![at]!)));
    expect(Math.max(...errors.map(Math.abs))).toBe(11);
    expect(errors.filter((error) => error < -1)).toEqual([-3]);
  });

  test("a short straddle of the next day owes up to 4.3 times its loss, a long one up to 24 % too much", () => {
    const [expansion, revaluation] = btc.get("short straddle, next day")!.slice(6);
    expect((expansion! / revaluation!).toFixed(1)).toBe("4.3");
    expect(Math.max(...errorsOf("long straddle, next day"))).toBe(24);
  });

  test("a short straddle of a month owes up to 29 % too much, a calendar from 12 % too little to 68 % too much", () => {
    expect(Math.max(...errorsOf("short straddle, a month"))).toBe(29);
    expect([Math.min(...errorsOf("calendar, week sold")), Math.max(...errorsOf("calendar, week sold"))]).toEqual([
      -12, 68,
    ]);
  });

  test("the far put owes 12 %, 21 % and 39 % too little; the minimum covers ±10 % and not ±20 %", () => {
    const far = btc.get("short far put, 40 % out")!;
    expect([far[2], far[5], far[8]]).toEqual([-12, -21, -39]);
    const minimum = 0.01 * 10 * 68_778;
    expect(Math.round(minimum)).toBe(6878);
    expect(minimum).toBeGreaterThan(far[4]!);
    expect(minimum).toBeLessThan(far[7]!);
  });

  test("fifty options hedged: 28 % and 1 %", () => {
    expect(new Set(errorsOf("50 options, hedged"))).toEqual(new Set([28, 1]));
  });
});
