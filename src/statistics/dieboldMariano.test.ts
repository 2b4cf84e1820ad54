import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binomialCdf, binomialSurvivalAtLeast } from "./binomial.ts";
import { type DieboldMariano, dieboldMariano } from "./dieboldMariano.ts";
import { RandomStream } from "./randomStream.ts";

/** Losses whose difference is a moving average of the given length, of the given mean. */
function drawn(stream: number, count: number, horizon: number, mean = 0): readonly [Float64Array, Float64Array] {
  const random = new RandomStream({ seed: 21, stream });
  const noise = Array.from({ length: count + horizon }, () => random.nextNormal());
  const second = Float64Array.from({ length: count }, () => random.nextNormal() ** 2);
  const first = second.map((loss, t) => {
    let total = mean;
    for (let k = 0; k < horizon; k++) total += noise[t + k]!;
    return loss + total;
  });
  return [first, second];
}

const tested = (first: Float64Array, second: Float64Array, horizon: number): DieboldMariano => {
  const test = dieboldMariano(first, second, horizon);
  if (!test.ok) throw new Error(test.failure.message);
  return test.value;
};

describe("the Diebold–Mariano test", () => {
  test("has an interval that leaves out 0 exactly where it rejects at 5 %", () => {
    for (let k = 0; k < 300; k++) {
      const { interval, corrected, meanDifference } = tested(...drawn(k, 100, 2, 0.25), 2);
      expect(interval.lower > 0 || interval.upper < 0).toBe(corrected.pValue < 0.05);
      expect((interval.lower + interval.upper) / 2).toBeCloseTo(meanDifference, 10);
    }
  });

  test.each([
    [1, 100],
    [1, 500],
    [3, 500],
  ])("rejects equal forecasts %i steps ahead, %i observations, as often as its level says", (horizon, count) => {
    const law = { trials: 1000, probability: 0.05 };
    let rejected = 0;
    for (let k = 0; k < law.trials; k++) {
      const [first, second] = drawn(k, count, horizon);
      if (tested(first, second, horizon).corrected.pValue < law.probability) rejected += 1;
    }
    // Inside the 99 % band of what 1,000 tests may show.
    expect(binomialCdf(rejected, law)).toBeGreaterThan(0.005);
    expect(binomialSurvivalAtLeast(rejected, law)).toBeGreaterThan(0.005);
  });

  test("takes differences that depend on each other for independent unless its lags reach, and then nearly not", () => {
    let [short, long] = [0, 0];
    for (let k = 0; k < 300; k++) {
      const random = new RandomStream({ seed: 21, stream: k });
      let last = random.nextNormal() / Math.sqrt(0.75);
      // Each is half the one before and news, as the losses of two volatility models.
      const first = Float64Array.from({ length: 500 }, () => {
        last = 0.5 * last + random.nextNormal();
        return last;
      });
      const none = new Float64Array(500);
      if (tested(first, none, 1).corrected.pValue < 0.05) short += 1;
      const test = dieboldMariano(first, none, 1, "bartlett");
      if (test.ok && test.value.corrected.pValue < 0.05) long += 1;
    }
    // At a promised 5 %: about a quarter, and about 8 %.
    expect(short / 300).toBeGreaterThan(0.18);
    expect(long / 300).toBeLessThan(0.13);
  });

  test("counts Newey and West's number of lags, and no fewer than forecasts overlap", () => {
    const [first, second] = drawn(3, 1500, 1);
    const lagsOf = (count: number, horizon: number) => {
      const test = dieboldMariano(first.subarray(0, count), second.subarray(0, count), horizon, "bartlett");
      return test.ok ? test.value.lags : test.failure.message;
    };
    // ⌊4(T/100)^(2/9)⌋: 4, 5, 7; eight lags where forecasts reach nine steps.
    expect([lagsOf(100, 1), lagsOf(500, 1), lagsOf(1500, 1), lagsOf(1500, 9)]).toEqual([4, 5, 7, 8]);
  });

  test("names the observation that speaks most for the better forecast, and its share of the whole", () => {
    const first = Float64Array.from({ length: 20 }, (_, t) => (t % 2 === 0 ? 1 : -1));
    first[7] = 39;
    const none = new Float64Array(20);
    // The others sum to 1, that one is 39: without it there is next to nothing.
    expect(tested(first, none, 1).largest).toEqual({ index: 7, share: 39 / 40 });
    expect(tested(none, first, 1).largest).toEqual({ index: 7, share: 39 / 40 });
  });

  test("finds the better forecast, which is the one of the sign, and changes sign when they change places", () => {
    const [first, second] = drawn(1, 400, 1, 0.3);
    const one = tested(first, second, 1);
    expect(one.statistic).toBeGreaterThan(3);
    expect(one.corrected.pValue).toBeLessThan(0.01);
    const other = tested(second, first, 1);
    expect(other.statistic).toBeCloseTo(-one.statistic, 12);
    expect(other.pValue).toBe(one.pValue);
  });

  test("does not care for the unit of the losses", () => {
    const [first, second] = drawn(2, 60, 2);
    const plain = tested(first, second, 2);
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (unit) => {
        const scaled = tested(
          first.map((loss) => loss * unit),
          second.map((loss) => loss * unit),
          2,
        );
        expect(scaled.statistic).toBeCloseTo(plain.statistic, 8);
        expect(scaled.corrected.statistic / scaled.statistic).toBeCloseTo(Math.sqrt((60 + 1 - 4 + 2 / 60) / 60), 12);
      }),
    );
  });

  test("is refused where the long-run variance is not positive, or too little was observed", () => {
    const swings = Float64Array.from({ length: 50 }, (_, t) => (t % 2 === 0 ? 1 : -1));
    const none = new Float64Array(50);
    const negative = dieboldMariano(swings, none, 2);
    expect(negative.ok ? "" : negative.failure.message).toContain("over 1 lags, not positive");
    expect(negative.ok ? "" : negative.failure.code).toBe("not-converged");
    const constant = dieboldMariano(new Float64Array(50).fill(0.1), none, 1);
    expect(constant.ok ? "" : constant.failure.hint).toBe("the two forecasts differ by a constant");
    const short = dieboldMariano(new Float64Array(7), new Float64Array(7), 3);
    expect(short.ok ? "" : short.failure.message).toContain("7 observations, a test 3 steps ahead needs 8");
    expect(() => dieboldMariano(none, new Float64Array(7), 1)).toThrow("as many");
    expect(() => dieboldMariano(none, none, 0)).toThrow("horizon");
    expect(() => dieboldMariano(new Float64Array(50).fill(Number.NaN), none, 1)).toThrow("finite");
  });
});
