import { type Static, type TObject, Type } from "typebox";
import { power } from "../../numerics/power.ts";

export const volatilityProperties = {
  volatilityUp: Type.Number({
    minimum: 0,
    default: 0.5,
    unit: "share of volatility",
    description: "rise of a volatility of 30 days",
  }),
  volatilityDown: Type.Number({
    minimum: 0,
    default: 0.275,
    unit: "share of volatility",
    description: "fall of a volatility of 30 days; nothing falls below 0",
  }),
  volatilityUpFloor: Type.Number({
    minimum: 0,
    default: 0.45,
    unit: "per square root of a year",
    description: "least volatility after a rise",
  }),
  shortVegaPower: Type.Number({
    minimum: 0,
    default: 0.3,
    unit: "",
    description: "up to 30 days a shock counts (30 / days)^this",
  }),
  longVegaPower: Type.Number({
    minimum: 0,
    default: 0.13,
    unit: "",
    description: "the same beyond 30 days",
  }),
  vegaDaysMin: Type.Number({
    minimum: 0,
    default: 1,
    unit: "days",
    description: "shorter expiries are shocked as this one",
  }),
};

export type VolatilityParameters = Static<TObject<typeof volatilityProperties>>;

const pivotDays = 30;

/** A volatility after a move of all volatilities, by time to expiry. @param days to expiry, > 0 */
export function shockedVolatility(
  level: number,
  move: "up" | "none" | "down",
  days: number,
  { volatilityUp, volatilityDown, volatilityUpFloor, shortVegaPower, longVegaPower, vegaDaysMin }: VolatilityParameters,
): number {
  if (move === "none") return level;
  const exponent = days <= pivotDays ? shortVegaPower : longVegaPower;
  const size = power(pivotDays / Math.max(days, vegaDaysMin), exponent);
  if (move === "up") return Math.max(volatilityUpFloor, level * (1 + volatilityUp * size));
  return level * Math.max(0, 1 - volatilityDown * size);
}
