import type { Currency } from "../../instruments/money.ts";
import { assert } from "../../numerics/assert.ts";
import { exp } from "../../numerics/exponential.ts";
import { log } from "../../numerics/logarithm.ts";

/** Price for delivery at one time. */
export interface ForwardNode {
  readonly expiresAt: number;
  /** From the curve's time, > 0. */
  readonly years: number;
  /** Quote currency, > 0. */
  readonly forward: number;
}

/** Prices of one underlying for delivery now and at each expiry. */
export interface ForwardCurve {
  readonly underlying: Currency;
  readonly quoteCurrency: Currency;
  /** Milliseconds UTC. */
  readonly timestamp: number;
  /** The index, quote currency, > 0. */
  readonly spot: number;
  /** By expiry, at least one. */
  readonly nodes: readonly ForwardNode[];
}

/** @throws InvariantError without nodes, when they are not in order of expiry, or a price is not above 0 */
export function forwardCurve(curve: ForwardCurve): ForwardCurve {
  assert(curve.nodes.length > 0, "a forward curve needs at least one expiry");
  assert(curve.spot > 0 && Number.isFinite(curve.spot), `spot must be above 0; have ${curve.spot}`);
  curve.nodes.reduce((before, { years, forward }) => {
    assert(years > before && Number.isFinite(years), `expiries must rise from above 0; have ${years} after ${before}`);
    assert(forward > 0 && Number.isFinite(forward), `a forward must be above 0; have ${forward}`);
    return years;
  }, 0);
  return curve;
}

/**
 * Price for delivery after `years`: ln F is a straight line in time between spot and the expiries, and the carry of the
 * last interval goes on after them.
 *
 * @param years ≥ 0
 */
export function forwardPrice(curve: ForwardCurve, years: number): number {
  assert(years >= 0 && Number.isFinite(years), `years must not be below 0; have ${years}`);
  const points = [{ years: 0, forward: curve.spot }, ...curve.nodes];
  const found = points.findIndex((point) => point.years >= years);
  const at = found < 0 ? points.length - 1 : found;
  if (points[at]!.years === years) return points[at]!.forward;
  const [near, far] = [points[at - 1]!, points[at]!];
  const share = (years - near.years) / (far.years - near.years);
  return near.forward * exp(share * log(far.forward / near.forward));
}

/** Forward less spot, quote currency. */
export const basis = (curve: ForwardCurve, years: number): number => forwardPrice(curve, years) - curve.spot;

/**
 * What holding the underlying until then earns less what it costs, continuous per year: ln(F/S)/T.
 *
 * @param years > 0
 */
export function carryRate(curve: ForwardCurve, years: number): number {
  assert(years > 0, `years must be above 0; have ${years}`);
  return log(forwardPrice(curve, years) / curve.spot) / years;
}
