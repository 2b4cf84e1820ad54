import { type Currency, dollarCurrencies } from "../instruments/money.ts";
import type { AmountTier } from "./amountTiers.ts";

/** How one currency counts as collateral. Our own models use a share of 1 without haircut, or of 0 with one. */
export interface CollateralTreatment {
  /** Share of the holding that moves with its conversion in scenarios, 0…1. */
  readonly scenarioShare: number;
  /** Share of a positive holding's value that does not count, 0…1. */
  readonly maintenanceHaircut: number;
  readonly initialHaircut: number;
  /** What counts of the amount held, tier by tier, in units of the currency; beyond the last tier nothing. Replaces both haircuts. */
  readonly discounts?: readonly AmountTier[];
  /** Most of it that counts, units of the currency. */
  readonly amountMax?: number;
  /** Most that it may be of all collateral that counts, 0…1. */
  readonly shareMax?: number;
  /** Discounts, `amountMax` and `shareMax` bear on the initial requirement alone. */
  readonly initialOnly?: boolean;
  /** A coin: in scenarios the holding makes good what the contracts on that coin lose, and does nothing else. */
  readonly offsets?: Currency;
  /** Charge on an amount owed, shares of its value. Absent: a coin that no scenario moves may not be owed. */
  readonly borrowed?: { readonly maintenance: number; readonly initial: number };
}

/** @param reportingCurrency what the charges are counted in */
export type CollateralOf = (currency: Currency, reportingCurrency: Currency) => CollateralTreatment;

/** Whether a currency is a dollar to somebody who counts in dollars; to one who counts in a coin it moves as any other. */
export const isDollarOf = (currency: Currency, reportingCurrency: Currency): boolean =>
  dollarCurrencies.includes(currency) && dollarCurrencies.includes(reportingCurrency);

/** Moves wholly with its price in scenarios and is not cut besides: charging both would charge twice. */
export const inScenarios: CollateralTreatment = { scenarioShare: 1, maintenanceHaircut: 0, initialHaircut: 0 };

/** What of a holding moves in scenarios: what lies above its cap counts as nothing and loses nothing. */
export const movingQuantity = (quantity: number, { scenarioShare, amountMax }: CollateralTreatment): number =>
  scenarioShare * (amountMax === undefined ? quantity : Math.min(quantity, amountMax));

/** What the charges are counted in is worth what it says, held or owed. */
export const asReported = (treatment: CollateralTreatment): CollateralTreatment => ({
  scenarioShare: treatment.scenarioShare,
  maintenanceHaircut: 0,
  initialHaircut: 0,
  borrowed: { maintenance: 0, initial: 0 },
});

/** Whether an amount owed has a charge: stated, by scenarios, or as a dollar among dollars, which equity counts one for one. */
export const canBeOwed = (
  { borrowed, scenarioShare }: CollateralTreatment,
  currency: Currency,
  reportingCurrency: Currency,
): boolean => borrowed !== undefined || scenarioShare > 0 || isDollarOf(currency, reportingCurrency);
