/** Scenarios from a law of joint log returns: standard moves made into levels of today's market. */
import type { MarketSnapshot } from "../../market/marketSnapshot.ts";
import { assert } from "../../numerics/assert.ts";
import type { Outcome } from "../../numerics/outcome.ts";
import { boundShocks } from "../boundShocks.ts";
import { marketOf, type ReturnLaw } from "../returnLaw.ts";
import type { ScenarioSet } from "../scenarioSet.ts";
import type { VolatilityMoves } from "../volatilityMoves.ts";

const hoursPerYear = 365 * 24;

/**
 * @param moves shape [K×S], series by series, of variance 1 and not correlated
 * @returns     S scenarios with equal weights, in the order of the moves
 * @cost        O(K² S)
 */
export function drawnScenarios(
  snapshot: MarketSnapshot,
  { markets, lower, horizonHours }: ReturnLaw,
  moves: Float64Array,
  volatilityMoves: VolatilityMoves,
): Outcome<ScenarioSet> {
  const size = markets.length;
  const count = moves.length / size;
  assert(Number.isInteger(count) && count > 0, `moves must be whole rows of ${size} series`);
  const still = new Float64Array(count);
  const shocks = new Map<string, Float64Array>();
  markets.forEach((market, row) => {
    const out = new Float64Array(count);
    for (let column = 0; column <= row; column++) {
      const share = lower[row * size + column]!;
      for (let s = 0; s < count; s++) out[s]! += share * moves[column * count + s]!;
    }
    shocks.set(market, out);
  });
  const drawn = { label: "drawn", block: "drawn", factor: 1 };
  const span = { scenarios: new Array(count).fill(drawn), elapsedYears: horizonHours / hoursPerYear };
  return boundShocks(snapshot, span, volatilityMoves, {
    shocksOf: (column) => shocks.get(marketOf(column)) ?? still,
    sentenceOf: (market) => `drawn log returns of ${market}`,
  });
}
