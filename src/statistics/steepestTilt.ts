import { assert } from "../numerics/assert.ts";
import type { FactorLaw, LossesOf } from "./factorLaw.ts";
import { normalQuantile } from "./normal.ts";
import type { RareTarget, Tilt } from "./proposal.ts";
import { studentTQuantile } from "./studentT.ts";

/** Half the distance, in standard deviations, over which a slope is taken. */
const slopeStep = 0.1;
/** Where a book without slopes is looked at. */
const farStep = 3;
const distanceMax = 100;

/**
 * Which way a book loses most, by its slopes in each factor, and how far a linear book would have to go.
 *
 * A book without slopes is looked at three standard deviations out along each factor.
 *
 * @returns a first idea of a tilt, right for linear books
 * @cost    2F losses, or 4F + 1
 */
export function steepestTilt(law: FactorLaw, lossesOf: LossesOf, target: RareTarget): Tilt {
  const { factors, degreesOfFreedom: nu } = law;
  const lossesAt = (step: number): Float64Array => {
    const count = 2 * factors + 1;
    const normals = new Float64Array(factors * count);
    for (let f = 0; f < factors; f++) {
      normals[f * count + 2 * f] = step;
      normals[f * count + 2 * f + 1] = -step;
    }
    const losses = lossesOf({ normals, mixing: new Float64Array(count).fill(1) });
    assert(losses.every(Number.isFinite), "losses must be finite");
    return losses;
  };
  const near = lossesAt(slopeStep);
  const now = near[2 * factors]!;
  const slopes = Float64Array.from({ length: factors }, (_, f) => (near[2 * f]! - near[2 * f + 1]!) / (2 * slopeStep));
  const steepness = Math.sqrt(slopes.reduce((total, slope) => total + slope * slope, 0));
  const tail = "level" in target ? 1 - target.level : 0;
  const far = tail === 0 ? farStep : -(nu === null ? normalQuantile(tail) : studentTQuantile(tail, nu));
  if (steepness > 0) {
    const linear = "loss" in target ? (target.loss - now) / steepness : far;
    const distance = Math.min(distanceMax, Math.max(1, linear));
    return { direction: slopes.map((slope) => slope / steepness), distance };
  }
  const losses = lossesAt(farStep).subarray(0, 2 * factors);
  const worst = losses.indexOf(losses.reduce((most, loss) => Math.max(most, loss), Number.NEGATIVE_INFINITY));
  const direction = new Float64Array(factors);
  direction[Math.floor(worst / 2)] = worst % 2 === 0 ? 1 : -1;
  return { direction, distance: far };
}
