import { levelOf, type MarketSnapshot } from "../market/marketSnapshot.ts";
import { assert } from "../numerics/assert.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import type { ScenarioSet } from "./scenarioSet.ts";

/**
 * Two sets as one, a share of the weight on stress: a quarter of it is what EMIR asks of a lookback without stress in it.
 *
 * @param stressShare in (0, 1)
 * @returns           ordinary scenarios first; `conflict` where the two age options differently
 * @cost              factors × scenarios
 * @source            regulatory technical standards (EU) 153/2013, article 28(1)(b): 25 % to stressed observations
 */
export function combinedScenarios(
  snapshot: MarketSnapshot,
  ordinary: ScenarioSet,
  stress: ScenarioSet,
  stressShare: number,
): Outcome<ScenarioSet> {
  assert(stressShare > 0 && stressShare < 1, `the share of stress must lie in (0, 1); have ${stressShare}`);
  if (ordinary.elapsedYears !== stress.elapsedYears) {
    const hours = [ordinary, stress].map(({ elapsedYears }) => Math.round(elapsedYears * 365 * 24 * 1000) / 1000);
    const message = `the sets span ${hours[0]} h and ${hours[1]} h`;
    return failed({ code: "conflict", path: "horizonHours", message, hint: "give both the same horizon" });
  }
  const [first, rest] = [ordinary.scenarios.length, stress.scenarios.length];
  const joined = (one: Float64Array, other: Float64Array): Float64Array => {
    const out = new Float64Array(first + rest);
    out.set(one);
    out.set(other, first);
    return out;
  };
  const levels = new Map<string, Float64Array>();
  for (const id of new Set([...ordinary.levels.keys(), ...stress.levels.keys()])) {
    const still = (count: number): Float64Array => new Float64Array(count).fill(levelOf(snapshot, id));
    levels.set(id, joined(ordinary.levels.get(id) ?? still(first), stress.levels.get(id) ?? still(rest)));
  }
  return success({
    ...ordinary,
    scenarios: [...ordinary.scenarios, ...stress.scenarios],
    weights: joined(
      ordinary.weights.map((weight) => (1 - stressShare) * weight),
      stress.weights.map((weight) => stressShare * weight),
    ),
    levels,
    rules: [...new Set([...ordinary.rules, ...stress.rules, `${100 * stressShare} % of the weight on stress`])],
  });
}
