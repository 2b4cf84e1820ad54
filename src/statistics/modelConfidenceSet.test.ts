import { describe, expect, test } from "vitest";
import { binomialCdf } from "./binomial.ts";
import { bootstrapIndices } from "./bootstrapIndices.ts";
import { type ModelConfidenceSet, type ModelConfidenceSetTest, modelConfidenceSet } from "./modelConfidenceSet.ts";
import { RandomStream } from "./randomStream.ts";

const observations = 150;
const plan = { observations, resamples: 199, blockLength: 4, blocks: "circular", seed: 1 } as const;
const indices = bootstrapIndices(plan);

/** Losses of models with the given means, with a part that all share. */
function drawn(stream: number, means: readonly number[], count = observations): Float64Array[] {
  const random = new RandomStream({ seed: 31, stream });
  const shared = Array.from({ length: count }, () => random.nextNormal());
  return means.map((mean) => Float64Array.from({ length: count }, (_, t) => mean + shared[t]! + random.nextNormal()));
}

const setOf = (losses: readonly Float64Array[], test: Partial<ModelConfidenceSetTest> = {}): ModelConfidenceSet => {
  const set = modelConfidenceSet(losses, { indices, statistic: "range", level: 0.9, ...test });
  if (!set.ok) throw new Error(set.failure.message);
  return set.value;
};

describe("a model confidence set", () => {
  test.each(["range", "maximum"] as const)(
    "by the %s keeps the best model at least as often as promised",
    (statistic) => {
      const replications = 500;
      let [kept, worstKept, allKept] = [0, 0, 0];
      for (let k = 0; k < replications; k++) {
        const { members } = setOf(drawn(k, [0, 0.1, 0.1, 0.8]), { statistic });
        if (members.includes(0)) kept += 1;
        if (members.includes(3)) worstKept += 1;
        if (setOf(drawn(k, [0, 0, 0, 0]), { statistic }).members.length === 4) allKept += 1;
      }
      const law = { trials: replications, probability: 0.9 };
      expect(binomialCdf(kept, law)).toBeGreaterThan(0.005);
      expect(worstKept).toBeLessThan(5);
      // Of equal models every one is best; resamples of 150 observations keep all a little less often than promised.
      expect(allKept / replications).toBeGreaterThan(0.84);
      expect(allKept / replications).toBeLessThan(0.94);
    },
    120_000,
  );

  test("takes out the worst first, and its p-values only rise on the way", () => {
    const { steps, pValues, members } = setOf(drawn(7, [1, 0, 3, 0.05]));
    expect(steps.map(({ eliminated }) => eliminated).slice(0, 2)).toEqual([2, 0]);
    const along = steps.map(({ eliminated }) => pValues[eliminated]!);
    expect(along).toEqual(along.toSorted((one, other) => one - other));
    expect(Math.max(...pValues)).toBe(1);
    expect(members).toEqual([0, 1, 2, 3].filter((m) => pValues[m]! > 0.1));
    expect(members).toContain(1);
  });

  test("says by hand what two models and two resamples show", () => {
    const losses = [Float64Array.of(0, 0, 0), Float64Array.of(3, 0, 0)];
    // Mean differences of the resamples are 3 and 0 about 1: deviation √((4 + 1)/2), and 1/√2.5 is reached by both.
    const test = { indices: [Int32Array.of(0, 0, 0), Int32Array.of(1, 2, 1)] };
    const { steps } = setOf(losses, test);
    expect(steps).toEqual([{ eliminated: 1, statistic: 1 / Math.sqrt(2.5), pValue: 1 }]);
  });

  test("keeps models together that lost exactly the same, and refuses one that is always worse by as much", () => {
    const [one] = drawn(3, [0]);
    expect(setOf([one!, one!]).members).toEqual([0, 1]);
    expect(setOf([one!, one!], { statistic: "maximum" }).members).toEqual([0, 1]);
    const zero = new Float64Array(observations);
    const refused = modelConfidenceSet([zero, zero.map(() => 1)], { indices, statistic: "range", level: 0.9 });
    expect(refused.ok ? "" : refused.failure.message).toBe("losses of models 0 and 1 differ by 1 at every observation");
  });

  test("stops where callers break their promise", () => {
    const two = drawn(4, [0, 0]);
    expect(() => setOf([two[0]!])).toThrow("at least two");
    expect(() => setOf([two[0]!, new Float64Array(3)])).toThrow("same observations");
    expect(() => setOf(two, { level: 1 })).toThrow("level");
    expect(() => setOf(two, { indices: [] })).toThrow("resample");
    expect(() => setOf(two, { indices: [Int32Array.of(999)] })).toThrow("indices must lie in 0…149");
    expect(() => setOf([two[0]!, two[1]!.map(() => Number.NaN)])).toThrow("finite");
  });
});

describe("indices of a bootstrap", () => {
  test("run on from neighbour to neighbour, from the last to the first, in circular blocks of one length", () => {
    const [resample] = bootstrapIndices({ ...plan, observations: 12, blockLength: 4, resamples: 1 });
    expect(resample).toHaveLength(12);
    resample!.forEach((index, t) => {
      if (t % 4 > 0) expect(index).toBe((resample![t - 1]! + 1) % 12);
    });
  });

  test("draw every observation as often as every other, and break as often as the mean length says", () => {
    for (const blocks of ["circular", "stationary"] as const) {
      const drawnIndices = bootstrapIndices({ ...plan, observations: 50, resamples: 2000, blockLength: 5, blocks });
      const counts = new Float64Array(50);
      let breaks = 0;
      for (const resample of drawnIndices) {
        resample.forEach((index, t) => {
          counts[index]! += 1;
          if (t > 0 && index !== (resample[t - 1]! + 1) % 50) breaks += 1;
        });
      }
      for (const count of counts) expect(Math.abs(count / 2000 - 1)).toBeLessThan(0.2);
      // One in fifty breaks starts where the last block ended and is not seen.
      expect((breaks / (2000 * 49)) * 5).toBeCloseTo(blocks === "circular" ? (9 / 49) * 5 * 0.98 : 0.98, 1);
    }
  });

  test("are the same for the same seed, and those of the first resamples whatever their number", () => {
    const more = bootstrapIndices({ ...plan, resamples: 300 });
    expect(more.slice(0, 199)).toEqual(indices);
    expect(bootstrapIndices({ ...plan, seed: 2 })).not.toEqual(indices);
  });

  test("refuse blocks that do not fit", () => {
    expect(() => bootstrapIndices({ ...plan, blockLength: 0.5 })).toThrow("block length");
    expect(() => bootstrapIndices({ ...plan, blockLength: 151 })).toThrow("block length");
    expect(() => bootstrapIndices({ ...plan, blockLength: 2.5 })).toThrow("whole");
    expect(() => bootstrapIndices({ ...plan, resamples: 0 })).toThrow("resamples");
    expect(() => bootstrapIndices({ ...plan, observations: 0 })).toThrow("observations");
  });
});
