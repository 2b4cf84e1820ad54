import { assert } from "../numerics/assert.ts";
import { exp } from "../numerics/exponential.ts";
import { log } from "../numerics/logarithm.ts";
import { studentTQuantile } from "./studentT.ts";

/** Student's t quantiles of a few levels, for any degrees of freedom. */
export interface LevelQuantiles {
  /** Ascending, in (0, ½). */
  readonly levels: Float64Array;
  /** Shape of `levels`, below 0. @param degreesOfFreedom in [`degreesMin`, `degreesMax`] */
  at(degreesOfFreedom: number): Float64Array;
}

/** Between these degrees of freedom a copula is fitted: heavier has no use, lighter is normal. */
export const degreesMin = 1;
export const degreesMax = 100;
const terms = 20;

/**
 * Quantiles of some levels as functions of ln ν, by Chebyshev's polynomials of the logarithm of their size: a search over
 * ν then costs as much as twenty values of ν, however long it is.
 *
 * @param levels ascending, in (0, ½)
 * @returns      within 2e-8 relative
 * @cost         20 quantiles a level; then 20 multiplications
 */
export function levelQuantiles(levels: Float64Array): LevelQuantiles {
  assert(
    levels.every((level) => level > 0 && level < 0.5),
    "levels must lie in (0, 1/2)",
  );
  const [low, high] = [log(degreesMin), log(degreesMax)];
  const angles = Array.from({ length: terms }, (_, k) => (Math.PI * (k + 0.5)) / terms);
  const nodes = angles.map((angle) => exp(0.5 * (low + high) + 0.5 * (high - low) * Math.cos(angle)));
  const coefficients = new Float64Array(levels.length * terms);
  levels.forEach((level, i) => {
    const sizes = nodes.map((nu) => log(-studentTQuantile(level, nu)));
    for (let term = 0; term < terms; term++) {
      let total = 0;
      for (let k = 0; k < terms; k++) total += sizes[k]! * Math.cos(term * angles[k]!);
      coefficients[i * terms + term] = ((term === 0 ? 1 : 2) * total) / terms;
    }
  });
  return {
    levels,
    at(degreesOfFreedom) {
      const x = (2 * log(degreesOfFreedom) - low - high) / (high - low);
      return levels.map((_, i) => {
        let [one, two] = [0, 0];
        for (let term = terms - 1; term > 0; term--) {
          [one, two] = [2 * x * one - two + coefficients[i * terms + term]!, one];
        }
        return -exp(x * one - two + coefficients[i * terms]!);
      });
    },
  };
}

/** Quantiles of ranks over n + 1, ties sharing half ranks. */
export interface RankQuantiles {
  /** Shape of the levels asked for. */
  at(degreesOfFreedom: number): Float64Array[];
}

/**
 * `levelQuantiles` of pseudo-observations: each different rank once, the upper half as the mirror image of the lower.
 *
 * @param levels shape [D][n], multiples of 1/(2n + 2)
 */
export function rankQuantiles(levels: readonly Float64Array[]): RankQuantiles {
  const parts = 2 * (levels[0]!.length + 1);
  const half = parts / 2;
  const halfRanks = levels.map((margin) => Uint32Array.from(margin, (level) => Math.round(level * parts)));
  const lower = new Set<number>();
  for (const margin of halfRanks) for (const rank of margin) lower.add(Math.min(rank, parts - rank));
  lower.delete(half);
  const ascending = Float64Array.from(lower).sort();
  const placeOf = new Map(Array.from(ascending, (rank, place) => [rank, place]));
  const quantiles = levelQuantiles(ascending.map((rank) => rank / parts));
  return {
    at(degreesOfFreedom) {
      const below = quantiles.at(degreesOfFreedom);
      return halfRanks.map((margin) =>
        Float64Array.from(margin, (rank) => {
          if (rank === half) return 0;
          return rank < half ? below[placeOf.get(rank)!]! : -below[placeOf.get(parts - rank)!]!;
        }),
      );
    },
  };
}
