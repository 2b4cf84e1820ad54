import { assert } from "../../numerics/assert.ts";
import { exp } from "../../numerics/exponential.ts";
import { normalCdf, normalPdf } from "../../statistics/normal.ts";
import type { OptionTerms } from "../valuations/valuation.ts";
import type { OptionValues } from "./black76.ts";

/**
 * Discounted value when the price itself is normal, so that it may fall below 0.
 *
 * @param normalVolatility price units per square root of a year, ≥ 0
 * @returns same unit as the forward, ≥ 0; the discounted intrinsic value when σ√T is 0
 * @throws InvariantError when the volatility or the years are below 0
 * @source L. Bachelier, Théorie de la spéculation (1900)
 */
export function bachelierValue(
  { optionType, forward, strike, years, rate = 0 }: OptionTerms,
  normalVolatility: number,
): number {
  assert(normalVolatility >= 0 && years >= 0, "volatility and years must not be below 0");
  const ahead = optionType === "call" ? forward - strike : strike - forward;
  const deviation = normalVolatility * Math.sqrt(years);
  const intrinsic = Math.max(0, ahead);
  const discount = exp(-rate * years);
  if (deviation === 0) return discount * intrinsic;
  // Beyond intrinsic both options of a pair are worth what the one out of the money is.
  const far = -Math.abs(ahead) / deviation;
  return discount * (intrinsic + Math.max(0, deviation * (far * normalCdf(far) + normalPdf(far))));
}

/**
 * Value and closed-form derivatives, the volatility ones to the normal volatility. As `bachelierValue`.
 *
 * @returns at σ√T = 0 the derivatives of the discounted intrinsic value
 */
export function bachelier(option: OptionTerms, normalVolatility: number): OptionValues {
  const value = bachelierValue(option, normalVolatility);
  const { optionType, forward, strike, years, rate = 0 } = option;
  const sign = optionType === "call" ? 1 : -1;
  const discount = exp(-rate * years);
  const root = Math.sqrt(years);
  const deviation = normalVolatility * root;
  const rho = -years * value;
  if (deviation === 0) {
    const delta = sign * (forward - strike) > 0 ? sign * discount : 0;
    const [theta, charm] = [rate * value, rate * delta];
    return { value, delta, gamma: 0, vega: 0, theta, rho, vanna: 0, volga: 0, charm, dualDelta: -delta };
  }
  const d = (forward - strike) / deviation;
  const density = discount * normalPdf(d);
  const delta = sign * discount * normalCdf(sign * d);
  return {
    value,
    delta,
    gamma: density / deviation,
    vega: density * root,
    theta: rate * value - (density * deviation) / (2 * years),
    rho,
    vanna: (-density * d) / normalVolatility,
    volga: (density * root * d * d) / normalVolatility,
    charm: rate * delta + (density * d) / (2 * years),
    dualDelta: -delta,
  };
}
