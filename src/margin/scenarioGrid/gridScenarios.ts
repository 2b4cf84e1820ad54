import { type Static, type TObject, Type } from "typebox";
import { factOf, levelOf, type MarketSnapshot } from "../../market/marketSnapshot.ts";
import { factorsOf, type RiskFactor, type RiskFactorId } from "../../market/riskFactor.ts";
import { openShare } from "../../market/settlementWindow.ts";
import { yearsBetween } from "../../market/years.ts";
import type { ScenarioSet } from "../../scenarios/scenarioSet.ts";
import { statedScenarios } from "../../scenarios/statedScenarios.ts";
import { type CollateralParameters, coinOf } from "./collateralTable.ts";
import { fixedPartFact } from "./facts.ts";
import type { GridMove, MoveParameters } from "./moves.ts";
import { type SkewParameters, skewedVolatility } from "./skewShock.ts";
import { shockedVolatility, type VolatilityParameters } from "./volatilityShock.ts";

export const priceProperties = {
  futuresInTails: Type.Enum(["move-on", "stop-at-range"], {
    default: "move-on",
    unit: "",
    description: "whether futures and perpetuals go beyond `priceRange` with the options",
  }),
  settlementWindow: Type.Number({
    minimum: 0,
    default: 30,
    unit: "minutes",
    description: "before expiry, where the contract states none: a price that is already averaged moves no more",
  }),
};

type GridParameters = Static<TObject<typeof priceProperties>> &
  MoveParameters &
  VolatilityParameters &
  SkewParameters &
  Pick<CollateralParameters, "collateral">;

/** A price of a contract, or for delivery at an expiry. */
type DeliveryFactor = Extract<RiskFactor, { readonly kind: "mark" | "forward" }>;

const minuteMs = 60_000;

/** The stated moves as levels of every factor. In a skew move prices for delivery stay and only volatilities move. */
export function gridScenarios(
  snapshot: MarketSnapshot,
  moves: readonly GridMove[],
  parameters: GridParameters,
): ScenarioSet {
  const { priceRange, futuresInTails, settlementWindow } = parameters;
  const forwards = forwardsOf(snapshot);
  const clipped = (price: number): number =>
    futuresInTails === "move-on" ? price : 1 + Math.max(-priceRange, Math.min(priceRange, price - 1));
  const averaged = (factor: DeliveryFactor, level: number, price: number): number => {
    if (factor.expiresAt === undefined) return level * price;
    const settlementWindowMs = factor.settlementWindowMs ?? settlementWindow * minuteMs;
    const terms = { expiresAt: factor.expiresAt, settlementWindowMs };
    const fixed = factOf(snapshot, fixedPartFact(factor.id), level * (1 - openShare(terms, snapshot.timestamp)));
    return fixed + (level - fixed) * price;
  };
  const shocked = (factor: RiskFactor, level: number, { block, price, volatility }: GridMove): number => {
    switch (factor.kind) {
      case "mark":
        return averaged(factor, level, clipped(price));
      case "currency":
        return coinOf(parameters, factor.currency) === undefined ? level : level * price;
      case "forward":
        return block === "skew" ? level : averaged(factor, level, price);
      case "volatility": {
        const years = yearsBetween(snapshot.timestamp, factor.expiresAt);
        if (volatility !== "linear-skew" && volatility !== "absolute-skew") {
          return shockedVolatility(level, volatility, years * 365, parameters);
        }
        const forward = levelOf(snapshot, forwards.get(factor.instrumentId)!);
        return skewedVolatility({ level, strike: factor.strike, forward, years }, volatility, parameters);
      }
      case "rate":
      case "funding":
        return level;
    }
  };
  return statedScenarios(snapshot, { scenarios: moves, shocked, statement });
}

const statement = {
  price: "every coin by the same stated share at once",
  basis: "in proportion to spot but for what a settlement window has fixed; a basis charge moves each expiry alone",
  volatility: "up or down by a stated share, more at short expiries",
  skew: "two moves tilt and bend the smile; else each strike keeps its volatility but for the shock",
  rate: "stays; a static discount by expiry stands for it",
  funding: "stays",
};

/** Price factor of each option. */
const forwardsOf = ({ instruments }: MarketSnapshot): ReadonlyMap<string, RiskFactorId> =>
  new Map(instruments.flatMap((row) => ("strike" in row ? [[row.id, factorsOf(row)[0]!.id] as const] : [])));
