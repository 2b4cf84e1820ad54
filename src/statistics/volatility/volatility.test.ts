import { describe, expect, test } from "vitest";
import { RandomStream } from "../randomStream.ts";
import type { ErrorLaw } from "./errorLaw.ts";
import { errorLaws } from "./errorLaws.ts";
import { absoluteMean, lawMean, lawQuantile, lawShortfall } from "./lawMoments.ts";
import { lawSampler } from "./lawSampler.ts";
import { Likelihood, newsMoments, volatilityPath } from "./likelihood.ts";
import { simulateReturns } from "./simulateReturns.ts";
import { partsOf, type VolatilityModel, volatilityModel } from "./specification.ts";
import type { VarianceStart } from "./varianceModel.ts";
import { varianceModels } from "./varianceModels.ts";

/** Shapes of every law away from special values. */
const shapesOf: Readonly<Record<string, readonly number[]>> = {
  normal: [],
  "student-t": [5.5],
  "skewed-t": [0.85, 6.2],
  "generalised-error": [1.3],
};

const lawCases = errorLaws.map((law): [string, ErrorLaw, readonly number[]] => [law.id, law, shapesOf[law.id]!]);

describe.each(lawCases)("the %s law", (_id, law, shape) => {
  test("is one of mean 0 and variance 1", () => {
    expect(lawMean(law, shape, () => 1)).toBeCloseTo(1, 9);
    expect(lawMean(law, shape, (z) => z)).toBeCloseTo(0, 9);
    expect(lawMean(law, shape, (z) => z * z)).toBeCloseTo(1, 7);
  });

  test("has the density that its distribution has for a slope", () => {
    for (const z of [-3.1, -0.7, 0.4, 2.6]) {
      const slope = (law.cdf(z + 1e-5, shape) - law.cdf(z - 1e-5, shape)) / 2e-5;
      expect(slope).toBeCloseTo(Math.exp(law.logDensity(shape)(z)), 8);
    }
  });

  test("has the quantiles that give back the probability, and a shortfall beyond them", () => {
    for (const probability of [1e-4, 0.01, 0.5, 0.99]) {
      const quantile = lawQuantile(law, shape, probability);
      expect(law.cdf(quantile, shape)).toBeCloseTo(probability, 12);
      expect(lawShortfall(law, shape, probability)).toBeLessThan(quantile);
    }
    // The mean of the quantiles below.
    const points = 2000;
    let total = 0;
    for (let k = 0; k < points; k++) total += lawQuantile(law, shape, (0.025 * (k + 0.5)) / points);
    expect(lawShortfall(law, shape, 0.025) / (total / points)).toBeCloseTo(1, 2);
  });

  test("is drawn as its quantiles say", () => {
    const sample = lawSampler(law, shape);
    for (const x of [-7.9, -3.33, -0.61, 0.002, 1.234, 4.5]) {
      const stream = { below: law.cdf(sample(x), shape), above: 1 - law.cdf(sample(x), shape) };
      const expected = lawSamplerProbability(x);
      if (x < 0) expect(stream.below / expected).toBeCloseTo(1, 6);
      else expect(stream.above / (1 - expected)).toBeCloseTo(1, 4);
    }
  });
});

/** Φ by its integral, for this test's own use. */
function lawSamplerProbability(x: number): number {
  const [from, steps] = [-14, 200_000];
  const width = (x - from) / steps;
  let total = 0;
  for (let k = 0; k <= steps; k++) {
    const at = from + k * width;
    total += (k === 0 || k === steps ? 0.5 : 1) * Math.exp((-at * at) / 2);
  }
  return (total * width) / Math.sqrt(2 * Math.PI);
}

const starts: readonly VarianceStart[] = [
  { rule: "mean-square" },
  { rule: "one-step" },
  { rule: "backcast", decay: 0.94, count: 75 },
  { rule: "variance", variance: 1.3 },
];

/** Parameters at which each model is lively and positive. */
const thetaOf: Readonly<Record<string, readonly number[]>> = {
  garch: [0.05, 0.09, 0.86],
  "gjr-garch": [0.05, 0.06, 0.84, 0.09],
  egarch: [0.01, -0.06, 0.95, 0.18],
  aparch: [0.05, 0.08, 0.86, 0.3, 1.4],
  "integrated-garch": [0.02, 0.1, 0.9],
  "component-garch": [0.02, 0.09, 0.7, 0.98, 0.04],
};

const returnsOf = (count: number, seed = 7): Float64Array => {
  const stream = new RandomStream({ seed, stream: 0 });
  return Float64Array.from({ length: count }, () => stream.nextNormal());
};

const modelCases = varianceModels.flatMap((model) => errorLaws.map((law): [string, string] => [model.id, law.id]));

function valuesOf({ specification, variance, law }: VolatilityModel, mean = 0.03): number[] {
  const first = specification.mean === "constant" ? [mean] : [];
  return [...first, ...thetaOf[variance.id]!, ...shapesOf[law.id]!];
}

test.each(modelCases)(
  "the gradient of %s with %s errors is the slope of its likelihood, from every start",
  (model, law) => {
    const returns = returnsOf(250);
    for (const start of starts) {
      for (const sizeCentre of ["law", "normal"] as const) {
        const whole = volatilityModel({ model, law, mean: "constant", start, persistenceMax: null, sizeCentre });
        const likelihood = new Likelihood(whole, returns);
        const values = Float64Array.from(valuesOf(whole));
        const gradient = new Float64Array(values.length);
        likelihood.withGradient(values, gradient);
        gradient.forEach((slope, k) => {
          const at = (by: number) => {
            const moved = Float64Array.from(values);
            moved[k]! += by;
            return likelihood.at(partsOf(whole, moved));
          };
          const difference = (at(1e-5) - at(-1e-5)) / 2e-5;
          expect(Math.abs(slope - difference) / (1 + Math.abs(difference)), whole.parameters[k]!.name).toBeLessThan(
            2e-5,
          );
        });
      }
    }
  },
);

describe.each(varianceModels.map(({ id }): [string] => [id]))("%s", (id) => {
  const model = volatilityModel({
    model: id,
    law: "student-t",
    mean: "zero",
    start: { rule: "mean-square" },
    persistenceMax: null,
  });
  const values = valuesOf(model);
  const { theta, shape } = partsOf(model, values);

  test("steps to the same bits as it filters", () => {
    const returns = returnsOf(60);
    const { variances, states } = volatilityPath(model, returns, values);
    const at = { variance: variances[0]!, state: states[0]! };
    const centre = model.variance.readsAbsoluteMean ? absoluteMean(model.law, shape) : 0;
    returns.forEach((value, t) => {
      model.variance.step(theta, at, value, centre);
      expect(at.variance).toBe(variances[t + 1]);
    });
  });

  test("says the same of returns in another unit", () => {
    const returns = returnsOf(400);
    const scaled = returns.map((value) => value * 1e-3);
    const one = volatilityPath(model, returns, values);
    const other = volatilityPath(model, scaled, [...model.variance.rescaled(theta, 1e-3), ...shape]);
    expect(other.logLikelihood).toBeCloseTo(one.logLikelihood + 400 * Math.log(1e3), 6);
    expect(other.variances[399]! * 1e6).toBeCloseTo(one.variances[399]!, 9);
  });

  test("forecasts the mean of what it simulates, but where it forecasts a power or a logarithm", () => {
    const [paths, steps] = [60_000, 8];
    const stream = new RandomStream({ seed: 11, stream: 3 });
    const normals = Float64Array.from({ length: paths * steps }, () => stream.nextNormal());
    const first = volatilityPath(model, returnsOf(60), values);
    const next = { variance: first.variances[60]!, state: first.states[60]! };
    const out = new Float64Array(paths * steps);
    simulateReturns(model, values, { next, steps, normals }, out);
    let [squares, fourth] = [0, 0];
    for (let p = 0; p < paths; p++) {
      const square = out[p * steps + steps - 1]! ** 2;
      squares += square;
      fourth += square * square;
    }
    const mean = squares / paths;
    const error = Math.sqrt((fourth / paths - mean * mean) / paths);
    const forecast = model.variance.forecast(theta, newsMoments(model, shape), next, steps)[steps - 1]!;
    if (id === "egarch" || id === "aparch") expect(forecast).toBeLessThan(mean);
    else expect(Math.abs(forecast - mean)).toBeLessThan(4 * error);
  });
});

test("a component model whose short run grows returns to no variance", () => {
  const { variance, law } = volatilityModel({
    model: "component-garch",
    law: "normal",
    mean: "zero",
    start: { rule: "mean-square" },
    persistenceMax: null,
  });
  const news = { mean: (g: (z: number) => number) => lawMean(law, [], g) };
  expect(variance.unconditionalVariance([0.01, 0.3, 0.6, 0.99, 0.03], news)).toBeCloseTo(1, 10);
  expect(variance.unconditionalVariance([0.01, 0.3, 0.8, 0.99, 0.03], news)).toBeNull();
});
