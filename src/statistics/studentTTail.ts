import { assert } from "../numerics/assert.ts";
import { studentTPdf, studentTQuantile } from "./studentT.ts";

/** Student's t law of outcomes by its standard deviation, gains positive, in any one unit. */
export interface StudentTLaw {
  readonly mean: number;
  /** The standard deviation of the outcomes themselves, ≥ 0: not the scale, which is smaller by √((ν − 2)/ν). */
  readonly deviation: number;
  /** ν > 2, so that there is a variance; need not be whole. */
  readonly degreesOfFreedom: number;
}

/**
 * The loss that an outcome of Student's t law exceeds with probability `1 − level`.
 *
 * @param level confidence in (0, 1)
 * @returns     losses positive, in the unit of the law
 * @throws InvariantError when an argument is out of range
 * @source      A. McNeil, R. Frey, P. Embrechts, Quantitative Risk Management, 2nd ed. (2015), example 2.12
 */
export function studentTValueAtRisk(law: StudentTLaw, level: number): number {
  checkLaw(law, level);
  return -law.mean - scaleOf(law) * studentTQuantile(1 - level, law.degreesOfFreedom);
}

/** Mean loss beyond that. As `studentTValueAtRisk`, example 2.15. */
export function studentTExpectedShortfall(law: StudentTLaw, level: number): number {
  checkLaw(law, level);
  const { mean, degreesOfFreedom: nu } = law;
  const quantile = studentTQuantile(1 - level, nu);
  const beyond = (studentTPdf(quantile, nu) / (1 - level)) * ((nu + quantile * quantile) / (nu - 1));
  return -mean + scaleOf(law) * beyond;
}

const scaleOf = ({ deviation, degreesOfFreedom }: StudentTLaw): number =>
  deviation * Math.sqrt((degreesOfFreedom - 2) / degreesOfFreedom);

function checkLaw({ mean, deviation, degreesOfFreedom }: StudentTLaw, level: number): void {
  assert(level > 0 && level < 1, `level must lie in (0, 1); have ${level}`);
  assert(Number.isFinite(mean), `mean must be finite; have ${mean}`);
  assert(deviation >= 0 && Number.isFinite(deviation), `deviation must be finite and ≥ 0; have ${deviation}`);
  const hasVariance = degreesOfFreedom > 2 && Number.isFinite(degreesOfFreedom);
  assert(hasVariance, `degrees of freedom must be finite and above 2; have ${degreesOfFreedom}`);
}
