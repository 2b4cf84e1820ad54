import { describe, expect, test } from "vitest";
import { timeUntilFirstFailure, timeUntilFirstFailureRatio } from "./timeUntilFirstFailure.ts";

describe("timeUntilFirstFailure", () => {
  test("is -2 ln p for a breach at once", () => {
    expect(timeUntilFirstFailureRatio(1, 0.05)).toBeCloseTo(5.991464547107982, 12);
  });

  test("is 0 when the wait is as long as promised, and grows on both sides", () => {
    expect(timeUntilFirstFailureRatio(100, 0.01)).toBe(0);
    expect(timeUntilFirstFailureRatio(438, 0.01)).toBeLessThan(3.8415);
    expect(timeUntilFirstFailureRatio(439, 0.01)).toBeGreaterThan(3.8415); // Kupiec's bound at 99 %
  });

  test("says nothing without a breach", () => {
    expect(timeUntilFirstFailure.evaluate(new Uint8Array(900), { breachProbability: 0.01 }).verdict).toBe(
      "insufficient",
    );
    const { details } = timeUntilFirstFailure.evaluate(Uint8Array.of(0, 0, 1, 1), { breachProbability: 0.01 });
    expect(details["firstBreach"]).toBe(3);
  });
});
