import { describe, expect, test } from "vitest";
import { choleskyFactor } from "../numerics/cholesky.ts";
import { correlationOfCovariance, ewmaCovariance, meanProducts, sampleCovariance } from "./covariance.ts";
import { ewmaVariance } from "./ewma.ts";
import { RandomStream } from "./randomStream.ts";
import { ledoitWolfCovariance, oracleShrinkageCovariance } from "./shrinkage.ts";

/** Series with one factor in common, of the given loading. */
function drawn(stream: number, { size, count, loading }: Record<"size" | "count" | "loading", number>) {
  const random = new RandomStream({ seed: 31, stream });
  const series = Array.from({ length: size }, () => new Float64Array(count));
  for (let t = 0; t < count; t++) {
    const common = random.nextNormal();
    for (const values of series) {
      values[t] = Math.sqrt(loading) * common + Math.sqrt(1 - loading) * random.nextNormal();
    }
  }
  return series;
}

const distance = (one: Float64Array, other: Float64Array): number =>
  one.reduce((total, entry, at) => total + (entry - other[at]!) ** 2, 0);

const truth = (size: number, loading: number): Float64Array =>
  Float64Array.from({ length: size * size }, (_, at) => (Math.floor(at / size) === at % size ? 1 : loading));

describe("covariance", () => {
  test("of three pairs is worked by hand, and divides by three", () => {
    const covariance = sampleCovariance([Float64Array.of(1, 2, 3), Float64Array.of(2, 2, 5)]);
    expect([...covariance].map((entry) => 3 * entry)).toEqual([2, 3, 3, 6].map((entry) => expect.closeTo(entry, 12)));
  });

  test("exponentially weighted has on its diagonal the variances of each series alone", () => {
    const series = drawn(1, { size: 3, count: 200, loading: 0.5 });
    const start = meanProducts(series, 50);
    const covariance = ewmaCovariance(series, 0.94, start);
    series.forEach((values, i) => {
      expect(covariance[4 * i]).toBeCloseTo(ewmaVariance(values, 0.94, start[4 * i]!).next, 14);
    });
    expect(choleskyFactor(covariance, 3).ok).toBe(true);
    expect(correlationOfCovariance(covariance)[0]).toBe(1);
  });

  test("wants series of one length, of numbers, and a start of their shape", () => {
    expect(() => sampleCovariance([new Float64Array(2), new Float64Array(3)])).toThrow("one length");
    expect(() => sampleCovariance([])).toThrow("there must be a series");
    expect(() => sampleCovariance([Float64Array.of(1, Number.NaN)])).toThrow("finite");
    expect(() => ewmaCovariance([new Float64Array(2)], 0.9, new Float64Array(2))).toThrow("start");
    expect(() => ewmaCovariance([new Float64Array(2)], 1, new Float64Array(1))).toThrow("decay");
    expect(() => correlationOfCovariance(Float64Array.of(1, 0, 0, 0))).toThrow("variance 1");
    expect(() => meanProducts([new Float64Array(2)], 3)).toThrow("count");
  });
});

describe("shrinkage", () => {
  test("brings the estimate nearer to the truth, on average of 500 samples, by Ledoit-Wolf and by the oracle", () => {
    const shape = { size: 8, count: 25, loading: 0.3 };
    let [plain, ledoitWolf, oracle] = [0, 0, 0];
    for (let k = 0; k < 500; k++) {
      const series = drawn(k, shape);
      plain += distance(sampleCovariance(series), truth(8, 0.3));
      ledoitWolf += distance(ledoitWolfCovariance(series).covariance, truth(8, 0.3));
      oracle += distance(oracleShrinkageCovariance(series).covariance, truth(8, 0.3));
    }
    expect(ledoitWolf / plain).toBeLessThan(0.8);
    expect(oracle / plain).toBeLessThan(0.8);
  });

  test("leaves the trace, fades with the number of observations, and makes a factor exist where there are too few", () => {
    const few = drawn(1, { size: 8, count: 6, loading: 0.3 });
    const many = drawn(1, { size: 8, count: 5000, loading: 0.3 });
    for (const estimate of [ledoitWolfCovariance, oracleShrinkageCovariance]) {
      const { covariance, shrinkage } = estimate(few);
      const trace = (matrix: Float64Array) => matrix.reduce((sum, entry, at) => sum + (at % 9 === 0 ? entry : 0), 0);
      expect(trace(covariance)).toBeCloseTo(trace(sampleCovariance(few)), 12);
      expect(choleskyFactor(sampleCovariance(few), 8).ok).toBe(false);
      expect(choleskyFactor(covariance, 8).ok).toBe(true);
      expect(shrinkage).toBeGreaterThan(estimate(many).shrinkage);
      expect(estimate(many).shrinkage).toBeLessThan(0.02);
    }
  });

  test("of one series, whose target is itself, changes nothing", () => {
    const [values] = drawn(2, { size: 1, count: 50, loading: 0 });
    const alone = sampleCovariance([values!])[0]!;
    expect(ledoitWolfCovariance([values!]).covariance[0]).toBeCloseTo(alone, 14);
    expect(oracleShrinkageCovariance([values!]).covariance[0]).toBeCloseTo(alone, 14);
  });
});
