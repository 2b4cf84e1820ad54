import { assert } from "../../numerics/assert.ts";
import { deviance } from "../../numerics/saddlePoint.ts";
import { chiSquareSurvival } from "../../statistics/chiSquare.ts";
import { defineBacktestStatistic, noResult, verdictOf } from "./backtestStatistic.ts";

/**
 * Likelihood ratio of the wait until the first breach, never negative.
 *
 * The wait v has likelihood p(1 − p)^(v−1), largest at p = 1/v: the same deviances as one breach in v observations.
 *
 * @param firstBreach       position of the first breach, counted from 1
 * @param breachProbability promised, in (0, 1)
 * @returns asymptotically chi-square with 1 degree of freedom
 * @throws InvariantError when an argument is out of range
 */
export function timeUntilFirstFailureRatio(firstBreach: number, breachProbability: number): number {
  assert(Number.isInteger(firstBreach) && firstBreach >= 1, `firstBreach must be an integer ≥ 1; have ${firstBreach}`);
  assert(breachProbability > 0 && breachProbability < 1, `breachProbability must lie in (0, 1): ${breachProbability}`);
  const fromBreach = deviance(1, firstBreach * breachProbability);
  return 2 * (fromBreach + deviance(firstBreach - 1, firstBreach * (1 - breachProbability)));
}

export const timeUntilFirstFailure = defineBacktestStatistic({
  id: "time-until-first-failure",
  title: "Kupiec time until first failure",
  source: "Kupiec, Techniques for verifying the accuracy of risk measurement models, J. Derivatives 3 (1995)",
  evaluate(sequence, { breachProbability }) {
    const index = sequence.findIndex((breach) => breach !== 0);
    if (index < 0) return noResult;
    const statistic = timeUntilFirstFailureRatio(index + 1, breachProbability);
    const pValue = chiSquareSurvival(statistic, 1);
    return { statistic, pValue, verdict: verdictOf(pValue), details: { firstBreach: index + 1 } };
  },
});
