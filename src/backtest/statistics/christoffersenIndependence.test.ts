import { describe, expect, test } from "vitest";
import { christoffersenIndependence, independenceRatio, transitionCounts } from "./christoffersenIndependence.ts";
import { conditionalCoverage } from "./conditionalCoverage.ts";
import { kupiec } from "./kupiec.ts";

const expected = { breachProbability: 0.1 };

describe("christoffersenIndependence", () => {
  test("counts the transitions of the sequence", () => {
    expect(transitionCounts(Uint8Array.of(0, 1, 1, 0, 0, 1))).toEqual({ n00: 1, n01: 2, n10: 1, n11: 1 });
    expect(transitionCounts(Uint8Array.of(0, 1, 1, 0, 0, 1), new Set([2, 5]))).toEqual({
      n00: 1,
      n01: 1,
      n10: 1,
      n11: 0,
    });
    expect(transitionCounts(Uint8Array.of(1))).toEqual({ n00: 0, n01: 0, n10: 0, n11: 0 });
  });

  test("is the ratio of the likelihoods written out", () => {
    const counts = { n00: 80, n01: 6, n10: 6, n11: 7 };
    const rate = 13 / 99;
    const one = 86 * Math.log(1 - rate) + 13 * Math.log(rate);
    const two = 80 * Math.log(80 / 86) + 6 * Math.log(6 / 86) + 6 * Math.log(6 / 13) + 7 * Math.log(7 / 13);
    expect(independenceRatio(counts)).toBeCloseTo(-2 * (one - two), 10);
  });

  test("rejects breaches that come together and accepts as many spread out", () => {
    const together = new Uint8Array(200).fill(1, 50, 60).fill(1, 150, 160);
    const apart = Uint8Array.from({ length: 200 }, (_, t) => (t % 10 === 0 || t === 1 || t === 101 ? 1 : 0));
    expect(christoffersenIndependence.evaluate(together, expected).verdict).toBe("fail");
    expect(christoffersenIndependence.evaluate(apart, expected).verdict).toBe("pass");
  });

  test("says insufficient without breaches and with nothing else", () => {
    for (const sequence of [new Uint8Array(250), new Uint8Array(250).fill(1), new Uint8Array(1), new Uint8Array(0)]) {
      const { statistic, verdict } = christoffersenIndependence.evaluate(sequence, expected);
      expect(statistic).toBe(0);
      expect(verdict).toBe("insufficient");
    }
  });
});

test("one breach alone cannot come together with another", () => {
  const sequence = new Uint8Array(250).fill(1, 100, 101);
  expect(christoffersenIndependence.evaluate(sequence, expected).verdict).toBe("insufficient");
});

describe("conditionalCoverage", () => {
  test("adds the two ratios and asks two degrees of freedom", () => {
    const sequence = new Uint8Array(100).fill(1, 20, 26).fill(1, 70, 72);
    const rate = kupiec.evaluate(sequence, expected).statistic!;
    const independence = christoffersenIndependence.evaluate(sequence, expected).statistic!;
    const { statistic, pValue } = conditionalCoverage.evaluate(sequence, expected);
    expect(statistic).toBe(rate + independence);
    expect(pValue).toBeCloseTo(Math.exp(-(rate + independence) / 2), 12);
  });
});
