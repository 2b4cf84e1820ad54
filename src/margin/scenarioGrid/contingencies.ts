import { type Static, type TObject, Type } from "typebox";
import { dollarCurrencies } from "../../instruments/money.ts";
import type { HeldGroup, Leg } from "../view.ts";
import type { IndexPrices } from "./indexPrices.ts";

const share = (value: number, unit: string, description: string) =>
  Type.Number({ minimum: 0, default: value, unit, description });

export const contingencyProperties = {
  futuresMaintenance: share(0.015, "share of index notional", "charge on every future and perpetual, gross"),
  futuresInitialAddition: share(0.005, "share of index notional", "added to it in the initial requirement"),
  nakedShortMaintenance: share(
    0.003,
    "share of index notional",
    "charge on options sold at a strike beyond those bought there, calls and puts together",
  ),
  nakedShortInitialAddition: share(0.002, "share of index notional", "added to it in the initial requirement"),
  coinMaintenance: share(0, "share of value", "charge on coins held as collateral, beside their haircut"),
  coinInitialAddition: share(0, "share of value", "added to it in the initial requirement"),
};

export type ContingencyParameters = Static<TObject<typeof contingencyProperties>>;

/** Two requirements of one charge. */
export interface ChargePair {
  readonly initial: number;
  readonly maintenance: number;
}

const pairOf = (notional: number, maintenance: number, addition: number): ChargePair => ({
  initial: notional * (maintenance + addition),
  maintenance: notional * maintenance,
});

const isFuture = ({ instrument }: Leg): boolean => "contractSize" in instrument && !("strike" in instrument);

/** Index notional of futures and perpetuals, gross, reporting currency. */
export function futuresNotional(legs: readonly Leg[], index: IndexPrices): number {
  let notional = 0;
  for (const leg of legs) if (isFuture(leg)) notional += Math.abs(index.notionalOf(leg));
  return notional;
}

export const futuresCharge = (legs: readonly Leg[], index: IndexPrices, p: ContingencyParameters): ChargePair =>
  pairOf(futuresNotional(legs, index), p.futuresMaintenance, p.futuresInitialAddition);

/** @param strikes the legs by underlying, expiry and strike */
export function nakedShortCharge(
  strikes: readonly HeldGroup[],
  index: IndexPrices,
  p: ContingencyParameters,
): ChargePair {
  let notional = 0;
  for (const { legs } of strikes) {
    let net = 0;
    for (const leg of legs) if ("strike" in leg.instrument) net += index.notionalOf(leg);
    notional += Math.max(0, -net);
  }
  return pairOf(notional, p.nakedShortMaintenance, p.nakedShortInitialAddition);
}

export function coinCharge(
  legs: readonly Leg[],
  index: IndexPrices,
  reportingCurrency: string,
  p: ContingencyParameters,
): ChargePair {
  let notional = 0;
  if (p.coinMaintenance !== 0 || p.coinInitialAddition !== 0) {
    for (const { instrument, quantity } of legs) {
      const isCoin = instrument.kind === "cash" && !dollarCurrencies.includes(instrument.id);
      if (isCoin && instrument.id !== reportingCurrency) notional += Math.max(0, quantity) * index.of(instrument.id);
    }
  }
  return pairOf(notional, p.coinMaintenance, p.coinInitialAddition);
}
