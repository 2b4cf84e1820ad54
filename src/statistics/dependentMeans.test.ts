import { expect, it } from "vitest";
import { coveredInBand } from "../../test/contracts/coverage.ts";
import { autoregression } from "./autoregression.ts";
import { batchMeans } from "./batchMeans.ts";
import { groupJackknife } from "./jackknife.ts";
import { RandomStream } from "./randomStream.ts";

/** x_t − 2 = φ (x_{t−1} − 2) + e_t, the deviation of e doubling on every tenth step. */
function simulated(stream: number, count: number, persistence: number): Float64Array {
  const random = new RandomStream({ seed: 21, stream });
  let deviation = 0;
  const next = (k: number): number => {
    deviation = persistence * deviation + (k % 10 === 0 ? 2 : 1) * random.nextNormal();
    return 2 + deviation;
  };
  for (let k = 0; k < 60; k++) next(k);
  return Float64Array.from({ length: count }, (_, k) => next(k));
}

it("intervals of the mean and of the persistence hold the true ones as often as they say, over 500 series", () => {
  let [means, persistences] = [0, 0];
  for (let stream = 0; stream < 500; stream++) {
    const values = simulated(stream, 1200, 0.7);
    const { lower, upper } = batchMeans(values, 0.95);
    if (lower <= 2 && 2 <= upper) means += 1;
    const { coefficient, standardError } = autoregression(values);
    if (Math.abs(coefficient - 0.7) <= 1.96 * standardError!) persistences += 1;
  }
  expect(means).toSatisfy(coveredInBand);
  expect(persistences).toSatisfy(coveredInBand);
});

it("a series that never moves has no persistence, and its mean no error", () => {
  const still = new Float64Array(50).fill(3);
  expect(autoregression(still)).toEqual({ mean: 3, coefficient: 0, standardError: null });
  expect(batchMeans(still, 0.95)).toMatchObject({ mean: 3, standardError: 0 });
});

it("the jackknife of a mean is the usual error of a mean, and its interval Student's", () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6];
  const mean = 31 / 8;
  const without = values.map((value) => (31 - value) / 7);
  const squares = values.reduce((total, value) => total + (value - mean) * (value - mean), 0);
  const { standardError, upper } = groupJackknife(mean, without, 0.95);
  expect(standardError).toBeCloseTo(Math.sqrt(squares / 7 / 8), 12);
  // Student's t with 7 degrees of freedom: 2.364624 in any table.
  expect(upper).toBeCloseTo(mean + 2.364624 * standardError, 5);
});

it("the jackknife's interval of a root mean square holds the true one as often as it says, over 500 samples", () => {
  let covered = 0;
  for (let stream = 0; stream < 500; stream++) {
    const random = new RandomStream({ seed: 22, stream });
    const squares = Array.from({ length: 200 }, () => {
      const one = random.nextNormal();
      return one * one;
    });
    const deviation = (kept: readonly number[]) => Math.sqrt(kept.reduce((sum, one) => sum + one, 0) / kept.length);
    const without = Array.from({ length: 10 }, (_, g) => deviation(squares.filter((_one, k) => k % 10 !== g)));
    const { lower, upper } = groupJackknife(deviation(squares), without, 0.95);
    if (lower <= 1 && 1 <= upper) covered += 1;
  }
  expect(covered).toSatisfy(coveredInBand);
});
