import type { BreachSequence, SequenceBreaks } from "./breachSequence.ts";

/** What the model under test promises. */
export interface BreachExpectation {
  /** Probability of a breach at each observation, in (0, 1): 1 − the model's confidence level. */
  readonly breachProbability: number;
}

/** `insufficient`: the sample cannot speak for or against the model; never counted as a pass. */
export type BacktestVerdict = "pass" | "fail" | "insufficient";

export interface BacktestResult {
  /** Null when the sample does not define it. */
  readonly statistic: number | null;
  readonly pValue: number | null;
  readonly verdict: BacktestVerdict;
  /** Named numbers and words behind the statistic, for a report. */
  readonly details: Readonly<Record<string, number | string | null>>;
}

/** A test of a sequence of breaches against the probability the model promises. */
export interface BacktestStatistic {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** Without `breaks` every observation follows on the one before; tests of the rate alone do not ask. */
  readonly evaluate: (breaches: BreachSequence, expected: BreachExpectation, breaks?: SequenceBreaks) => BacktestResult;
}

/** A p-value below this fails the model. */
export const backtestSignificance = 0.05;

/** Declares a member; the list is `src/backtest/statistics.ts`. */
export function defineBacktestStatistic(definition: BacktestStatistic): BacktestStatistic {
  return definition;
}

/** The answer where the sample defines no statistic at all. */
export const noResult: BacktestResult = { statistic: null, pValue: null, verdict: "insufficient", details: {} };

/** The verdict a p-value gives at `backtestSignificance`. */
export function verdictOf(pValue: number): BacktestVerdict {
  return pValue < backtestSignificance ? "fail" : "pass";
}
