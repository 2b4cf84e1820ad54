import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  eventDiagnostics,
  meanOneTest,
  splitProposalTest,
  trusted,
  weightDiagnostics,
} from "./importanceDiagnostics.ts";
import { RandomStream } from "./randomStream.ts";
import { standardErrorOfMean } from "./strata.ts";
import { posteriorPareto, tailShape } from "./tailShape.ts";

describe("diagnostics of weights", () => {
  test("of equal weights say that every draw counts", () => {
    const diagnostics = weightDiagnostics(new Float64Array(200).fill(-700));
    expect(diagnostics.effectiveCount).toBeCloseTo(200, 9);
    expect(diagnostics.perplexity).toBeCloseTo(200, 9);
    expect(diagnostics.gini).toBeCloseTo(0, 12);
    expect(diagnostics.squaredVariation).toBeCloseTo(0, 12);
    expect(diagnostics.logMeanWeight).toBeCloseTo(-700, 9);
    expect(diagnostics.shape).toBeNull();
  });

  test("do not care for a constant factor, and lie between one draw and all of them", () => {
    const logs = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(logs, fc.double({ min: -300, max: 300, noNaN: true }), (weights, constant) => {
        const one = weightDiagnostics(Float64Array.from(weights));
        const other = weightDiagnostics(Float64Array.from(weights, (weight) => weight + constant));
        expect(other.effectiveCount / one.effectiveCount).toBeCloseTo(1, 6);
        expect(one.effectiveCount).toBeGreaterThan(1 - 1e-9);
        expect(one.perplexity).toBeGreaterThan(one.effectiveCount * (1 - 1e-9));
        expect(one.perplexity).toBeLessThan(weights.length * (1 + 1e-9));
      }),
    );
  });

  test("take a weight of 0 and refuse none at all, and NaN", () => {
    const { effectiveCount } = weightDiagnostics(Float64Array.of(0, Number.NEGATIVE_INFINITY, 0));
    expect(effectiveCount).toBeCloseTo(2, 12);
    expect(() => weightDiagnostics(Float64Array.of(Number.NEGATIVE_INFINITY))).toThrow("finite");
    expect(() => weightDiagnostics(Float64Array.of(0, Number.NaN))).toThrow("log weights");
    expect(() => weightDiagnostics(Float64Array.of(Number.POSITIVE_INFINITY))).toThrow("log weights");
  });

  test("of an event look at its draws alone, also where their squares underflow", () => {
    const { eventCount, eventEffectiveCount, eventMaxShare } = eventDiagnostics(
      Float64Array.of(0, 1e-200, 1e-200, 0, 2e-200),
    );
    expect(eventCount).toBe(3);
    expect(eventEffectiveCount).toBeCloseTo(16 / 6, 12);
    expect(eventMaxShare).toBeCloseTo(0.5, 12);
    expect(eventDiagnostics(new Float64Array(3)).eventEffectiveCount).toBe(0);
  });
});

describe("the shape of the largest weights", () => {
  test.each([0.2, 0.5, 0.9])("recovers %s within its error", (shape) => {
    let total = 0;
    for (let stream = 0; stream < 50; stream++) {
      const random = new RandomStream({ seed: 13, stream });
      total += tailShape(Float64Array.from({ length: 5000 }, () => random.nextUniform() ** -shape))!;
    }
    expect(Math.abs(total / 50 - shape)).toBeLessThan(0.06);
  });

  test("is none where there are too few, or the largest are equal", () => {
    expect(tailShape(new Float64Array(24).fill(1))).toBeNull();
    expect(tailShape(new Float64Array(500).fill(1))).toBeNull();
    expect(posteriorPareto(new Float64Array(9).fill(2))).toBeUndefined();
    expect(() => posteriorPareto(new Float64Array(4))).toThrow("needs 5");
  });
});

describe("the verdict", () => {
  const fine = { eventCount: 500, eventEffectiveCount: 400, eventShape: 0.4, eventMaxShare: 0.01 };

  test("tells a value whose weights bear it, and refuses at the bounds", () => {
    expect(trusted(3, fine)).toEqual({ ok: true, value: 3 });
    expect(trusted(3, { ...fine, eventShape: null }).ok).toBe(true);
    const heavy = trusted(3, { ...fine, eventShape: 0.7 });
    expect(heavy.ok ? "" : heavy.failure.message).toContain("a tail of shape 0.70");
    expect(heavy.ok ? "" : heavy.failure.hint).toContain("defensive mixture");
    const few = trusted(3, { ...fine, eventEffectiveCount: 99.9 });
    expect(few.ok ? "" : few.failure.message).toBe("500 draws in the event are worth 99.9 equal ones, 100 are needed");
  });

  test("of two proposals is their difference over both errors", () => {
    const test = splitProposalTest({ estimate: 5, standardError: 3 }, { estimate: 15, standardError: 4 });
    expect(test!.z).toBe(-2);
    expect(splitProposalTest({ estimate: 1, standardError: 0 }, { estimate: 1, standardError: 0 })).toBeNull();
    expect(meanOneTest(Float64Array.of(1, 1, 1))).toBeNull();
    expect(meanOneTest(Float64Array.of(0, 2))!.z).toBe(0);
  });
});

describe("the standard error of a mean", () => {
  test("by hand, with strata and without", () => {
    const values = Float64Array.of(1, 3, 11, 13);
    expect(standardErrorOfMean(values)).toBeCloseTo(Math.sqrt((36 + 16 + 16 + 36) / 3 / 4), 12);
    // Each stratum has variance 2: √(2 · 2 + 2 · 2)/4.
    expect(standardErrorOfMean(values, Int32Array.of(0, 0, 1, 1))).toBeCloseTo(Math.sqrt(8) / 4, 12);
    expect(() => standardErrorOfMean(values, Int32Array.of(0, 0, 0, 1))).toThrow("twice");
    expect(() => standardErrorOfMean(Float64Array.of(1))).toThrow("two values");
  });
});
