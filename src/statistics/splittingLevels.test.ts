import { describe, expect, test } from "vitest";
import { binomialCdf, binomialPmf, binomialSurvivalAtLeast } from "./binomial.ts";
import { multilevelSplitting } from "./multilevelSplitting.ts";
import { normalSurvival } from "./normal.ts";
import type { RandomStream } from "./randomStream.ts";
import { type PilotProblem, placedLevels } from "./splittingLevels.ts";

const walk: PilotProblem<number> = {
  start: 0,
  step: (at, random) => at + (random.nextUniform() < 0.5 ? 1 : -1),
  scoreOf: (at) => at,
  event: 16,
  stepsMax: 32,
  paths: 100,
  share: 0.35,
  seed: 1,
};

function levelsOf<State>(problem: PilotProblem<State>): readonly number[] {
  const placed = placedLevels(problem);
  if (!placed.ok) throw new Error(placed.failure.message);
  return placed.value.levels;
}

/** P(a walk of 32 steps of ±1 rises to 16), by reflection, which is exact. */
const truth = Array.from({ length: 33 }, (_, ups) => {
  const mass = binomialPmf(ups, { trials: 32, probability: 0.5 });
  return 2 * ups - 32 > 16 ? 2 * mass : 2 * ups - 32 === 16 ? mass : 0;
}).reduce((total, mass) => total + mass, 0);

describe("levels placed by a pilot", () => {
  test("leave no bias in the estimate that other draws make, and its interval holds as often as promised", () => {
    const law = { trials: 150, probability: 0.95 };
    let [covered, total] = [0, 0];
    for (let seed = 0; seed < law.trials; seed++) {
      const levels = levelsOf({ ...walk, seed });
      const split = multilevelSplitting({ ...walk, levels, repeats: 20, seed });
      if (!split.ok) throw new Error(split.failure.message);
      const { probability, interval } = split.value;
      total += probability / truth;
      if (interval.lower <= truth && truth <= interval.upper) covered += 1;
    }
    expect(Math.abs(total / law.trials - 1)).toBeLessThan(0.05);
    expect(binomialCdf(covered, law)).toBeGreaterThan(0.005);
    expect(binomialSurvivalAtLeast(covered, law)).toBeGreaterThan(0.005);
  }, 60_000);

  test("are reached by about the share asked for, up to a barrier of Brownian motion that one in 20,000 reaches", () => {
    const deviation = 0.1;
    const brownian = {
      ...walk,
      step: (at: number, random: RandomStream) => at + deviation * random.nextNormal(),
      event: 4,
      stepsMax: 100,
      paths: 500,
      seed: 3,
    };
    const levels = levelsOf(brownian);
    const split = multilevelSplitting({ ...brownian, levels, repeats: 20 });
    if (!split.ok) throw new Error(split.failure.message);
    for (const share of split.value.shares.slice(0, -1)) expect(Math.abs(share - 0.35)).toBeLessThan(0.1);
    // Watched at steps, the barrier stands 0.5826 deviations of a step further off.
    const closed = 2 * normalSurvival(4 + 0.5826 * deviation);
    const { probability, relativeError } = split.value;
    expect(Math.abs(probability / closed - 1)).toBeLessThan(3 * relativeError);
    expect(relativeError).toBeLessThan(0.15);
  }, 30_000);

  test("end with the event, ascend, and are the same for the same seed", () => {
    const levels = levelsOf(walk);
    expect(levels.at(-1)).toBe(16);
    expect(levels).toEqual(levels.toSorted((one, other) => one - other));
    expect(levelsOf(walk)).toEqual(levels);
    expect(levelsOf({ ...walk, event: 1 })).toEqual([1]);
  });

  test("are refused where no path comes nearer, or none can come so far", () => {
    const stuck = placedLevels({ ...walk, step: (at: number) => at - 1 });
    expect(stuck.ok ? "" : stuck.failure.message).toContain("rose above the score 0; the event is 16");
    // 33 in 32 steps cannot be.
    expect(placedLevels({ ...walk, event: 33 })).toMatchObject({ ok: false, failure: { code: "not-converged" } });
  });

  test("stop where callers break their promise", () => {
    expect(() => placedLevels({ ...walk, event: 0 })).toThrow("above the score of the start");
    expect(() => placedLevels({ ...walk, share: 1 })).toThrow("share");
    expect(() => placedLevels({ ...walk, paths: 5 })).toThrow("20 paths");
  });
});
