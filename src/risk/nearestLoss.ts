import { assert } from "../numerics/assert.ts";

/** P&L as a function of a few independent standard numbers. */
export interface NearestLossProblem {
  readonly dimensions: number;
  /** P&L, gains +, of points [K×D] one after the other. */
  readonly pnlOf: (points: Float64Array) => Float64Array;
  /** The loss to reach, > 0. */
  readonly loss: number;
  /** No point further out than this is looked at. */
  readonly distanceMax: number;
}

export interface NearestLoss {
  /** [D] */
  readonly point: Float64Array;
  /** Its length. */
  readonly distance: number;
  /** P&L there: −loss within one part in a million. */
  readonly pnl: number;
  /** Searches that ended on a point of the loss, of those begun. */
  readonly reached: number;
  readonly starts: number;
}

/** Where the loss cannot be reached: the most that was lost anywhere the searches came. */
export interface Unreached {
  readonly worstPnl: number;
  readonly starts: number;
}

const iterationsMax = 80;
/** Of the loss: a point is on its level. */
const onLevel = 1e-6;
/** Of a deviation: a step is none. */
const still = 1e-6;
/** Half the distance of the two points of a slope, in deviations: P&L of options is smooth at that scale. */
const slopeStep = 1e-4;
const shrinkings = [1, 0.5, 0.25, 0.1, 0.03, 0.01];

/**
 * The point nearest to the origin at which a loss is reached, from several starts at once: the iteration for the design
 * point of structural reliability, each step cut until it improves on distance and miss together.
 *
 * A linear P&L takes one step. Where P&L is curved, every start ends at a nearest point of its own region, and the nearest
 * of all is returned; a nearer one that no start leads to cannot be ruled out.
 *
 * @returns the point, or what the searches came to where none reached the loss
 * @throws InvariantError when the loss or the distance is not positive
 * @cost    3 + 4D starts × iterations × (2D + 7) valuations
 * @source  R. Rackwitz, B. Fiessler, Structural reliability under combined random load sequences, Computers & Structures 9
 *          (1978); merit function: Y. Zhang, A. Der Kiureghian, Two improved algorithms for reliability analysis (1995)
 */
export function nearestLoss(problem: NearestLossProblem): NearestLoss | Unreached {
  const { dimensions, loss, distanceMax, pnlOf } = problem;
  assert(loss > 0 && distanceMax > 0 && dimensions > 0, "a loss, a distance and a dimension must be positive");
  const starts = startsOf(dimensions, distanceMax);
  const atStarts = pnlOf(Float64Array.from(starts.flatMap((point) => [...point])));
  let worstPnl = Math.min(...atStarts);
  let best: NearestLoss | undefined;
  let reached = 0;
  for (const start of starts) {
    const found = searchFrom(problem, start);
    worstPnl = Math.min(worstPnl, found.pnl);
    if (!found.isReached) continue;
    reached += 1;
    const distance = lengthOf(found.point);
    if (best === undefined || distance < best.distance) {
      best = { point: found.point, distance, pnl: found.pnl, reached, starts: starts.length };
    }
  }
  return best === undefined ? { worstPnl, starts: starts.length } : { ...best, reached };
}

interface Searched {
  readonly point: Float64Array;
  readonly pnl: number;
  readonly isReached: boolean;
}

function searchFrom({ dimensions, pnlOf, loss, distanceMax }: NearestLossProblem, start: Float64Array): Searched {
  let point = start;
  let [pnl, slope] = sloped(pnlOf, point, dimensions);
  let penalty = 0;
  for (let turn = 0; turn < iterationsMax; turn++) {
    const squares = dot(slope, slope);
    if (!(squares > 0) || !Number.isFinite(squares)) break;
    const miss = pnl + loss;
    const share = (dot(slope, point) - miss) / squares;
    const step = slope.map((one, d) => share * one - point[d]!);
    const size = lengthOf(step);
    if (size <= still && Math.abs(miss) <= onLevel * loss) return { point, pnl, isReached: true };
    // Above the length over the slope a step to the level always improves.
    penalty = Math.max(penalty, (2 * lengthOf(point) + 1) / Math.sqrt(squares));
    const merit = 0.5 * dot(point, point) + penalty * Math.abs(miss);
    const tries = shrinkings.map((shrunk) =>
      inside(
        point.map((one, d) => one + shrunk * step[d]!),
        distanceMax,
      ),
    );
    const pnls = pnlOf(Float64Array.from(tries.flatMap((one) => [...one])));
    let at = tries.findIndex((one, k) => 0.5 * dot(one, one) + penalty * Math.abs(pnls[k]! + loss) < merit);
    if (at < 0) {
      // No step improves: an end if the level is met, and the last try is as good as any to go on from.
      if (Math.abs(miss) <= onLevel * loss && size <= 100 * Math.sqrt(still)) return { point, pnl, isReached: true };
      at = tries.length - 1;
    }
    const next = tries[at]!;
    const moved = lengthOf(next.map((one, d) => one - point[d]!));
    point = next;
    [pnl, slope] = sloped(pnlOf, point, dimensions);
    if (moved <= still * 1e-3) break;
  }
  const isReached = Math.abs(pnl + loss) <= onLevel * loss && lengthOf(point) < distanceMax * (1 - 1e-9);
  return { point, pnl, isReached };
}

/** P&L at a point and its slope by differences about it. */
function sloped(
  pnlOf: NearestLossProblem["pnlOf"],
  point: Float64Array,
  dimensions: number,
): [pnl: number, slope: Float64Array] {
  const points = new Float64Array((2 * dimensions + 1) * dimensions);
  for (let k = 0; k <= 2 * dimensions; k++) points.set(point, k * dimensions);
  for (let d = 0; d < dimensions; d++) {
    points[(2 * d + 1) * dimensions + d]! += slopeStep;
    points[(2 * d + 2) * dimensions + d]! -= slopeStep;
  }
  const values = pnlOf(points);
  const slope = Float64Array.from(
    { length: dimensions },
    (_, d) => (values[2 * d + 1]! - values[2 * d + 2]!) / (2 * slopeStep),
  );
  return [values[0]!, slope];
}

/** The middle, each direction alone, near and far, and all together up and down. */
function startsOf(dimensions: number, distanceMax: number): Float64Array[] {
  const starts = [new Float64Array(dimensions)];
  const reach = Math.min(3, distanceMax / 2);
  for (let d = 0; d < dimensions; d++) {
    for (const size of [reach, -reach, 0.3 * reach, -0.3 * reach]) {
      const start = new Float64Array(dimensions);
      start[d] = size;
      starts.push(start);
    }
  }
  const together = reach / Math.sqrt(dimensions);
  starts.push(new Float64Array(dimensions).fill(together), new Float64Array(dimensions).fill(-together));
  return starts;
}

function inside(point: Float64Array, distanceMax: number): Float64Array {
  const length = lengthOf(point);
  return length <= distanceMax ? point : point.map((one) => (one * distanceMax) / length);
}

function dot(one: Float64Array, other: Float64Array): number {
  let total = 0;
  for (let d = 0; d < one.length; d++) total += one[d]! * other[d]!;
  return total;
}

const lengthOf = (point: Float64Array): number => Math.sqrt(dot(point, point));
