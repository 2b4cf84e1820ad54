import { deviance } from "../../numerics/saddlePoint.ts";
import { chiSquareSurvival } from "../../statistics/chiSquare.ts";
import { defineBacktestStatistic, verdictOf } from "./backtestStatistic.ts";
import { type BreachSequence, breachCount, type SequenceBreaks, unbroken } from "./breachSequence.ts";

/** How often each state followed each: `n01` counts a breach after none. */
export interface TransitionCounts {
  readonly n00: number;
  readonly n01: number;
  readonly n10: number;
  readonly n11: number;
}

/** Counts the T − 1 transitions of a sequence, less one for each break: what lies across a gap is no transition. */
export function transitionCounts(breaches: BreachSequence, breaks: SequenceBreaks = unbroken): TransitionCounts {
  const counts = [0, 0, 0, 0];
  for (let t = 1; t < breaches.length; t += 1) {
    if (breaks.has(t)) continue;
    const index = (breaches[t - 1]! === 0 ? 0 : 2) + (breaches[t]! === 0 ? 0 : 1);
    counts[index]! += 1;
  }
  return { n00: counts[0]!, n01: counts[1]!, n10: counts[2]!, n11: counts[3]! };
}

/**
 * Likelihood ratio of a first-order Markov chain against independence, never negative; 0 when only one state is left.
 *
 * Written as the four deviances of the counts from what independence expects, which cannot cancel.
 *
 * @returns asymptotically chi-square with 1 degree of freedom
 */
export function independenceRatio({ n00, n01, n10, n11 }: TransitionCounts): number {
  const total = n00 + n01 + n10 + n11;
  const quiet = n00 + n10; // transitions into no breach
  const breached = n01 + n11;
  const afterQuiet = n00 + n01;
  const afterBreach = n10 + n11;
  if (quiet === 0 || breached === 0 || afterQuiet === 0 || afterBreach === 0) return 0;
  return (
    2 *
    (deviance(n00, (afterQuiet * quiet) / total) +
      deviance(n01, (afterQuiet * breached) / total) +
      deviance(n10, (afterBreach * quiet) / total) +
      deviance(n11, (afterBreach * breached) / total))
  );
}

export const christoffersenIndependence = defineBacktestStatistic({
  id: "christoffersen-independence",
  title: "Christoffersen independence of breaches",
  source: "Christoffersen, Evaluating interval forecasts, International Economic Review 39 (1998)",
  evaluate(sequence, _expected, breaks) {
    const counts = transitionCounts(sequence, breaks);
    const { n00, n01, n10, n11 } = counts;
    const statistic = independenceRatio(counts);
    const pValue = chiSquareSurvival(statistic, 1);
    // Clustering can show only where both states were left at least once and there are two breaches to come together.
    const isSilent = n00 + n01 === 0 || n10 + n11 === 0 || breachCount(sequence) < 2;
    return {
      statistic,
      pValue,
      verdict: isSilent ? "insufficient" : verdictOf(pValue),
      details: {
        ...counts,
        probabilityAfterQuiet: n00 + n01 === 0 ? 0 : n01 / (n00 + n01),
        probabilityAfterBreach: n10 + n11 === 0 ? 0 : n11 / (n10 + n11),
      },
    };
  },
});
