import type { BreachSequence } from "../backtest/statistics/breachSequence.ts";
import { assert } from "../numerics/assert.ts";

export interface DriftPlan {
  /** Probability of a breach that the parameters promise, in (0, 1). */
  readonly breachProbability: number;
  /** Probability of an alarm ever, while the promise holds, in (0, 1). */
  readonly falseAlarmMax: number;
  /** Observations that the promise counts as when the rate of breaches is estimated, > 0. */
  readonly priorObservations: number;
}

/** Evidence against a promise as it gathers. */
export interface DriftPath {
  /** [T] wealth of a bet against the promise that starts with 1; null hypotheses keep its expectation at or below 1. */
  readonly wealth: Float64Array;
  /** First observation at which the wealth reaches 1/`falseAlarmMax`; null where it never does. */
  readonly alarmIndex: number | null;
}

export interface DriftAlarm {
  /** Against "breaches are no more likely than promised": too little margin. */
  readonly tooMany: DriftPath;
  /** Against "breaches are no less likely than promised": too much margin. */
  readonly tooFew: DriftPath;
}

/**
 * Alarms that may be looked at after every observation.
 *
 * The wealth M = Π(1 + λ(e − 1)) with e = breach/p for too many and (1 − breach)/(1 − p) for too few bets the share λ on
 * what was seen before, so that M is a supermartingale while the promise holds, and P(M ever ≥ 1/α) ≤ α. Breaches may
 * depend on the past so long as each one's probability given it keeps the promise.
 *
 * @param breaches in time order, horizons that do not overlap
 * @throws InvariantError when a term is out of range
 * @source J. Ville (1939); Q. Wang, R. Wang, J. Ziegel, E-backtesting, arXiv 2209.00991
 */
export function driftAlarm(breaches: BreachSequence, plan: DriftPlan): DriftAlarm {
  const { breachProbability: p, falseAlarmMax, priorObservations } = plan;
  for (const value of [p, falseAlarmMax]) assert(value > 0 && value < 1, `must lie in (0, 1); have ${value}`);
  assert(priorObservations > 0, `priorObservations must be positive; have ${priorObservations}`);
  return {
    tooMany: pathOf(breaches, p, plan),
    tooFew: pathOf(
      breaches.map((breach) => 1 - breach),
      1 - p,
      plan,
    ),
  };
}

/** The most of the wealth that is bet at once: all of it would be lost for ever by one miss. */
const shareMax = 0.5;

/** Bets on hits whose probability is at most p. */
function pathOf(hits: Uint8Array, p: number, { falseAlarmMax, priorObservations }: DriftPlan): DriftPath {
  const wealth = new Float64Array(hits.length);
  let [now, seen, alarmIndex] = [1, 0, null as number | null];
  for (let t = 0; t < hits.length; t++) {
    const rate = (seen + priorObservations * p) / (t + priorObservations);
    // Kelly's share for hits of that probability, nothing where it is below the promise.
    const share = Math.min(shareMax, Math.max(0, (rate - p) / (1 - p)));
    now *= 1 + share * (hits[t]! / p - 1);
    seen += hits[t]!;
    wealth[t] = now;
    if (alarmIndex === null && now * falseAlarmMax >= 1) alarmIndex = t;
  }
  return { wealth, alarmIndex };
}
