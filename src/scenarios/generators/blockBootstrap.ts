/** Filtered historical simulation of whole paths: blocks of past joint errors, each path's variances run forward. */
import type { MarketSnapshot } from "../../market/marketSnapshot.ts";
import { type Outcome, success } from "../../numerics/outcome.ts";
import { RandomStream } from "../../statistics/randomStream.ts";
import { boundShocks } from "../boundShocks.ts";
import {
  type ConditionalVariance,
  ewmaVolatility,
  fittedVariance,
  givenVariance,
  marginSpecification,
  standardised,
} from "../conditionalVariances.ts";
import { jointReturns, stepsOf } from "../jointReturns.ts";
import { drawnPaths } from "../pathScenarios.ts";
import { defineGenerator, ruledVolatility } from "../scenarioGenerator.ts";
import type { ScenarioSet } from "../scenarioSet.ts";
import { variancePaths } from "../variancePaths.ts";
import type { VolatilityMoves } from "../volatilityMoves.ts";

const yearHours = 365 * 24;

export interface BlockBootstrapParameters extends VolatilityMoves {
  readonly lookbackDays: number;
  /** A whole number of steps. */
  readonly horizonHours: number;
  readonly stepHours: number;
  /** Fewer joint returns are refused. */
  readonly returnsMin: number;
  /** Id of a variance model, fitted with normal errors; `ewma` takes `decay` and fits nothing. */
  readonly volatilityModel: string;
  /** Weight of the previous variance under `ewma`, (0, 1). */
  readonly decay: number;
  /** Mean length of a block, steps ≥ 1; 1 draws every step on its own. */
  readonly blockSteps: number;
  readonly scenarioCount: number;
  readonly seed: number;
}

/**
 * A path takes its standardised errors from stretches of history: after each step it goes on to the next day with
 * probability 1 − 1/blockSteps, else to a day drawn anew, and the last day is followed by the first. One day gives the
 * errors of all series, so that their dependence is history's own; each series' variance then runs along the path from
 * today's, and no rule of the square root of time is needed.
 *
 * @returns `unsupported` when horizon, step and bars do not fit, `missing-data` with too few returns, or the failure of a
 *          fit with the series' name
 * @cost    a fit of 10 ms a series unless `ewma`; series × paths × steps × 20 ns
 * @source  G. Barone-Adesi, K. Giannopoulos, L. Vosper, VaR without correlations, J. Futures Markets 19 (1999); blocks:
 *          D. Politis, J. Romano, The stationary bootstrap, J. American Statistical Association 89 (1994)
 */
export function blockBootstrapScenarios(
  snapshot: MarketSnapshot,
  parameters: BlockBootstrapParameters,
): Outcome<ScenarioSet> {
  const { lookbackDays, horizonHours, stepHours, returnsMin, scenarioCount, volatilityModel, blockSteps } = parameters;
  const steps = stepsOf(horizonHours, stepHours);
  if (!steps.ok) return steps;
  const joint = jointReturns(snapshot, { lookbackDays, stepHours, lastBar: snapshot.lastIndex, returnsMin });
  if (!joint.ok) return joint;
  const { drivers, returns } = joint.value;
  const rows = drawnRows(returns[0]!.length, steps.value, parameters);
  const variances: ConditionalVariance[] = [];
  const errors: Float64Array[] = [];
  for (const [d, { market }] of drivers.entries()) {
    const variance = varianceOf(market, returns[d]!, parameters);
    if (!variance.ok) return variance;
    const past = standardised(market, variance.value, returns[d]!);
    if (!past.ok) return past;
    variances.push(variance.value);
    errors.push(Float64Array.from(rows, (row) => past.value.errors[row]!));
  }
  const jumps = drivers.map(() => new Float64Array(scenarioCount));
  const paths = { errors, jumps, steps: steps.value, lookbackDays, stepHours };
  const moves = variancePaths(snapshot, { drivers, variances, held: [] }, paths);
  if (!moves.ok) return moves;
  return boundShocks(snapshot, drawnPaths(scenarioCount, horizonHours / yearHours), parameters, {
    shocksOf: moves.value,
    sentenceOf: (market) => `paths of past errors of ${market} in blocks of ${blockSteps} under ${volatilityModel}`,
  });
}

function varianceOf(
  market: string,
  returns: Float64Array,
  { volatilityModel, decay }: BlockBootstrapParameters,
): Outcome<ConditionalVariance> {
  if (volatilityModel === "ewma") return success(givenVariance(ewmaVolatility(decay)));
  // Quasi-likelihood: the errors' own law is history's, and the normal one finds the variance whatever it is.
  return fittedVariance(market, returns, marginSpecification(volatilityModel, "normal"));
}

/** [S × steps] days of history, path by path, by the stationary bootstrap. */
function drawnRows(
  days: number,
  steps: number,
  { scenarioCount, seed, blockSteps }: Pick<BlockBootstrapParameters, "scenarioCount" | "seed" | "blockSteps">,
): Int32Array {
  const rows = new Int32Array(scenarioCount * steps);
  const random = new RandomStream({ seed, stream: 0 });
  for (let s = 0; s < scenarioCount; s++) {
    let row = 0;
    for (let k = 0; k < steps; k++) {
      // Two draws a step, used or not, so that a path does not depend on how the ones before it were cut.
      const [cut, place] = [random.nextUniform(), random.nextUniform()];
      row = k === 0 || cut * blockSteps < 1 ? Math.floor(place * days) : (row + 1) % days;
      rows[s * steps + k] = row;
    }
  }
  return rows;
}

export const blockBootstrap = defineGenerator<BlockBootstrapParameters>({
  id: "block-bootstrap",
  title: "Paths of past joint errors in blocks, variances run forward",
  source:
    "G. Barone-Adesi, K. Giannopoulos, L. Vosper, J. Futures Markets 19 (1999); D. Politis, J. Romano, JASA 89 (1994)",
  example: {
    lookbackDays: 365,
    horizonHours: 72,
    stepHours: 24,
    returnsMin: 250,
    volatilityModel: "ewma",
    decay: 0.97,
    blockSteps: 3,
    scenarioCount: 500,
    seed: 1,
    ...ruledVolatility,
  },
  scenarios: blockBootstrapScenarios,
});
