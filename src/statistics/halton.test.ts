import { describe, expect, test } from "vitest";
import { haltonPoint } from "./halton.ts";

describe("Halton's sequence", () => {
  test("begins at the origin and turns the digits of the index round", () => {
    expect([...haltonPoint(0, 4)]).toEqual([0, 0, 0, 0]);
    // 6 is 110 in base 2, 20 in base 3 and 11 in base 5.
    const [two, three, five] = haltonPoint(6, 3);
    expect(two).toBe(0.375);
    expect(three).toBeCloseTo(2 / 9, 15);
    expect(five).toBeCloseTo(6 / 25, 15);
  });

  test("fills every ninth of dimension 2 once in each nine points", () => {
    const cells = Array.from({ length: 9 }, (_, k) => Math.floor(9 * haltonPoint(900 + k, 2)[1]! + 1e-9));
    expect(cells.sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test("stays inside [0, 1) to its last index and dimension", () => {
    for (const index of [1, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
      for (const coordinate of haltonPoint(index, 100)) {
        expect(coordinate).toBeGreaterThanOrEqual(0);
        expect(coordinate).toBeLessThan(1);
      }
    }
    expect(() => haltonPoint(-1, 2)).toThrow("index");
    expect(() => haltonPoint(1, 101)).toThrow("dimensions");
  });
});
