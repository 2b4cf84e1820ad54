import { assert } from "../numerics/assert.ts";
import { expectedShortfall } from "../statistics/expectedShortfall.ts";
import { expectedShortfallInterval, valueAtRiskInterval } from "../statistics/tailInterval.ts";
import { valueAtRisk } from "../statistics/valueAtRisk.ts";
import type { RiskMeasure } from "./measures/riskMeasure.ts";

function isUniform(weights: Float64Array): boolean {
  for (let s = 1; s < weights.length; s++) if (weights[s] !== weights[0]) return false;
  return true;
}

/** Equal weights take the exact-count path: 1/S summed S times is not 1. */
const unlessUniform = (weights: Float64Array): [] | [Float64Array] => (isUniform(weights) ? [] : [weights]);

const weighted = (weights: Float64Array): { weights?: Float64Array } => (isUniform(weights) ? {} : { weights });

export type MeasureId = "expected-shortfall" | "value-at-risk" | "worst-case";

export const measures: Readonly<Record<MeasureId, RiskMeasure>> = {
  "expected-shortfall": {
    id: "expected-shortfall",
    title: "Expected shortfall",
    source: "C. Acerbi, D. Tasche, On the coherence of expected shortfall, J. Banking & Finance 26 (2002)",
    lossOf: (outcomes, level, weights) => expectedShortfall(outcomes, level, ...unlessUniform(weights)),
    intervalOf: (outcomes, level, weights, intervalLevel) =>
      expectedShortfallInterval({ outcomes, level, intervalLevel, ...weighted(weights) }),
  },
  "value-at-risk": {
    id: "value-at-risk",
    title: "Value at risk, upper order statistic",
    source: "P. Jorion, Value at Risk, 3rd ed. (2006), chapter 5",
    lossOf: (outcomes, level, weights) => valueAtRisk(outcomes, level, ...unlessUniform(weights)),
    intervalOf: (outcomes, level, weights, intervalLevel) =>
      valueAtRiskInterval({ outcomes, level, intervalLevel, ...weighted(weights) }),
  },
  "worst-case": {
    id: "worst-case",
    title: "Worst case",
    source: "definition",
    lossOf(outcomes, _level, weights) {
      let worst = Number.POSITIVE_INFINITY;
      for (let s = 0; s < outcomes.length; s++) if (outcomes[s]! < worst && weights[s]! > 0) worst = outcomes[s]!;
      assert(worst < Number.POSITIVE_INFINITY, "no outcome has a weight above 0");
      return -worst;
    },
    // One observation decides it, and a sample says nothing of what lies beyond its own extreme.
    intervalOf: (_outcomes, _level, _weights, intervalLevel) => ({
      lower: null,
      upper: null,
      level: intervalLevel,
      effectiveTailCount: 1,
    }),
  },
};
