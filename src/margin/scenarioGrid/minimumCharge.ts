import { type Static, type TObject, Type } from "typebox";
import type { Currency } from "../../instruments/money.ts";
import type { Leg } from "../view.ts";
import type { IndexPrices } from "./indexPrices.ts";

export const minimumProperties = {
  netDeltaMinimum: Type.Number({
    minimum: 0,
    default: 0,
    unit: "share of delta",
    description: "the scenarios of a coin owe at least this on its net delta",
  }),
  hedgedDeltaMinimum: Type.Number({
    minimum: 0,
    default: 0,
    unit: "share of delta",
    description: "and this on the delta of its legs that others hedge",
  }),
  shortOptionMinimum: Type.Number({
    minimum: 0,
    default: 0,
    unit: "share of index notional",
    description: "the scenarios of a coin owe at least this on every option sold",
  }),
};

export type MinimumParameters = Static<TObject<typeof minimumProperties>>;

/** The least that the scenarios of some coins owe together, reporting currency. */
export function minimumOf(
  legs: readonly Leg[],
  coins: readonly Currency[],
  index: IndexPrices,
  { netDeltaMinimum, hedgedDeltaMinimum, shortOptionMinimum }: MinimumParameters,
): number {
  let least = 0;
  for (const coin of coins) {
    let [net, gross, sold] = [0, 0, 0];
    for (const leg of legs) {
      const { instrument } = leg;
      if (!("underlying" in instrument) || instrument.underlying !== coin) continue;
      net += leg.delta;
      gross += Math.abs(leg.delta);
      if ("strike" in instrument) sold += Math.max(0, -index.notionalOf(leg));
    }
    const hedged = (gross - Math.abs(net)) / 2;
    const ofDelta = netDeltaMinimum * Math.abs(net) + hedgedDeltaMinimum * hedged;
    least += Math.max(ofDelta, shortOptionMinimum * sold);
  }
  return least;
}
