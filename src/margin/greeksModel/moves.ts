import { Type } from "typebox";

export const moveProperties = {
  priceDown: Type.Number({
    minimum: 0,
    exclusiveMaximum: 1,
    default: 0.1,
    unit: "share of price",
    description: "furthest fall of a coin over the horizon",
  }),
  priceUp: Type.Number({
    minimum: 0,
    maximum: 10,
    default: 0.1,
    unit: "share of price",
    description: "furthest rise of a coin over the horizon",
  }),
  volatilityDown: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.2,
    unit: "share of volatility",
    description: "furthest fall of a volatility of 30 days; refused where a day's would fall below 0",
  }),
  volatilityUp: Type.Number({
    minimum: 0,
    maximum: 10,
    default: 0.3,
    unit: "share of volatility",
    description: "furthest rise of a volatility of 30 days",
  }),
  vegaPower: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.3,
    unit: "",
    description: "a volatility moves by (30 / days)^this of the move, shorter ones than a day's as a day's",
  }),
  horizonHours: Type.Number({
    minimum: 0,
    maximum: 8760,
    default: 24,
    unit: "hours",
    description: "longest time that passes; an option ages no further than its expiry",
  }),
  crossTerms: Type.Enum(["counted", "left-out"], {
    default: "counted",
    unit: "",
    description: "whether vanna, volga and charm count",
  }),
};
