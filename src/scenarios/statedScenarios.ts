import { factorsOfAll } from "../market/marketHistory.ts";
import { levelOf, type MarketSnapshot } from "../market/marketSnapshot.ts";
import type { RiskFactor } from "../market/riskFactor.ts";
import { assert, assertFinite } from "../numerics/assert.ts";
import type { MarketStatement } from "./marketStatement.ts";
import type { Scenario, ScenarioSet } from "./scenarioSet.ts";

export interface StatedScenarios<S extends Scenario> {
  readonly scenarios: readonly S[];
  /**
   * The level of a factor under a scenario; `level` itself where it stays. Asked for every factor of the snapshot, so
   * that a switch over `factor.kind` leaves none out: index, mark, forward and currency of one coin are four factors.
   */
  readonly shocked: (factor: RiskFactor, level: number, scenario: S) => number;
  readonly statement: MarketStatement;
  /** How much options age. */
  readonly elapsedYears?: number;
}

/**
 * A set of scenarios that a venue or a user states, bound to a snapshot.
 *
 * @throws InvariantError without scenarios, or when a shocked level is not finite
 * @cost   factors × scenarios
 */
export function statedScenarios<S extends Scenario>(
  snapshot: MarketSnapshot,
  { scenarios, shocked, statement, elapsedYears = 0 }: StatedScenarios<S>,
): ScenarioSet {
  assert(scenarios.length > 0, "a scenario set needs at least one scenario");
  const levels = new Map<string, Float64Array>();
  for (const factor of factorsOfAll(snapshot.instruments)) {
    const level = levelOf(snapshot, factor.id);
    const moved = Float64Array.from(scenarios, (scenario) => shocked(factor, level, scenario));
    const name = `shocked level of ${factor.id}`;
    for (const one of moved) assertFinite(one, name);
    levels.set(factor.id, moved);
  }
  return {
    scenarios,
    weights: new Float64Array(scenarios.length).fill(1 / scenarios.length),
    elapsedYears,
    levels,
    rules: [],
    movements: new Map(),
    statement,
  };
}
