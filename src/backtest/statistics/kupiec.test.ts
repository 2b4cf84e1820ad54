import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backtestStatistics } from "../statistics.ts";
import { kupiec, kupiecRatio } from "./kupiec.ts";

function sequence(observations: number, breaches: number): Uint8Array {
  return new Uint8Array(observations).fill(1, 0, breaches);
}

describe("kupiec", () => {
  test("without a breach is -2 T ln(1 - p)", () => {
    const { statistic, pValue } = kupiec.evaluate(sequence(250, 0), { breachProbability: 0.01 });
    expect(statistic).toBeCloseTo(-500 * Math.log1p(-0.01), 12);
    expect(pValue).toBeCloseTo(0.0249815, 7);
  });

  test("accepts 2 to 5 breaches and rejects 7 in 255 days at 99 %, as Kupiec's table has it", () => {
    // Kupiec (1995), table 3: non-rejection region N < 7 for T = 255, p = 0.01.
    const verdict = (breaches: number) => kupiec.evaluate(sequence(255, breaches), { breachProbability: 0.01 }).verdict;
    expect([1, 2, 6].map(verdict)).toEqual(["pass", "pass", "pass"]);
    expect(verdict(7)).toBe("fail");
  });

  test("is exactly 0 when the breaches are as many as promised, also among a million", () => {
    expect(kupiecRatio({ observations: 1_000_000, breaches: 3000, breachProbability: 0.003 })).toBe(0);
    expect(kupiecRatio({ observations: 500, breaches: 5, breachProbability: 0.01 })).toBe(0);
  });

  test("says insufficient, not pass, where less than one breach was due and none came", () => {
    expect(kupiec.evaluate(sequence(50, 0), { breachProbability: 0.01 }).verdict).toBe("insufficient");
    expect(kupiec.evaluate(sequence(0, 0), { breachProbability: 0.01 }).statistic).toBeNull();
  });

  test("counts with the exact binomial law too", () => {
    const { details } = kupiec.evaluate(sequence(250, 5), { breachProbability: 0.01 });
    expect(details["probabilityOfAtMost"]).toBeCloseTo(0.9588168159301517, 12);
    expect(details["probabilityOfAtLeast"]).toBeCloseTo(0.10781237309637479, 12);
    expect(details["z"]).toBeCloseTo(2.5 / Math.sqrt(2.475), 12);
  });

  test("refuses a probability of 0", () => {
    expect(() => kupiec.evaluate(sequence(10, 1), { breachProbability: 0 })).toThrow("breachProbability");
  });
});

describe("every backtest statistic", () => {
  test("has an id of its own, a title and a source", () => {
    const ids = backtestStatistics.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, title, source } of backtestStatistics) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(title.length * source.length).toBeGreaterThan(0);
    }
  });

  test("answers with finite numbers or null for any sequence, from none to all breached", () => {
    const breaches = fc.oneof(
      fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 300 }),
      fc.nat(300).map((length) => new Array<number>(length).fill(0)),
      fc.nat(300).map((length) => new Array<number>(length).fill(1)),
    );
    fc.assert(
      fc.property(breaches, fc.double({ min: 1e-6, max: 0.5, noNaN: true }), (list, breachProbability) => {
        for (const member of backtestStatistics) {
          const { statistic, pValue, verdict } = member.evaluate(Uint8Array.from(list), { breachProbability });
          for (const value of [statistic, pValue]) if (value !== null) expect(Number.isFinite(value)).toBe(true);
          if (statistic !== null) expect(statistic).toBeGreaterThanOrEqual(0);
          if (pValue === null) expect(verdict).toBe("insufficient");
          else expect(pValue).toBeLessThanOrEqual(1 + 1e-12);
        }
      }),
    );
  });

  test("survives a million observations, unbreached, wholly breached, and half", () => {
    for (const breaches of [0, 500_000, 1_000_000]) {
      for (const member of backtestStatistics) {
        const { statistic, pValue } = member.evaluate(sequence(1_000_000, breaches), { breachProbability: 0.01 });
        expect(statistic === null || Number.isFinite(statistic)).toBe(true);
        expect(pValue === null || (pValue >= 0 && pValue <= 1)).toBe(true);
      }
    }
  });
});
