import { assert } from "../numerics/assert.ts";
import { normalPdf, normalQuantile } from "./normal.ts";

/** A normal law of outcomes, gains positive, in any one unit. */
export interface NormalLaw {
  readonly mean: number;
  /** ≥ 0. */
  readonly deviation: number;
}

/**
 * The loss that a normal outcome exceeds with probability `1 − level`.
 *
 * @param level confidence in (0, 1)
 * @returns     losses positive, in the unit of the law
 * @throws InvariantError when an argument is out of range
 * @source      A. McNeil, R. Frey, P. Embrechts, Quantitative Risk Management, 2nd ed. (2015), example 2.11
 */
export function normalValueAtRisk({ mean, deviation }: NormalLaw, level: number): number {
  checkLaw({ mean, deviation }, level);
  return -mean - deviation * normalQuantile(1 - level);
}

/** Mean loss beyond that. As `normalValueAtRisk`, example 2.14. */
export function normalExpectedShortfall({ mean, deviation }: NormalLaw, level: number): number {
  checkLaw({ mean, deviation }, level);
  return -mean + (deviation * normalPdf(normalQuantile(1 - level))) / (1 - level);
}

function checkLaw({ mean, deviation }: NormalLaw, level: number): void {
  assert(level > 0 && level < 1, `level must lie in (0, 1); have ${level}`);
  assert(Number.isFinite(mean), `mean must be finite; have ${mean}`);
  assert(deviation >= 0 && Number.isFinite(deviation), `deviation must be finite and ≥ 0; have ${deviation}`);
}
