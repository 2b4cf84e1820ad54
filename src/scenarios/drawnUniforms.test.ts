import { describe, expect, test } from "vitest";
import { drawnUniforms, type PointKind, pointDimensionsMax } from "./drawnUniforms.ts";

const kinds: readonly PointKind[] = ["philox", "sobol", "halton"];

describe.each(kinds)("%s points", (points) => {
  const dimensions = 5;
  const of = (first: number, count: number, seed = 3) => drawnUniforms({ points, seed, dimensions })({ first, count });

  test("lie inside the open cube and fill every dimension evenly", () => {
    const count = 4096;
    const drawn = of(0, count);
    expect(drawn.every((one) => one > 0 && one < 1)).toBe(true);
    for (let d = 0; d < dimensions; d++) {
      const column = drawn.subarray(d * count, (d + 1) * count);
      const mean = column.reduce((total, one) => total + one, 0) / count;
      // Three deviations of a mean of independent draws.
      expect(Math.abs(mean - 0.5)).toBeLessThan((3 * Math.sqrt(1 / 12)) / Math.sqrt(count));
    }
  });

  test("of a scenario are the same in whatever range it is drawn", () => {
    const [whole, part] = [of(0, 64), of(17, 30)];
    for (let d = 0; d < dimensions; d++) {
      expect([...part.subarray(d * 30, d * 30 + 30)]).toEqual([...whole.subarray(d * 64 + 17, d * 64 + 47)]);
    }
  });

  test("differ by seed", () => {
    expect(of(0, 16, 4)).not.toEqual(of(0, 16));
  });
});

test("more dimensions than a kind has are a broken promise, and said so", () => {
  const dimensions = pointDimensionsMax.halton + 1;
  expect(() => drawnUniforms({ points: "halton", seed: 0, dimensions })).toThrow("at most 100 dimensions");
  expect(() => drawnUniforms({ points: "philox", seed: 0, dimensions: 1 })({ first: -1, count: 1 })).toThrow("2^32");
});
