import { calendarArbitrage, smileArbitrage } from "../../market/surface/arbitrage.ts";
import { type MoneynessRange, type SviSmile, smileAt, smileGrid, wingSlopesOf } from "../../market/surface/smile.ts";
import { exp } from "../../numerics/exponential.ts";
import { hullOf } from "../fit.ts";
import {
  durrlemanAt,
  fromParameters,
  leeBounds,
  type Penalties,
  type Scaled,
  type SlopeBounds,
  toSmile,
  varianceAt,
} from "./sviSearch.ts";

/** A smile that is fitted already. */
export interface Neighbour {
  readonly smile: SviSmile;
  readonly quoted: MoneynessRange;
}

/** The expiry must lie above the one before and below the one after, as far as these are fitted. */
export interface Neighbours {
  readonly before: Neighbour | undefined;
  readonly after: Neighbour | undefined;
}

/** Whether a smile has no butterfly and crosses no neighbour. */
export function isFreeBetween(smile: SviSmile, quoted: MoneynessRange, { before, after }: Neighbours): boolean {
  return (
    smileArbitrage(smile, quoted).isFree &&
    (before === undefined || calendarArbitrage(before.smile, smile, hullOf(before.quoted, quoted)).isFree) &&
    (after === undefined || calendarArbitrage(smile, after.smile, hullOf(after.quoted, quoted)).isFree)
  );
}

/** Wings must be ordered as the expiries are. */
export const slopeBoundsOf = ({ before, after }: Neighbours): SlopeBounds => ({
  least: before === undefined ? leeBounds.least : wingSlopesOf(before.smile, before.quoted),
  most: after === undefined ? leeBounds.most : wingSlopesOf(after.smile, after.quoted),
});

/** How far inside its limit each condition is aimed at, so that a penalty's small give stays within it. */
const durrlemanMargin = 1e-4;
const calendarMargin = 1e-4;
const penaltySteps = 60;

/** Durrleman's function below its margin, densely around the turn and evenly over the quotes and as far again. */
export function butterflyPenalty({ unit, range }: Scaled, stiffness: number): Penalties {
  const reach = (range.to - range.from) / 2;
  const even = Array.from({ length: 2 * penaltySteps + 1 }, (_, step) => {
    return range.from - reach + ((range.to - range.from + 2 * reach) * step) / (2 * penaltySteps);
  });
  const around = Array.from({ length: penaltySteps + 1 }, (_, step) => {
    const far = exp(6 * ((2 * step) / penaltySteps - 1));
    return (far - 1 / far) / 2;
  });
  return {
    count: even.length + around.length,
    write: (curve, out, from) => {
      even.forEach((y, step) => {
        out[from + step] = stiffness * Math.max(0, durrlemanMargin - durrlemanAt(curve, y, unit));
      });
      around.forEach((widths, step) => {
        const lack = durrlemanMargin - durrlemanAt(curve, curve.m + curve.sigma * widths, unit);
        out[from + even.length + step] = stiffness * Math.max(0, lack);
      });
    },
  };
}

interface Beside {
  readonly unit: number;
  readonly quoted: MoneynessRange;
  readonly stiffness: number;
}

/** Volatility on the wrong side of a neighbour's, over the at-the-money one. */
export function calendarPenalties({ before, after }: Neighbours, beside: Beside): Penalties[] {
  const below = before === undefined ? [] : [besidePenalty(before, 1, beside)];
  const above = after === undefined ? [] : [besidePenalty(after, -1, beside)];
  return [...below, ...above];
}

function besidePenalty(neighbour: Neighbour, sign: 1 | -1, { unit, quoted, stiffness }: Beside): Penalties {
  const nodes = smileGrid(neighbour.smile, hullOf(neighbour.quoted, quoted))
    .filter((_, at) => at % 2 === 0)
    .map((k) => ({
      y: k / unit,
      root: (Math.sqrt(smileAt(neighbour.smile, k).w) / unit) * (1 + sign * calendarMargin),
    }));
  return {
    count: nodes.length,
    write: (curve, out, from) => {
      nodes.forEach(({ y, root }, step) => {
        out[from + step] = stiffness * Math.max(0, sign * (root - Math.sqrt(varianceAt(curve, y))));
      });
    },
  };
}

/** The nearest free smile on the straight line to one that is known to be free, and how far along the line it lies. */
export function moveToFree(
  from: readonly number[],
  unit: number,
  { quoted, neighbours }: { readonly quoted: MoneynessRange; readonly neighbours: Neighbours },
): { readonly at: readonly number[]; readonly share: number } {
  const safe = safeCoordinates(from, unit, neighbours);
  const on = (share: number): number[] => from.map((value, each) => value + share * (safe[each]! - value));
  let [low, high] = [0, 1];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (isFreeBetween(toSmile(on(middle), unit), quoted, neighbours)) high = middle;
    else low = middle;
  }
  return { at: on(high), share: high };
}

/**
 * The expiry after, scaled down to this one's level: Durrleman's function is concave in the factor, so it stays free.
 * Else the expiry before, lifted to this one's level. Else a nearly flat smile.
 */
function safeCoordinates(from: readonly number[], unit: number, { before, after }: Neighbours): number[] {
  if (after !== undefined) {
    const { parameters } = after.smile;
    const factor = Math.min(1 - calendarMargin, (unit * unit) / smileAt(after.smile, 0).w);
    return fromParameters({ ...parameters, a: parameters.a * factor, b: parameters.b * factor }, unit);
  }
  if (before !== undefined) {
    const { parameters } = before.smile;
    const lift = Math.max(0, unit * unit - smileAt(before.smile, 0).w);
    return fromParameters({ ...parameters, a: parameters.a + lift }, unit);
  }
  return [Math.max(1, from[0]!), 0.05, 0.05, 0, 0];
}
