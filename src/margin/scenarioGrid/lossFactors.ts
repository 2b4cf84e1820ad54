import { type Static, type TObject, Type } from "typebox";
import type { Component } from "../component.ts";

export const lossFactorProperties = {
  initialLossFactor: Type.Number({
    minimum: 0,
    default: 1,
    unit: "share of worst loss",
    description: "initial requirement of the worst scenario",
  }),
  maintenanceLossFactor: Type.Number({
    minimum: 0,
    default: 0.8,
    unit: "share of worst loss",
    description: "maintenance requirement of the worst scenario",
  }),
  addedCharges: Type.Enum(["outside-loss-factors", "inside-loss-factors"], {
    default: "outside-loss-factors",
    unit: "",
    description:
      "whether the charges beside the scenarios, but for doubt of prices, are multiplied by the loss factors too",
  }),
  pegThreshold: Type.Number({
    minimum: 0,
    default: 0.98,
    unit: "US dollars",
    description: "below this price of the reporting currency the initial loss factor rises",
  }),
  pegLossFactor: Type.Number({
    minimum: 0,
    default: 2,
    unit: "per US dollar",
    description: "rise of the initial loss factor per dollar below the threshold",
  }),
  scanStep: Type.Number({
    minimum: 0,
    default: 0,
    unit: "reporting currency",
    description: "the worst loss is rounded to the nearest of these steps; 0 leaves it",
  }),
};

export type LossFactorParameters = Static<TObject<typeof lossFactorProperties>>;

export interface LossFactors {
  readonly initial: number;
  readonly maintenance: number;
}

/** @param peg value of the reporting currency, US dollars */
export function lossFactorsOf(parameters: LossFactorParameters, peg: number): LossFactors {
  const { initialLossFactor, maintenanceLossFactor, pegThreshold, pegLossFactor } = parameters;
  return {
    initial: initialLossFactor + Math.max(0, pegThreshold - peg) * pegLossFactor,
    maintenance: maintenanceLossFactor,
  };
}

/** A charge beside the scenarios, with the loss factors where the parameters say so. */
export function addedCharge(
  id: string,
  { initial, maintenance }: { readonly initial: number; readonly maintenance: number },
  { addedCharges }: LossFactorParameters,
  factors: LossFactors,
): Component {
  if (addedCharges === "outside-loss-factors") return { id, initial, maintenance };
  return { id, initial: initial * factors.initial, maintenance: maintenance * factors.maintenance };
}

export const roundedTo = (value: number, step: number): number =>
  step === 0 ? value : Math.round(value / step) * step;
