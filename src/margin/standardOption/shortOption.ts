import { type Static, type TObject, Type } from "typebox";
import type { ChargePair } from "../scenarioGrid/contingencies.ts";

const share = (value: number, unit: string, description: string) =>
  Type.Number({ minimum: 0, default: value, unit, description });

export const shortOptionProperties = {
  shortInitial: share(0.15, "share of index", "initial requirement of a short option at the money, beside its value"),
  shortInitialMin: share(0.1, "share of index", "least of it, far out of the money"),
  callMaintenance: share(0.075, "share of index", "maintenance requirement of a short call, beside its value"),
  putMaintenance: share(0.075, "share of index", "the same of a short put"),
  callMaintenanceOfValue: share(0, "share of value", "where more, the maintenance of a short call is this instead"),
  putMaintenanceOfValue: share(0.075, "share of value", "the same of a short put"),
  callInitialOfMaintenance: share(0, "share of maintenance", "least initial requirement of a short call"),
  putInitialOfMaintenance: share(1.05, "share of maintenance", "the same of a short put"),
  closeFee: share(0, "share of index", "fee of closing a short option, part of the maintenance"),
};

export type ShortOptionParameters = Static<TObject<typeof shortOptionProperties>>;

/** A short option by itself, reporting currency. */
export interface ShortOption {
  readonly optionType: "call" | "put";
  /** Index over strike and units sold: how far out of the money, share of the index, ≥ 0. */
  readonly outOfTheMoney: number;
  /** Index value of what is sold, > 0. */
  readonly notional: number;
  /** What buying it back costs, ≥ 0. */
  readonly value: number;
}

/** What a short option owes by itself, its value included. */
export function shortOptionCharge(
  { optionType, outOfTheMoney, notional, value }: ShortOption,
  p: ShortOptionParameters,
): ChargePair {
  const isCall = optionType === "call";
  const ofIndex = (isCall ? p.callMaintenance : p.putMaintenance) * notional;
  const ofValue = (isCall ? p.callMaintenanceOfValue : p.putMaintenanceOfValue) * value;
  const maintenance = Math.max(ofIndex, ofValue) + value + p.closeFee * notional;
  const initial = Math.max(p.shortInitialMin, p.shortInitial - outOfTheMoney) * notional + value;
  const least = (isCall ? p.callInitialOfMaintenance : p.putInitialOfMaintenance) * maintenance;
  return { initial: Math.max(initial, least), maintenance };
}
