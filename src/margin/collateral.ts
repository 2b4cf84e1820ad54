import type { Currency } from "../instruments/money.ts";

/** How one currency counts as collateral. Our own models use a share of 1 without haircut, or of 0 with one. */
export interface CollateralTreatment {
  /** Share of the holding that moves with its conversion in scenarios, 0…1. */
  readonly scenarioShare: number;
  /** Share of a positive holding's value that does not count, 0…1. */
  readonly maintenanceHaircut: number;
  readonly initialHaircut: number;
}

export type CollateralOf = (currency: Currency) => CollateralTreatment;

/** Moves wholly with its price in scenarios and is not cut besides: charging both would charge twice. */
export const inScenarios: CollateralTreatment = { scenarioShare: 1, maintenanceHaircut: 0, initialHaircut: 0 };
