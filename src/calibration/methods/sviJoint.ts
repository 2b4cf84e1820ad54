import type { MoneynessRange } from "../../market/surface/smile.ts";
import { exp } from "../../numerics/exponential.ts";
import { leastSquares } from "../../numerics/leastSquares.ts";
import { hullOf } from "../fit.ts";
import { boxOf, coordinateScales, curveOf, durrlemanAt, type Scaled, varianceAt } from "./sviSearch.ts";

/** One expiry of the joint search. */
export interface JointSlice {
  readonly quoted: MoneynessRange;
  readonly scale: Scaled;
}

const size = 5;
const evenSteps = 60;
const turnSteps = 24;
const wingSteps = 16;
/** Calendar order is asked for out to e⁴ = 55 widths of the quotes, and of the wing slopes beyond. */
const wingReachLog = 4;
/** How far inside its limit each condition is aimed at, so that a penalty's small give stays within it. */
const margin = 1e-4;

/**
 * All expiries at once: residuals of every quote, and penalties on Durrleman's function of each expiry, on crossing the
 * next and on a wing steeper than the next one's. Quotes hardly say how steep far wings are, so that here each expiry
 * gives way where it costs least; one after another, the first fitted dictates to all others.
 *
 * @param starts search coordinates of each expiry
 * @returns the same, penalties met up to what they give
 */
export function jointSearch(
  slices: readonly JointSlice[],
  starts: readonly (readonly number[])[],
  stiffness: number,
): { readonly at: readonly (readonly number[])[]; readonly iterations: number; readonly converged: boolean } {
  const boxes = slices.map(({ scale }) => boxOf(scale));
  const blocks = [...slices.map((slice, at) => ownBlock(slice, at, stiffness)), ...pairBlocks(slices, stiffness)].map(
    remembering,
  );
  const lower = boxes.flatMap((box) => box.lower);
  const upper = boxes.flatMap((box) => box.upper);
  const fit = leastSquares({
    count: blocks.reduce((total, { count }) => total + count, 0),
    residuals: (parameters, out) => {
      let row = 0;
      for (const { count, write } of blocks) {
        write(parameters, out, row);
        row += count;
      }
    },
    start: starts.flat().map((value, at) => Math.min(upper[at]!, Math.max(lower[at]!, value))),
    lower,
    upper,
    scales: slices.flatMap(() => coordinateScales),
    iterationsMax: 100,
  });
  const at = slices.map((_, each) => Array.from(fit.parameters.subarray(size * each, size * (each + 1))));
  return { at, iterations: fit.iterations, converged: fit.converged };
}

interface Block {
  /** The coordinates that it depends on: from this one up to, not including, that one. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly write: (at: Float64Array, out: Float64Array, row: number) => void;
}

/** A derivative moves one expiry: the blocks of the others need not be computed again. */
function remembering({ from, to, count, write }: Block): Block {
  const kept = new Float64Array(count);
  const last = new Float64Array(to - from).fill(Number.NaN);
  const isKnown = (at: Float64Array): boolean => {
    for (let each = from; each < to; each++) if (at[each] !== last[each - from]) return false;
    return true;
  };
  return {
    from,
    to,
    count,
    write: (at, out, row) => {
      if (!isKnown(at)) {
        write(at, kept, 0);
        last.set(at.subarray(from, to));
      }
      out.set(kept, row);
    },
  };
}

/** Quotes, and Durrleman's function where it matters. */
function ownBlock({ scale }: JointSlice, each: number, stiffness: number): Block {
  const { places, volatilities, roots, range, unit, ridge } = scale;
  const reach = (range.to - range.from) / 2;
  const even = Array.from({ length: evenSteps + 1 }, (_, step) => {
    return range.from - reach + ((range.to - range.from + 2 * reach) * step) / evenSteps;
  });
  const around = Array.from({ length: turnSteps + 1 }, (_, step) => {
    const far = exp(5 * ((2 * step) / turnSteps - 1));
    return (far - 1 / far) / 2;
  });
  return {
    from: size * each,
    to: size * (each + 1),
    count: places.length + even.length + around.length + 1,
    write: (at, out, first) => {
      const curve = curveOf(at, size * each);
      const { m, sigma } = curve;
      let row = first;
      places.forEach((y, quote) => {
        out[row++] = roots[quote]! * (Math.sqrt(varianceAt(curve, y)) - volatilities[quote]!);
      });
      for (const y of even) out[row++] = stiffness * Math.max(0, margin - durrlemanAt(curve, y, unit));
      for (const widths of around) {
        out[row++] = stiffness * Math.max(0, margin - durrlemanAt(curve, m + sigma * widths, unit));
      }
      // Few quotes leave m open; nothing else is pulled here, the start came with its own ridge.
      out[row] = ridge * m;
    },
  };
}

function pairBlocks(slices: readonly JointSlice[], stiffness: number): Block[] {
  return slices.slice(1).map((far, each): Block => {
    const near = slices[each]!;
    const [early, late] = [near.scale.unit, far.scale.unit];
    const nodes = calendarNodes(hullOf(near.quoted, far.quoted));
    return {
      from: size * each,
      to: size * (each + 2),
      count: nodes.length + 2,
      write: (at, out, first) => {
        const [before, after] = [size * each, size * (each + 1)];
        const [nearer, farther] = [curveOf(at, before), curveOf(at, after)];
        let row = first;
        for (const k of nodes) {
          const below = early * Math.sqrt(varianceAt(nearer, k / early));
          const above = late * Math.sqrt(varianceAt(farther, k / late));
          out[row++] = (stiffness * Math.max(0, below * (1 + margin) - above)) / late;
        }
        for (const wing of [1, 2]) {
          const [below, above] = [at[before + wing]! * Math.sqrt(early), at[after + wing]! * Math.sqrt(late)];
          out[row++] = (stiffness * Math.max(0, below * (1 + margin) - above)) / Math.sqrt(late);
        }
      },
    };
  });
}

/** Evenly over the quotes and as far again, then ever wider. */
function calendarNodes({ from, to }: MoneynessRange): number[] {
  const width = Math.max(to - from, 1e-9);
  const nodes = Array.from({ length: evenSteps + 1 }, (_, step) => from - width / 2 + (2 * width * step) / evenSteps);
  for (let step = 1; step <= wingSteps; step++) {
    const out = width * (exp(wingReachLog * (step / wingSteps)) - 0.5);
    nodes.push(from - out, to + out);
  }
  return nodes;
}
