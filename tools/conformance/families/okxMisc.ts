/** Parts of OKX's portfolio margin and collateral rules, as published examples state them. */
import { type AmountTier, continuedTiers, marginalSum } from "../../../src/margin/amountTiers.ts";
import { riskUnitMaintenance } from "../../../src/margin/okxRiskUnit.ts";
import type { CalculationFamily } from "../family.ts";

const file = "okx-collateral-misc";
const tiersOf = (value: unknown): AmountTier[] =>
  (value as readonly (readonly [number, number])[]).map(([upTo, rate]) => ({ upTo, rate }));

export const okxDepegFamily: CalculationFamily = {
  id: "okx stablecoin charge",
  file,
  ids: /^okx-mr9/,
  isFormula: true,
  calculate: (inputs) => ({ mr9: marginalSum(tiersOf(inputs.value("tiers")), inputs.number("hedgedUsd")) }),
};

export const okxDiscountFamily: CalculationFamily = {
  id: "okx discount tiers",
  file,
  ids: /^okx-discount/,
  isFormula: true,
  calculate(inputs) {
    const steps = inputs.value("then") as { readonly every: number; readonly rateStep: number };
    const tiers = continuedTiers(tiersOf(inputs.value("tiersUpTo")), steps, 28);
    const [before, last] = [tiers[26]!, tiers[27]!];
    return { rateAtTier27: before.rate, tier27Upper: before.upTo, rateAtTier28: last.rate, tier28Upper: last.upTo };
  },
};

export const okxRiskUnitFamily: CalculationFamily = {
  id: "okx risk unit",
  file,
  ids: /^okx-mmr/,
  isFormula: true,
  calculate: (inputs) => ({
    mmr: riskUnitMaintenance({
      grid: inputs.number("MR1"),
      timeDecay: inputs.number("MR2"),
      termStructure: inputs.number("MR3"),
      basis: inputs.number("MR4"),
      interestRate: inputs.number("MR5"),
      extremeMove: inputs.number("MR6"),
      minimum: inputs.number("MR7"),
    }),
  }),
};
