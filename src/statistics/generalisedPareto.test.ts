import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binomialCdf, binomialSurvivalAtLeast } from "./binomial.ts";
import { type ParetoTail, paretoExpectedShortfall, paretoTail, paretoValueAtRisk } from "./generalisedPareto.ts";
import { RandomStream } from "./randomStream.ts";

/** Losses of which the given number exceed 1 by a generalised Pareto law, drawn by inversion, among as many small ones. */
function drawn(stream: number, count: number, shape: number, scale: number): Float64Array {
  const random = new RandomStream({ seed: 11, stream });
  const excess = (): number => (scale / shape) * (random.nextUniform() ** -shape - 1);
  return Float64Array.from({ length: 2 * count }, (_, k) => (k % 2 === 0 ? 1 + excess() : 0));
}

const fitted = (losses: Float64Array, threshold = 1): ParetoTail => {
  const fit = paretoTail(losses, threshold);
  if (!fit.ok) throw new Error(fit.failure.message);
  return fit.value;
};

/** The best of many shapes, each with the ratio of shape and scale that is best for it: θ by small steps. */
function bestOnGrid(excesses: Float64Array): { readonly isAtBound: boolean; readonly logLikelihood: number } {
  const count = excesses.length;
  const largest = Math.max(...excesses);
  let best = { isAtBound: false, logLikelihood: Number.NEGATIVE_INFINITY };
  let isFirst = true;
  for (let step = -999; step < 2000; step++) {
    const theta = (step + 0.5) / 1000 / (step < 0 ? largest : 1);
    const shape = excesses.reduce((sum, excess) => sum + Math.log1p(theta * excess), 0) / count;
    if (shape <= -0.5) continue;
    const logLikelihood = -count * (Math.log(shape / theta) + shape + 1);
    if (logLikelihood > best.logLikelihood) best = { isAtBound: isFirst, logLikelihood };
    isFirst = false;
  }
  return best;
}

describe("a generalised Pareto tail", () => {
  test.each([0.05, 0.3, 0.8])("of shape %s is recovered, and its interval covers it as often as promised", (shape) => {
    const replications = 500;
    let [covered, total] = [0, 0];
    for (let k = 0; k < replications; k++) {
      const fit = fitted(drawn(k, 300, shape, 2));
      total += fit.shape;
      if (Math.abs(fit.shape - shape) <= 1.959963984540054 * fit.standardErrors!.shape) covered += 1;
    }
    expect(total / replications).toBeCloseTo(shape, 1);
    // Inside the 99 % band of what 500 draws at 95 % may show.
    expect(binomialCdf(covered, { trials: replications, probability: 0.95 })).toBeGreaterThan(0.005);
    expect(binomialSurvivalAtLeast(covered, { trials: replications, probability: 0.95 })).toBeGreaterThan(0.005);
  });

  test("has the best likelihood of all, from its bound to 0 and beyond, or is refused because that lies at the bound", () => {
    for (const shape of [-0.45, -0.4, -0.3, -0.01, 0.01, 0.7]) {
      for (let stream = 0; stream < 25; stream++) {
        const losses = drawn(stream, 300, shape, 1);
        const excesses = losses.filter((loss) => loss > 1).map((loss) => loss - 1);
        const fit = paretoTail(losses, 1);
        const { isAtBound, logLikelihood } = bestOnGrid(excesses);
        if (fit.ok) expect(fit.value.logLikelihood).toBeGreaterThan(logLikelihood - 1e-7);
        else expect(isAtBound).toBe(true);
      }
    }
  }, 60_000);

  test("has by moments and by likelihood the same shape of a large sample", () => {
    const losses = drawn(9999, 5000, 0.25, 1);
    const moments = paretoTail(losses, 1, { method: "moments" });
    expect(moments.ok && moments.value.shape).toBeCloseTo(fitted(losses).shape, 1);
    expect(moments.ok && moments.value.standardErrors).toBeNull();
  });

  test("moves with the unit of the losses: the shape stays, the scale and the quantiles follow", () => {
    const losses = drawn(1, 300, 0.3, 1);
    fc.assert(
      fc.property(fc.integer({ min: -9, max: 9 }), (power) => {
        const unit = Number(`1e${power}`);
        const [one, other] = [
          fitted(losses),
          fitted(
            losses.map((loss) => loss * unit),
            unit,
          ),
        ];
        expect(other.shape).toBeCloseTo(one.shape, 8);
        expect(other.scale / unit).toBeCloseTo(one.scale, 8);
        expect(paretoValueAtRisk(other, 0.999) / unit).toBeCloseTo(paretoValueAtRisk(one, 0.999), 6);
      }),
      { numRuns: 20 },
    );
  });

  test("has no mean at a shape of 1 and above, and no quantile before its threshold", () => {
    const heavy = fitted(drawn(3, 2000, 1.5, 1));
    expect(heavy.shape).toBeGreaterThan(1);
    expect(paretoExpectedShortfall(heavy, 0.99)).toBeNull();
    expect(paretoValueAtRisk(heavy, 0.5)).toBeCloseTo(1, 9);
    expect(() => paretoValueAtRisk(heavy, 0.4)).toThrow("beyond the threshold");
    expect(() => paretoValueAtRisk(heavy, 1)).toThrow("level must lie in");
  });

  test("of an exponential law has its mean as scale and loses no memory", () => {
    const random = new RandomStream({ seed: 2, stream: 1 });
    const losses = Float64Array.from({ length: 8000 }, () => -Math.log(random.nextUniform()));
    const fit = fitted(losses, 0.5);
    expect(Math.abs(fit.shape)).toBeLessThan(3 * fit.standardErrors!.shape);
    expect(paretoExpectedShortfall(fit, 0.99)! - paretoValueAtRisk(fit, 0.99)).toBeCloseTo(1, 1);
  });

  test.each([
    ["too few", Float64Array.from({ length: 30 }, (_, k) => k), 15, "14 losses exceed 15, a fit needs 20"],
    ["one jump and nothing else", new Float64Array(500).fill(9, 0, 1), 1, "1 losses exceed 1"],
    ["a constant", new Float64Array(500).fill(3), 1, "all 500 excesses are equal"],
    ["an end to the tail", Float64Array.from({ length: 500 }, (_, k) => k), 0, "rises to a shape of -0.5"],
  ])("is refused with the reason where losses are %s", (_, losses, threshold, reason) => {
    const fit = paretoTail(losses, threshold);
    expect(fit.ok ? "" : fit.failure.message).toContain(reason);
  });
});
