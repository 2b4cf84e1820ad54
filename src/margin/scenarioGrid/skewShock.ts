import { type Static, type TObject, Type } from "typebox";
import { log } from "../../numerics/logarithm.ts";

const skewNumber = (value: number, unit: string, description: string) =>
  Type.Number({ default: value, unit, description });

export const skewProperties = {
  linearSkewCap: skewNumber(0.15, "share of volatility", "greatest change of a volatility when the smile tilts"),
  linearSkewCapPerRoot: skewNumber(
    -0.05,
    "per square root of a year",
    "added to it per √T; a cap below 0 turns the tilt around",
  ),
  absoluteSkewCap: skewNumber(0.15, "share of volatility", "greatest change of a volatility when both wings bend"),
  absoluteSkewCapPerRoot: skewNumber(-0.05, "per square root of a year", "added to it per √T"),
  skewMoneynessMin: Type.Number({
    exclusiveMinimum: 0,
    default: 0.01,
    unit: "log-moneyness",
    description: "least log-moneyness at which a cap is reached",
  }),
  skewWidth: Type.Number({
    minimum: 0,
    default: 4,
    unit: "standard deviations",
    description: "distance from the forward at which a cap is reached",
  }),
  skewVolatility: skewNumber(0.6, "per square root of a year", "volatility that measures that distance"),
  skewVolatilityPerRoot: skewNumber(-0.1, "per square root of a year", "added to it per √T"),
};

export type SkewParameters = Static<TObject<typeof skewProperties>>;

/** What a skew move does to one option's volatility. */
export interface SkewedOption {
  /** Per square root of a year. */
  readonly level: number;
  readonly strike: number;
  readonly forward: number;
  readonly years: number;
}

/** A volatility after the smile tilts, or bends at both wings: the change grows with log-moneyness up to a cap. */
export function skewedVolatility(
  { level, strike, forward, years }: SkewedOption,
  move: "linear-skew" | "absolute-skew",
  parameters: SkewParameters,
): number {
  const root = Math.sqrt(years);
  const isLinear = move === "linear-skew";
  const cap = isLinear
    ? parameters.linearSkewCap + parameters.linearSkewCapPerRoot * root
    : parameters.absoluteSkewCap + parameters.absoluteSkewCapPerRoot * root;
  const deviation = root * (parameters.skewVolatility + parameters.skewVolatilityPerRoot * root);
  const reach = Math.max(parameters.skewMoneynessMin, parameters.skewWidth * deviation);
  const moneyness = strike > 0 ? log(strike / forward) : -Number.MAX_VALUE;
  const tilt = ((isLinear ? moneyness : Math.abs(moneyness)) * cap) / reach;
  // Not a symmetric clip: with a cap below 0 the two sides swap, and the source keeps them as they are.
  const change = isLinear && moneyness < 0 ? Math.max(-cap, tilt) : Math.min(cap, tilt);
  return level * Math.max(0, 1 + change);
}
