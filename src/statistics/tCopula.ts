import { assert } from "../numerics/assert.ts";
import { exp } from "../numerics/exponential.ts";
import { logGamma } from "../numerics/gammaFunction.ts";
import { log, log1p } from "../numerics/logarithm.ts";
import { chiSquareQuantile } from "./chiSquare.ts";
import { correlatedNormals, correlationOfKendall, kendallOfCorrelation, quadraticForm } from "./gaussianCopula.ts";
import { degreesMax, degreesMin, type RankQuantiles, rankQuantiles } from "./levelQuantiles.ts";
import { normalQuantile } from "./normal.ts";
import type { PairCopula } from "./pairCopula.ts";
import type { PseudoLikelihood } from "./pseudoLikelihood.ts";
import { studentTCdf, studentTLogPdf, studentTQuantile } from "./studentT.ts";

/** So near to ±1 a correlation's copula is a line. */
const correlationMax = 0.9999;

/**
 * The dependence of two numbers of Student's t law with one mixing: alike in both tails, the stronger the fewer the
 * degrees of freedom, even at a correlation of 0.
 *
 * @source S. Demarta, A. McNeil, The t copula and related copulas, International Statistical Review 73 (2005)
 */
export const tCopula: PairCopula = {
  id: "t",
  parameterNames: ["correlation", "degreesOfFreedom"],
  lower: [-correlationMax, degreesMin],
  upper: [correlationMax, degreesMax],
  scales: [0.1, 2],
  logDensity(u, v, [rho, nu]) {
    return pairLogDensity(studentTQuantile(u, nu!), studentTQuantile(v, nu!), pairConstants(rho!, nu!));
  },
  conditionalQuantile(share, u, [rho, nu]) {
    const x = studentTQuantile(u, nu!);
    const spread = Math.sqrt(((nu! + x * x) * (1 - rho!) * (1 + rho!)) / (nu! + 1));
    return studentTCdf(rho! * x + spread * studentTQuantile(share, nu! + 1), nu!);
  },
  kendall: ([rho]) => kendallOfCorrelation(rho!),
  atKendall: (tau) => [Math.max(-correlationMax, Math.min(correlationMax, correlationOfKendall(tau))), 6],
  tailDependence([rho, nu]) {
    const both = tTailDependence(rho!, nu!);
    return { lower: both, upper: both };
  },
  logDensityAt: (levels) => tPairLogDensityAt(rankQuantiles(levels)),
};

/** Coefficient of tail dependence of the t copula, both tails. @source Demarta & McNeil (2005), proposition 1 */
export const tTailDependence = (correlation: number, degreesOfFreedom: number): number =>
  2 * studentTCdf(-Math.sqrt(((degreesOfFreedom + 1) * (1 - correlation)) / (1 + correlation)), degreesOfFreedom + 1);

/**
 * Interval of fitted degrees of freedom, by the error of 1/ν, which is nearly normal where that of ν is not.
 *
 * At ν = 4 with 300 pairs 95 % of the 95 % intervals cover; ν ± 1.96 errors would cover 89 %.
 *
 * @param standardError of ν, > 0
 * @param confidence    in (0, 1)
 * @returns             upper is null where the normal copula, ν without end, is not ruled out
 * @throws InvariantError when an argument is out of range
 */
export function degreesOfFreedomInterval(
  degreesOfFreedom: number,
  standardError: number,
  confidence: number,
): { readonly lower: number; readonly upper: number | null } {
  assert(degreesOfFreedom > 0 && standardError > 0, "degrees of freedom and their error must be above 0");
  assert(confidence > 0 && confidence < 1, `confidence must lie in (0, 1); have ${confidence}`);
  const reach = (-normalQuantile((1 - confidence) / 2) * standardError) / (degreesOfFreedom * degreesOfFreedom);
  const inverse = 1 / degreesOfFreedom;
  return { lower: 1 / (inverse + reach), upper: inverse > reach ? 1 / (inverse - reach) : null };
}

/** `logDensityAt` of the t copula, its quantiles known for any ν. */
export const tPairLogDensityAt =
  (quantiles: RankQuantiles): PseudoLikelihood["logDensityAt"] =>
  ([rho, nu]) => {
    const constants = pairConstants(rho!, nu!);
    const [first, second] = quantiles.at(nu!) as [Float64Array, Float64Array];
    const peak = studentTLogPdf(0, nu!);
    return (i, margin, shift) => {
      const [x, y] = [first[i]!, second[i]!];
      if (shift === 0) return pairLogDensity(x, y, constants);
      const z = margin === 0 ? x : y;
      const moved = shift * exp(0.5 * (nu! + 1) * log1p((z * z) / nu!) - peak);
      return margin === 0 ? pairLogDensity(x + moved, y, constants) : pairLogDensity(x, y + moved, constants);
    };
  };

interface PairConstants {
  readonly rho: number;
  readonly nu: number;
  readonly rest: number;
  readonly constant: number;
}

function pairConstants(rho: number, nu: number): PairConstants {
  const rest = (1 - rho) * (1 + rho);
  return { rho, nu, rest, constant: tCopulaLogConstant(2, nu) - 0.5 * log(rest) };
}

function pairLogDensity(x: number, y: number, { rho, nu, rest, constant }: PairConstants): number {
  const square = (x * x - 2 * rho * x * y + y * y) / rest;
  const margins = log1p((x * x) / nu) + log1p((y * y) / nu);
  return constant + 0.5 * (nu + 1) * margins - 0.5 * (nu + 2) * log1p(square / nu);
}

/** ln of Γ((ν + D)/2)·Γ(ν/2)^(D−1)/Γ((ν + 1)/2)^D. */
export const tCopulaLogConstant = (dimensions: number, nu: number): number =>
  logGamma(0.5 * (nu + dimensions)) + (dimensions - 1) * logGamma(0.5 * nu) - dimensions * logGamma(0.5 * (nu + 1));

/**
 * ln density of the t copula of any dimension.
 *
 * @param levels           shape [D], in (0, 1)
 * @param correlation      shape [D×D], positive definite
 * @param degreesOfFreedom > 0
 * @throws InvariantError when the correlation has no Cholesky factor
 * @cost                   D³/6 and D quantiles
 */
export function tCopulaLogDensity(levels: Float64Array, correlation: Float64Array, degreesOfFreedom: number): number {
  const nu = degreesOfFreedom;
  const size = levels.length;
  const scores = levels.map((level) => studentTQuantile(level, nu));
  const { logDeterminant, square } = quadraticForm(scores, correlation);
  let margins = 0;
  for (const score of scores) margins += log1p((score * score) / nu);
  const joint = 0.5 * (nu + size) * log1p(square / nu);
  return tCopulaLogConstant(size, nu) - 0.5 * logDeterminant + 0.5 * (nu + 1) * margins - joint;
}

/**
 * Levels with the dependence of the t copula, from uniform numbers.
 *
 * @param uniforms shape [D + 1], independent, in (0, 1); the first drives the mixing
 * @param factor   shape [D×D], the Cholesky factor of the correlation
 * @returns        shape [D], in (0, 1)
 */
export function drawTCopula(uniforms: Float64Array, factor: Float64Array, degreesOfFreedom: number): Float64Array {
  assert(uniforms.length > 1, "a draw needs a uniform number for the mixing and one a dimension");
  const mixing = Math.sqrt(degreesOfFreedom / chiSquareQuantile(uniforms[0]!, degreesOfFreedom));
  const normals = correlatedNormals(uniforms.subarray(1), factor);
  return normals.map((normal) => studentTCdf(mixing * normal, degreesOfFreedom));
}
