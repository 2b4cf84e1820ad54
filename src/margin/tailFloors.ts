import { Type } from "typebox";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { groupingOf } from "../risk/grouping.ts";
import { type MeasureId, measures } from "../risk/measures.ts";
import { combinedScenarios } from "../scenarios/combinedScenarios.ts";
import { historicalScenarios } from "../scenarios/generators/historical.ts";
import type { ScenarioSet } from "../scenarios/scenarioSet.ts";
import { stressedScenarios } from "../scenarios/stressedScenarios.ts";
import type { VolatilityMoves } from "../scenarios/volatilityMoves.ts";
import type { Component } from "./component.ts";
import { grossNotionalOf } from "./grossNotional.ts";
import type { PreparedModel } from "./marginModel.ts";
import { tailCharge } from "./tailCharge.ts";
import type { View } from "./view.ts";

/** Against procyclicality: stress in the lookback, and floors under what the current tail asks. */
export const floorProperties = {
  stressPeriods: Type.Array(Type.String(), {
    maxItems: 100,
    default: [],
    unit: "names or FROM..TO",
    description: "stressed observations: every span inside these episodes or windows of UTC days, as it was",
  }),
  stressWeight: Type.Number({
    minimum: 0,
    exclusiveMaximum: 1,
    default: 0,
    unit: "share of weight",
    description: "weight of stressed observations among all; EMIR asks for at least 0.25 where this tool is chosen",
  }),
  stressFloor: Type.Number({
    minimum: 0,
    maximum: 10,
    default: 0,
    unit: "of the stressed measure",
    description: "the tail's charge is never below this multiple of the measure over stressed observations; 0 for none",
  }),
  floorLookbackDays: Type.Integer({
    minimum: 0,
    maximum: 36500,
    default: 0,
    unit: "days",
    description: "the tail's charge is never below the measure over plain history of so many days; 0 for none",
  }),
  floorRatio: Type.Number({
    minimum: 0,
    maximum: 10,
    default: 0,
    unit: "share of gross notional",
    description: "absolute floor: the tail's charge is never below this share of the contracts held; 0 for none",
  }),
};

export interface FloorParameters extends VolatilityMoves {
  readonly stressPeriods: readonly string[];
  readonly stressWeight: number;
  readonly stressFloor: number;
  readonly floorLookbackDays: number;
  readonly floorRatio: number;
  readonly confidenceLevel: number;
  readonly measure: MeasureId;
  readonly maintenanceRatio: number;
  readonly horizonHours: number;
  readonly stepHours: number;
}

/**
 * The tail's charge with stress in its lookback, and what floors ask beyond it, each floor a component of its own that
 * holds only what those before it left open: components sum to the highest of them all.
 *
 * @param observationsMin fewer scenarios than this refuse the long lookback
 * @returns               the failure of stressed or long-lookback scenarios that cannot be had
 * @source                regulatory technical standards (EU) 153/2013, article 28(1): (b) 25 % of the weight on stressed
 *                        observations, (c) a floor by ten years of history; the higher of current and stressed value at
 *                        risk as in Eurex Clearing's PRISMA
 */
export function flooredTail(
  snapshot: MarketSnapshot,
  current: ScenarioSet,
  parameters: FloorParameters,
  observationsMin: number,
): Outcome<PreparedModel> {
  const { stressWeight, stressFloor, floorLookbackDays, floorRatio, maintenanceRatio } = parameters;
  const floors: ScenarioFloor[] = [];
  let scenarios = current;
  if (stressWeight > 0 || stressFloor > 0) {
    const stressed = stressedScenarios(snapshot, parameters);
    if (!stressed.ok) return stressed;
    if (stressFloor > 0) floors.push({ id: "stressed-period floor", ratio: stressFloor, scenarios: stressed.value });
    if (stressWeight > 0) {
      const both = combinedScenarios(snapshot, current, stressed.value, stressWeight);
      if (!both.ok) return both;
      scenarios = both.value;
    }
  }
  if (floorLookbackDays > 0) {
    const window = { ...parameters, lookbackDays: floorLookbackDays, scenariosMin: observationsMin };
    const long = historicalScenarios(snapshot, window);
    if (!long.ok) return failed({ ...long.failure, path: `floorLookbackDays, ${long.failure.path}` });
    floors.push({ id: "long-lookback floor", ratio: 1, scenarios: long.value });
  }
  const tail = tailCharge(snapshot, scenarios, parameters);
  if (floors.length === 0 && floorRatio === 0) return success(tail);
  const grouping = groupingOf(snapshot, []);
  const needs = floors.map((floor) => ({ ...floor, need: { grouping, scenarios: floor.scenarios } }));
  return success({
    needs: [...tail.needs, ...needs.map(({ need }) => need)],
    componentsOf(view) {
      const charged = tail.componentsOf(view);
      let covered = charged.find(({ id }) => id === "tail")?.initial ?? 0;
      const raised: Component[] = [];
      const raiseTo = (level: number, own: Pick<Component, "id" | "note" | "outcomes" | "scenarios">): void => {
        if (level <= covered) return;
        raised.push({ ...own, initial: level - covered, maintenance: maintenanceRatio * (level - covered) });
        covered = level;
      };
      for (const { id, ratio, need, scenarios: own } of needs) {
        const outcomes = view.of(need)[0]?.pnl;
        if (outcomes === undefined) continue;
        const { measure, confidenceLevel } = parameters;
        const level = ratio * measures[measure].lossOf(outcomes, confidenceLevel, own.weights);
        raiseTo(level, { id, note: noteOf(ratio, own), outcomes, scenarios: own });
      }
      raiseTo(floorRatio * grossNotionalOf(view), absoluteFloor(view, floorRatio));
      return [...charged, ...raised];
    },
  });
}

interface ScenarioFloor {
  readonly id: string;
  readonly ratio: number;
  readonly scenarios: ScenarioSet;
}

const noteOf = (ratio: number, { scenarios, rules }: ScenarioSet): string =>
  [`what ${ratio} of the measure over ${scenarios.length} scenarios asks beyond the charges above`, ...rules].join(
    "; ",
  );

const absoluteFloor = (view: View, ratio: number): Pick<Component, "id" | "note"> => ({
  id: "absolute floor",
  note: `what ${ratio} of a gross notional of ${grossNotionalOf(view).toFixed(2)} asks beyond the charges above`,
});
