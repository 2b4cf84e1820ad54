import { kernels } from "../kernels/load.ts";
import { sobolNet } from "../kernels/sobol.ts";
import { assert } from "../numerics/assert.ts";
import { sobolDimensionsMax } from "../numerics/sobolDirections.ts";
import { haltonDimensionsMax, haltonPoint } from "../statistics/halton.ts";

/** Which scenarios: numbered from 0, and each the same whatever range it is drawn in. */
export interface ScenarioRange {
  readonly first: number;
  readonly count: number;
}

/** Independent draws, or points that fill the cube evenly, made random by a seed. */
export type PointKind = "philox" | "sobol" | "halton";

/** The most numbers that one scenario may need of each kind. */
export const pointDimensionsMax: Readonly<Record<PointKind, number>> = {
  philox: Number.MAX_SAFE_INTEGER,
  sobol: sobolDimensionsMax,
  halton: haltonDimensionsMax,
};

export interface DrawnUniforms {
  readonly points: PointKind;
  /** Integer in [0, 2^53). */
  readonly seed: number;
  /** Numbers a scenario, at most `pointDimensionsMax`. */
  readonly dimensions: number;
}

/**
 * Uniform numbers of scenarios: a pure function of seed and scenario.
 *
 * Sobol points are scrambled (Owen's nested scrambling); Halton points are moved by one random vector modulo 1.
 *
 * @returns a function that gives shape [dimensions × count], in (0, 1), dimension by dimension
 * @throws InvariantError when the dimensions are too many, or a range is not inside [0, 2^32)
 * @source  shift: R. Cranley, T. Patterson, SIAM J. Numerical Analysis 13 (1976)
 */
export function drawnUniforms({ points, seed, dimensions }: DrawnUniforms): (range: ScenarioRange) => Float64Array {
  assert(
    dimensions >= 1 && dimensions <= pointDimensionsMax[points],
    `${points} points have at most ${pointDimensionsMax[points]} dimensions; have ${dimensions}`,
  );
  const words = [seed % wordSize, Math.floor(seed / wordSize)] as const;
  const fill = fillers[points](words, dimensions);
  return (range) => {
    const { first, count } = range;
    assert(
      Number.isInteger(first) && Number.isInteger(count) && first >= 0 && count > 0 && first + count <= wordSize,
      `scenarios must lie in [0, 2^32); have ${count} from ${first}`,
    );
    const out = new Float64Array(dimensions * count);
    fill(range, out);
    return out;
  };
}

const wordSize = 4294967296; // 2^32

type Fill = (range: ScenarioRange, out: Float64Array) => void;

const fillers: Readonly<Record<PointKind, (seed: readonly [number, number], dimensions: number) => Fill>> = {
  philox:
    (seed, dimensions) =>
    ({ first, count }, out) => {
      // A stream each, so that one dimension more leaves the draws of the others as they are. Two draws share a block.
      const before = first % 2;
      const drawn = new Float64Array(2 * Math.ceil((before + count) / 2));
      for (let stream = 0; stream < dimensions; stream++) {
        kernels().uniforms({ seed, stream: [stream, 0], block: (first - before) / 2 }, drawn);
        out.set(drawn.subarray(before, before + count), stream * count);
      }
    },
  sobol: (seed, dimensions) => {
    const net = sobolNet({ dimensions, numbers: "joe-kuo-6", scrambling: { kind: "nested", seed } });
    return ({ first }, out) => kernels().sobol(net, first, out);
  },
  halton: (seed, dimensions) => {
    const shifts = new Float64Array(2 * Math.ceil(dimensions / 2));
    kernels().uniforms({ seed, stream: [0, 0], block: 0 }, shifts);
    return ({ first, count }, out) => {
      for (let s = 0; s < count; s++) {
        const point = haltonPoint(first + s, dimensions);
        for (let d = 0; d < dimensions; d++) {
          const moved = point[d]! + shifts[d]!;
          const inside = moved >= 1 ? moved - 1 : moved;
          out[d * count + s] = Math.min(Math.max(inside, leastUniform), 1 - leastUniform);
        }
      }
    };
  },
};

/** Half the distance between draws: no point falls on an end, where no quantile is finite. */
const leastUniform = 1.1102230246251565e-16; // 2^-53
