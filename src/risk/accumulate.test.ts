import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accumulate } from "./accumulate.ts";

interface Held {
  readonly row: number;
  readonly quantity: number;
  readonly slot: number;
}

const count = 3;

function summed(held: readonly Held[], matrix: Float64Array, out: Float64Array): number[] {
  const rows = Int32Array.from(held, ({ row }) => row);
  const quantities = Float64Array.from(held, ({ quantity }) => quantity);
  const slots = Int32Array.from(held, ({ slot }) => slot);
  accumulate(rows, quantities, slots, matrix, count, out);
  return [...out];
}

describe("three holdings in two slots under three scenarios", () => {
  // biome-ignore format: one row a line
  const matrix = Float64Array.of(
     1,  2,  3,
    10, 20, 30,
    -1,  0,  4,
  );
  const held: readonly Held[] = [
    { row: 0, quantity: 2, slot: 1 },
    { row: 2, quantity: -1, slot: 0 },
    { row: 1, quantity: 0.5, slot: 1 },
  ];

  test("add up scenario by scenario", () => {
    // Slot 0: −1 × [−1 0 4]. Slot 1: 2 × [1 2 3] + 0.5 × [10 20 30] = [2 4 6] + [5 10 15].
    const total = summed(held, matrix, new Float64Array(2 * count));
    expect(total.map((value) => value + 0)).toEqual([1, 0, -4, 7, 14, 21]);
  });

  test("are added to what is there, and a slot that nothing is held in keeps it", () => {
    const out = Float64Array.of(100, 200, 300, 1000, 2000, 3000, 7, 8, 9);
    expect(summed(held, matrix, out)).toEqual([101, 200, 296, 1007, 2014, 3021, 7, 8, 9]);
  });

  test("leave the matrix as it was", () => {
    const before = [...matrix];
    summed(held, matrix, new Float64Array(2 * count));
    expect([...matrix]).toEqual(before);
  });
});

const anyDyadic = (limit: number) => fc.integer({ min: -limit, max: limit }).map((units) => units / 16);
const anyHeld: fc.Arbitrary<Held> = fc.record({
  row: fc.nat({ max: 3 }),
  quantity: anyDyadic(100_000),
  slot: fc.nat({ max: 1 }),
});

test("a holding and its two halves in the same slot make the same sum", () => {
  fc.assert(
    fc.property(
      fc.array(anyHeld, { minLength: 1, maxLength: 8 }),
      fc.array(anyDyadic(100_000), { minLength: 4 * count, maxLength: 4 * count }),
      fc.nat(),
      (held, cells, pick) => {
        const matrix = Float64Array.from(cells);
        const split = held.flatMap((one, k) => {
          const half = { ...one, quantity: one.quantity / 2 };
          return k === pick % held.length ? [half, half] : [one];
        });
        const whole = summed(held, matrix, new Float64Array(2 * count));
        expect(summed(split, matrix, new Float64Array(2 * count))).toEqual(whole);
      },
    ),
  );
});
