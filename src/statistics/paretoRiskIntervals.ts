import { assert } from "../numerics/assert.ts";
import { exp } from "../numerics/exponential.ts";
import { type ParetoTail, paretoExpectedShortfall, paretoValueAtRisk } from "./generalisedPareto.ts";
import { normalQuantile } from "./normal.ts";

export interface RiskInterval {
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
}

/**
 * Intervals of value at risk and expected shortfall beyond a threshold, by the delta method over shape, scale and the share
 * of losses beyond it, symmetric in the logarithm of the loss.
 *
 * At a level of 99.9 % beyond a threshold at 97.5 %, shapes from −0.2 to 0.4, 500 replications each: with 500 exceedances
 * 94.8 to 95.6 % of the intervals of value at risk hold it, 93.2 to 93.8 % of those of the shortfall; with 100 exceedances
 * 87 to 91 and 82 to 90 %, which is too few.
 *
 * @param tail       by maximum likelihood, of a value at risk above 0
 * @param level      as `paretoValueAtRisk`
 * @param confidence of the intervals, in (0, 1)
 * @returns          null for both without standard errors, for the shortfall where a law near the fit has none
 * @throws InvariantError when a level is out of range
 * @source           R. Smith, Annals of Statistics 15 (1987), for the covariance; A. McNeil, R. Frey, P. Embrechts,
 *                   Quantitative Risk Management, 2nd ed. (2015), 5.2.3
 */
export function paretoRiskIntervals(
  tail: ParetoTail,
  level: number,
  confidence: number,
): { readonly valueAtRisk: RiskInterval | null; readonly expectedShortfall: RiskInterval | null } {
  assert(confidence > 0 && confidence < 1, `confidence must lie in (0, 1); have ${confidence}`);
  const { shape, scale, exceedances, observations, standardErrors } = tail;
  if (standardErrors === null) return { valueAtRisk: null, expectedShortfall: null };
  const share = exceedances / observations;
  // Relative in scale and share, so that one step suits all units.
  const covariance = [
    [((1 + shape) * (1 + shape)) / exceedances, -(1 + shape) / exceedances, 0],
    [-(1 + shape) / exceedances, (2 * (1 + shape)) / exceedances, 0],
    [0, 0, (1 - share) / exceedances],
  ] as const;
  const movedBy = (k: number, by: number): ParetoTail => ({
    ...tail,
    shape: k === 0 ? shape + by : shape,
    scale: k === 1 ? scale * (1 + by) : scale,
    // A share that moves is a count that moves.
    exceedances: k === 2 ? exceedances * (1 + by) : exceedances,
  });
  const reach = normalQuantile((1 + confidence) / 2);
  const intervalOf = (read: (law: ParetoTail) => number | null): RiskInterval | null => {
    const value = read(tail);
    if (value === null || !(value > 0)) return null;
    const slopes: number[] = [];
    for (let k = 0; k < 3; k++) {
      const [above, below] = [read(movedBy(k, step)), read(movedBy(k, -step))];
      if (above === null || below === null) return null;
      slopes.push((above - below) / (2 * step));
    }
    let variance = 0;
    covariance.forEach((row, p) => {
      row.forEach((entry, q) => {
        variance += slopes[p]! * slopes[q]! * entry;
      });
    });
    const factor = exp((reach * Math.sqrt(variance)) / value);
    return Number.isFinite(factor) ? { lower: value / factor, upper: value * factor, level: confidence } : null;
  };
  return {
    valueAtRisk: intervalOf((law) => paretoValueAtRisk(law, level)),
    expectedShortfall: intervalOf((law) => paretoExpectedShortfall(law, level)),
  };
}

const step = 1e-5;
