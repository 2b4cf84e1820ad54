import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { christoffersenIndependence } from "./christoffersenIndependence.ts";
import { kupiec } from "./kupiec.ts";
import { evaluateNonOverlapping, nonOverlappingSequences, stepsPerHorizon } from "./nonOverlapping.ts";

describe("non-overlapping sequences", () => {
  test("start at each offset and share no observation", () => {
    const sequences = nonOverlappingSequences(Uint8Array.of(1, 0, 0, 1, 1, 0, 0), { stepHours: 8, horizonHours: 24 });
    expect(sequences.map((sequence) => [...sequence.breaches])).toEqual([
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

const hourMs = 3_600_000;
const hours = (...list: number[]): number[] => list.map((hour) => (1000 + hour) * hourMs);

describe("non-overlapping sequences across a gap", () => {
  test("keep an offset at its hour of the day and break where a horizon is missing", () => {
    // Every 8 h, horizon 24 h; hours 24 and 32 are lost. By position hour 40 would fall to the offset of hour 0.
    const times = hours(0, 8, 16, 40, 48, 56, 64);
    const sequences = nonOverlappingSequences(
      Uint8Array.of(1, 0, 0, 1, 0, 1, 1),
      { stepHours: 8, horizonHours: 24 },
      times,
    );
    expect(sequences.map(({ offset, breaches, breaks }) => [offset, [...breaches], [...breaks]])).toEqual([
      [0, [1, 0], [1]], // hours 0 and 48
      [1, [0, 1], [1]], // hours 8 and 56
      [2, [0, 1, 1], []], // hours 16, 40 and 64
    ]);
  });

  test("leave out an offset without observations", () => {
    const sequences = nonOverlappingSequences(Uint8Array.of(0, 1), { stepHours: 8, horizonHours: 24 }, hours(0, 16));
    expect(sequences.map(({ offset }) => offset)).toEqual([0, 2]);
  });

  test("refuse times off the grid, out of order or of another length", () => {
    const spacing = { stepHours: 8, horizonHours: 24 };
    expect(() => nonOverlappingSequences(new Uint8Array(2), spacing, hours(0, 5))).toThrow("whole steps");
    expect(() => nonOverlappingSequences(new Uint8Array(2), spacing, hours(0, 0))).toThrow("increase");
    expect(() => nonOverlappingSequences(new Uint8Array(2), spacing, hours(0))).toThrow("as many times");
  });

  test("do not count the step across the gap as a transition", () => {
    const spacing = { stepHours: 24, horizonHours: 24 };
    const breaches = Uint8Array.of(0, 1, 1, 0);
    const counts = (times: number[]) =>
      evaluateNonOverlapping(christoffersenIndependence, breaches, spacing, { breachProbability: 0.1 }, times)
        .offsets[0]!.result.details;
    expect(counts(hours(0, 24, 48, 72))).toMatchObject({ n01: 1, n11: 1, n10: 1 });
    expect(counts(hours(0, 24, 72, 96))).toMatchObject({ n01: 1, n11: 0, n10: 1 });
  });

  test("equal those by position when nothing is missing", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 60 }),
        fc.constantFrom(1, 4, 8, 12, 24),
        fc.constantFrom(4, 24, 25, 48),
        (flags, stepHours, horizonHours) => {
          const breaches = Uint8Array.from(flags);
          const times = hours(...flags.map((_, k) => k * stepHours));
          const spacing = { stepHours, horizonHours };
          expect(nonOverlappingSequences(breaches, spacing, times)).toEqual(nonOverlappingSequences(breaches, spacing));
        },
      ),
    );
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
