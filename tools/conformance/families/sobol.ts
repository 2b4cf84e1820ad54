import { kernels } from "../../../src/kernels/load.ts";
import { sobolNet } from "../../../src/kernels/sobol.ts";
import { type DirectionNumbers, sobolDimensionsMax } from "../../../src/numerics/sobolDirections.ts";
import type { CalculationFamily, VectorInputs } from "../family.ts";
import type { Vector } from "../vectors.ts";

/** Ours are the middles of 2^32 parts, theirs the lower ends: 1.2e-10 apart, within the tolerance of 1e-9. */
const pointOf = (inputs: VectorInputs, numbers: DirectionNumbers): { readonly point: readonly number[] } => {
  const dimensions = Math.min(inputs.number("dim"), sobolDimensionsMax);
  const point = new Float64Array(dimensions);
  kernels().sobol(sobolNet({ dimensions, numbers, scrambling: undefined }), inputs.number("index"), point);
  const asked = inputs.value("coords_1based") === undefined ? undefined : inputs.numbers("coords_1based");
  return { point: asked === undefined ? [...point] : asked.map((one) => point[one - 1] ?? Number.NaN) };
};

/** The direction numbers end at 1,000 dimensions; what the vectors say of later ones has no answer here. */
const isBeyond = (field: string, { inputs }: Vector): boolean => {
  const asked = inputs["coords_1based"];
  const index = Number(/^point\[(\d+)\]$/.exec(field)?.[1]);
  return Array.isArray(asked) && Number(asked[index]) > sobolDimensionsMax;
};

const shared = {
  file: "stats-sobol",
  notCompared: [`point at coordinates above ${sobolDimensionsMax}`],
  excludes: isBeyond,
};

/** Index 0 is the origin. */
export const sobol6Family: CalculationFamily = {
  ...shared,
  id: "sobol-jk6",
  ids: /^sobol-jk6-/,
  calculate: (inputs) => pointOf(inputs, "joe-kuo-6"),
};

/** The reference has no origin and counts its first point as 1, which is ours as well. */
export const sobol7Family: CalculationFamily = {
  ...shared,
  id: "sobol-jk7",
  ids: /^sobol-jk7-/,
  calculate: (inputs) => pointOf(inputs, "joe-kuo-7"),
};
