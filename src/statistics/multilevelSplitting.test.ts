import { describe, expect, test } from "vitest";
import { binomialCdf, binomialPmf, binomialSurvivalAtLeast } from "./binomial.ts";
import { multilevelSplitting, type SplittingProblem, type SplittingResult } from "./multilevelSplitting.ts";
import { normalSurvival } from "./normal.ts";

/** A walk of steps +1 and −1, which remembers how far below its highest it is. */
interface Walk {
  readonly at: number;
  readonly highest: number;
}

const walk: Pick<SplittingProblem<Walk>, "start" | "step"> = {
  start: { at: 0, highest: 0 },
  step: ({ at, highest }, random) => {
    const next = at + (random.nextUniform() < 0.5 ? 1 : -1);
    return { at: next, highest: Math.max(highest, next) };
  },
};

const answered = <State>(problem: SplittingProblem<State>): SplittingResult => {
  const result = multilevelSplitting(problem);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
};

/** P(the highest of n steps is at least b) = P(S ≥ b) + P(S > b), by reflection, which is exact. */
function reflected(steps: number, bound: number): number {
  let total = 0;
  for (let ups = 0; ups <= steps; ups++) {
    const end = 2 * ups - steps;
    const mass = binomialPmf(ups, { trials: steps, probability: 0.5 });
    total += end > bound ? 2 * mass : end === bound ? mass : 0;
  }
  return total;
}

describe("multilevel splitting", () => {
  const problem = {
    ...walk,
    scoreOf: ({ at }: Walk) => at,
    levels: [6, 11, 16],
    stepsMax: 32,
    paths: 100,
    repeats: 20,
  };

  test("covers the probability that a walk rises to a bound, known by reflection, as often as promised", () => {
    const truth = reflected(32, 16);
    expect(truth).toBeCloseTo(0.00455, 5);
    const law = { trials: 500, probability: 0.95 };
    let [covered, total] = [0, 0];
    for (let seed = 0; seed < law.trials; seed++) {
      const { probability, interval } = answered({ ...problem, seed });
      total += probability / truth;
      if (interval.lower <= truth && truth <= interval.upper) covered += 1;
    }
    expect(total / law.trials).toBeCloseTo(1, 1);
    expect(binomialCdf(covered, law)).toBeGreaterThan(0.005);
    expect(binomialSurvivalAtLeast(covered, law)).toBeGreaterThan(0.005);
  }, 120_000);

  test("finds one in twenty thousand: Brownian motion watched at every step reaches a barrier", () => {
    const steps = 100;
    const deviation = 1 / Math.sqrt(steps);
    const barrier = 4;
    // Watched at steps alone, a path passes a barrier as if it stood 0.5826 deviations of a step further (Broadie,
    // Glasserman & Kou, Mathematical Finance 7, 1997); watched all the time the probability is 2Φ(−b).
    const truth = 2 * normalSurvival(barrier + 0.5826 * deviation);
    const { probability, relativeError, shares } = answered<number>({
      start: 0,
      step: (at, random) => at + deviation * random.nextNormal(),
      scoreOf: (at) => at,
      levels: [1.1, 1.9, 2.6, 3.3, barrier],
      stepsMax: steps,
      paths: 1000,
      repeats: 20,
      seed: 4,
    });
    expect(truth).toBeLessThan(5.5e-5);
    expect(relativeError).toBeLessThan(0.12);
    expect(Math.abs(probability / truth - 1)).toBeLessThan(3 * relativeError);
    for (const share of shares) expect(share).toBeGreaterThan(0.05);
  }, 60_000);

  test("sees a drawdown, which looks back at the path", () => {
    const drawdown = ({ at, highest }: Walk): number => highest - at;
    const { probability } = answered({ ...problem, scoreOf: drawdown, levels: [4, 8, 12, 16, 20], seed: 1 });
    // The way down from the highest is at least as likely as the way down from the start.
    expect(probability).toBeGreaterThan(reflected(32, 20));
    expect(probability).toBeLessThan(33 * reflected(32, 20));
  });

  test("gives the same numbers for the same seed, and counts its steps", () => {
    const one = answered({ ...problem, seed: 5 });
    expect(answered({ ...problem, seed: 5 })).toEqual(one);
    expect(one.steps).toBeLessThanOrEqual(20 * 3 * 100 * 32);
    expect(one.shares.reduce((product, share) => product * share, 1)).toBeCloseTo(one.probability, 2);
  });

  test("says which level no path reaches", () => {
    const result = multilevelSplitting({ ...problem, levels: [6, 33], seed: 1 });
    expect(result.ok ? "" : result.failure.message).toBe("no path of 2000 reached the level 33");
    expect(result.ok ? "" : result.failure.path).toBe("levels[1]");
  });

  test("stops where callers break their promise", () => {
    expect(() => answered({ ...problem, levels: [], seed: 1 })).toThrow("levels");
    expect(() => answered({ ...problem, levels: [3, 3], seed: 1 })).toThrow("ascend");
    expect(() => answered({ ...problem, levels: [0, 3], seed: 1 })).toThrow("ascend");
    expect(() => answered({ ...problem, paths: 1, seed: 1 })).toThrow("paths");
    expect(() => answered({ ...problem, repeats: 1, seed: 1 })).toThrow("repeats");
    expect(() => answered({ ...problem, stepsMax: 0, seed: 1 })).toThrow("stepsMax");
  });
});
