import { assert } from "../../numerics/assert.ts";
import { normalCdf, normalPdf } from "../../statistics/normal.ts";
import type { OptionTerms } from "../valuations/valuation.ts";

/**
 * Undiscounted value when the price itself is normal, so that it may fall below 0.
 *
 * @param normalVolatility price units per square root of a year, ≥ 0
 * @source L. Bachelier, Théorie de la spéculation (1900)
 */
export function bachelierValue({ optionType, forward, strike, years }: OptionTerms, normalVolatility: number): number {
  assert(normalVolatility >= 0 && years >= 0, "volatility and years must not be below 0");
  const ahead = optionType === "call" ? forward - strike : strike - forward;
  const deviation = normalVolatility * Math.sqrt(years);
  if (deviation === 0) return Math.max(0, ahead);
  const d = ahead / deviation;
  return Math.max(0, ahead * normalCdf(d) + deviation * normalPdf(d));
}
