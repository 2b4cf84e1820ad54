import { assert } from "../../numerics/assert.ts";
import { exp } from "../../numerics/exponential.ts";

/** What a perpetual is expected to charge, from its rate now to the one it goes back to. */
export interface FundingCurve {
  /** The perpetual, in ccxt form. */
  readonly market: string;
  /** Milliseconds UTC. */
  readonly timestamp: number;
  /** Per year and unit of notional; longs pay shorts when above 0. */
  readonly now: number;
  /** The rate that it goes back to, per year. */
  readonly longRun: number;
  /** Time in which half of the distance to `longRun` is gone, years, > 0. */
  readonly halfLifeYears: number;
}

/** Rate expected after `years`, per year. */
export function fundingRate({ now, longRun, halfLifeYears }: FundingCurve, years: number): number {
  assert(years >= 0 && halfLifeYears > 0, "years must not be below 0 and the half-life above 0");
  return longRun + (now - longRun) * exp((-Math.LN2 * years) / halfLifeYears);
}

/**
 * Funding that a long is expected to pay from now to `years`, per unit of notional: the area under `fundingRate`. Negative
 * when it is received.
 */
export function fundingPaid({ now, longRun, halfLifeYears }: FundingCurve, years: number): number {
  assert(years >= 0 && halfLifeYears > 0, "years must not be below 0 and the half-life above 0");
  const memory = halfLifeYears / Math.LN2;
  return longRun * years + (now - longRun) * memory * (1 - exp(-years / memory));
}

/** The mean rate until then, per year. @param years > 0 */
export const meanFundingRate = (curve: FundingCurve, years: number): number => fundingPaid(curve, years) / years;
