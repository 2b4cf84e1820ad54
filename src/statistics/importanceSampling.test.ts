import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binomialCdf, binomialSurvivalAtLeast } from "./binomial.ts";
import { drawGamma, type FactorLaw, type FactorPoints, type LossesOf, standardMoves } from "./factorLaw.ts";
import { meanOneTest, splitProposalTest } from "./importanceDiagnostics.ts";
import {
  eventBeyond,
  type ImportanceResult,
  importanceExpectedShortfall,
  importanceValueAtRisk,
  probabilityBeyond,
  type WeightedLosses,
  weightsOf,
} from "./importanceEstimates.ts";
import { normalSurvival } from "./normal.ts";
import { type Proposal, type ProposalRequest, type RareTarget, sampleFrom } from "./proposal.ts";
import { defensiveShare } from "./proposals/defensiveMixture.ts";
import { meanShiftProposal } from "./proposals/meanShift.ts";
import { tiltedMixingProposal } from "./proposals/tiltedMixing.ts";
import { proposalMethods } from "./proposals.ts";
import { RandomStream } from "./randomStream.ts";
import { steepestTilt } from "./steepestTilt.ts";
import { studentTPdf, studentTQuantile, studentTSurvival } from "./studentT.ts";

const holdings = [1, -2, 0.5];
const size = Math.sqrt(holdings.reduce((total, one) => total + one * one, 0));
/** A linear portfolio: its loss is a normal or a Student t of scale 1, whatever the number of factors. */
const linear: LossesOf = (points) => {
  const moves = standardMoves(points);
  const count = points.mixing.length;
  return Float64Array.from({ length: count }, (_, s) =>
    holdings.reduce((total, held, f) => total + (held * moves[f * count + s]!) / size, 0),
  );
};
/** Loses on both sides of today. */
const twoSided: LossesOf = (points) => linear(points).map(Math.abs);

const student: FactorLaw = { factors: 3, degreesOfFreedom: 4 };
const normal: FactorLaw = { factors: 3, degreesOfFreedom: null };

const requestFor = (law: FactorLaw, lossesOf: LossesOf, target: RareTarget): ProposalRequest => ({
  law,
  lossesOf,
  target,
  tilt: steepestTilt(law, lossesOf, target),
  pilotDraws: 2000,
  key: { seed: 99, stream: 0 },
});

function proposed(id: string, request: ProposalRequest): Proposal {
  const proposal = proposalMethods.find((one) => one.id === id)!.propose(request);
  if (!proposal.ok) throw new Error(proposal.failure.message);
  return proposal.value;
}

const drawn = (proposal: Proposal, lossesOf: LossesOf, stream: number, count = 2000, strata = 1): WeightedLosses => {
  const sample = sampleFrom(proposal, { count, strata, seed: 7, stream });
  return { losses: lossesOf(sample), ...sample };
};

const replications = 500;

function isInside({ interval }: ImportanceResult, truth: number): boolean {
  return interval.lower !== null && interval.upper !== null && interval.lower <= truth && truth <= interval.upper;
}

/** Whether so many of the replications are inside the 99 % band of what a promise of 95 % may show. */
function expectCovered(covered: number, trials: number = replications): void {
  const law = { trials, probability: 0.95 };
  expect(binomialCdf(covered, law)).toBeGreaterThan(0.005);
  expect(binomialSurvivalAtLeast(covered, law)).toBeGreaterThan(0.005);
}

describe("an interval by importance sampling covers the truth as often as promised", () => {
  test.each([1, 50])("of P(Z > 4) under a shifted normal, %i strata", (strata) => {
    const law = { factors: 1, degreesOfFreedom: null };
    const first: LossesOf = ({ normals }) => normals;
    const proposal = meanShiftProposal(law, { direction: Float64Array.of(1), distance: 4 });
    let covered = 0;
    for (let k = 0; k < replications; k++) {
      if (isInside(eventBeyond(drawn(proposal, first, k, 1000, strata), 4), normalSurvival(4))) covered += 1;
    }
    expectCovered(covered);
  });

  test("of P(E > 20) for an exponential drawn at a twentieth of its rate", () => {
    const rate = 0.05;
    let covered = 0;
    for (let k = 0; k < replications; k++) {
      const random = new RandomStream({ seed: 8, stream: k });
      const losses = Float64Array.from({ length: 1000 }, () => -Math.log(random.nextUniform()) / rate);
      const logWeights = losses.map((loss) => (rate - 1) * loss - Math.log(rate));
      if (isInside(eventBeyond({ losses, logWeights }, 20), Math.exp(-20))) covered += 1;
    }
    expectCovered(covered);
  });

  test.each([
    ["tilted-mixing", 1],
    ["cross-entropy", 50],
    ["defensive-mixture", 1],
    ["defensive-mixture", 50],
  ] as const)(
    "of probability and value at risk of a portfolio under Student's t by %s, %i strata",
    (id, strata) => {
      const level = 0.9999;
      const quantile = -studentTQuantile(1 - level, 4);
      const proposal = proposed(id, requestFor(student, linear, { loss: quantile }));
      const covered = [0, 0];
      for (let k = 0; k < replications; k++) {
        const sample = drawn(proposal, linear, k, 2000, strata);
        const [probability, atRisk] = [probabilityBeyond(sample, quantile), importanceValueAtRisk(sample, level)];
        if (probability.ok && isInside(probability.value, 1 - level)) covered[0]! += 1;
        if (atRisk.ok && isInside(atRisk.value, quantile)) covered[1]! += 1;
      }
      // None is refused: a refusal would count as not covered.
      for (const count of covered) expectCovered(count);
    },
    120_000,
  );

  test("of a book that loses on both sides of today", () => {
    const proposal = proposed("defensive-mixture", requestFor(student, twoSided, { loss: 12 }));
    let covered = 0;
    for (let k = 0; k < replications; k++) {
      const answer = probabilityBeyond(drawn(proposal, twoSided, k, 2000, 50), 12);
      if (answer.ok && isInside(answer.value, 2 * studentTSurvival(12, 4))) covered += 1;
    }
    expectCovered(covered);
  }, 60_000);

  test("of the shortfall under Student's t, whose fourth moment does not exist, with 8,000 draws", () => {
    const level = 0.9999;
    const quantile = -studentTQuantile(1 - level, 4);
    const shortfall = ((studentTPdf(quantile, 4) / (1 - level)) * (4 + quantile * quantile)) / 3;
    const proposal = proposed("defensive-mixture", requestFor(student, linear, { loss: quantile }));
    let covered = 0;
    for (let k = 0; k < replications; k++) {
      const answer = importanceExpectedShortfall(drawn(proposal, linear, k, 8000, 50), level);
      if (answer.ok && isInside(answer.value, shortfall)) covered += 1;
    }
    expectCovered(covered);
  }, 120_000);
});

describe("a proposal", () => {
  test("of every method finds the same probability of a normal portfolio", () => {
    for (const { id } of proposalMethods) {
      const sample = drawn(proposed(id, requestFor(normal, linear, { loss: 4 })), linear, 1, 20_000);
      const answer = probabilityBeyond(sample, 4);
      expect(answer.ok && Math.abs(answer.value.estimate / normalSurvival(4) - 1)).toBeLessThan(0.06);
      expect(answer.ok && answer.value.varianceReduction).toBeGreaterThan(1000);
    }
  });

  test("that is Gaussian for a target with Student's tails is refused by its weights, or its effective draws", () => {
    let byShape = 0;
    for (let k = 0; k < 100; k++) {
      const proposal = proposed("mean-shift", requestFor(student, linear, { loss: 20 }));
      const answer = probabilityBeyond(drawn(proposal, linear, k, 4000), 20);
      expect(answer.ok).toBe(false);
      if (!answer.ok && answer.failure.message.includes("a tail of shape")) byShape += 1;
    }
    expect(byShape).toBe(100);
  });

  test("that defends has no weight above one over its share, and a mean weight of 1 as often as the test says", () => {
    const proposal = proposed("defensive-mixture", requestFor(student, linear, { level: 0.999 }));
    let rejected = 0;
    for (let k = 0; k < replications; k++) {
      const { logWeights } = drawn(proposal, linear, k, 1000);
      const weights = weightsOf(logWeights);
      expect(Math.max(...weights)).toBeLessThanOrEqual((1 / defensiveShare) * (1 + 1e-12));
      if (meanOneTest(weights)!.pValue < 0.05) rejected += 1;
    }
    expectCovered(replications - rejected);
  });

  test("adapted from both sides sees both ends of a book that loses either way", () => {
    const level = 0.9999;
    const proposal = proposed("defensive-mixture", requestFor(student, twoSided, { level }));
    const answer = importanceValueAtRisk(drawn(proposal, twoSided, 3, 20_000), level);
    const truth = -studentTQuantile((1 - level) / 2, 4);
    expect(answer.ok && Math.abs(answer.value.estimate / truth - 1)).toBeLessThan(0.02);
  });

  test("that sees one end of two is found out by another that sees both", () => {
    const request = requestFor(normal, twoSided, { loss: 5 });
    const tilt = { direction: Float64Array.from(holdings, (held) => held / size), distance: 5 };
    const oneSided = eventBeyond(drawn(meanShiftProposal(normal, tilt), twoSided, 1, 4000), 5);
    const both = eventBeyond(drawn(proposed("defensive-mixture", request), twoSided, 2, 4000), 5);
    expect(splitProposalTest(oneSided, both)!.pValue).toBeLessThan(1e-4);
  });

  test("of which two are made independently agree as often as the test says", () => {
    const proposal = proposed("defensive-mixture", requestFor(student, linear, { loss: 10 }));
    let rejected = 0;
    for (let k = 0; k < replications; k++) {
      const [one, other] = [2 * k, 2 * k + 1].map((stream) => eventBeyond(drawn(proposal, linear, stream, 500), 10));
      if (splitProposalTest(one!, other!)!.pValue < 0.05) rejected += 1;
    }
    expectCovered(replications - rejected);
  });

  test("for a loss that a book cannot make is a failure that says how far the pilot came", () => {
    const bounded: LossesOf = (points) => linear(points).map((loss) => Math.min(loss, 2));
    for (const id of ["cross-entropy", "defensive-mixture"]) {
      const method = proposalMethods.find((one) => one.id === id)!;
      const proposal = method.propose(requestFor(student, bounded, { loss: 3 }));
      expect(proposal.ok ? "" : proposal.failure.message).toContain("no pilot round reached a loss of 3.00000");
    }
  });

  test("along strata has a smaller error, and weights of the same law", () => {
    const proposal = proposed("tilted-mixing", requestFor(student, linear, { loss: 10 }));
    const plain = eventBeyond(drawn(proposal, linear, 1, 5000), 10);
    const stratified = eventBeyond(drawn(proposal, linear, 1, 5000, 100), 10);
    expect(stratified.standardError).toBeLessThan(0.4 * plain.standardError);
    expect(stratified.estimate / studentTSurvival(10, 4)).toBeCloseTo(1, 1);
  });
});

describe("a first tilt", () => {
  test("of a linear book is its slopes, and as far as the loss lies", () => {
    const { direction, distance } = steepestTilt(student, linear, { loss: 6 });
    holdings.forEach((held, f) => {
      expect(direction[f]).toBeCloseTo(held / size, 10);
    });
    expect(distance).toBeCloseTo(6, 8);
    expect(steepestTilt(normal, linear, { level: 0.999 }).distance).toBeCloseTo(3.0902, 4);
  });

  test("of a book without slopes is the factor that loses most three deviations out", () => {
    const squares: LossesOf = ({ normals, mixing }) => mixing.map((_, s) => normals[mixing.length + s]! ** 2);
    expect([...steepestTilt(normal, squares, { level: 0.99 }).direction]).toEqual([0, 1, 0]);
  });
});

describe("an estimate", () => {
  const sample = (): WeightedLosses => {
    const proposal = proposed("tilted-mixing", requestFor(student, linear, { loss: 8 }));
    return drawn(proposal, linear, 5, 4000);
  };

  test("of value at risk and shortfall moves with the unit of the losses", () => {
    const given = sample();
    const plain = importanceValueAtRisk(given, 0.999);
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (unit) => {
        const scaled = importanceValueAtRisk({ ...given, losses: given.losses.map((loss) => loss * unit) }, 0.999);
        expect(scaled.ok && plain.ok && scaled.value.estimate / unit).toBeCloseTo(
          plain.ok ? plain.value.estimate : 0,
          6,
        );
      }),
      { numRuns: 10 },
    );
  });

  test("of a level that the proposal does not reach is refused with the reason", () => {
    const answer = importanceValueAtRisk(sample(), 0.5);
    expect(answer.ok ? "" : answer.failure.message).toContain("the tail is 0.5");
    const far = probabilityBeyond(sample(), 1e6);
    expect(far.ok ? "" : far.failure.message).toBe("0 draws in the event are worth 0.0 equal ones, 100 are needed");
  });

  test("stops where callers break their promise", () => {
    const given = sample();
    expect(() => importanceValueAtRisk(given, 1)).toThrow("level");
    expect(() => importanceValueAtRisk({ ...given, losses: new Float64Array(2) }, 0.9)).toThrow("as many weights");
    expect(() => weightsOf(Float64Array.of(Number.NaN))).toThrow("NaN");
    const proposal = tiltedMixingProposal(normal, requestFor(normal, linear, { loss: 3 }).tilt);
    expect(() => sampleFrom(proposal, { count: 10, strata: 3, seed: 1, stream: 0 })).toThrow("whole multiple");
    const bent = { direction: Float64Array.of(1, 1, 0), distance: 3 };
    expect(() => tiltedMixingProposal(normal, bent)).toThrow("length 1");
  });
});

describe("a gamma variate", () => {
  test.each([0.4, 1.5, 5])("of shape %s has mean and variance of its shape", (shape) => {
    const random = new RandomStream({ seed: 3, stream: 1 });
    const values = Array.from({ length: 40_000 }, () => drawGamma(random, shape));
    const mean = values.reduce((total, one) => total + one, 0) / values.length;
    const variance = values.reduce((total, one) => total + (one - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean / shape - 1)).toBeLessThan(0.03);
    expect(Math.abs(variance / shape - 1)).toBeLessThan(0.06);
  });
});

test("points of one law move as that law does", () => {
  const points: FactorPoints = { normals: Float64Array.of(2, 4, 6, 8), mixing: Float64Array.of(4, 1) };
  expect([...standardMoves(points)]).toEqual([1, 4, 3, 8]);
});
