import { type Failure, failed, type Outcome, success } from "../numerics/outcome.ts";
import { kendallCorrelation, kendallStandardError } from "./correlation.ts";
import { maximisePseudoLikelihood, type PseudoLikelihood, pseudoLikelihoodCovariance } from "./pseudoLikelihood.ts";
import { pseudoObservations } from "./ranks.ts";
import { seriesFault } from "./seriesFault.ts";

/** Dependence of two uniform numbers. Parameters come in the order of their names. */
export interface PairCopula {
  readonly id: string;
  readonly parameterNames: readonly string[];
  /** Bounds of a fit, and the size at which each parameter matters. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly scales: readonly number[];
  /** ln density; u and v in (0, 1). */
  logDensity(u: number, v: number, parameters: readonly number[]): number;
  /** The v below which the second number falls with probability `share`, the first being u: draws from two uniforms. */
  conditionalQuantile(share: number, u: number, parameters: readonly number[]): number;
  kendall(parameters: readonly number[]): number;
  /** Parameters with this Kendall correlation, inside the bounds; where there are two, the second is a start for a fit. */
  atKendall(tau: number): readonly number[];
  /** Limits of P(V ≤ q | U ≤ q) as q falls to 0, and of P(V > q | U > q) as it rises to 1. */
  tailDependence(parameters: readonly number[]): { readonly lower: number; readonly upper: number };
  /** A quicker `logDensity` for a fit, where there is one. */
  logDensityAt?(levels: readonly Float64Array[]): PseudoLikelihood["logDensityAt"];
}

export interface PairCopulaFit {
  readonly parameters: readonly number[];
  /** null where a parameter rests on a bound and has no error. */
  readonly standardErrors: readonly number[] | null;
  /** Name of the first parameter on a bound: independence, complete dependence, or for ν the normal copula. */
  readonly bound: string | null;
  /** null by Kendall's correlation. */
  readonly logLikelihood: number | null;
}

/**
 * The parameters of a copula by maximum pseudo-likelihood: ranks over n + 1 stand for the unknown distribution functions.
 *
 * @param one, other shape [n], n ≥ 30, finite, neither constant
 * @returns          too few pairs, values not finite or constant, and no flat top are failures; a bound is named
 * @cost             tens of passes over the pairs
 * @source           as `pseudoLikelihoodCovariance`
 */
export function fitPairCopula(copula: PairCopula, one: Float64Array, other: Float64Array): Outcome<PairCopulaFit> {
  const fault = seriesFault([one, other]);
  if (fault !== undefined) return fault;
  const levels = pseudoObservations([one, other]);
  const { lower, upper, scales } = copula;
  const start = copula.atKendall(kendallCorrelation(one, other));
  const logDensityAt = copula.logDensityAt?.(levels) ?? plainLogDensity(copula, levels);
  const problem: PseudoLikelihood = { levels, logDensityAt, start, lower, upper, scales };
  const best = maximisePseudoLikelihood(problem);
  if (!best.converged) return refused("not-converged", "the likelihood has no flat top", "look at the data");
  const at = best.point.findIndex((value, p) => {
    const near = 1e-4 * scales[p]!;
    return value <= lower[p]! + near || value >= upper[p]! - near;
  });
  const covariance = at < 0 ? pseudoLikelihoodCovariance(problem, best.point) : undefined;
  const size = best.point.length;
  return success({
    parameters: [...best.point],
    standardErrors: covariance ? Array.from(best.point, (_, p) => Math.sqrt(covariance[p * (size + 1)]!)) : null,
    bound: at < 0 ? null : copula.parameterNames[at]!,
    logLikelihood: -best.value,
  });
}

/**
 * The parameter of a one-parameter copula at which its Kendall correlation is that of the pairs.
 *
 * @returns as `fitPairCopula`; `unsupported` of a copula with two parameters
 * @cost    n² for the error
 * @source  C. Genest, L.-P. Rivest, J. American Statistical Association 88 (1993)
 */
export function fitPairCopulaByKendall(
  copula: PairCopula,
  one: Float64Array,
  other: Float64Array,
): Outcome<PairCopulaFit> {
  const fault = seriesFault([one, other]);
  if (fault !== undefined) return fault;
  if (copula.parameterNames.length !== 1) {
    const message = `Kendall's correlation cannot tell ${copula.parameterNames.join(" and ")} apart`;
    return refused("unsupported", message, "fit by likelihood");
  }
  const tau = kendallCorrelation(one, other);
  const [parameter] = copula.atKendall(tau) as [number];
  const isAtBound = parameter <= copula.lower[0]! || parameter >= copula.upper[0]!;
  const step = 1e-5 * copula.scales[0]!;
  const slope = (copula.kendall([parameter + step]) - copula.kendall([parameter - step])) / (2 * step);
  return success({
    parameters: [parameter],
    standardErrors: isAtBound ? null : [kendallStandardError(one, other) / slope],
    bound: isAtBound ? copula.parameterNames[0]! : null,
    logLikelihood: null,
  });
}

/**
 * `logDensityAt` of a copula whose density sees each level through a function of it, such as its logarithm: a fit asks for
 * the same levels at every parameter, so that those are worked out once.
 */
export const logDensityThrough =
  <T>(
    seen: (level: number) => T,
    densityAt: (parameters: Float64Array) => (one: T, other: T) => number,
  ): NonNullable<PairCopula["logDensityAt"]> =>
  (levels) => {
    const [first, second] = levels.map((margin) => Array.from(margin, seen)) as [T[], T[]];
    return (parameters) => {
      const density = densityAt(parameters);
      return (i, margin, shift) => {
        if (shift === 0) return density(first[i]!, second[i]!);
        const moved = seen(levels[margin]![i]! + shift);
        return margin === 0 ? density(moved, second[i]!) : density(first[i]!, moved);
      };
    };
  };

const plainLogDensity =
  (copula: PairCopula, [first, second]: readonly Float64Array[]): PseudoLikelihood["logDensityAt"] =>
  (parameters) => {
    const values = [...parameters];
    return (i, margin, shift) =>
      copula.logDensity(first![i]! + (margin === 0 ? shift : 0), second![i]! + (margin === 1 ? shift : 0), values);
  };

const refused = (code: Failure["code"], message: string, hint: string): Outcome<never> =>
  failed({ code, path: "series", message, hint });
