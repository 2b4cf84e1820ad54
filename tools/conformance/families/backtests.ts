import { christoffersenIndependence } from "../../../src/backtest/statistics/christoffersenIndependence.ts";
import { conditionalCoverage } from "../../../src/backtest/statistics/conditionalCoverage.ts";
import { kupiec } from "../../../src/backtest/statistics/kupiec.ts";
import { timeUntilFirstFailure } from "../../../src/backtest/statistics/timeUntilFirstFailure.ts";
import { trafficLight } from "../../../src/backtest/statistics/trafficLight.ts";
import type { CalculationFamily } from "../family.ts";

const file = "stats-backtests";

/** Likelihood ratios that are 0 by construction, and z-scores and probabilities that are. */
const floors = { LR: 1e-9, LR_uc: 1e-9, LR_ind: 1e-9, LR_cc: 1e-9, z: 1e-12, p_value: 1e-300, binom_cdf: 1e-300 };

/** A sequence with breaches at the given positions, counted from 1. */
function sequenceOf(observations: number, positions: Iterable<number>): Uint8Array {
  const sequence = new Uint8Array(observations);
  for (const position of positions) sequence[position - 1] = 1;
  return sequence;
}

function sequenceOfCount(observations: number, breaches: number): Uint8Array {
  return new Uint8Array(observations).fill(1, 0, breaches);
}

export const kupiecFamily: CalculationFamily = {
  id: "kupiec",
  file,
  ids: /^kupiec-/,
  floors: { ...floors, binom_sf_ge: 1e-300 },
  calculate(inputs) {
    const sequence = sequenceOfCount(inputs.number("T"), inputs.number("N"));
    const { statistic, pValue, details } = kupiec.evaluate(sequence, { breachProbability: inputs.number("p") });
    return {
      LR: statistic,
      p_value: pValue,
      binom_cdf: details["probabilityOfAtMost"],
      binom_sf_ge: details["probabilityOfAtLeast"],
      z: details["z"],
    };
  },
};

export const firstFailureFamily: CalculationFamily = {
  id: "tuff",
  file,
  ids: /^tuff-/,
  calculate(inputs) {
    const first = inputs.number("first_failure");
    const { statistic, pValue } = timeUntilFirstFailure.evaluate(sequenceOf(first, [first]), {
      breachProbability: inputs.number("p"),
    });
    return { LR: statistic, p_value: pValue };
  },
};

export const baselFamily: CalculationFamily = {
  id: "basel",
  file,
  ids: /^basel-/,
  calculate(inputs) {
    const sequence = sequenceOfCount(inputs.number("T"), inputs.number("N"));
    const { pValue, details } = trafficLight.evaluate(sequence, { breachProbability: inputs.number("p") });
    return {
      zone: details["zone"],
      plus_factor_1996: details["plusFactor1996"],
      multiplier_MAR32: details["multiplierMar32"],
      cum_prob_le: details["probabilityOfAtMost"],
      type1_ge: pValue,
    };
  },
};

export const trafficLightFamily: CalculationFamily = {
  id: "trafficlight",
  file,
  ids: /^trafficlight-/,
  calculate(inputs) {
    const sequence = new Uint8Array(inputs.number("T"));
    const { details } = trafficLight.evaluate(sequence, { breachProbability: inputs.number("p") });
    return { yellow_from: details["yellowFrom"], red_from: details["redFrom"] };
  },
};

export const hitSequenceFamily: CalculationFamily = {
  id: "hits",
  file,
  ids: /^hits-/,
  floors,
  notCompared: ["LR_haas_tbfi", "haas_df", "p_haas_tbfi", "LR_haas_mixed", "p_haas_mixed", "weibull_duration"],
  calculate(inputs) {
    const expected = { breachProbability: inputs.number("p") };
    const sequence = sequenceOf(inputs.number("T"), inputs.numbers("hit_index_1based"));
    const rate = kupiec.evaluate(sequence, expected);
    const independence = christoffersenIndependence.evaluate(sequence, expected);
    const both = conditionalCoverage.evaluate(sequence, expected);
    const { n00, n01, n10, n11, probabilityAfterQuiet, probabilityAfterBreach } = independence.details;
    return {
      T: sequence.length,
      N: rate.details["breaches"],
      LR_uc: rate.statistic,
      p_uc: rate.pValue,
      n00_n01_n10_n11: [n00, n01, n10, n11],
      pi01: probabilityAfterQuiet,
      pi11: probabilityAfterBreach,
      LR_ind: independence.statistic,
      p_ind: independence.pValue,
      LR_cc: both.statistic,
      p_cc: both.pValue,
    };
  },
};
