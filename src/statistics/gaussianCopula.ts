import { assert } from "../numerics/assert.ts";
import { choleskyFactor } from "../numerics/cholesky.ts";
import { log } from "../numerics/logarithm.ts";
import { type Outcome, success } from "../numerics/outcome.ts";
import { correlationOfCovariance, sampleCovariance } from "./covariance.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import type { PairCopula } from "./pairCopula.ts";
import { pseudoObservations } from "./ranks.ts";
import { seriesFault } from "./seriesFault.ts";

/** So near to ±1 a correlation's copula is a line. */
const correlationMax = 0.9999;

/** Kendall's correlation of every elliptical copula, and back. @source McNeil, Frey & Embrechts (2015), proposition 7.43 */
export const kendallOfCorrelation = (correlation: number): number => (2 / Math.PI) * Math.asin(correlation);
export const correlationOfKendall = (tau: number): number => Math.sin((Math.PI / 2) * tau);

/**
 * The dependence of two normal numbers. No tail dependence: far out they part, whatever the correlation below 1.
 *
 * With 200 pairs at 0.6 the 95 % interval covers 92 % by likelihood, which comes out 0.01 too large, and 94 % by Kendall's
 * correlation.
 *
 * @source A. McNeil, R. Frey, P. Embrechts, Quantitative Risk Management, 2nd ed. (2015), §7.1.2
 */
export const gaussianCopula: PairCopula = {
  id: "gaussian",
  parameterNames: ["correlation"],
  lower: [-correlationMax],
  upper: [correlationMax],
  scales: [0.1],
  logDensity(u, v, [rho]) {
    return pairLogDensity(rho!)(normalQuantile(u), normalQuantile(v));
  },
  conditionalQuantile(share, u, [rho]) {
    const rest = Math.sqrt((1 - rho!) * (1 + rho!));
    return normalCdf(rho! * normalQuantile(u) + rest * normalQuantile(share));
  },
  kendall: ([rho]) => kendallOfCorrelation(rho!),
  atKendall: (tau) => [Math.max(-correlationMax, Math.min(correlationMax, correlationOfKendall(tau)))],
  tailDependence: () => ({ lower: 0, upper: 0 }),
  logDensityAt(levels) {
    const scores = levels.map((level) => level.map(normalQuantile));
    return ([rho]) => {
      const density = pairLogDensity(rho!);
      return (i, margin, shift) => {
        const moved = shift === 0 ? 0 : normalQuantile(levels[margin]![i]! + shift) - scores[margin]![i]!;
        const [x, y] = [scores[0]![i]!, scores[1]![i]!];
        return margin === 0 ? density(x + moved, y) : density(x, y + moved);
      };
    };
  },
};

/** Spearman's correlation of the normal copula. */
export const gaussianSpearman = (correlation: number): number => (6 / Math.PI) * Math.asin(correlation / 2);

/** ln density by the normal scores of both levels. */
function pairLogDensity(rho: number): (x: number, y: number) => number {
  const rest = (1 - rho) * (1 + rho);
  const level = -0.5 * log(rest);
  return (x, y) => level + (rho * (x * y - 0.5 * rho * (x * x + y * y))) / rest;
}

/**
 * ln density of the normal copula of any dimension.
 *
 * @param levels      shape [D], in (0, 1)
 * @param correlation shape [D×D], positive definite
 * @throws InvariantError when it has no Cholesky factor
 * @cost              D³/6
 */
export function gaussianCopulaLogDensity(levels: Float64Array, correlation: Float64Array): number {
  const scores = levels.map(normalQuantile);
  const { logDeterminant, square } = quadraticForm(scores, correlation);
  let squares = 0;
  for (const score of scores) squares += score * score;
  return -0.5 * (logDeterminant + square - squares);
}

/** ln|R| and xᵀR⁻¹x. As `gaussianCopulaLogDensity`. */
export function quadraticForm(x: Float64Array, correlation: Float64Array) {
  const size = x.length;
  const factor = choleskyFactor(correlation, size);
  assert(factor.ok, "the correlation matrix must be positive definite");
  const solved = new Float64Array(size);
  let [logDeterminant, square] = [0, 0];
  for (let i = 0; i < size; i++) {
    let rest = x[i]!;
    for (let j = 0; j < i; j++) rest -= factor.value[i * size + j]! * solved[j]!;
    solved[i] = rest / factor.value[i * size + i]!;
    logDeterminant += 2 * log(factor.value[i * size + i]!);
    square += solved[i]! * solved[i]!;
  }
  return { logDeterminant, square };
}

/**
 * Levels with the dependence of the normal copula, from as many uniform numbers.
 *
 * @param uniforms shape [D], independent, in (0, 1)
 * @param factor   shape [D×D], the Cholesky factor of the correlation
 * @returns        shape [D], in (0, 1)
 */
export function drawGaussianCopula(uniforms: Float64Array, factor: Float64Array): Float64Array {
  return correlatedNormals(uniforms, factor).map(normalCdf);
}

/** As `drawGaussianCopula`, as normal numbers. */
export function correlatedNormals(uniforms: Float64Array, factor: Float64Array): Float64Array {
  const size = uniforms.length;
  assert(factor.length === size * size, `the factor must have ${size * size} entries; have ${factor.length}`);
  const normals = uniforms.map(normalQuantile);
  return normals.map((_, i) => {
    let total = 0;
    for (let j = 0; j <= i; j++) total += factor[i * size + j]! * normals[j]!;
    return total;
  });
}

export interface GaussianCopulaFit {
  /** Shape [D×D]. */
  readonly correlation: Float64Array;
  /** Shape [D×D], 0 on the diagonal. */
  readonly standardErrors: Float64Array;
}

/**
 * The normal copula of any dimension by normal scores: the correlation of Φ⁻¹(rank/(n + 1)), which loses nothing against
 * the likelihood in large samples and is positive semi-definite by construction. With 200 observations at correlations of
 * 0.2, 0.4 and 0.5, 94 to 95 % of the 95 % intervals cover.
 *
 * @param series shape [D][n], n ≥ 30, finite, none constant
 * @returns      too few observations and series without ranks are failures
 * @cost         D·n·log n + D²·n
 * @source       C. Klaassen, J. Wellner, Efficient estimation in the bivariate normal copula model, Bernoulli 3 (1997):
 *               variance (1 − ρ²)²/n
 */
export function fitGaussianCopula(series: readonly Float64Array[]): Outcome<GaussianCopulaFit> {
  const fault = seriesFault(series);
  if (fault !== undefined) return fault;
  const scores = pseudoObservations(series).map((levels) => levels.map(normalQuantile));
  const correlation = correlationOfCovariance(sampleCovariance(scores));
  const root = Math.sqrt(series[0]!.length);
  return success({ correlation, standardErrors: correlation.map((rho) => (1 - rho * rho) / root) });
}
