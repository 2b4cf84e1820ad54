import { sobol, sobolNet } from "../kernels/sobol.ts";
import type { TunedParameter } from "./tunedParameter.ts";

/** A parameter and the ends between which points are laid. */
export interface ParameterRange extends Pick<TunedParameter, "name" | "current"> {
  readonly lower: number;
  readonly upper: number;
}

/** Points of the box between the ends of the ranges: shape [count][ranges]. */
export function pointsIn(
  ranges: readonly Pick<ParameterRange, "lower" | "upper">[],
  count: number,
  seed: number,
): number[][] {
  const units = unitPoints(ranges.length, count, seed);
  return Array.from({ length: count }, (_, p) =>
    ranges.map(({ lower, upper }, d) => lower + (upper - lower) * units[d * count + p]!),
  );
}

/** Sobol's points in the unit cube, a dimension a row: [dimensions × count]. */
export function unitPoints(dimensions: number, count: number, seed: number): Float64Array {
  const net = sobolNet({
    dimensions,
    numbers: "joe-kuo-6",
    scrambling: { kind: "nested", seed: [seed >>> 0, 0] },
  });
  const points = new Float64Array(dimensions * count);
  sobol(net, 0, points);
  return points;
}
