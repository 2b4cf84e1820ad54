import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type HeldRow, heldPnl } from "./heldPnl.ts";

const count = 3;

describe("three holdings in two groups under three scenarios", () => {
  // biome-ignore format: one row a line
  const matrix = Float64Array.of(
     1,  2,  3,
    10, 20, 30,
    -1,  0,  4,
  );
  const groups: readonly HeldRow[][] = [
    [{ row: 2, quantity: -1 }],
    [
      { row: 0, quantity: 2 },
      { row: 1, quantity: 0.5 },
    ],
  ];

  test("add up scenario by scenario", () => {
    // First: −1 × [−1 0 4]. Second: 2 × [1 2 3] + 0.5 × [10 20 30] = [2 4 6] + [5 10 15].
    expect([...heldPnl(groups, matrix, count)]).toEqual([1, 0, -4, 7, 14, 21]);
  });

  test("a group that holds nothing gains nothing, and no groups have no P&L", () => {
    expect([...heldPnl([[], groups[0]!], matrix, count)]).toEqual([0, 0, 0, 1, 0, -4]);
    expect(heldPnl([], matrix, count)).toHaveLength(0);
  });

  test("leave the matrix as it was", () => {
    const before = [...matrix];
    heldPnl(groups, matrix, count);
    expect([...matrix]).toEqual(before);
  });
});

const anyDyadic = (limit: number) => fc.integer({ min: -limit, max: limit }).map((units) => units / 16);
const anyHeld: fc.Arbitrary<HeldRow> = fc.record({ row: fc.nat({ max: 3 }), quantity: anyDyadic(100_000) });

test("a holding and its two halves in the same group make the same sum", () => {
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
        expect(heldPnl([split], matrix, count)).toEqual(heldPnl([held], matrix, count));
      },
    ),
  );
});
