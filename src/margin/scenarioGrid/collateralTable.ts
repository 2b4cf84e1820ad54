import { type Static, type TObject, Type } from "typebox";
import { type Currency, dollarCurrencies } from "../../instruments/money.ts";
import type { CollateralTreatment } from "../collateral.ts";

const share = Type.Number({ minimum: 0, maximum: 1 });

export const collateralProperties = {
  collateral: Type.Array(Type.Tuple([Type.String(), Type.String(), share, share, share]), {
    default: [],
    unit: "currency, what it moves with, share that moves, maintenance haircut, initial haircut",
    description: "currencies that count in their own way; a token of staked coins moves with its coin",
  }),
  otherCollateral: Type.Tuple([share, share, share], {
    default: [1, 0, 0],
    unit: "share that moves, maintenance haircut, initial haircut",
    description: "every other currency; a coin moves with itself, a dollar with none",
  }),
};

export type CollateralParameters = Static<TObject<typeof collateralProperties>>;

export function collateralTreatment(
  { collateral, otherCollateral }: CollateralParameters,
  currency: Currency,
): CollateralTreatment {
  const own = collateral.find(([id]) => id === currency);
  const [scenarioShare, maintenanceHaircut, initialHaircut] =
    own === undefined ? otherCollateral : ([own[2], own[3], own[4]] as const);
  return { scenarioShare, maintenanceHaircut, initialHaircut };
}

/** The coin whose price a currency moves with; `undefined` for a dollar, which stays. */
export function coinOf(
  { collateral }: Pick<CollateralParameters, "collateral">,
  currency: Currency,
): Currency | undefined {
  const [, coin = currency] = collateral.find(([id]) => id === currency) ?? [];
  return dollarCurrencies.includes(coin) ? undefined : coin;
}
