import { type Minimum, minimise, withDifferences } from "../numerics/minimise.ts";
import { inverseInformation } from "./observedInformation.ts";

/** A copula's likelihood of ranks, which stand for the unknown distribution functions. */
export interface PseudoLikelihood {
  /** Shape [D][n], in (0, 1): ranks over n + 1. */
  readonly levels: readonly Float64Array[];
  /** ln density of an observation at some parameters, one of its levels moved by a little, 0 for none. */
  readonly logDensityAt: (parameters: Float64Array) => (observation: number, margin: number, shift: number) => number;
  readonly start: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly scales: readonly number[];
}

/** An estimate that the likelihood takes as known: how the slope moves with it, and what each observation moves it by. */
export interface EstimatedBefore {
  /** Shape [P]: mean over observations of ∂score/∂estimate. */
  readonly slopes: Float64Array;
  /** Shape [n], of mean 0. */
  readonly influences: Float64Array;
}

/** The parameters with the highest likelihood; a local search. @cost tens of passes */
export function maximisePseudoLikelihood(problem: PseudoLikelihood): Minimum {
  const { start, lower, upper, scales } = problem;
  // A sum of many logarithms is rougher than the usual step can see past.
  const wide = { lower, upper, scales: scales.map((scale) => 20 * scale) };
  const objective = withDifferences((point) => -pseudoLogLikelihood(problem, point), wide);
  return minimise({ objective, start, lower, upper, scales, iterationsMax: 200 });
}

/** Sum of ln densities at some parameters. */
export function pseudoLogLikelihood({ levels, logDensityAt }: PseudoLikelihood, parameters: Float64Array): number {
  const logDensity = logDensityAt(parameters);
  let total = 0;
  for (let i = 0; i < levels[0]!.length; i++) total += logDensity(i, 0, 0);
  return total;
}

/**
 * Covariance of parameters fitted to ranks: B⁻¹ Σ B⁻¹ / n.
 *
 * B is the mean of score·scoreᵀ. Σ is the covariance of the score and of what an observation does to the scores of all
 * others by its ranks; without that part errors are wrong in either direction.
 *
 * @returns shape [P×P]; absent where B has no inverse
 * @cost    4·P·D passes
 * @source  C. Genest, K. Ghoudi, L.-P. Rivest, A semiparametric estimation procedure of dependence parameters in
 *          multivariate families of distributions, Biometrika 82 (1995), §2; terms of an earlier step as W. Newey,
 *          Econometrica 62 (1994)
 */
export function pseudoLikelihoodCovariance(
  problem: PseudoLikelihood,
  parameters: Float64Array,
  before: readonly EstimatedBefore[] = [],
): Float64Array | undefined {
  const size = parameters.length;
  const count = problem.levels[0]!.length;
  const scores: Float64Array[] = [];
  const moved: Float64Array[] = [];
  for (let p = 0; p < size; p++) {
    const score = scoreOf(problem, parameters, p);
    const own = Float64Array.from({ length: count }, (_, i) => score(i, 0, 0));
    const all = Float64Array.from(own);
    problem.levels.forEach((levels, margin) => {
      addRankPart(all, levels, (i, shift) => score(i, margin, shift));
    });
    for (const { slopes, influences } of before) {
      for (let i = 0; i < count; i++) all[i]! += slopes[p]! * influences[i]!;
    }
    scores.push(own);
    moved.push(all);
  }
  const inverse = inverseInformation(meansOfProducts(scores), size);
  if (inverse === undefined) return undefined;
  const spread = meansOfProducts(moved);
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    let total = 0;
    for (let p = 0; p < size; p++) {
      for (let q = 0; q < size; q++)
        total += inverse[row * size + p]! * spread[p * size + q]! * inverse[q * size + column]!;
    }
    return total / count;
  });
}

/** Slope of the ln density along a parameter, by central differences. */
export function scoreOf({ logDensityAt, scales }: PseudoLikelihood, parameters: Float64Array, p: number) {
  const step = 1e-4 * scales[p]!;
  const [above, below] = [step, -step].map((move) =>
    logDensityAt(parameters.map((value, q) => (q === p ? value + move : value))),
  );
  return (i: number, margin: number, shift: number): number =>
    (above!(i, margin, shift) - below!(i, margin, shift)) / (2 * step);
}

/** Adds to each observation the mean change of all scores at levels above its own, as its rank lifts those by 1/n. */
function addRankPart(out: Float64Array, levels: Float64Array, score: (i: number, shift: number) => number): void {
  const count = levels.length;
  const falling = Uint32Array.from(levels, (_, i) => i).sort((i, j) => levels[j]! - levels[i]! || i - j);
  const part = new Float64Array(count);
  let [total, mean] = [0, 0];
  for (const i of falling) {
    const shift = 1e-3 * levels[i]! * (1 - levels[i]!);
    total += (score(i, shift) - score(i, -shift)) / (2 * shift);
    part[i] = total / count;
    mean += part[i]! / count;
  }
  for (let i = 0; i < count; i++) out[i]! += part[i]! - mean;
}

/** [P×P]. */
function meansOfProducts(rows: readonly Float64Array[]): Float64Array {
  const size = rows.length;
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [one, other] = [rows[Math.floor(at / size)]!, rows[at % size]!];
    let total = 0;
    for (let i = 0; i < one.length; i++) total += one[i]! * other[i]!;
    return total / one.length;
  });
}
