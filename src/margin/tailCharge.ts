import { Type } from "typebox";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { groupingOf } from "../risk/grouping.ts";
import { type MeasureId, measures } from "../risk/measures.ts";
import type { ScenarioSet } from "../scenarios/scenarioSet.ts";
import { effectiveTailCount } from "../statistics/expectedShortfall.ts";
import type { Component } from "./component.ts";
import type { PreparedModel } from "./marginModel.ts";
import type { View } from "./view.ts";

/** Parameters that every tail model shares. */
export const tailProperties = {
  confidenceLevel: Type.Number({
    exclusiveMinimum: 0,
    exclusiveMaximum: 1,
    default: 0.99,
    unit: "probability",
    description: "share of outcomes that the initial requirement must cover",
  }),
  measure: Type.Enum(["expected-shortfall", "value-at-risk", "worst-case"], {
    default: "value-at-risk",
    unit: "",
    description: "how outcomes become one loss; shortfall averages the tail, value at risk is its edge",
  }),
  lookbackDays: Type.Integer({
    minimum: 1,
    maximum: 36500,
    default: 365,
    unit: "days",
    description: "history that the scenarios come from",
  }),
  horizonHours: Type.Number({
    exclusiveMinimum: 0,
    maximum: 8760,
    default: 24,
    unit: "hours",
    description: "time from default to close-out that one scenario spans",
  }),
  stepHours: Type.Number({
    exclusiveMinimum: 0,
    maximum: 8760,
    default: 24,
    unit: "hours",
    description: "distance between scenario starts; below the horizon scenarios overlap",
  }),
  volatilityPerFall: Type.Number({
    minimum: -5,
    maximum: 5,
    default: 1,
    unit: "log volatility per log price",
    description: "rise of implied volatility with a fall of the forward, where volatility has no history; assumed",
  }),
  volatilityPerRise: Type.Number({
    minimum: -5,
    maximum: 5,
    default: 1,
    unit: "log volatility per log price",
    description: "rise of implied volatility with a rise of the forward, where volatility has no history; assumed",
  }),
  volatilityTenorPower: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0,
    unit: "",
    description: "a log change of volatility counts (30 days / time to expiry)^this; 0 moves every expiry alike",
  }),
  smileDynamics: Type.Enum(["sticky-strike", "sticky-moneyness", "sticky-delta"], {
    default: "sticky-strike",
    unit: "",
    description: "what keeps its volatility when the price moves; all but the first need a fitted surface",
  }),
  scenariosMin: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 250,
    unit: "scenarios",
    description: "fewer whole scenarios than this refuse to give a number",
  }),
  maintenanceRatio: Type.Number({
    exclusiveMinimum: 0,
    maximum: 1,
    default: 0.75,
    unit: "share of initial",
    description: "maintenance requirement per unit of initial requirement",
  }),
};

interface TailParameters {
  readonly confidenceLevel: number;
  readonly measure: MeasureId;
  readonly maintenanceRatio: number;
}

/**
 * The measure of the whole group's outcomes, collateral included, and the funding that the group is expected to pay over
 * the horizon: never a credit for what it may receive, because a squeeze turns it.
 */
export function tailCharge(
  snapshot: MarketSnapshot,
  scenarios: ScenarioSet,
  { confidenceLevel, measure, maintenanceRatio }: TailParameters,
): PreparedModel {
  const whole = { grouping: groupingOf(snapshot, []), scenarios };
  const count = scenarios.scenarios.length;
  const tailCountOf = tailCountIn(scenarios.weights, measure, confidenceLevel);
  const measured = { measure, confidenceLevel };
  return {
    needs: [whole],
    componentsOf(view) {
      const outcomes = view.of(whole)[0]?.pnl;
      if (outcomes === undefined) return [];
      const loss = Math.max(0, measures[measure].lossOf(outcomes, confidenceLevel, scenarios.weights));
      const note = [`${count} scenarios, ${tailCountOf(outcomes).toFixed(1)} of them in the tail`, ...scenarios.rules];
      const tail = {
        id: "tail",
        initial: loss,
        maintenance: maintenanceRatio * loss,
        note: note.join("; "),
        outcomes,
        scenarios,
        measured,
      };
      return [tail, ...fundingCharge(view, scenarios.elapsedYears)];
    },
  };
}

/** How many outcomes are in the tail: without weights one number for all books, with them it depends on which those are. */
function tailCountIn(weights: Float64Array, measure: MeasureId, level: number): (outcomes: Float64Array) => number {
  if (measure === "worst-case") return () => 1;
  if (weights.some((weight) => weight !== weights[0]))
    return (outcomes) => effectiveTailCount(outcomes, level, weights);
  const count = effectiveTailCount(new Float64Array(weights.length), level);
  return () => count;
}

export function fundingCharge({ legs }: View, years: number): Component[] {
  let carry = 0;
  for (const leg of legs) carry += leg.carry;
  const paid = Math.max(0, -carry * years);
  return paid === 0 ? [] : [{ id: "funding", initial: paid, maintenance: paid, note: "expected over the horizon" }];
}
