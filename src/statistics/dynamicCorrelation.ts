import { assert } from "../numerics/assert.ts";
import { log } from "../numerics/logarithm.ts";
import { type Minimum, minimise, secondDerivatives, withDifferences } from "../numerics/minimise.ts";
import { type Failure, failed, type Outcome, success } from "../numerics/outcome.ts";
import { correlationOfCovariance, meanProducts } from "./covariance.ts";
import { inverseInformation } from "./observedInformation.ts";

/** Q_(t+1) = (1 − a − b)·S + a·z_t z_tᵀ + b·Q_t. */
export interface DynamicCorrelationRecursion {
  /** a ≥ 0: the weight of the last observation. */
  readonly news: number;
  /** b ≥ 0, a + b < 1: the weight of what was. */
  readonly memory: number;
}

export interface DynamicCorrelationPath {
  /** −½ Σ (ln|R_t| + z_tᵀ R_t⁻¹ z_t − z_tᵀ z_t): what correlation adds to the likelihood of the volatilities. */
  readonly logLikelihood: number;
  /** Shape [n×F×F]: R_t, known just before observation t. */
  readonly correlations: Float64Array;
  /** Shape [F×F]: the correlation known after the last observation, the forecast for the next. */
  readonly next: Float64Array;
}

export interface DynamicCorrelationFit extends DynamicCorrelationRecursion, DynamicCorrelationPath {
  /** Standard errors by the observed information; null where a parameter rests on a bound and has none. */
  readonly standardErrors: { readonly news: number; readonly memory: number } | null;
  /** Which bound the fit rests on: a = 0, where b says nothing and correlation is constant, b = 0, or a + b = 0.9999. */
  readonly bound: "news" | "memory" | "persistence" | null;
  /** How much likelihood a constant correlation S loses, ≥ 0: −2 times it is no χ², because b is unknown there. */
  readonly gain: number;
}

/**
 * Correlations that move: the path of DCC(1,1) at given parameters.
 *
 * @param standardised shape [F][n], returns over their volatilities known before them
 * @throws InvariantError when shapes or parameters are out of range, or the mean products are not positive definite
 * @cost   n·F³/6
 * @source R. Engle, Dynamic conditional correlation, J. Business & Economic Statistics 20 (2002); Q_1 = S = mean of z zᵀ
 */
export function dynamicCorrelation(
  standardised: readonly Float64Array[],
  recursion: DynamicCorrelationRecursion,
): DynamicCorrelationPath {
  const { news, memory } = recursion;
  assert(
    news >= 0 && memory >= 0 && news + memory < 1,
    `news and memory must be ≥ 0, below 1; have ${news}, ${memory}`,
  );
  const target = meanProducts(standardised);
  const size = standardised.length;
  const correlations = new Float64Array(standardised[0]!.length * size * size);
  const { logLikelihood, last } = walk(standardised, target, { ...recursion, correlations });
  assert(Number.isFinite(logLikelihood), "the mean products of the series must be positive definite");
  return { logLikelihood, correlations, next: correlationOfCovariance(last) };
}

/** Observations under which the two parameters say nothing. */
const observationsMin = 100;
const persistenceMax = 0.9999;

/**
 * The parameters of DCC(1,1) by maximum likelihood in the second of two steps, the volatilities taken as known.
 *
 * Errors know neither the first step nor that S is estimated. With two series of 1,000 the 95 % interval of b covers 94 %,
 * that of a 94 % at a = 0.1, b = 0.8 but only 91 % at a = 0.05, b = 0.9, and b comes out too small by 0.02.
 *
 * @param standardised shape [F][n], F ≥ 2
 * @returns            too few observations and a target that is not positive definite are failures; a bound is named
 * @cost               a hundred or two paths
 * @source             as `dynamicCorrelation`
 */
export function fitDynamicCorrelation(standardised: readonly Float64Array[]): Outcome<DynamicCorrelationFit> {
  const size = standardised.length;
  const count = standardised[0]?.length ?? 0;
  if (size < 2 || count < observationsMin) {
    const message = `${size} series of ${count} observations, a fit needs 2 of ${observationsMin}`;
    return refused("missing-data", message, "use a longer history");
  }
  const target = meanProducts(standardised);
  // By persistence a + b and the share of a in it, the region is a box.
  const recursionAt = ([persistence, share]: Float64Array) => ({
    news: persistence! * share!,
    memory: persistence! * (1 - share!),
  });
  const loss = (recursion: DynamicCorrelationRecursion) => -walk(standardised, target, recursion).logLikelihood;
  const constant = loss({ news: 0, memory: 0 });
  if (!Number.isFinite(constant)) {
    return refused("invalid", "the mean products are not positive definite", "leave out what others determine");
  }
  const box = { lower: [0, 0], upper: [persistenceMax, 1], scales: [0.1, 0.1] };
  const objective = withDifferences((point) => loss(recursionAt(point)), box);
  const starts = [
    [0.97, 0.03],
    [0.8, 0.15],
  ];
  const best = bestOf(starts, (start) => minimise({ objective, start, ...box, iterationsMax: 200 }));
  if (!best?.converged) return refused("not-converged", "the likelihood has no flat top", "use a longer history");
  const { news, memory } = recursionAt(best.point);
  const bound = boundOf(best.point);
  const path = dynamicCorrelation(standardised, { news, memory });
  const errors = bound === null ? errorsOf(([a, b]) => loss({ news: a!, memory: b! }), { news, memory }) : undefined;
  return success({ news, memory, ...path, standardErrors: errors ?? null, bound, gain: constant - best.value });
}

/** A second start only where the first ends on a bound, beside which there may be a higher hill. */
function bestOf(starts: readonly number[][], search: (start: readonly number[]) => Minimum): Minimum | undefined {
  let best: Minimum | undefined;
  for (const start of starts) {
    const end = search(start);
    if (best === undefined || end.value < best.value) best = end;
    if (best.converged && boundOf(best.point) === null) break;
  }
  return best;
}

/** So near to a bound a parameter rests on it. */
const atBound = 1e-6;

function boundOf([persistence, share]: Float64Array): DynamicCorrelationFit["bound"] {
  if (persistence! <= atBound || share! <= atBound) return "news";
  if (share! >= 1 - atBound) return "memory";
  return persistence! >= persistenceMax - atBound ? "persistence" : null;
}

function errorsOf(
  loss: (point: Float64Array) => number,
  { news, memory }: DynamicCorrelationRecursion,
): DynamicCorrelationFit["standardErrors"] | undefined {
  // Steps small enough to stay inside the region, where the likelihood is known.
  const room = Math.min(news, memory, 1 - news - memory);
  const scales = [Math.min(0.1, room), Math.min(0.1, room)];
  const inside = { lower: [0, 0], upper: [1, 1], scales };
  const step = scales.map((scale) => 100 * scale);
  const second = secondDerivatives(withDifferences(loss, inside), Float64Array.of(news, memory), step);
  const covariance = inverseInformation(second, 2);
  return covariance && { news: Math.sqrt(covariance[0]!), memory: Math.sqrt(covariance[3]!) };
}

/** One pass of the recursion; writes the correlations where asked. The likelihood is −∞ where an R_t has no factor. */
function walk(
  series: readonly Float64Array[],
  target: Float64Array,
  { news, memory, correlations }: DynamicCorrelationRecursion & { readonly correlations?: Float64Array },
): { readonly logLikelihood: number; readonly last: Float64Array } {
  const size = series.length;
  const count = series[0]!.length;
  const q = Float64Array.from(target);
  const factor = new Float64Array(size * size);
  const [scaled, deviations] = [new Float64Array(size), new Float64Array(size)];
  const constant = 1 - news - memory;
  let [total, determinant] = [0, 1];
  for (let t = 0; t < count; t++) {
    for (let i = 0; i < size; i++) deviations[i] = Math.sqrt(q[i * size + i]!);
    for (let i = 0; i < size; i++) {
      // Row i of the factor of R_t, and of what is left of z_t, in one go.
      let rest = series[i]![t]!;
      total -= rest * rest;
      for (let j = 0; j < i; j++) {
        const entry = q[i * size + j]! / (deviations[i]! * deviations[j]!);
        if (correlations !== undefined) {
          correlations[(t * size + i) * size + j] = entry;
          correlations[(t * size + j) * size + i] = entry;
        }
        let left = entry;
        for (let k = 0; k < j; k++) left -= factor[i * size + k]! * factor[j * size + k]!;
        factor[i * size + j] = left / factor[j * size + j]!;
      }
      let pivot = 1;
      for (let k = 0; k < i; k++) {
        pivot -= factor[i * size + k]! * factor[i * size + k]!;
        rest -= factor[i * size + k]! * scaled[k]!;
      }
      if (correlations !== undefined) correlations[(t * size + i) * size + i] = 1;
      if (!(pivot > 0)) return { logLikelihood: Number.NEGATIVE_INFINITY, last: q };
      factor[i * size + i] = Math.sqrt(pivot);
      scaled[i] = rest / factor[i * size + i]!;
      determinant *= pivot;
      total += scaled[i]! * scaled[i]!;
    }
    // One logarithm for many factors, taken before their product is too small to hold.
    if (determinant < 1e-200 || t === count - 1) {
      total += log(determinant);
      determinant = 1;
    }
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        const at = i * size + j;
        q[at] = constant * target[at]! + news * series[i]![t]! * series[j]![t]! + memory * q[at]!;
        q[j * size + i] = q[at]!;
      }
    }
  }
  return { logLikelihood: -0.5 * total, last: q };
}

const refused = (code: Failure["code"], message: string, hint: string): Outcome<never> =>
  failed({ code, path: "standardised", message, hint });
