import { describe, expect, test } from "vitest";
import { RandomStream } from "./randomStream.ts";
import { meanExcess, tailIndex } from "./tailIndex.ts";

describe("the index of a tail", () => {
  test("is that of a Pareto law, within its sampling error, by all three", () => {
    const random = new RandomStream({ seed: 5, stream: 3 });
    const shape = 0.4;
    const losses = Float64Array.from({ length: 50_000 }, () => random.nextUniform() ** -shape);
    const { hill, dekkersEinmahlDeHaan, pickands } = tailIndex(losses, 5000);
    expect(Math.abs(hill - shape)).toBeLessThan((4 * shape) / Math.sqrt(5000));
    expect(Math.abs(dekkersEinmahlDeHaan - shape)).toBeLessThan((4 * Math.sqrt(1 + shape ** 2)) / Math.sqrt(5000));
    expect(Math.abs(pickands! - shape)).toBeLessThan(0.2);
  });

  test("does not depend on the order or the unit of the losses", () => {
    const random = new RandomStream({ seed: 6, stream: 3 });
    const losses = Float64Array.from({ length: 900 }, () => random.nextUniform() ** -0.5);
    const other = losses.map((loss) => 1000 * loss).reverse();
    expect(tailIndex(other, 60).hill).toBeCloseTo(tailIndex(losses, 60).hill, 12);
  });

  test("by three order statistics needs four times as many losses", () => {
    const losses = Float64Array.from({ length: 100 }, (_, k) => k + 1);
    expect(tailIndex(losses, 40).pickands).toBeNull();
    expect(tailIndex(losses, 20).pickands).not.toBeNull();
  });

  test("is refused where no tail is: equal losses, a threshold at 0, a number of losses that is none", () => {
    expect(() => tailIndex(new Float64Array(50).fill(2), 10)).toThrow("must not all be equal");
    expect(() => tailIndex(Float64Array.of(3, 2, 0, -1), 2)).toThrow("threshold must be above 0");
    for (const k of [1, 4, 2.5])
      expect(() => tailIndex(Float64Array.of(4, 3, 2, 1), k)).toThrow("whole number in [2, 4)");
  });
});

test("the mean excess of nothing is nothing", () => {
  expect(meanExcess(Float64Array.of(1, 2, 3), 3)).toEqual({ mean: null, count: 0 });
  expect(meanExcess(Float64Array.of(1, 2, 4), 1)).toEqual({ mean: 2, count: 2 });
});
