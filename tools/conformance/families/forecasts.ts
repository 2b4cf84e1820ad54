import { dieboldMariano } from "../../../src/statistics/dieboldMariano.ts";
import { tickLoss } from "../../../src/statistics/forecastScores.ts";
import type { CalculationFamily, Library } from "../family.ts";

/** Quantile forecasts of a set by their tick loss. */
function lossesOf(name: string, { forecastSet }: Library): Float64Array {
  const set = forecastSet(name);
  const [returns, quantiles] = [Float64Array.from(set.numbers("y")), Float64Array.from(set.numbers("var"))];
  const losses = tickLoss({ returns, quantiles, tailProbability: set.number("p") });
  if (!losses.ok) throw new Error(losses.failure.message);
  return losses.value;
}

export const dieboldMarianoFamily: CalculationFamily = {
  id: "dm",
  file: "stats-backtests",
  ids: /^dm-/,
  calculate(inputs, library) {
    const names = inputs.value("forecast_sets");
    if (!Array.isArray(names)) throw new Error("forecast_sets is not a list");
    const [first, second] = names.map((name) => lossesOf(String(name), library));
    const test = dieboldMariano(first!, second!, inputs.number("h"));
    if (!test.ok) throw new Error(test.failure.message);
    const { meanDifference, statistic, pValue, corrected } = test.value;
    return {
      mean_diff: meanDifference,
      DM: statistic,
      p_two_sided_normal: pValue,
      HLN: corrected.statistic,
      p_HLN_t: corrected.pValue,
    };
  },
};
