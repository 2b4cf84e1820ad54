import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sum } from "./summation.ts";

describe("sum", () => {
  test("keeps a small term between two large ones that cancel", () => {
    expect(sum([1, 1e100, 1, -1e100])).toBe(2);
    expect(sum(new Float64Array([1e16, 1, -1e16]))).toBe(1);
  });

  test("of nothing is 0, and an infinite term stays infinite", () => {
    expect(sum([])).toBe(0);
    expect(sum([1, Number.POSITIVE_INFINITY, 1])).toBe(Number.POSITIVE_INFINITY);
  });

  test("of ten tenths is 1, which plain addition misses", () => {
    const tenths = new Array<number>(10).fill(0.1);
    expect(tenths.reduce((a, b) => a + b, 0)).not.toBe(1);
    expect(sum(tenths)).toBe(1);
  });

  test("a list followed by its mirror image with the sign changed is 0", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 })), (values) => {
        expect(sum([...values, ...values.toReversed().map((value) => -value)])).toBeCloseTo(0, 12);
      }),
    );
  });
});
