import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { IndexPrice } from "./indexPrice.ts";
import { type ContractBook, markPrice, markRule, nextBasis } from "./markPrice.ts";

const now = Date.UTC(2024, 0, 1);
const index: IndexPrice = { price: 100, state: "good", sources: [] };
const book: ContractBook = { timeMs: now, bid: 100.4, ask: 100.6, last: 100.5 };
const markOf = (changes: Partial<ContractBook> = {}, basis = { value: 0.2, timeMs: now - 30_000 }) =>
  markPrice(index, { ...book, ...changes }, basis, markRule, now);

describe("the average basis", () => {
  test("loses all but 1/e of what it was in the time of the rule", () => {
    const { value } = nextBasis({ value: 1, timeMs: 0 }, 0, markRule.basisTimeMs, markRule);
    expect(value).toBeCloseTo(Math.exp(-1), 14);
  });

  test("does not depend on how often it is asked for", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), (steps) => {
        let often = { value: 3, timeMs: 0 };
        for (let k = 1; k <= steps; k++) often = nextBasis(often, 1, (60_000 * k) / steps, markRule);
        const once = nextBasis({ value: 3, timeMs: 0 }, 1, 60_000, markRule);
        expect(often.value).toBeCloseTo(once.value, 12);
      }),
    );
  });

  test("starts at the first spread, and a book of the same time does not move it twice", () => {
    const first = nextBasis(undefined, 0.7, 5, markRule);
    expect(first).toEqual({ value: 0.7, timeMs: 5 });
    expect(nextBasis(first, 9, 5, markRule)).toBe(first);
  });
});

test("the median of index with basis, the book, and another venue", () => {
  const { price, state, candidates } = markOf({ external: 103 });
  const fair = 100 + 0.2 * Math.exp(-1) + 0.5 * (1 - Math.exp(-1));
  expect(candidates).toEqual([expect.closeTo(fair, 12), 100.5, 103]);
  expect(price).toBe(100.5);
  expect(state).toBe("good");
});

test.each([
  ["stale", { timeMs: now - 5_001 }],
  ["stale", { timeMs: now + 1 }],
  ["crossed", { bid: 101, ask: 100 }],
  ["wide", { bid: 90, ask: 110 }],
  ["wide", { bid: 0 }],
] as const)("a book that is %s takes no part and leaves the average where it was: %j", (state, changes) => {
  const found = markOf(changes);
  expect(found.state).toBe(state);
  expect(found.price).toBeCloseTo(100.2, 12);
  expect(found.basis).toEqual({ value: 0.2, timeMs: now - 30_000 });
});

test("a wick of the last price alone does not move the mark", () => {
  expect(markOf({ last: 55 }).price).toBeCloseTo(markOf().price!, 0);
  expect(Math.abs(markOf({ last: 55 }).price! - markOf().price!)).toBeLessThan(0.2);
});

test("no book carries the mark further from the index than the band, and it says that it was held back", () => {
  const far = markOf({ bid: 139.9, ask: 140.1, last: 140 }, { value: 40, timeMs: now - 1 });
  expect(far).toMatchObject({ price: 105, isCapped: true });
});

test("without an index there is no mark, and the average waits", () => {
  const halted = markPrice({ state: "halted", sources: [] }, book, { value: 0.2, timeMs: 0 }, markRule, now);
  expect(halted).toMatchObject({ state: "halted", basis: { value: 0.2, timeMs: 0 } });
  expect(halted.price).toBeUndefined();
});

test("a mark is never trusted more than its index", () => {
  expect(markPrice({ ...index, state: "outlier" }, book, undefined, markRule, now).state).toBe("outlier");
});
