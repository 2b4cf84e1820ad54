import type { Failure } from "../../numerics/outcome.ts";
import type { ErrorLaw } from "./errorLaw.ts";

/** What a search ended on. */
export interface FoundFit {
  /** In the square of the unit of the returns. */
  readonly leastVariance: number;
  readonly law: ErrorLaw;
  /** Of the law, in its order. */
  readonly shape: ArrayLike<number>;
}

/** A variance below this share of the sample's is no market's: its deviation is a thousandth of the usual one. */
const shareMin = 1e-6;

/** One value in more than this share of the returns is a price that stands still, not a coincidence. */
const repeatedMax = 0.01;

/**
 * What is wrong with a fit that climbs a spike. Where returns repeat one value, the likelihood rises without end as the
 * law narrows onto it: by a variance that falls to nothing, or by a peak that grows until the law's shape meets its bound.
 * A search stops somewhere on the way and calls it a top.
 *
 * @param returns shape [n]
 * @returns       `not-converged`, or undefined for a fit that is no such thing
 * @cost          O(n)
 * @source        unbounded likelihoods of scale families at a repeated observation: J. Kiefer, J. Wolfowitz, Annals of
 *                Mathematical Statistics 27 (1956); of Student's t: C. Fernandez, M. Steel, Biometrika 86 (1999)
 */
export function likelihoodSpike(returns: Float64Array, { leastVariance, law, shape }: FoundFit): Failure | undefined {
  const square = returns.reduce((sum, value) => sum + value * value, 0) / returns.length;
  const share = leastVariance / square;
  if (!(share > shareMin)) return refusalOf(`a variance falls to ${share.toExponential(1)} of the sample's`);
  const narrowed = law.shapes.find(({ lower }, k) => shape[k]! <= lower);
  if (narrowed === undefined || mostRepeated(returns) <= repeatedMax * returns.length) return undefined;
  return refusalOf(`${narrowed.name} falls to its bound of ${narrowed.lower}`);
}

const refusalOf = (sign: string): Failure => ({
  code: "not-converged",
  path: "returns",
  message: `${sign}: the likelihood rises without end where returns repeat one value`,
  hint: "look for a stretch in which the price stands still or is rounded coarsely, or ask for longer steps",
});

/** How often the most frequent value comes. */
function mostRepeated(returns: Float64Array): number {
  const counts = new Map<number, number>();
  let most = 0;
  for (const value of returns) {
    const count = (counts.get(value) ?? 0) + 1;
    counts.set(value, count);
    most = Math.max(most, count);
  }
  return most;
}
