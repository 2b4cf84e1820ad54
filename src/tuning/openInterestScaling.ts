import { assert } from "../numerics/assert.ts";
import { exp } from "../numerics/exponential.ts";
import { log } from "../numerics/logarithm.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { type CloseOutTerms, closeOutCost } from "./bracketTable.ts";

export interface OpenInterestTerms extends CloseOutTerms {
  /** Asked while open interest is low, in (0, 1). */
  readonly baseRatio: number;
  /** Of the open interest that has to be closed out at once, in (0, 1]: stated, for no history shows it. */
  readonly closedShare: number;
}

/** An initial ratio that rises from its base at the floor to the whole notional at the cap; quote currency. */
export interface OpenInterestScaling {
  readonly floor: number;
  readonly cap: number;
  /** What is asked for, and what the close-out costs, at open interests from the floor to the cap. */
  readonly points: readonly { readonly openInterest: number; readonly asked: number; readonly cost: number }[];
}

const gridSize = 4000;
const pointsShown = 9;

/**
 * The flattest line from the base ratio up that nowhere asks for less than the close-out of the stated share of the open
 * interest costs.
 *
 * cost(x) = q √(days/horizon) + Y σ √(share·x/ADV) bends downwards where it starts, so a line through it would fall short;
 * this one starts where the cost meets the base and is as steep as the steepest chord from there.
 *
 * @param losses as `closeOutCost`
 * @returns      `unsupported` where already the smallest close-out costs more than the base ratio; floor and cap are
 *               rounded down to three digits
 * @throws InvariantError when a term is out of range
 * @cost         4,000 evaluations of the cost
 * @source       the form of the ratio: dYdX v4, perpetuals module, liquidity tiers
 */
export function openInterestScaling(
  losses: readonly Float64Array[],
  terms: OpenInterestTerms,
): Outcome<OpenInterestScaling> {
  const { baseRatio, closedShare, level } = terms;
  assert(baseRatio > 0 && baseRatio < 1, `a base ratio must lie in (0, 1); have ${baseRatio}`);
  assert(closedShare > 0 && closedShare <= 1, `a share must lie in (0, 1]; have ${closedShare}`);
  const found = closeOutCost(losses, terms);
  if (!found.ok) return found;
  const costAt = (openInterest: number): number => found.value(closedShare * openInterest).ratio;
  const [move, volume] = [costAt(0), terms.depth.dailyVolume];
  if (move >= baseRatio) {
    const message = `the move at ${level} alone is ${Number(move.toPrecision(4))}, a base ratio of ${baseRatio} does not cover it`;
    return failed({
      code: "unsupported",
      path: "baseRatio",
      message,
      hint: "raise the base ratio, or lower the target",
    });
  }
  // The cost passes every bound as the size grows: √size in the move alone does.
  let beyond = volume;
  while (costAt(beyond) < 1) beyond *= 2;
  const floor = roundedDown(crossing(costAt, baseRatio, beyond));
  const steepest = gridOf(floor, beyond).reduce(
    (most, x) => Math.max(most, (Math.min(1, costAt(x)) - baseRatio) / (x - floor)),
    0,
  );
  const cap = roundedDown(floor + (1 - baseRatio) / steepest);
  const asked = (x: number): number =>
    Math.min(1, baseRatio + ((1 - baseRatio) * Math.max(0, x - floor)) / (cap - floor));
  const points = Array.from({ length: pointsShown }, (_, k) => {
    const openInterest = floor + ((cap - floor) * k) / (pointsShown - 1);
    return { openInterest, asked: asked(openInterest), cost: Math.min(1, costAt(openInterest)) };
  });
  return success({ floor, cap, points });
}

/** The largest size whose cost is at most a ratio, by bisection. */
function crossing(costAt: (size: number) => number, ratio: number, beyond: number): number {
  let [low, high] = [0, beyond];
  for (let step = 0; step < 100; step++) {
    const middle = 0.5 * (low + high);
    if (costAt(middle) <= ratio) low = middle;
    else high = middle;
  }
  return low;
}

/** Sizes above the floor, the nearest so near that the first chord is the slope there. */
function gridOf(floor: number, beyond: number): number[] {
  const [near, far] = [log(1e-6 * floor), log(beyond - floor)];
  return Array.from({ length: gridSize }, (_, k) => floor + exp(near + ((far - near) * k) / (gridSize - 1)));
}

/** To three digits; by text, because a power of ten by multiplication misses it. */
function roundedDown(value: number): number {
  const nearest = value.toExponential(2);
  if (Number(nearest) <= value) return Number(nearest);
  const [, exponent] = nearest.split("e") as [string, string];
  return Number((Number(nearest) - Number(`1e${Number(exponent) - 2}`)).toPrecision(3));
}
