import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binomialCdf, binomialSurvivalAtLeast } from "./binomial.ts";
import { blockMaxima, type ExtremeValueLaw, extremeValueLaw, returnLevel } from "./generalisedExtremeValue.ts";
import { RandomStream } from "./randomStream.ts";

/** Maxima by inversion. */
function drawn(stream: number, count: number, [location, scale, shape]: readonly [number, number, number]) {
  const random = new RandomStream({ seed: 23, stream });
  return Float64Array.from({ length: count }, () => {
    const far = -Math.log(-Math.log(random.nextUniform()));
    return location + scale * (shape === 0 ? far : Math.expm1(shape * far) / shape);
  });
}

function fitted(maxima: Float64Array): ExtremeValueLaw {
  const fit = extremeValueLaw(maxima);
  if (!fit.ok) throw new Error(fit.failure.message);
  return fit.value;
}

describe("block maxima", () => {
  test("are the largest of whole blocks from the first value on", () => {
    expect([...blockMaxima(Float64Array.of(1, 5, 2, 9, 9, -1, 100), 3)]).toEqual([5, 9]);
    expect([...blockMaxima(Float64Array.of(1, 5), 3)]).toEqual([]);
    expect(() => blockMaxima(Float64Array.of(1), 0)).toThrow("blockLength");
  });
});

describe("a generalised extreme value law", () => {
  test.each([-0.2, 0, 0.2, 0.5])("of shape %s is recovered, and its intervals cover as often as promised", (shape) => {
    const replications = 500;
    const truth = [2, 0.5, shape] as const;
    const covered = [0, 0, 0];
    let total = 0;
    for (let k = 0; k < replications; k++) {
      const { location, scale, shape: fit, standardErrors } = fitted(drawn(k, 150, truth));
      total += fit;
      const errors = [standardErrors.location, standardErrors.scale, standardErrors.shape];
      [location, scale, fit].forEach((estimate, p) => {
        if (Math.abs(estimate - truth[p]!) <= 1.959963984540054 * errors[p]!) covered[p]! += 1;
      });
    }
    expect(Math.abs(total / replications - shape)).toBeLessThan(0.02);
    for (const count of covered) {
      expect(binomialCdf(count, { trials: replications, probability: 0.95 })).toBeGreaterThan(0.005);
      expect(binomialSurvivalAtLeast(count, { trials: replications, probability: 0.95 })).toBeGreaterThan(0.005);
    }
  });

  test("moves with the unit and the origin of the losses", () => {
    const maxima = drawn(1, 200, [0, 1, 0.2]);
    const one = fitted(maxima);
    fc.assert(
      fc.property(fc.integer({ min: -6, max: 6 }), fc.integer({ min: -50, max: 50 }), (power, shift) => {
        const unit = Number(`1e${power}`);
        const other = fitted(maxima.map((value) => unit * (value + shift)));
        expect(other.shape).toBeCloseTo(one.shape, 6);
        expect(other.scale / unit).toBeCloseTo(one.scale, 6);
        expect(other.location / unit - shift).toBeCloseTo(one.location, 5);
        expect(other.standardErrors.scale / unit).toBeCloseTo(one.standardErrors.scale, 4);
      }),
      { numRuns: 20 },
    );
  });

  test("has a flat top: no law nearby is likelier", () => {
    const maxima = drawn(5, 300, [1, 2, 0.1]);
    const { location, scale, shape, logLikelihood } = fitted(maxima);
    const likelihood = (mu: number, sigma: number, xi: number) =>
      maxima.reduce((total, value) => {
        const base = 1 + (xi * (value - mu)) / sigma;
        return total - Math.log(sigma) - (1 + 1 / xi) * Math.log(base) - base ** (-1 / xi);
      }, 0);
    expect(likelihood(location, scale, shape)).toBeCloseTo(logLikelihood, 6);
    for (const step of [-0.02, 0.02]) {
      expect(likelihood(location + step, scale, shape)).toBeLessThan(logLikelihood);
      expect(likelihood(location, scale + step, shape)).toBeLessThan(logLikelihood);
      expect(likelihood(location, scale, shape + step)).toBeLessThan(logLikelihood);
    }
  });

  test("returns to a level with a probability of one in so many blocks", () => {
    const law = fitted(drawn(2, 400, [0, 1, 0.15]));
    const { level, lower, upper } = returnLevel(law, 50, 0.95);
    const base = 1 + (law.shape * (level - law.location)) / law.scale;
    expect(Math.exp(-(base ** (-1 / law.shape)))).toBeCloseTo(1 - 1 / 50, 12);
    expect(lower).toBeLessThan(level);
    expect(upper).toBeGreaterThan(level);
    expect(returnLevel(law, 50, 0.5).upper).toBeLessThan(upper);
    expect(() => returnLevel(law, 1, 0.95)).toThrow("blocks must");
  });

  // All that miss lie above: 92 % cover and not 95 %, as its docstring says.
  test.each([-0.2, 0.2, 0.5])(
    "of shape %s returns to the level of 100 blocks with an interval that covers as often as said",
    (shape) => {
      const truth = 2 + (0.5 * Math.expm1(-shape * Math.log(-Math.log(0.99)))) / shape;
      let [covered, below] = [0, 0];
      for (let k = 0; k < 500; k++) {
        const { lower, upper } = returnLevel(fitted(drawn(k, 150, [2, 0.5, shape])), 100, 0.95);
        covered += lower <= truth && truth <= upper ? 1 : 0;
        below += truth < lower ? 1 : 0;
      }
      expect(below).toBe(0);
      expect(binomialCdf(covered, { trials: 500, probability: 0.92 })).toBeGreaterThan(0.005);
      expect(binomialSurvivalAtLeast(covered, { trials: 500, probability: 0.92 })).toBeGreaterThan(0.005);
    },
  );

  test("says where maxima have no mean", () => {
    expect(fitted(drawn(3, 2000, [0, 1, 1.4])).hasMean).toBe(false);
    expect(fitted(drawn(3, 500, [0, 1, 0.3])).hasMean).toBe(true);
  });

  test.each([
    ["few", Float64Array.from({ length: 19 }, (_, k) => k), "19 block maxima, a fit needs 20"],
    ["equal", new Float64Array(100).fill(3), "all 100 block maxima are equal"],
    ["not all numbers", new Float64Array(100).fill(Number.NaN, 50), "not finite"],
    ["crowded at their end", Float64Array.from({ length: 200 }, (_, k) => 1 - (k / 200) ** 3), "rises to a bound"],
  ])("is refused with the reason where maxima are %s", (_, maxima, reason) => {
    const fit = extremeValueLaw(maxima);
    expect(fit.ok ? "" : fit.failure.message).toContain(reason);
  });
});
