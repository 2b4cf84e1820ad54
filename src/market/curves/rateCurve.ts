import type { Currency } from "../../instruments/money.ts";
import { assert } from "../../numerics/assert.ts";
import { exp } from "../../numerics/exponential.ts";

/** A rate for one term. */
export interface RateNode {
  /** From the curve's time, > 0. */
  readonly years: number;
  /** Continuous, per year; 0.05 is 5 %. May be negative. */
  readonly rate: number;
}

/** What a currency earns until each term. */
export interface RateCurve {
  readonly currency: Currency;
  /** By term, at least one. */
  readonly nodes: readonly RateNode[];
}

/** @throws InvariantError without nodes, or when they are not in order of term and finite */
export function rateCurve(curve: RateCurve): RateCurve {
  assert(curve.nodes.length > 0, "a rate curve needs at least one term");
  curve.nodes.reduce((before, { years, rate }) => {
    assert(years > before && Number.isFinite(years), `terms must rise from above 0; have ${years} after ${before}`);
    assert(Number.isFinite(rate), `a rate must be finite; have ${rate}`);
    return years;
  }, 0);
  return curve;
}

/**
 * Rate until a term. Between nodes ln of the discount factor is a straight line in time, so the forward rate is constant
 * there; before the first and after the last node the rate of that node holds.
 *
 * @param years ≥ 0
 */
export function zeroRate({ nodes }: RateCurve, years: number): number {
  assert(years >= 0 && Number.isFinite(years), `years must not be below 0; have ${years}`);
  const next = nodes.findIndex((node) => node.years >= years);
  if (next === 0) return nodes[0]!.rate;
  if (next < 0) return nodes.at(-1)!.rate;
  const [near, far] = [nodes[next - 1]!, nodes[next]!];
  if (years === far.years) return far.rate;
  const share = (years - near.years) / (far.years - near.years);
  return ((1 - share) * near.rate * near.years + share * far.rate * far.years) / years;
}

/** Value now of one unit of the currency paid after `years`; above 1 when rates are negative. */
export const discountFactor = (curve: RateCurve, years: number): number => exp(-zeroRate(curve, years) * years);
