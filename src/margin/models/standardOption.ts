/** Each short option by itself, or the largest loss at expiry of all options of that expiry, whichever is less. Source: Derive standard manager. */
import { Type } from "typebox";
import { type Currency, dollarCurrencies } from "../../instruments/money.ts";
import { confidenceOf, levelOf } from "../../market/marketSnapshot.ts";
import { currencyId, factorsOf, markId } from "../../market/riskFactor.ts";
import { success } from "../../numerics/outcome.ts";
import { groupingOf } from "../../risk/grouping.ts";
import { defineMarginModel } from "../marginModel.ts";
import type { ChargePair } from "../scenarioGrid/contingencies.ts";
import { type IndexPrices, indexPrices } from "../scenarioGrid/indexPrices.ts";
import { isListed, listedProperties } from "../scenarioGrid/listedCoins.ts";
import { expiryLoss, netCalls } from "../standardOption/expiryLoss.ts";
import { type ShortOptionParameters, shortOptionCharge, shortOptionProperties } from "../standardOption/shortOption.ts";
import type { HeldGroup, Leg } from "../view.ts";

const rate = (value: number, unit: string, description: string) =>
  Type.Number({ minimum: 0, default: value, unit, description });

const standardOptionSchema = Type.Object(
  {
    ...shortOptionProperties,
    offsets: Type.Enum(["loss-at-expiry", "none"], {
      default: "loss-at-expiry",
      unit: "",
      description: "whether the options of one expiry owe at most what they can lose together at expiry",
    }),
    unpairedInitial: rate(1.2, "share of forward", "initial charge on calls sold beyond those bought, in that loss"),
    unpairedMaintenance: rate(1.1, "share of forward", "maintenance charge on them"),
    futuresInitial: rate(0.065, "share of notional", "initial requirement of futures and perpetuals, gross"),
    futuresMaintenance: rate(0.05, "share of notional", "maintenance requirement of them"),
    futuresInitialPerCoin: rate(
      0,
      "share of notional per coin",
      "added to `futuresInitial` per coin of a contract held",
    ),
    futuresMaintenancePerCoin: rate(0, "share of notional per coin", "added to `futuresMaintenance` per coin of it"),
    confidenceThreshold: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.4,
      unit: "confidence",
      description: "a price feed below it is charged for",
    }),
    confidenceChargeRate: rate(0.4, "share of index notional", "initial charge for a feed without any confidence"),
    pegThreshold: rate(
      0.98,
      "US dollars",
      "below this price of the reporting currency short options and futures owe more",
    ),
    pegChargeRate: rate(1.2, "share of index notional per US dollar", "initial charge per dollar below the threshold"),
    coinFactor: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.1,
      unit: "share of value",
      description: "part of coin collateral that counts for maintenance",
    }),
    coinInitialFactor: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 1,
      unit: "share of that part",
      description: "what of it counts for the initial requirement",
    }),
    dollarFactor: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.95,
      unit: "share of value",
      description: "part of dollars other than the reporting currency that counts",
    }),
    ...listedProperties,
  },
  { additionalProperties: false },
);

export const standardOption = defineMarginModel({
  id: "standard-option",
  version: 1,
  title: "Short options alone or by their loss at expiry",
  source: "Derive v2-core StandardManager as published; Deribit and Bybit standard margin of options",
  claims: { homogeneous: false, subadditive: false },
  parameters: standardOptionSchema,
  lists: isListed,
  collateral({ coinFactor, coinInitialFactor, dollarFactor }, currency) {
    if (dollarCurrencies.includes(currency)) {
      return { scenarioShare: 0, maintenanceHaircut: 1 - dollarFactor, initialHaircut: 1 - dollarFactor };
    }
    return { scenarioShare: 0, maintenanceHaircut: 1 - coinFactor, initialHaircut: 1 - coinFactor * coinInitialFactor };
  },
  prepare(parameters, snapshot, reportingCurrency) {
    const byExpiry = { grouping: groupingOf(snapshot, ["underlying", "expiresAt", "settlementCurrency"]) };
    const prices = indexPrices(snapshot, reportingCurrency);
    if (!prices.ok) return prices;
    const index = prices.value;
    const peg = levelOf(snapshot, currencyId(reportingCurrency));
    const pegRate = Math.max(0, parameters.pegThreshold - peg) * parameters.pegChargeRate;
    const doubtOf = (feeds: readonly string[]): number => {
      const confidence = confidenceOf(snapshot, feeds);
      return confidence < parameters.confidenceThreshold ? (1 - confidence) * parameters.confidenceChargeRate : 0;
    };
    const forwardOf = (leg: Leg): number => levelOf(snapshot, factorsOf(leg.instrument)[0]!.id) * index.perDollar;
    return success({
      needs: [byExpiry],
      componentsOf(view) {
        const options = { initial: 0, maintenance: 0 };
        const futures = { initial: 0, maintenance: 0 };
        let [doubt, depeg] = [0, 0];
        for (const group of view.of(byExpiry)) {
          const sold = soldOf(group, index);
          const shorts = sold.reduce((total, notional) => total + notional, 0);
          // A position that was closed names no strike to look at.
          const held = group.legs.filter((leg) => "strike" in leg.instrument && leg.quantity !== 0);
          if (held.length > 0) {
            const owed = expiryCharge(held, index, forwardOf(held[0]!), parameters);
            options.initial += owed.initial;
            options.maintenance += owed.maintenance;
            const feeds = held.filter(({ quantity }) => quantity !== 0).flatMap(feedsOf);
            doubt += doubtOf(feeds) * shorts;
            depeg += pegRate * shorts;
          }
          for (const leg of group.legs) {
            if (leg.instrument.kind === "cash") {
              if (parameters.coinFactor === 0 || !isCoin(leg, reportingCurrency)) continue;
              doubt += doubtOf([currencyId(leg.instrument.id)]) * Math.abs(leg.base);
            } else if ("underlying" in leg.instrument && !("strike" in leg.instrument)) {
              const notional = Math.abs(index.notionalOf(leg));
              const owed = futureCharge(leg, notional / index.of(leg.instrument.underlying), parameters);
              futures.initial += owed.initial;
              futures.maintenance += owed.maintenance;
              doubt += doubtOf([currencyId(leg.instrument.underlying), markId(leg.instrument.id)]) * notional;
              depeg += pegRate * notional;
            }
          }
        }
        return [
          { id: "options", ...options, note: "what the options lose at worst, and what they are worth now" },
          { id: "futures", ...futures },
          { id: "confidence", initial: doubt, maintenance: 0 },
          { id: "depeg", initial: depeg, maintenance: 0 },
        ];
      },
    });
  },
});

type StandardOptionParameters = ShortOptionParameters & {
  readonly offsets: "loss-at-expiry" | "none";
  readonly unpairedInitial: number;
  readonly unpairedMaintenance: number;
  readonly futuresInitial: number;
  readonly futuresMaintenance: number;
  readonly futuresInitialPerCoin: number;
  readonly futuresMaintenancePerCoin: number;
};

const isCoin = ({ instrument }: Leg, reportingCurrency: Currency): boolean =>
  instrument.id !== reportingCurrency && !dollarCurrencies.includes(instrument.id);

const feedsOf = ({ instrument }: Leg): string[] => [
  ...("underlying" in instrument ? [currencyId(instrument.underlying)] : []),
  ...factorsOf(instrument).flatMap(({ kind, id }) => (kind === "rate" ? [] : [id])),
];

/** Index notional of every short option, reporting currency. */
const soldOf = ({ legs }: HeldGroup, index: IndexPrices): number[] =>
  legs.flatMap((leg) => ("strike" in leg.instrument && leg.quantity < 0 ? [-index.notionalOf(leg)] : []));

function futureCharge(leg: Leg, coins: number, p: StandardOptionParameters): ChargePair {
  const notional = Math.abs(leg.delta);
  return {
    initial: notional * (p.futuresInitial + p.futuresInitialPerCoin * coins),
    maintenance: notional * (p.futuresMaintenance + p.futuresMaintenancePerCoin * coins),
  };
}

/**
 * The options of one expiry: what equity counts of them, and below that what they may cost. A long option is charged in
 * full, so that no premium lends margin.
 */
function expiryCharge(
  legs: readonly Leg[],
  index: IndexPrices,
  forward: number,
  p: StandardOptionParameters,
): ChargePair {
  let [base, initial, maintenance] = [0, 0, 0];
  const options = legs.flatMap((leg) => {
    base += leg.base;
    const { instrument, quantity } = leg;
    if (!("strike" in instrument)) return [];
    const { optionType } = instrument;
    const spot = index.of(instrument.underlying);
    const strike = Number(instrument.strike) * index.perDollar;
    if (quantity < 0) {
      const outOfTheMoney = Math.max(0, optionType === "call" ? strike - spot : spot - strike) / spot;
      const owed = shortOptionCharge(
        { optionType, outOfTheMoney, notional: -index.notionalOf(leg), value: -leg.base },
        p,
      );
      initial += owed.initial;
      maintenance += owed.maintenance;
    }
    return [{ optionType, strike, units: quantity * Number(instrument.contractSize) }];
  });
  if (p.offsets === "loss-at-expiry") {
    const loss = expiryLoss(options);
    const unpaired = forward * Math.max(0, -netCalls(options));
    initial = Math.min(initial, loss + p.unpairedInitial * unpaired);
    maintenance = Math.min(maintenance, loss + p.unpairedMaintenance * unpaired);
  }
  return { initial: base + initial, maintenance: base + maintenance };
}
