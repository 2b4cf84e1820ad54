import { expectedShortfall } from "../statistics/expectedShortfall.ts";
import { valueAtRisk } from "../statistics/valueAtRisk.ts";
import type { RiskMeasure } from "./measures/riskMeasure.ts";

const isUniform = (weights: Float64Array): boolean => weights.every((weight) => weight === weights[0]);

/** Equal weights take the exact-count path: 1/S summed S times is not 1. */
const unlessUniform = (weights: Float64Array): [] | [Float64Array] => (isUniform(weights) ? [] : [weights]);

export const measures = {
  "expected-shortfall": {
    id: "expected-shortfall",
    title: "Expected shortfall",
    source: "C. Acerbi, D. Tasche, On the coherence of expected shortfall, J. Banking & Finance 26 (2002)",
    lossOf: (outcomes, level, weights) => expectedShortfall(outcomes, level, ...unlessUniform(weights)),
  },
  "value-at-risk": {
    id: "value-at-risk",
    title: "Value at risk, upper order statistic",
    source: "P. Jorion, Value at Risk, 3rd ed. (2006), chapter 5",
    lossOf: (outcomes, level, weights) => valueAtRisk(outcomes, level, ...unlessUniform(weights)),
  },
  "worst-case": {
    id: "worst-case",
    title: "Worst case",
    source: "definition",
    lossOf: (outcomes) => {
      let worst = Number.POSITIVE_INFINITY;
      for (const outcome of outcomes) if (outcome < worst) worst = outcome;
      return -worst;
    },
  },
} as const satisfies Record<string, RiskMeasure>;

export type MeasureId = keyof typeof measures;
