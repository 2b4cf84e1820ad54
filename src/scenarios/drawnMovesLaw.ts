import { sobolDimensionsMax } from "../numerics/sobolDirections.ts";
import { studentTDegreesMax } from "../statistics/quantileTables.ts";

/** A law of joint moves: correlated, with fat tails that come together. */
export interface DrawnMovesLaw {
  /** [F×F] of the normal numbers under the mixing, and within a group of the moves; symmetric, 1 on the diagonal. */
  readonly correlation: Float64Array;
  /** [F] standard deviations of the moves, in their unit, over the horizon; ≥ 0 */
  readonly volatilities: Float64Array;
  /** ν of each group of factors, in (2, 10,000]; empty for normal moves. Every group has a factor. */
  readonly degreesOfFreedom: readonly number[];
  /** [F] index of each factor's group; read only where there are groups. */
  readonly groups: readonly number[];
  /** Integer in [0, 2^53). */
  readonly seed: number;
  /** Independent draws, or points that fill the cube evenly, scrambled by the seed. */
  readonly points: "philox" | "sobol";
}

interface LawFault {
  readonly path: string;
  readonly message: string;
}

/** What is wrong with a law, and where; positive definiteness is left to the factorisation. */
export function lawFault({
  correlation,
  volatilities,
  degreesOfFreedom,
  groups,
  seed,
  points,
}: DrawnMovesLaw): LawFault | undefined {
  // A law may come from a file, which no type has checked.
  if (points !== "philox" && points !== "sobol") {
    return { path: "points", message: `must be "philox" or "sobol"; have ${JSON.stringify(points)}` };
  }
  const factors = volatilities.length;
  const factorsMax = points === "sobol" ? sobolDimensionsMax - 1 : Number.MAX_SAFE_INTEGER;
  if (factors === 0 || factors > factorsMax) {
    return { path: "volatilities", message: `factors must number 1 to ${factorsMax}; have ${factors}` };
  }
  const still = volatilities.findIndex((one) => !(one >= 0 && Number.isFinite(one)));
  if (still >= 0) {
    return { path: `volatilities[${still}]`, message: `must be finite and not negative; have ${volatilities[still]}` };
  }
  const thin = degreesOfFreedom.findIndex((nu) => !(nu > 2 && nu <= studentTDegreesMax));
  if (thin >= 0) {
    return {
      path: `degreesOfFreedom[${thin}]`,
      message: `must lie in (2, ${studentTDegreesMax}], where a variance exists; have ${degreesOfFreedom[thin]}`,
    };
  }
  if (degreesOfFreedom.length > 0 && groups.length !== factors) {
    return { path: "groups", message: `${factors} factors need as many groups; have ${groups.length}` };
  }
  const lost = degreesOfFreedom.length === 0 ? -1 : groups.findIndex((group) => degreesOfFreedom[group] === undefined);
  if (lost >= 0) {
    return { path: `groups[${lost}]`, message: `no degrees of freedom for group ${groups[lost]}` };
  }
  const unused = degreesOfFreedom.findIndex((_, group) => !groups.includes(group));
  if (unused >= 0) {
    return { path: `degreesOfFreedom[${unused}]`, message: `no factor is in group ${unused}` };
  }
  if (!(Number.isSafeInteger(seed) && seed >= 0)) {
    return { path: "seed", message: `must be an integer in [0, 2^53); have ${seed}` };
  }
  return correlationFault(correlation, factors);
}

function correlationFault(correlation: Float64Array, factors: number): LawFault | undefined {
  if (correlation.length !== factors * factors) {
    return {
      path: "correlation",
      message: `${factors} factors need ${factors ** 2} entries; have ${correlation.length}`,
    };
  }
  for (let row = 0; row < factors; row++) {
    for (let column = 0; column <= row; column++) {
      const path = `correlation[${row}][${column}]`;
      const entry = correlation[row * factors + column]!;
      if (row === column && entry !== 1) return { path, message: `must be 1; have ${entry}` };
      if (!(Math.abs(entry) <= 1)) return { path, message: `must lie in [-1, 1]; have ${entry}` };
      const mirrored = correlation[column * factors + row]!;
      if (entry !== mirrored) return { path, message: `${entry} is not its mirror image, ${mirrored}` };
    }
  }
  return undefined;
}
