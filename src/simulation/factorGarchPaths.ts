import { assert } from "../numerics/assert.ts";
import { RandomStream } from "../statistics/randomStream.ts";
import { simulateReturns } from "../statistics/volatility/simulateReturns.ts";
import { type VolatilitySpecification, volatilityModel } from "../statistics/volatility/specification.ts";

/** A conditional variance with its numbers, and the variance before the first step. */
export interface VarianceProcess {
  readonly specification: VolatilitySpecification;
  /** In the order of the model: mean, variance, shapes; in units of a step's returns. */
  readonly values: readonly number[];
  /** > 0; for models whose state is not the variance, such as EGARCH, see `stateBefore`. */
  readonly varianceBefore: number;
  /** What the recursion carries besides; the variance unless said. */
  readonly stateBefore?: number;
}

export interface FactorGarch {
  /** What all coins have in common. */
  readonly common: VarianceProcess;
  /** Shape [D]: how far each coin goes along, and what is its own. */
  readonly coins: readonly { readonly loading: number; readonly own: VarianceProcess }[];
}

/**
 * Log returns of coins that follow one factor, r = loading·f + own, factor and own parts each with a conditional variance
 * and law of errors of its own, independent of each other.
 *
 * Of the facts of markets it has fat tails, clustered sizes, leverage where the recursion has it, and a correlation that
 * rises when the factor is in a storm; memory falls at one exponential rate, faster than in markets, and there are no jumps
 * and no hours of the week.
 *
 * @returns shape [D][steps]
 * @throws InvariantError when a model is not known or a variance leaves the range of a double
 * @cost    a dozen operations a coin and step; 20 ms a law that is not normal
 * @source  T. Bollerslev, J. Econometrics 31 (1986); factor: R. Engle, V. Ng, M. Rothschild, Asset pricing with a
 *          factor-ARCH covariance structure, J. Econometrics 45 (1990)
 */
export function factorGarchPaths(
  { common, coins }: FactorGarch,
  { steps, seed }: { readonly steps: number; readonly seed: number },
): Float64Array[] {
  assert(coins.length > 0, "a factor needs a coin that follows it");
  const factor = pathOf(common, steps, { seed, stream: 0 });
  return coins.map(({ loading, own }, d) => {
    const path = pathOf(own, steps, { seed, stream: d + 1 });
    return path.map((one, t) => loading * factor[t]! + one);
  });
}

function pathOf(
  { specification, values, varianceBefore, stateBefore = varianceBefore }: VarianceProcess,
  steps: number,
  key: { readonly seed: number; readonly stream: number },
): Float64Array {
  const random = new RandomStream(key);
  const normals = Float64Array.from({ length: steps }, () => random.nextNormal());
  const out = new Float64Array(steps);
  const next = { variance: varianceBefore, state: stateBefore };
  simulateReturns(volatilityModel(specification), values, { next, steps, normals }, out);
  return out;
}
