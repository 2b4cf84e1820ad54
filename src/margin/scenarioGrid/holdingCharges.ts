import { type Static, type TObject, Type } from "typebox";
import type { Leg } from "../view.ts";
import type { IndexPrices } from "./indexPrices.ts";

export const holdingProperties = {
  fundingHours: Type.Number({
    minimum: 0,
    default: 0,
    unit: "hours",
    description: "expected funding of the account over this time, where it pays",
  }),
  closeFeeRate: Type.Number({
    minimum: 0,
    default: 0,
    unit: "share of index notional",
    description: "fee of closing every contract held",
  }),
};

export type HoldingParameters = Static<TObject<typeof holdingProperties>>;

const hoursPerYear = 365 * 24;

/** Reporting currency, ≥ 0; what one contract receives pays for another. */
export function fundingProvision(legs: readonly Leg[], { fundingHours }: HoldingParameters): number {
  let carry = 0;
  for (const leg of legs) carry += leg.carry;
  return carry < 0 ? (-carry * fundingHours) / hoursPerYear : 0;
}

/** Reporting currency, ≥ 0. */
export function closeFees(legs: readonly Leg[], index: IndexPrices, { closeFeeRate }: HoldingParameters): number {
  let notional = 0;
  if (closeFeeRate > 0) for (const leg of legs) notional += Math.abs(index.notionalOf(leg));
  return closeFeeRate * notional;
}
