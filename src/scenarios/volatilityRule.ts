import { exp } from "../numerics/exponential.ts";
import { log } from "../numerics/logarithm.ts";

/**
 * How implied volatility moves where it has no history of its own: every strike alike, by the move of its forward. An
 * assumption, and labelled so wherever a number depends on it.
 */
export interface VolatilityRule {
  /** Log change of volatility per log fall of the forward. */
  readonly volatilityPerFall: number;
  /** Log change of volatility per log rise of the forward. */
  readonly volatilityPerRise: number;
}

/**
 * @param level      volatility today
 * @param forwardNow forward today
 * @param forwards   [S] forward under each scenario
 * @returns          [S] volatility under each scenario
 */
export function ruledVolatility(
  level: number,
  forwardNow: number,
  forwards: Float64Array,
  { volatilityPerFall, volatilityPerRise }: VolatilityRule,
): Float64Array {
  return forwards.map((forward) => {
    const move = log(forward / forwardNow);
    return level * exp(move < 0 ? -volatilityPerFall * move : volatilityPerRise * move);
  });
}

export const ruleSentence = ({ volatilityPerFall, volatilityPerRise }: VolatilityRule): string =>
  `implied volatility ×e^(${volatilityPerFall}·|fall|, ${volatilityPerRise}·rise) of the forward's log move, assumed`;
