import { minimise } from "../../../numerics/minimise.ts";
import { failed } from "../../../numerics/outcome.ts";
import { designOf, designStart, standardised } from "../designRow.ts";
import type { Forecaster } from "../forecaster.ts";
import { writeQuantiles } from "../writeQuantiles.ts";

/** Width over which the corner of the tick loss is rounded, in deviations; and the weight of squared coefficients. */
const [rounding, ridge] = [0.05, 1];

/**
 * A low quantile of standardised returns as a linear function of what was known before, by the tick loss with a rounded
 * corner. Rounding and ridge are fixed and not tuned on anything.
 */
export function quantileRegression(id: string, withFeatures: boolean): Forecaster {
  return {
    id,
    title: `Linear quantile regression${withFeatures ? " with the features given" : " on the own past"}`,
    source: "R. Koenker, G. Bassett, Econometrica 46 (1978)",
    forecastsVariance: false,
    readsFeatures: withFeatures,
    forecast(history, window, out) {
      const { to, until, tailProbability } = window;
      const from = Math.max(window.from, designStart);
      if (withFeatures && history.features.length === 0) {
        return failed({
          code: "missing-data",
          path: id,
          message: "no feature is given",
          hint: "give one with --feature",
        });
      }
      const design = designOf(history, until, withFeatures);
      const rows = standardised(design.rows, from, to);
      const targets = design.deviations.map((deviation, t) => history.returns[t]! / deviation);
      const size = design.names.length + 1;
      const predictionAt = (point: Float64Array, t: number): number => {
        let value = point[0]!;
        for (let p = 1; p < size; p++) value += point[p]! * rows[t]![p - 1]!;
        return value;
      };
      const objective = (point: Float64Array, gradient: Float64Array): number => {
        gradient.fill(0);
        let total = 0;
        for (let t = from; t < to; t++) {
          const apart = targets[t]! - predictionAt(point, t);
          // The corner of the loss is a parabola over [−ε, ε].
          const place = Math.max(-1, Math.min(1, apart / rounding));
          const corner = 0.25 * rounding * (1 - place) * (1 - place);
          total += tailProbability * apart + corner + Math.max(0, -apart - rounding);
          const below = 0.5 * (1 - place);
          const slope = below - tailProbability;
          gradient[0]! += slope;
          for (let p = 1; p < size; p++) gradient[p]! += slope * rows[t]![p - 1]!;
        }
        for (let p = 1; p < size; p++) {
          total += 0.5 * ridge * point[p]! * point[p]!;
          gradient[p]! += ridge * point[p]!;
        }
        return total;
      };
      const start = Array.from({ length: size }, (_, p) => (p === 0 ? -2.5 : 0));
      const bounds = { lower: start.map(() => -50), upper: start.map(() => 50), scales: start.map(() => 0.3) };
      const { point, converged } = minimise({ objective, start, ...bounds });
      if (!converged) {
        return failed({
          code: "not-converged",
          path: id,
          message: "the tick loss has no flat place",
          hint: "leave out a feature that never moves",
        });
      }
      const quantiles = new Float64Array(until);
      for (let t = from; t < until; t++) quantiles[t] = predictionAt(point, t);
      const importance = new Map(design.names.map((name, p) => [name, Math.abs(point[p + 1]!)]));
      const standard = { returns: history.returns, deviations: design.deviations, quantiles };
      return writeQuantiles(standard, { ...window, from }, out, { importance });
    },
  };
}
