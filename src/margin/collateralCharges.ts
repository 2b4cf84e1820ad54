import type { Currency } from "../instruments/money.ts";
import { FailureError } from "../numerics/outcome.ts";
import { marginalSum } from "./amountTiers.ts";
import { type CollateralTreatment, canBeOwed } from "./collateral.ts";
import type { Component } from "./component.ts";
import type { Leg, View } from "./view.ts";

interface Pair {
  initial: number;
  maintenance: number;
}

/** A holding whose value counts in part, and what is left of it after its own terms. */
interface Counted {
  readonly treatment: CollateralTreatment;
  readonly initial: number;
  readonly maintenance: number;
}

/**
 * What of the value in equity does not count, and what an amount owed costs: by currency its haircut or discount tiers, its
 * cap, its share of the whole, and last the charge on what is borrowed. The share is taken of what the haircuts and caps
 * left of every currency held.
 *
 * @throws FailureError when a coin is owed for which there is no charge
 */
export function collateralCharges(
  view: View,
  treatments: readonly CollateralTreatment[],
  reportingCurrency: Currency,
): Component[] {
  const [haircut, cap, concentration, borrowed] = [0, 1, 2, 3].map(
    (): Pair => ({ initial: 0, maintenance: 0 }),
  ) as Four;
  const held: Counted[] = [];
  for (const leg of view.legs) {
    const treatment = treatments[leg.row]!;
    checkOwed(leg, treatment, reportingCurrency);
    const owed = Math.max(0, -leg.base);
    borrowed.initial += owed * (treatment.borrowed?.initial ?? 0);
    borrowed.maintenance += owed * (treatment.borrowed?.maintenance ?? 0);
    const value = Math.max(0, leg.base);
    const [initial, maintenance] = [partsOf(leg, treatment, "initial"), partsOf(leg, treatment, "maintenance")];
    haircut.initial += value * initial.cut;
    haircut.maintenance += value * maintenance.cut;
    cap.initial += value * initial.capped;
    cap.maintenance += value * maintenance.capped;
    if (leg.instrument.kind !== "cash") continue;
    const left = (cut: Parts): number => value * (1 - cut.cut - cut.capped);
    held.push({ treatment, initial: left(initial), maintenance: left(maintenance) });
  }
  for (const key of ["initial", "maintenance"] as const) concentration[key] = concentrated(held, key);
  return [
    { id: "haircut", ...haircut },
    { id: "collateral-cap", ...cap },
    { id: "collateral-concentration", ...concentration },
    { id: "borrowed", ...borrowed },
  ];
}

type Four = [Pair, Pair, Pair, Pair];
type Key = keyof Pair;

/** Shares of a holding's value that do not count, by haircut or tiers and by its cap. */
interface Parts {
  readonly cut: number;
  readonly capped: number;
}

function partsOf(leg: Leg, treatment: CollateralTreatment, key: Key): Parts {
  const { quantity } = leg;
  const { discounts, amountMax = Number.POSITIVE_INFINITY, initialOnly = false } = treatment;
  if (key === "maintenance" && initialOnly) {
    const { cut, capped } = partsOf(leg, treatment, "initial");
    // Never more than the initial requirement loses.
    return { cut: Math.min(treatment.maintenanceHaircut, cut + capped), capped: 0 };
  }
  const flat = key === "initial" ? treatment.initialHaircut : treatment.maintenanceHaircut;
  if (quantity <= 0) return { cut: flat, capped: 0 };
  const below = Math.min(quantity, amountMax);
  const counted = discounts === undefined ? below * (1 - flat) : countedOf(discounts, below);
  // Without terms by amount the share is the flat one to the bit.
  const cut = discounts === undefined && below === quantity ? flat : (below - counted) / quantity;
  return { cut, capped: (quantity - below) / quantity };
}

/** Beyond the last tier nothing counts. */
function countedOf(discounts: NonNullable<CollateralTreatment["discounts"]>, amount: number): number {
  return marginalSum(discounts, Math.min(amount, discounts.at(-1)?.upTo ?? 0))!;
}

/** What single currencies are beyond their share of the whole. */
function concentrated(held: readonly Counted[], key: Key): number {
  const total = held.reduce((sum, one) => sum + one[key], 0);
  let beyond = 0;
  for (const { treatment, ...left } of held) {
    const { shareMax = 1, initialOnly = false } = treatment;
    if (initialOnly && key === "maintenance") continue;
    if (shareMax < 1) beyond += Math.max(0, left[key] - shareMax * total);
  }
  return beyond;
}

/** A coin owed rises against the account; where nothing charges that, the account is refused. */
function checkOwed({ instrument, exact }: Leg, treatment: CollateralTreatment, reportingCurrency: Currency): void {
  if (instrument.kind !== "cash" || exact.units >= 0n) return;
  if (canBeOwed(treatment, instrument.id, reportingCurrency)) return;
  throw new FailureError({
    code: "unsupported",
    path: `balance of ${instrument.id}`,
    message: `the balance of ${instrument.id} is negative, and these rules have no charge for a coin owed`,
    hint: `repay it, or state what it costs: borrowed, in the collateral of a model file`,
  });
}
