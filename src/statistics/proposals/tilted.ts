import { assert } from "../../numerics/assert.ts";
import { normalQuantile } from "../normal.ts";
import type { Tilt } from "../proposal.ts";
import type { RandomStream } from "../randomStream.ts";

/** Writes normals that are independent but for a shift along a direction, that one's part driven by `along`. */
export function drawShifted(
  random: RandomStream,
  { direction, distance }: Tilt,
  along: number,
  normals: Float64Array,
): void {
  let part = 0;
  for (let f = 0; f < direction.length; f++) {
    normals[f] = random.nextNormal();
    part += direction[f]! * normals[f]!;
  }
  const change = distance + normalQuantile(along) - part;
  for (let f = 0; f < direction.length; f++) normals[f]! += change * direction[f]!;
}

/** The part of a point along a direction. */
export function alongOf(direction: Float64Array, point: Float64Array): number {
  let total = 0;
  for (let f = 0; f < direction.length; f++) total += direction[f]! * point[f]!;
  return total;
}

export function assertTilt({ direction, distance }: Tilt, factors: number): void {
  assert(direction.length === factors, `a direction of ${factors} factors is needed; have ${direction.length}`);
  const length = Math.sqrt(direction.reduce((total, one) => total + one * one, 0));
  assert(Math.abs(length - 1) < 1e-9, `a direction must have length 1; have ${length}`);
  assert(Number.isFinite(distance), `a distance must be finite; have ${distance}`);
}
