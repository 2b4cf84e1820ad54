import { describe, expect, test } from "vitest";
import { type FactorLaw, type LossesOf, standardMoves } from "./factorLaw.ts";
import { proposalMethods } from "./proposals.ts";
import { type RareEventAnswer, type RareEventRequest, rareEvent } from "./rareEvent.ts";
import { studentTQuantile, studentTSurvival } from "./studentT.ts";

const law: FactorLaw = { factors: 2, degreesOfFreedom: 4 };
/** The sum of two standard moves over √2: a Student t of scale 1. */
const lossesOf: LossesOf = (points) => {
  const moves = standardMoves(points);
  return points.mixing.map((_, s) => (moves[s]! + moves[points.mixing.length + s]!) * Math.SQRT1_2);
};
const methodOf = (id: string) => proposalMethods.find((one) => one.id === id)!;
const request: RareEventRequest = {
  law,
  lossesOf,
  target: { loss: 15 },
  method: methodOf("defensive-mixture"),
  draws: 10_000,
  seed: 3,
};

const answered = (changes: Partial<RareEventRequest> = {}): RareEventAnswer => {
  const answer = rareEvent({ ...request, ...changes });
  if (!answer.ok) throw new Error(answer.failure.message);
  return answer.value;
};

describe("a rare event", () => {
  test("has the probability that is known, by two proposals that agree, cheaper than plain Monte Carlo", () => {
    const { probability, plain, evaluations, varianceReduction, meanOne, split, event } = answered();
    const truth = studentTSurvival(15, 4);
    expect(probability!.ok && Math.abs(probability!.value.estimate / truth - 1)).toBeLessThan(0.05);
    expect(event.estimate).toBe(probability!.ok ? probability!.value.estimate : 0);
    expect(plain.draws).toBe(evaluations);
    expect(evaluations).toBeGreaterThan(request.draws);
    expect(varianceReduction).toBeGreaterThan(1000);
    expect(Math.abs(meanOne!.z)).toBeLessThan(4);
    expect(Math.abs(split!.z)).toBeLessThan(4);
  });

  test("asked by level has the value at risk that is known, at the threshold of its diagnostics", () => {
    const { valueAtRisk, expectedShortfall, threshold, probability } = answered({ target: { level: 0.999 } });
    const truth = -studentTQuantile(0.001, 4);
    expect(threshold).toBe(valueAtRisk!.ok ? valueAtRisk!.value.estimate : 0);
    expect(Math.abs(threshold / truth - 1)).toBeLessThan(0.02);
    expect(expectedShortfall!.ok && expectedShortfall!.value.estimate).toBeGreaterThan(truth);
    expect(probability).toBeUndefined();
  });

  test("says the measured reduction of variance as plain Monte Carlo shows it where the event is common", () => {
    const { plain, event } = answered({ target: { loss: 2 }, draws: 20_000 });
    const plainError = Math.sqrt((plain.probability * (1 - plain.probability)) / plain.draws);
    expect(Math.abs(plain.probability - event.estimate)).toBeLessThan(4 * plainError);
    const perDraw = (plain.probability * (1 - plain.probability)) / 20_000;
    expect(event.varianceReduction / (perDraw / event.standardError ** 2)).toBeCloseTo(1, 1);
  });

  test("is the same by its seed and another by another", () => {
    expect(answered()).toEqual(answered());
    expect(answered({ seed: 4 }).event.estimate).not.toBe(answered().event.estimate);
  });

  test("under a proposal with thin tails is refused inside the answer, whose diagnostics say why", () => {
    const { probability, event } = answered({ method: methodOf("mean-shift") });
    expect(probability!.ok ? "" : probability!.failure.message).toContain("a tail of shape");
    expect(event.diagnostics.eventShape).toBeGreaterThan(0.7);
  });

  test("has no shortfall where a loss grows like e to a Student t, and one where it is linear or the law is normal", () => {
    const bent: LossesOf = (points) => lossesOf(points).map((loss) => Math.expm1(0.02 * loss));
    const { valueAtRisk, expectedShortfall } = answered({ lossesOf: bent, target: { level: 0.999 } });
    expect(valueAtRisk!.ok).toBe(true);
    expect(expectedShortfall!.ok ? "" : expectedShortfall!.failure.message).toContain("does not exist");
    const normal: FactorLaw = { factors: 2, degreesOfFreedom: null };
    expect(answered({ law: normal, lossesOf: bent, target: { level: 0.999 } }).expectedShortfall!.ok).toBe(true);
  });

  test("that cannot happen is a failure", () => {
    const bounded: LossesOf = (points) => lossesOf(points).map((loss) => Math.min(3, loss));
    const answer = rareEvent({ ...request, lossesOf: bounded });
    expect(answer.ok ? "" : answer.failure.path).toBe("proposal");
    const still: LossesOf = ({ mixing }) => new Float64Array(mixing.length);
    const nothing = rareEvent({ ...request, lossesOf: still, target: { level: 0.99 } });
    expect(nothing.ok ? "" : nothing.failure.message).toContain("nothing held moves with the market");
    expect(() => rareEvent({ ...request, draws: 10_050 })).toThrow("multiple of 100");
  });
});
