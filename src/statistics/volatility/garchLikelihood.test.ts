import { describe, expect, test } from "vitest";
import { withDifferences } from "../../numerics/minimise.ts";
import { RandomStream } from "../randomStream.ts";
import { GarchLikelihood, isGarch } from "./garchLikelihood.ts";
import { garchScores } from "./garchScores.ts";
import { Likelihood, volatilityPath } from "./likelihood.ts";
import { type VolatilityModel, volatilityModel } from "./specification.ts";
import type { VarianceStart } from "./varianceModel.ts";

const stream = new RandomStream({ seed: 77, stream: 1 });
const returns = Float64Array.from({ length: 613 }, () => stream.nextNormal() * (0.7 + 0.6 * stream.nextUniform()));

const starts: readonly VarianceStart[] = [
  { rule: "mean-square" },
  { rule: "one-step" },
  { rule: "backcast", decay: 0.94, count: 75 },
  { rule: "variance", variance: 1.3 },
];
const cases = ["garch", "gjr-garch", "integrated-garch"].flatMap((model) =>
  ["normal", "student-t"].flatMap((law) =>
    (["zero", "constant"] as const).flatMap((mean) =>
      starts.map((start) => volatilityModel({ model, law, mean, start, persistenceMax: null })),
    ),
  ),
);
const named = cases.map((model): [string, VolatilityModel] => {
  const { model: id, law, mean, start } = model.specification;
  return [`${id}, ${law}, mean ${mean}, start ${start.rule}`, model];
});

const typical: Record<string, number> = {
  mean: 0.03,
  omega: 0.02,
  alpha: 0.06,
  beta: 0.88,
  gamma: 0.05,
  degreesOfFreedom: 5.5,
};
const valuesOf = ({ parameters }: VolatilityModel) => Float64Array.from(parameters, ({ name }) => typical[name]!);

describe.each(named)("%s, in the kernel", (_, model) => {
  const values = valuesOf(model);
  const gradient = new Float64Array(values.length);
  const value = new GarchLikelihood(model, returns).withGradient(values, gradient);

  test("has the likelihood and the gradient of the adjoint, which no line of it shares", () => {
    const other = new Float64Array(values.length);
    expect(value).toBeCloseTo(new Likelihood(model, returns).withGradient(values, other), 9);
    gradient.forEach((slope, k) => {
      expect(Math.abs(slope - other[k]!)).toBeLessThan(1e-11 * (1 + Math.abs(slope)));
    });
  });

  test("has the gradient that differences of densities give", () => {
    const scales = model.parameters.map(({ scale }) => scale);
    const likelihood = (point: Float64Array) => volatilityPath(model, returns, point).logLikelihood;
    const far = scales.map(() => Number.POSITIVE_INFINITY);
    const differences = new Float64Array(values.length);
    withDifferences(likelihood, { lower: far.map((bound) => -bound), upper: far, scales })(values, differences);
    gradient.forEach((slope, k) => {
      expect(Math.abs(slope - differences[k]!)).toBeLessThan(2e-5 * (1 + Math.abs(slope)));
    });
  });

  test("ends with the variance that the path of variances ends with, and knows the least of it", () => {
    const { variances } = volatilityPath(model, returns, values);
    const { next, least } = new GarchLikelihood(model, returns).pathEnd(values);
    expect(next).toBeCloseTo(variances.at(-1)!, 13);
    expect(least).toBeCloseTo(Math.min(...variances), 13);
  });

  test("has the scores of single returns that differences of their densities give, and that add up to the gradient", () => {
    const shapes = model.law.shapes.length;
    const densities = (point: Float64Array): Float64Array => {
      const { residuals, variances } = volatilityPath(model, returns, point);
      const density = model.law.logDensity(Array.from(point.subarray(point.length - shapes)));
      return residuals.map((e, t) => density(e / Math.sqrt(variances[t]!)) - 0.5 * Math.log(variances[t]!));
    };
    const scores = garchScores(new GarchLikelihood(model, returns), values);
    model.parameters.forEach(({ scale }, k) => {
      const at = (by: number) => densities(values.map((value, p) => (p === k ? value + by * scale : value)));
      const [above, below] = [at(1e-5), at(-1e-5)];
      const [own, largest] = [scores[k]!, Math.max(...scores[k]!.map(Math.abs))];
      own.forEach((score, t) => {
        expect(Math.abs(score - (above[t]! - below[t]!) / (2e-5 * scale))).toBeLessThan(1e-7 * (largest + 1));
      });
      const total = own.reduce((sum, score) => sum + score, 0);
      expect(Math.abs(total - gradient[k]!)).toBeLessThan(1e-11 * own.length * (largest + 1));
    });
  });
});

test("a variance that turns negative has no likelihood, though an even number of them multiply to a positive one", () => {
  const model = volatilityModel({
    model: "gjr-garch",
    law: "normal",
    mean: "zero",
    start: { rule: "variance", variance: 1 },
    persistenceMax: null,
  });
  const likelihood = new GarchLikelihood(model, Float64Array.of(-2, 0.1, -0.1, 0.1));
  expect(likelihood.withGradient(Float64Array.of(0.1, 0, 0.9, -0.9), new Float64Array(4))).toBeNaN();
});

test("recursions in ln h or in powers, two components, skewed and generalised errors stay on the adjoint", () => {
  const isKnown = (model: string, law: string): boolean =>
    isGarch(volatilityModel({ model, law, mean: "zero", start: { rule: "mean-square" }, persistenceMax: null }));
  for (const model of ["egarch", "aparch", "component-garch"]) expect(isKnown(model, "normal")).toBe(false);
  for (const law of ["skewed-t", "generalised-error"]) expect(isKnown("garch", law)).toBe(false);
});
