import type { RiskFactorId } from "../../market/riskFactor.ts";

/** Name of the fact that states a yearly rate which discounts in scenarios though options are valued without it. */
export const discountRateFact = (rateId: RiskFactorId): string => `discount-rate:${rateId}`;

/** Name of the fact that states how much of a price for delivery is already averaged and moves no more, quote currency. */
export const fixedPartFact = (priceId: RiskFactorId): string => `fixed-part:${priceId}`;
