import { assert } from "../../numerics/assert.ts";
import { type BinomialLaw, binomialCdf, binomialSurvivalAtLeast } from "../../statistics/binomial.ts";
import { defineBacktestStatistic, noResult } from "./backtestStatistic.ts";
import { breachCount } from "./breachSequence.ts";

export type TrafficLightZone = "green" | "yellow" | "red";

/** The fewest breaches that leave the green zone, and the fewest that reach the red one. */
export interface TrafficLightBounds {
  readonly yellowFrom: number;
  readonly redFrom: number;
}

/**
 * Zone bounds for any sample and level: yellow from the least N with P(X ≤ N) ≥ 95 %, red from 99.99 %.
 *
 * @param law trials = observations, probability = promised probability of a breach
 * @throws InvariantError when the law is out of range
 * @cost   O(log T) binomial probabilities
 * @source Basel Committee, Supervisory framework for the use of "backtesting" (1996), generalised from T = 250
 */
export function trafficLightBounds(law: BinomialLaw): TrafficLightBounds {
  return { yellowFrom: leastCountReaching(0.95, law), redFrom: leastCountReaching(0.9999, law) };
}

/** The zone of a breach count. */
export function trafficLightZone(breaches: number, { yellowFrom, redFrom }: TrafficLightBounds): TrafficLightZone {
  if (breaches >= redFrom) return "red";
  return breaches >= yellowFrom ? "yellow" : "green";
}

/** What Basel adds for a count of breaches; defined for 250 observations at 99 % alone. */
export interface BaselFactors {
  /** 1996 framework: added to a multiplier of 3. */
  readonly plusFactor1996: number;
  /** MAR32.9 of the framework in force: the whole multiplier, from 1.5. */
  readonly multiplierMar32: number;
}

const plusFactors1996 = [0, 0, 0, 0, 0, 0.4, 0.5, 0.65, 0.75, 0.85, 1];
const multipliersMar32 = [1.5, 1.5, 1.5, 1.5, 1.5, 1.7, 1.76, 1.83, 1.88, 1.92, 2];

/**
 * Basel's factors for a count of breaches in 250 observations at 99 %.
 *
 * @param breaches integer ≥ 0
 * @throws InvariantError when `breaches` is negative or not whole
 * @source Basel Committee (1996), table 2; MAR32.9, table 1
 */
export function baselFactors(breaches: number): BaselFactors {
  assert(Number.isInteger(breaches) && breaches >= 0, `breaches must be an integer ≥ 0; have ${breaches}`);
  const row = Math.min(breaches, 10);
  return { plusFactor1996: plusFactors1996[row]!, multiplierMar32: multipliersMar32[row]! };
}

export const trafficLight = defineBacktestStatistic({
  id: "traffic-light",
  title: "Basel traffic light",
  source: 'Basel Committee, Supervisory framework for the use of "backtesting" (1996); MAR32',
  evaluate(sequence, { breachProbability }) {
    const observations = sequence.length;
    if (observations === 0) return noResult;
    const breaches = breachCount(sequence);
    const law = { trials: observations, probability: breachProbability };
    const bounds = trafficLightBounds(law);
    const zone = trafficLightZone(breaches, bounds);
    const isBaselSample = observations === 250 && Math.abs(breachProbability - 0.01) < 1e-12;
    const factors = isBaselSample ? baselFactors(breaches) : { plusFactor1996: null, multiplierMar32: null };
    return {
      statistic: breaches,
      pValue: binomialSurvivalAtLeast(breaches, law),
      verdict: zone === "green" ? "pass" : "fail",
      details: { zone, ...bounds, ...factors, probabilityOfAtMost: binomialCdf(breaches, law) },
    };
  },
});

function leastCountReaching(probability: number, law: BinomialLaw): number {
  let low = 0;
  let high = law.trials;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (binomialCdf(middle, law) >= probability) high = middle;
    else low = middle + 1;
  }
  return low;
}
