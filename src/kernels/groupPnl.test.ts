import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { InvariantError } from "../numerics/assert.ts";
import { RandomStream } from "../statistics/randomStream.ts";
import type { AccountHoldings, UnitPnlRows } from "./accountTails.ts";
import { groupPnl } from "./groupPnl.ts";
import { simdKernels } from "./simd.ts";

const simd = simdKernels(readFileSync(new URL("./kernels.wasm", import.meta.url)))!;
const random = new RandomStream({ seed: 8, stream: 2 });
const below = (count: number): number => Math.floor(count * random.nextUniform());

/** Groups of the sizes given. */
function heldIn(sizes: readonly number[], instruments: number): AccountHoldings {
  const pointers = new Int32Array(sizes.length + 1);
  sizes.forEach((size, g) => {
    pointers[g + 1] = pointers[g]! + size;
  });
  const rows = Int32Array.from({ length: pointers.at(-1)! }, () => below(instruments));
  return { pointers, rows, quantities: Float64Array.from(rows, () => random.nextNormal()) };
}

/** Zeros of both signs are told apart; every NaN is the same. */
const bitsOf = (column: Float64Array): string[] => Array.from(column, (one) => (Object.is(one, -0) ? "-0" : `${one}`));

function agreed(book: UnitPnlRows, held: AccountHoldings): Float64Array {
  const size = (held.pointers.length - 1) * book.scenarios;
  // What was there before counts for nothing.
  const [reference, vectors] = [new Float64Array(size).fill(7), new Float64Array(size).fill(-7)];
  groupPnl(book, held, reference);
  simd.groupPnl(book, held, vectors);
  expect(bitsOf(vectors)).toEqual(bitsOf(reference));
  return vectors;
}

describe("the vector kernel gives the bits of the reference", () => {
  test("for groups of no holding, of one, of a full batch and of more, across the edges of its chunks", () => {
    const instruments = 30;
    for (const scenarios of [1, 33, 191, 192, 193, 1000, 1023, 1024, 1025, 2500]) {
      const values = Float64Array.from({ length: instruments * scenarios }, () => random.nextNormal());
      agreed({ values, instruments, scenarios }, heldIn([0, 1, 3, 16, 0, 17, 40], instruments));
    }
  });

  test("on NaN, infinities, denormals and zeros of both signs", () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 5e-324, -1e-310, 1e300, 1];
    const scenarios = 200;
    const values = Float64Array.from({ length: odd.length * scenarios }, () => odd[below(odd.length)]!);
    const sizes = odd.flatMap(() => [1, 2]);
    const held = heldIn(sizes, odd.length);
    const quantities = held.quantities.map((_, h) => odd[h % odd.length]!);
    agreed({ values, instruments: odd.length, scenarios }, { ...held, quantities });
  });
});

test("what is summed is the order of the holdings: a small one after a large one and its hedge is kept, before them lost", () => {
  const scenarios = 256;
  const values = Float64Array.from({ length: 2 * scenarios }, (_, k) => (k < scenarios ? 1e17 : 1));
  const book = { values, instruments: 2, scenarios };
  const pointers = Int32Array.of(0, 3, 6);
  const held = { pointers, rows: Int32Array.of(0, 0, 1, 1, 0, 0), quantities: Float64Array.of(1, -1, 1, 1, 1, -1) };
  const sums = agreed(book, held);
  expect([sums[0], sums[scenarios]]).toEqual([1, 0]);
});

describe("holdings that do not fit are refused by both kernels, where copying is worth it and where it is not", () => {
  const fits = { pointers: Int32Array.of(0, 1, 2), rows: Int32Array.of(0, 1), quantities: Float64Array.of(1, 2) };
  const cases: readonly [string, Partial<AccountHoldings>, shortBy: number][] = [
    ["a row beyond the book", { rows: Int32Array.of(0, 2) }, 0],
    ["a row below 0", { rows: Int32Array.of(-1, 0) }, 0],
    ["no pointer", { pointers: new Int32Array(0) }, 0],
    ["a first pointer below 0", { pointers: Int32Array.of(-1, 1, 2) }, 0],
    ["pointers that descend", { pointers: Int32Array.of(0, 2, 1) }, 0],
    ["pointers beyond the rows", { pointers: Int32Array.of(0, 1, 3) }, 0],
    ["fewer quantities than rows", { quantities: Float64Array.of(1) }, 0],
    ["an output too short", {}, 1],
    ["an output too long", {}, -1],
  ];
  test.each(cases)("%s", (_, changed, shortBy) => {
    for (const scenarios of [33, 200]) {
      const book = { values: new Float64Array(2 * scenarios).fill(1), instruments: 2, scenarios };
      for (const kernel of [groupPnl, simd.groupPnl]) {
        const filled = () => kernel(book, { ...fits, ...changed }, new Float64Array(2 * scenarios - shortBy));
        expect(filled).toThrow(InvariantError);
      }
    }
  });
});
