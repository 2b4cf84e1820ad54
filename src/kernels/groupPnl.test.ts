import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
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
