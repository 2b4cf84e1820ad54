import { type Static, type TObject, Type } from "typebox";
import { factOf, levelOf, type MarketSnapshot } from "../../market/marketSnapshot.ts";
import type { RiskFactorId } from "../../market/riskFactor.ts";
import { exp } from "../../numerics/exponential.ts";
import { discountRateFact } from "./facts.ts";

const factor = (value: number, unit: string, description: string) =>
  Type.Number({ minimum: 0, default: value, unit, description });

export const discountProperties = {
  longDiscount: factor(0.95, "share of value", "what an expiry worth more than 0 in a scenario counts of its value"),
  longRateMultiple: factor(1, "per rate", "that value is discounted at rate × this + the addition"),
  longRateAddition: factor(0.08, "per year", "added to the rate there"),
  shortMarkup: factor(1.04, "share of value", "what an expiry worth less than 0 counts of its value"),
  shortRateMultiple: factor(0.5, "per rate", "that value grows at rate × this + the addition, at most undone"),
  shortRateAddition: factor(0.08, "per year", "added to the rate there"),
};

export type DiscountParameters = Static<TObject<typeof discountProperties>>;

/** How the options of one expiry count in a scenario, by the sign of what they are worth there. */
export interface StaticDiscount {
  readonly long: number;
  readonly short: number;
}

/** @param years to expiry */
export function staticDiscountOf(
  parameters: DiscountParameters,
  snapshot: MarketSnapshot,
  { rateId, years }: { readonly rateId: RiskFactorId; readonly years: number },
): StaticDiscount {
  const rate = Math.max(0, factOf(snapshot, discountRateFact(rateId), levelOf(snapshot, rateId)));
  const { longDiscount, longRateMultiple, longRateAddition } = parameters;
  const { shortMarkup, shortRateMultiple, shortRateAddition } = parameters;
  return {
    long: longDiscount * exp(-years * (rate * longRateMultiple + longRateAddition)),
    short: Math.min(exp(rate * years), shortMarkup * exp(years * (rate * shortRateMultiple + shortRateAddition))),
  };
}

export const discounted = (value: number, { long, short }: StaticDiscount): number =>
  value * (value > 0 ? long : short);
