import type { Failure, Outcome } from "../../numerics/outcome.ts";
import { bootstrapIndices } from "../../statistics/bootstrapIndices.ts";
import { type DieboldMariano, dieboldMariano } from "../../statistics/dieboldMariano.ts";
import { fisslerZiegelScore, qlike } from "../../statistics/forecastScores.ts";
import { modelConfidenceSet } from "../../statistics/modelConfidenceSet.ts";
import type { ForecastHistory } from "./forecaster.ts";
import type { ForecastRun } from "./walkForward.ts";

export interface ComparisonPlan {
  /** First step that is scored. */
  readonly from: number;
  readonly tailProbability: number;
  /** Mean length of the blocks that are resampled, in steps. */
  readonly blockLength: number;
  readonly resamples: number;
  /** Chance that a confidence set holds the best. */
  readonly confidence: number;
  readonly seed: number;
}

/** One forecaster's score of one kind. */
export interface ForecastScore {
  /** [m] at the steps that are scored. */
  readonly losses: Float64Array;
  readonly mean: number;
  /** Against the first forecaster, above 0 where that one loses more; null of itself, and where there is no test. */
  readonly againstFirst: DieboldMariano | null;
  /** The smallest 1 − confidence at which it leaves the confidence set. */
  readonly confidencePValue: number;
  readonly isInConfidenceSet: boolean;
}

export interface ComparedForecaster {
  readonly run: ForecastRun;
  /** Of variances against the realised one, or the squared return where that is not known. */
  readonly qlike: ForecastScore | null;
  /** Of quantiles and shortfalls together. */
  readonly fisslerZiegel: ForecastScore | null;
  readonly breaches: number;
}

export interface ForecastComparison {
  readonly steps: number;
  readonly compared: readonly ComparedForecaster[];
  readonly refused: readonly Failure[];
}

/**
 * Scores of several forecasters at the same steps, each against the first, and the sets that hold the best.
 *
 * @cost O(resamples × forecasters × steps)
 */
export function compareForecasts(
  { returns, realised }: ForecastHistory,
  runs: readonly ForecastRun[],
  plan: ComparisonPlan,
): ForecastComparison {
  const { from, tailProbability } = plan;
  const outcomes = returns.subarray(from);
  const steps = outcomes.length;
  const proxies = outcomes.map((value, t) => (realised[from + t]! > 0 ? realised[from + t]! : value * value));
  const refused: Failure[] = [];
  const keep = (outcome: Outcome<Float64Array>, id: string): Float64Array | null => {
    if (outcome.ok) return outcome.value;
    refused.push({ ...outcome.failure, path: `${id}: ${outcome.failure.path}` });
    return null;
  };
  const varianceLosses = runs.map(({ forecaster, forecasts }) =>
    forecaster.forecastsVariance ? keep(qlike(proxies, forecasts.variances.subarray(from)), forecaster.id) : null,
  );
  const tailLosses = runs.map(({ forecaster, forecasts }) =>
    keep(
      fisslerZiegelScore({
        returns: outcomes,
        quantiles: forecasts.quantiles.subarray(from),
        shortfalls: forecasts.shortfalls.subarray(from),
        tailProbability,
      }),
      forecaster.id,
    ),
  );
  const indices = bootstrapIndices({
    observations: steps,
    resamples: plan.resamples,
    blockLength: plan.blockLength,
    blocks: "stationary",
    seed: plan.seed,
  });
  const [variances, tails] = [varianceLosses, tailLosses].map((losses) => {
    const { scores, refusal } = scoresOf(losses, indices, plan.confidence);
    if (refusal !== null) refused.push({ ...refusal, path: `confidence set: ${refusal.path}` });
    return scores;
  });
  const compared = runs.map((run, m): ComparedForecaster => {
    const quantiles = run.forecasts.quantiles.subarray(from);
    const breaches = outcomes.reduce((count, value, t) => (value < quantiles[t]! ? count + 1 : count), 0);
    return { run, qlike: variances![m]!, fisslerZiegel: tails![m]!, breaches };
  });
  return { steps, compared, refused };
}

function scoresOf(
  losses: readonly (Float64Array | null)[],
  indices: readonly Int32Array[],
  confidence: number,
): { readonly scores: (ForecastScore | null)[]; readonly refusal: Failure | null } {
  const present = losses.flatMap((one, m) => (one === null ? [] : [{ m, losses: one }]));
  const [base] = present;
  const set =
    present.length < 2
      ? undefined
      : modelConfidenceSet(
          present.map((one) => one.losses),
          { indices, statistic: "range", level: confidence },
        );
  const scores = losses.map((own, m) => {
    if (own === null) return null;
    const at = present.findIndex((one) => one.m === m);
    const test = base === undefined || base.m === m ? undefined : dieboldMariano(base.losses, own, 1, "bartlett");
    return {
      losses: own,
      mean: own.reduce((sum, loss) => sum + loss, 0) / own.length,
      againstFirst: test?.ok === true ? test.value : null,
      // Alone it is the best; in a set that cannot be made nobody is shown to be.
      confidencePValue: set === undefined ? 1 : set.ok ? set.value.pValues[at]! : 0,
      isInConfidenceSet: set === undefined || (set.ok && set.value.members.includes(at)),
    };
  });
  return { scores, refusal: set?.ok === false ? set.failure : null };
}
