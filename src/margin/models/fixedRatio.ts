/** A fixed share of gross notional, the oldest rule there is. Source: initial and maintenance margin of futures brokers. */
import { Type } from "typebox";
import { failed, success } from "../../numerics/outcome.ts";
import { groupingOf } from "../../risk/grouping.ts";
import { isDollarOf } from "../collateral.ts";
import { defineMarginModel } from "../marginModel.ts";

const fixedRatioSchema = Type.Object(
  {
    initialRatio: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      default: 0.1,
      unit: "share of notional",
      description: "initial margin per unit of gross notional; 0.1 allows a leverage of 10",
    }),
    maintenanceRatio: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      default: 0.05,
      unit: "share of notional",
      description: "maintenance margin per unit of gross notional",
    }),
    collateralHaircut: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.1,
      unit: "share of value",
      description: "part of coin collateral outside the reporting currency that does not count",
    }),
    stablecoinHaircut: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.01,
      unit: "share of value",
      description: "the same for USD, USDT and USDC outside the reporting currency",
    }),
  },
  { additionalProperties: false },
);

const optionNote = "options count by their delta: blind to gamma and to volatility";

export const fixedRatio = defineMarginModel({
  id: "fixed-ratio",
  version: 3,
  title: "Fixed ratio of notional",
  source: "J. Hull, Options, Futures, and Other Derivatives, 9th ed., section 2.4",
  claims: { homogeneous: true, subadditive: true },
  parameters: fixedRatioSchema,
  alongWith: ({ initialRatio, maintenanceRatio }, name, value) =>
    name === "initialRatio" ? { maintenanceRatio: maintenanceRatio * (value / initialRatio) } : {},
  collateral({ initialRatio, maintenanceRatio, collateralHaircut, stablecoinHaircut }, currency, reportingCurrency) {
    const isDollar = isDollarOf(currency, reportingCurrency);
    const haircut = isDollar ? stablecoinHaircut : collateralHaircut;
    // A coin owed is a coin sold short, and owes what a position does.
    const borrowed = isDollar
      ? { initial: stablecoinHaircut, maintenance: stablecoinHaircut }
      : { initial: initialRatio, maintenance: maintenanceRatio };
    return { scenarioShare: 0, initialHaircut: haircut, maintenanceHaircut: haircut, borrowed };
  },
  prepare({ initialRatio, maintenanceRatio }, snapshot) {
    if (maintenanceRatio > initialRatio) {
      const message = `maintenanceRatio ${maintenanceRatio} exceeds initialRatio ${initialRatio}`;
      return failed({ code: "invalid", path: "maintenanceRatio", message, hint: "maintenance is at most initial" });
    }
    const perUnderlying = { grouping: groupingOf(snapshot, ["underlying"]) };
    return success({
      needs: [perUnderlying],
      componentsOf: (view) =>
        view.of(perUnderlying).map(({ index, legs }) => {
          let notional = 0; // gross: a long and a short of one coin both count
          for (const leg of legs) notional += Math.abs(leg.delta);
          const underlying = perUnderlying.grouping.keys[index]?.underlying ?? "cash";
          return {
            id: `notional ${underlying}`,
            initial: initialRatio * notional,
            maintenance: maintenanceRatio * notional,
            ...(legs.some((leg) => "strike" in leg.instrument) ? { note: optionNote } : {}),
          };
        }),
    });
  },
});
