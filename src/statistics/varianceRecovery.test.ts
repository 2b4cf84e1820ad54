import { describe, expect, test } from "vitest";
import { ewmaDecay } from "./ewmaDecay.ts";
import { fitHar, harForecast } from "./harVariance.ts";
import { fitMarkovVariance } from "./markovVariance.ts";
import { RandomStream } from "./randomStream.ts";

/** Inside the 99 % band of what 500 intervals at 95 % may show: 463 to 487. */
const band = { from: 463, to: 487 };

describe("over 500 simulated series", () => {
  test("the decay of an exponentially weighted variance is found again, and its intervals hold it", () => {
    const truth = 0.95;
    let [held, total] = [0, 0];
    for (let r = 0; r < 500; r++) {
      const stream = new RandomStream({ seed: 31, stream: r });
      // With a decay alone the variance dies out; a floor of the long run keeps it moving.
      let h = 1;
      const returns = Float64Array.from({ length: 1500 }, () => {
        const value = Math.sqrt(h) * stream.nextNormal();
        h = truth * h + (1 - truth) * value * value;
        return value;
      });
      const fit = ewmaDecay(returns);
      if (!fit.ok) throw new Error(fit.failure.message);
      total += fit.value.decay;
      if (Math.abs(fit.value.decay - truth) <= 1.959964 * (fit.value.standardError ?? 0)) held += 1;
    }
    expect(total / 500).toBeCloseTo(truth, 2);
    expect(held).toBeGreaterThanOrEqual(band.from);
    expect(held).toBeLessThanOrEqual(band.to);
  });

  test("HAR finds its coefficients again; with a month in them intervals are a little too short, and the page says so", () => {
    const truth = [-0.3, 0.35, 0.35, 0.25];
    const held = truth.map(() => 0);
    const totals = truth.map(() => 0);
    for (let r = 0; r < 500; r++) {
      const stream = new RandomStream({ seed: 32, stream: r });
      const realised = new Float64Array(1600).fill(Math.exp(-6));
      for (let t = 30; t < realised.length; t++) {
        const mean = (span: number) => realised.subarray(t - span, t).reduce((sum, value) => sum + value, 0) / span;
        const [day, week, month] = [mean(1), mean(7), mean(30)].map(Math.log);
        realised[t] = Math.exp(
          truth[0]! + truth[1]! * day! + truth[2]! * week! + truth[3]! * month! + 0.4 * stream.nextNormal(),
        );
      }
      const fit = fitHar(realised, [300, 1600]);
      if (!fit.ok) throw new Error(fit.failure.message);
      fit.value.coefficients.forEach(({ value, standardError }, k) => {
        totals[k]! += value;
        if (Math.abs(value - truth[k]!) <= 1.959964 * standardError) held[k]! += 1;
      });
      expect(fit.value.residualVariance).toBeGreaterThan(0.13);
      expect(harForecast(fit.value, realised, 1600)).toBeGreaterThan(0);
    }
    for (const k of [1, 2, 3]) expect(Math.abs(totals[k]! / 500 - truth[k]!)).toBeLessThan(0.03);
    for (const count of held.slice(1)) {
      expect(count).toBeGreaterThanOrEqual(445);
      expect(count).toBeLessThanOrEqual(band.to);
    }
  });

  test("two states are found again, and the intervals of their deviations hold them", () => {
    const truth = { deviations: [0.01, 0.03], stay: [0.97, 0.92] } as const;
    const runs = 500;
    const held = [0, 0, 0, 0];
    for (let r = 0; r < runs; r++) {
      const stream = new RandomStream({ seed: 33, stream: r });
      let state: 0 | 1 = 0;
      const returns = Float64Array.from({ length: 1000 }, () => {
        if (stream.nextUniform() > truth.stay[state]) state = state === 0 ? 1 : 0;
        return truth.deviations[state] * stream.nextNormal();
      });
      const fit = fitMarkovVariance(returns);
      if (!fit.ok) throw new Error(`${r}: ${fit.failure.message}`);
      const { deviations, stay, standardErrors } = fit.value;
      const pairs: [number, number, number][] = [
        [deviations[0], truth.deviations[0], standardErrors!.deviations[0]],
        [deviations[1], truth.deviations[1], standardErrors!.deviations[1]],
        [stay[0], truth.stay[0], standardErrors!.stay[0]],
        [stay[1], truth.stay[1], standardErrors!.stay[1]],
      ];
      pairs.forEach(([value, expected, error], k) => {
        if (Math.abs(value - expected) <= 1.959964 * error) held[k]! += 1;
      });
    }
    for (const count of held.slice(0, 2)) {
      expect(count).toBeGreaterThanOrEqual(band.from);
      expect(count).toBeLessThanOrEqual(band.to);
    }
    for (const count of held.slice(2)) expect(count).toBeGreaterThanOrEqual(445);
  }, 240_000);
});

describe("what cannot be estimated is refused with the reason", () => {
  test("20 returns, and returns that are all 0", () => {
    const few = ewmaDecay(new Float64Array(20).fill(0.01));
    expect(few).toMatchObject({
      ok: false,
      failure: { code: "missing-data", message: "20 returns, a decay needs 130" },
    });
    expect(ewmaDecay(new Float64Array(500))).toMatchObject({ ok: false, failure: { code: "invalid" } });
    expect(fitMarkovVariance(new Float64Array(20))).toMatchObject({ ok: false });
    expect(fitMarkovVariance(new Float64Array(400))).toMatchObject({ ok: false });
  });

  test("one jump in a still market is no second state", () => {
    const stream = new RandomStream({ seed: 5, stream: 0 });
    const returns = Float64Array.from({ length: 400 }, (_, t) => (t === 200 ? 50 : stream.nextNormal()));
    const fit = fitMarkovVariance(returns);
    if (fit.ok) expect(fit.value.deviations.every(Number.isFinite)).toBe(true);
    else expect(fit.failure.hint).toContain("single jump");
  });

  test("a realised variance that never moves", () => {
    expect(fitHar(new Float64Array(500).fill(1e-4), [40, 500])).toMatchObject({ ok: false });
    expect(fitHar(new Float64Array(500), [40, 500])).toMatchObject({ ok: false, failure: { code: "missing-data" } });
  });
});
