import { describe, expect, test } from "vitest";
import { breachesOf } from "./breachSequence.ts";
import { breachSizes, coverageOf } from "./coverage.ts";

describe("breachesOf", () => {
  test("counts a loss beyond the requirement and not one equal to it", () => {
    expect([...breachesOf(Float64Array.of(1, 2, 3, -1), Float64Array.of(2, 2, 2, 0))]).toEqual([0, 0, 1, 0]);
    expect(() => breachesOf(Float64Array.of(1), Float64Array.of(1, 2))).toThrow("requirements");
  });
});

describe("coverageOf", () => {
  test("is one minus the rate of breaches, with the exact interval", () => {
    const { coverage, interval } = coverageOf(new Uint8Array(250).fill(1, 0, 3), 0.95);
    expect(coverage).toBe(0.988);
    expect(interval!.lower).toBeCloseTo(1 - 0.034666614574743924, 12);
    expect(interval!.upper).toBeCloseTo(1 - 0.002481558254703042, 12);
  });

  test("is unknown without observations", () => {
    expect(coverageOf(new Uint8Array(0), 0.95)).toEqual({
      observations: 0,
      breaches: 0,
      coverage: null,
      interval: null,
    });
  });
});

describe("breachSizes", () => {
  test("measures the excess alone and over the requirement", () => {
    expect(breachSizes(Float64Array.of(12, 5, 30), Float64Array.of(10, 5, 20))).toEqual({
      count: 2,
      meanSize: 6,
      maxSize: 10,
      meanFraction: 0.35,
      maxFraction: 0.5,
      maxSizeIndex: 2,
      maxFractionIndex: 2,
    });
  });

  test("says which observation was the largest, which may differ in money and in fraction", () => {
    const sizes = breachSizes(Float64Array.of(0, 3, 5, 130, 130), Float64Array.of(1, 1, 5, 100, 100));
    expect(sizes.maxSizeIndex).toBe(3);
    expect(sizes.maxFractionIndex).toBe(1);
  });

  test("has no sizes without breaches and no fractions of a requirement of 0", () => {
    expect(breachSizes(Float64Array.of(1), Float64Array.of(1)).maxSize).toBeNull();
    const { maxSize, maxFraction } = breachSizes(Float64Array.of(1), Float64Array.of(0));
    expect(maxSize).toBe(1);
    expect(maxFraction).toBeNull();
    expect(breachSizes(Float64Array.of(1), Float64Array.of(1)).maxSizeIndex).toBeNull();
  });
});
