/** The worst of bounded moves of price, volatility and time, by Taylor expansion. Source: delta-gamma approximation, RiskMetrics. */
import { Type } from "typebox";
import type { Currency } from "../../instruments/money.ts";
import { failed, success } from "../../numerics/outcome.ts";
import { unitValues } from "../../risk/unitValues.ts";
import { tenorShare } from "../../scenarios/volatilityMoves.ts";
import { inScenarios, isDollarOf } from "../collateral.ts";
import type { Component } from "../component.ts";
import { countedBalances } from "../greeksModel/countedBalances.ts";
import { moveScenarios } from "../greeksModel/moveScenarios.ts";
import { moveProperties } from "../greeksModel/moves.ts";
import { partsNote } from "../greeksModel/partsNote.ts";
import { rowExpansions } from "../greeksModel/rowExpansions.ts";
import { optionNotionals, shortOptionMinimums, shortOptionProperties } from "../greeksModel/shortOptions.ts";
import { ExpansionSum, worstMove } from "../greeksModel/worstMove.ts";
import { defineMarginModel } from "../marginModel.ts";
import { fundingCharge } from "../tailCharge.ts";
import type { View } from "../view.ts";

const hoursOfYear = 8760;

export const greeks = defineMarginModel({
  id: "greeks",
  version: 1,
  title: "Worst move by delta, gamma, vega and theta",
  source:
    "J.P. Morgan/Reuters, RiskMetrics Technical Document, 4th ed. (1996), chapter 6; P. Glasserman, Monte Carlo Methods in Financial Engineering (2004), chapter 9",
  claims: { homogeneous: true, subadditive: true },
  parameters: Type.Object(
    {
      ...moveProperties,
      ...shortOptionProperties,
      maintenanceRatio: Type.Number({
        exclusiveMinimum: 0,
        maximum: 1,
        default: 0.75,
        unit: "share of initial",
        description: "maintenance requirement per unit of initial requirement",
      }),
      stablecoinHaircut: Type.Number({
        minimum: 0,
        maximum: 1,
        default: 0.01,
        unit: "share of value",
        description: "part of USD, USDT and USDC outside the reporting currency that does not count, held or owed",
      }),
    },
    { additionalProperties: false },
  ),
  collateral({ stablecoinHaircut }, currency, reportingCurrency) {
    if (!isDollarOf(currency, reportingCurrency)) return inScenarios;
    const haircut = { initial: stablecoinHaircut, maintenance: stablecoinHaircut };
    return {
      scenarioShare: 0,
      initialHaircut: stablecoinHaircut,
      maintenanceHaircut: stablecoinHaircut,
      borrowed: haircut,
    };
  },
  prepare(parameters, snapshot, reportingCurrency) {
    const { volatilityDown, vegaPower, horizonHours, crossTerms, maintenanceRatio } = parameters;
    const largestFall = volatilityDown * tenorShare(0, vegaPower);
    if (largestFall > 1) {
      const message = `a fall of ${volatilityDown} at 30 days is one of ${largestFall.toFixed(2)} at a day: below 0`;
      return failed({ code: "invalid", path: "volatilityDown", message, hint: "lower it, or lower vegaPower" });
    }
    const horizonYears = horizonHours / hoursOfYear;
    const units = unitValues(snapshot, reportingCurrency);
    const expansions = rowExpansions(snapshot, reportingCurrency, { vegaPower, horizonYears, crossTerms });
    const notionals = optionNotionals(snapshot, units);
    const balances = countedBalances(snapshot, reportingCurrency);
    const sumsOf = (view: View): ReadonlyMap<Currency, ExpansionSum> => {
      const values = balances.valuesOf(view);
      const sums = new Map<Currency, ExpansionSum>();
      for (const { row, instrument, quantity } of view.legs) {
        const held = instrument.kind === "cash" ? (values.get(instrument.id) ?? 0) / units.conversion[row]! : quantity;
        for (const expansion of expansions[row]!) {
          const sum = sums.get(expansion.coin) ?? new ExpansionSum();
          sums.set(expansion.coin, sum);
          sum.add(expansion, held);
        }
      }
      return sums;
    };
    const worstOf = (coin: Currency, sum: ExpansionSum): Component => {
      const found = worstMove(sum, parameters);
      // A move that no Greek answers to is none.
      const worst = sum.vega === 0 && sum.vanna === 0 && sum.volga === 0 ? { ...found, volatility: 0 } : found;
      const elapsedYears = worst.time * horizonYears;
      const scenarios = moveScenarios(snapshot, { coin, moves: [worst], elapsedYears, vegaPower });
      const loss = Math.max(0, -worst.pnl);
      return {
        id: `worst-move ${coin}`,
        initial: loss,
        maintenance: maintenanceRatio * loss,
        note: `${partsNote(sum, worst, scenarios.scenarios[0]!.label)} ${reportingCurrency}`,
        outcomes: Float64Array.of(worst.pnl),
        scenarios,
      };
    };
    const componentsOf = (view: View): Component[] => {
      const sums = sumsOf(view);
      const charges = [...sums].flatMap(([coin, sum]) => (sum.isZero() ? [] : [worstOf(coin, sum)]));
      for (const [coin, least] of shortOptionMinimums(view.legs, notionals, parameters)) {
        const id = `worst-move ${coin}`;
        const missing = Math.max(0, least - (charges.find((one) => one.id === id)?.initial ?? 0));
        charges.push({
          id: `minimum ${coin}`,
          initial: missing,
          maintenance: maintenanceRatio * missing,
          note: "least charge on options sold, less the worst move",
        });
      }
      return [...charges, ...fundingCharge(view, horizonYears)];
    };
    return success({ needs: [balances.need], componentsOf });
  },
});
