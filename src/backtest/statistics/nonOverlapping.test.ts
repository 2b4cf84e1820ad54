import { describe, expect, test } from "vitest";
import { kupiec } from "./kupiec.ts";
import { evaluateNonOverlapping, nonOverlappingSequences, stepsPerHorizon } from "./nonOverlapping.ts";

describe("non-overlapping sequences", () => {
  test("start at each offset and share no observation", () => {
    const sequences = nonOverlappingSequences(Uint8Array.of(1, 0, 0, 1, 1, 0, 0), { stepHours: 8, horizonHours: 24 });
    expect(sequences.map((sequence) => [...sequence])).toEqual([
      [1, 1, 0],
      [0, 1],
      [0, 0],
    ]);
  });

  test("round a horizon that is no whole number of steps up, and rounding noise away", () => {
    expect(stepsPerHorizon({ stepHours: 24, horizonHours: 25 })).toBe(2);
    expect(stepsPerHorizon({ stepHours: 0.1, horizonHours: 0.3 })).toBe(3);
    expect(stepsPerHorizon({ stepHours: 24, horizonHours: 8 })).toBe(1);
    expect(() => stepsPerHorizon({ stepHours: 0, horizonHours: 8 })).toThrow("stepHours");
  });
});

describe("evaluateNonOverlapping", () => {
  const spacing = { stepHours: 24, horizonHours: 48 };

  test("answers per offset and with the range over offsets", () => {
    // Every second observation breached: one offset sees them all, the other none.
    const breaches = Uint8Array.from({ length: 40 }, (_, t) => (t % 2 === 0 && t < 20 ? 1 : 0));
    const result = evaluateNonOverlapping(kupiec, breaches, spacing, { breachProbability: 0.1 });
    expect(result.offsets.map((offset) => offset.breaches)).toEqual([10, 0]);
    expect(result.breaches).toEqual({ min: 0, max: 10 });
    const [first, second] = result.offsets.map((offset) => offset.result.pValue!);
    expect(result.pValues).toEqual({ min: first, median: (first! + second!) / 2, max: second });
  });

  test("has no range where no offset has an answer", () => {
    const result = evaluateNonOverlapping(kupiec, new Uint8Array(0), spacing, { breachProbability: 0.1 });
    expect(result).toEqual({ offsets: [], pValues: null, breaches: { min: 0, max: 0 } });
  });
});
