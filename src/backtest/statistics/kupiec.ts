import { assert } from "../../numerics/assert.ts";
import { deviance } from "../../numerics/saddlePoint.ts";
import { binomialCdf, binomialSurvivalAtLeast } from "../../statistics/binomial.ts";
import { chiSquareSurvival } from "../../statistics/chiSquare.ts";
import { defineBacktestStatistic, noResult, verdictOf } from "./backtestStatistic.ts";
import { breachCount } from "./breachSequence.ts";

/** Kupiec's proportion-of-failures test from counts alone. */
export interface KupiecCounts {
  readonly observations: number; // integer ≥ 1
  readonly breaches: number; // integer in 0…observations
  readonly breachProbability: number; // (0, 1)
}

/**
 * Likelihood ratio of the observed breach rate against the promised one, never negative, never NaN.
 *
 * The two log-likelihoods differ by a sum of deviances, N ln(N/Tp) + (T − N) ln((T − N)/Tq), which holds its digits
 * for a million observations and is exactly 0 when N = Tp.
 *
 * @returns asymptotically chi-square with 1 degree of freedom
 * @throws InvariantError when a count or the probability is out of range
 * @source Kupiec, Techniques for verifying the accuracy of risk measurement models, J. Derivatives 3 (1995)
 */
export function kupiecRatio({ observations, breaches, breachProbability }: KupiecCounts): number {
  assert(Number.isInteger(observations) && observations >= 1, `observations must be ≥ 1; have ${observations}`);
  assert(Number.isInteger(breaches) && breaches >= 0 && breaches <= observations, `breaches out of range: ${breaches}`);
  assert(breachProbability > 0 && breachProbability < 1, `breachProbability must lie in (0, 1): ${breachProbability}`);
  const covered = observations - breaches;
  const fromBreaches = deviance(breaches, observations * breachProbability);
  return 2 * (fromBreaches + deviance(covered, observations * (1 - breachProbability)));
}

export const kupiec = defineBacktestStatistic({
  id: "kupiec",
  title: "Kupiec proportion of failures",
  source: "Kupiec, Techniques for verifying the accuracy of risk measurement models, J. Derivatives 3 (1995)",
  evaluate(sequence, { breachProbability }) {
    const observations = sequence.length;
    if (observations === 0) return noResult;
    const breaches = breachCount(sequence);
    const statistic = kupiecRatio({ observations, breaches, breachProbability });
    const pValue = chiSquareSurvival(statistic, 1);
    const law = { trials: observations, probability: breachProbability };
    const breachesExpected = observations * breachProbability;
    // No breach where less than one was due says nothing about the model.
    const isSilent = breaches === 0 && breachesExpected < 1;
    return {
      statistic,
      pValue,
      verdict: isSilent ? "insufficient" : verdictOf(pValue),
      details: {
        observations,
        breaches,
        breachesExpected,
        breachRate: breaches / observations,
        probabilityOfAtMost: binomialCdf(breaches, law),
        probabilityOfAtLeast: binomialSurvivalAtLeast(breaches, law),
        z: (breaches - breachesExpected) / Math.sqrt(breachesExpected * (1 - breachProbability)),
      },
    };
  },
});
