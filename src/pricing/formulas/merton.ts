import { assert } from "../../numerics/assert.ts";
import { exp } from "../../numerics/exponential.ts";
import type { OptionTerms } from "../valuations/valuation.ts";
import { black76Value } from "./black76.ts";

/** Normal jumps of the log price on top of a diffusion. */
export interface MertonParameters {
  /** Diffusion, per square root of a year, > 0. */
  readonly volatility: number;
  /** Jumps a year, ≥ 0. */
  readonly intensity: number;
  /** Mean log jump. */
  readonly jumpMean: number;
  /** Deviation of the log jump, ≥ 0. */
  readonly jumpDeviation: number;
}

/** Poisson weight below which the rest of the series is left out. */
const weightMin = 1e-18;

/**
 * Undiscounted value: Black-76 given the number of jumps, weighted by how likely that number is. The forward is kept:
 * the drift takes back what jumps add on average.
 *
 * @throws InvariantError when a parameter is out of range or more than 100 jumps are to be expected
 * @cost   about intensity × years + 10√ of it + 20 evaluations of Black-76
 * @source R. Merton, Option pricing when underlying stock returns are discontinuous, J. Financial Economics 3 (1976)
 */
export function mertonValue(option: OptionTerms, parameters: MertonParameters): number {
  const { volatility, intensity, jumpMean, jumpDeviation } = parameters;
  const { forward, years } = option;
  assert(volatility > 0 && intensity >= 0 && jumpDeviation >= 0, "a Merton parameter is out of range");
  const expected = intensity * years;
  assert(expected <= 100, `more than 100 jumps to be expected: ${expected}`);
  const halfSquare = 0.5 * jumpDeviation * jumpDeviation;
  const compensation = -expected * (exp(jumpMean + halfSquare) - 1);
  let weight = exp(-expected);
  let total = 0;
  for (let jumps = 0; jumps <= expected || weight > weightMin; jumps++) {
    const given = {
      ...option,
      forward: forward * exp(compensation + jumps * (jumpMean + halfSquare)),
      volatility: Math.sqrt(volatility * volatility + (jumps * jumpDeviation * jumpDeviation) / years),
      rate: 0,
    };
    total += weight * black76Value(given);
    weight *= expected / (jumps + 1);
  }
  return total;
}
