import { describe, expect, test } from "vitest";
import { quantile } from "./quantile.ts";
import { RandomStream } from "./randomStream.ts";
import { smoothedTails } from "./smoothedTails.ts";
import { splicedTail } from "./splicedTail.ts";
import { studentTQuantile } from "./studentT.ts";
import { valueAtRisk } from "./valueAtRisk.ts";

const stream = new RandomStream({ seed: 5, stream: 0 });
const drawsOf = (count: number, quantileOf: (uniform: number) => number): Float64Array =>
  Float64Array.from({ length: count }, () => quantileOf(stream.nextUniform()));
const unwrapped = <T>(outcome: { ok: true; value: T } | { ok: false; failure: { message: string } }): T => {
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
};

describe("over 200 samples of Student's t of 4", () => {
  /** Mean square errors of two estimators of one quantile, the first over the second. */
  const errorShare = (count: number, truth: number, pairOf: (sample: Float64Array) => readonly [number, number]) => {
    let [own, other] = [0, 0];
    for (let k = 0; k < 200; k++) {
      const [one, two] = pairOf(drawsOf(count, (uniform) => studentTQuantile(uniform, 4)));
      own += (one - truth) * (one - truth);
      other += (two - truth) * (two - truth);
    }
    return own / other;
  };

  test("of 1,000 draws the spliced 99.9 % quantile misses by less than the sample's", () => {
    const truth = studentTQuantile(0.999, 4);
    const splicedOf = (sample: Float64Array) => unwrapped(splicedTail(sample, 0.1)).quantileAt(0.999);
    // 0.68 measured.
    const interpolated = errorShare(1000, truth, (sample) => [splicedOf(sample), quantile(sample, 0.999, 7)]);
    expect(interpolated).toBeLessThan(0.85);
  });

  test("of a year of days the smoothed 99 % loss misses by less than the order statistic", () => {
    const truth = studentTQuantile(0.99, 4);
    const smoothedOf = (sample: Float64Array) => {
      const smoothed = smoothedTails(sample, 0.15);
      return valueAtRisk(smoothed.ok ? smoothed.value : sample, 0.99);
    };
    // 0.58 measured.
    expect(errorShare(365, truth, (sample) => [smoothedOf(sample), valueAtRisk(sample, 0.99)])).toBeLessThan(0.75);
  });
});

describe("a smoothed sample of 400 draws", () => {
  const sample = drawsOf(400, (uniform) => studentTQuantile(uniform, 4));
  const smoothed = unwrapped(smoothedTails(sample, 0.1));
  const orderOf = (values: Float64Array): number[] =>
    Array.from(values, (_, k) => k).sort((one, other) => values[one]! - values[other]!);

  test("keeps the order and everything between the splices", () => {
    expect(orderOf(smoothed)).toEqual(orderOf(sample));
    const [low, high] = [quantile(sample, 0.1, 7), quantile(sample, 0.9, 7)];
    const moved = sample.filter((value, k) => value !== smoothed[k]);
    expect(moved.length).toBe(80);
    for (const value of moved) expect(value < low || value > high).toBe(true);
  });

  test("has the fitted quantile at (j − ½)/n in place of the largest", () => {
    const { quantileAt } = unwrapped(splicedTail(sample, 0.1));
    expect(Math.max(...smoothed)).toBe(quantileAt(399.5 / 400));
  });
});

describe("what has no fitted tail is refused with the side", () => {
  test.each([
    ["a tail without a mean", drawsOf(1000, (u) => studentTQuantile(u, 0.6)), "unsupported", "lower tail"],
    ["a tail with an end", drawsOf(1000, (u) => u), "not-converged", "lower tail"],
    ["a tail of fewer than 20", drawsOf(100, (u) => studentTQuantile(u, 4)), "missing-data", "lower tail"],
  ])("%s", (_, values, code, path) => {
    expect(smoothedTails(values, 0.1)).toMatchObject({ ok: false, failure: { code, path } });
  });

  test("but a sample that never moves has no tail to smooth, and stays", () => {
    const still = new Float64Array(300);
    expect(smoothedTails(still, 0.1)).toEqual({ ok: true, value: still });
  });
});
