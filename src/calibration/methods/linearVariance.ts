import type { LinearSmile } from "../../market/surface/smile.ts";
import type { Failure } from "../../numerics/outcome.ts";
import { defineCalibrationMethod, pointsFailure, reportFit, type SmileFit } from "../fit.ts";
import type { SmilePoint } from "../smilePoints.ts";

/**
 * Straight lines of total variance between quotes, flat beyond them: the yardstick that a formula has to beat. It meets
 * every quote, noise included, and promises nothing about arbitrage.
 */
export const linearVariance = defineCalibrationMethod<Record<string, never>>({
  id: "linear-variance",
  title: "linear interpolation of total variance",
  source: "textbook",
  defaults: {},
  fit(smiles) {
    const fits: SmileFit[] = [];
    const failures: Failure[] = [];
    for (const smile of smiles) {
      const failure = pointsFailure(smile, 1);
      if (failure !== undefined) failures.push(failure);
      else {
        const found = { smile: linearOf(smile.points), iterations: 0, converged: true, atBound: [], notes: [] };
        fits.push(reportFit(smile, found, fits.at(-1)));
      }
    }
    return { method: "linear-variance", fits, failures };
  },
});

/** Quotes at one strike count as their mean by weight. */
function linearOf(points: readonly SmilePoint[]): LinearSmile {
  const byPlace = new Map<number, { sum: number; weight: number }>();
  for (const { logMoneyness, totalVariance, weight } of points) {
    const had = byPlace.get(logMoneyness) ?? { sum: 0, weight: 0 };
    byPlace.set(logMoneyness, { sum: had.sum + weight * totalVariance, weight: had.weight + weight });
  }
  const ascending = [...byPlace].sort(([a], [b]) => a - b);
  return {
    kind: "linear",
    logMoneyness: ascending.map(([place]) => place),
    totalVariance: ascending.map(([, { sum, weight }]) => sum / weight),
  };
}
