import { exp } from "../../numerics/exponential.ts";
import { log } from "../../numerics/logarithm.ts";
import type { ParameterEstimate } from "./parameterEstimator.ts";

/** Where a parameter can lie by its meaning, ends not included; infinite where it has none. */
export interface ParameterRange {
  readonly lower: number;
  readonly upper: number;
}

export const everywhere: ParameterRange = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
export const aboveZero: ParameterRange = { lower: 0, upper: Number.POSITIVE_INFINITY };
export const share: ParameterRange = { lower: 0, upper: 1 };

const [level, deviations] = [0.95, 1.959963984540054];

/**
 * A 95 % interval by a standard error, symmetric on the scale on which the parameter has no bounds: its own, the logarithm
 * of its distance from a lower bound, or the logit between two. It never leaves the range.
 *
 * @param error standard error on the parameter's own scale, by the delta method on the other; null for none
 * @param range with no bound, a lower one, or both
 * @returns     null without an error, for a value on a bound, and where an end is beyond all numbers
 * @source      W. Meeker, L. Escobar, Statistical Methods for Reliability Data (1998), chapter 8
 */
export function rangeInterval(
  value: number,
  error: number | null,
  { lower, upper }: ParameterRange,
): ParameterEstimate["interval"] {
  if (error === null || !(value > lower && value < upper)) return null;
  const wide = deviations * error;
  const ends = endsOf(value, wide, { lower, upper });
  return ends.every(Number.isFinite) ? { lower: ends[0], upper: ends[1], level } : null;
}

function endsOf(value: number, wide: number, { lower, upper }: ParameterRange): [number, number] {
  if (lower === Number.NEGATIVE_INFINITY) return [value - wide, value + wide];
  const above = value - lower;
  if (upper === Number.POSITIVE_INFINITY) {
    const factor = exp(wide / above);
    return [lower + above / factor, lower + above * factor];
  }
  const below = upper - value;
  const logit = log(above / below);
  const reach = (wide * (upper - lower)) / (above * below);
  const at = (place: number): number => lower + (upper - lower) / (1 + exp(-place));
  return [at(logit - reach), at(logit + reach)];
}
