import { chiSquareSurvival } from "../../statistics/chiSquare.ts";
import { defineBacktestStatistic, noResult, verdictOf } from "./backtestStatistic.ts";
import { independenceRatio, transitionCounts } from "./christoffersenIndependence.ts";
import { kupiec } from "./kupiec.ts";

export const conditionalCoverage = defineBacktestStatistic({
  id: "conditional-coverage",
  title: "Christoffersen conditional coverage",
  source: "Christoffersen, Evaluating interval forecasts, International Economic Review 39 (1998)",
  evaluate(sequence, expected, breaks) {
    const rate = kupiec.evaluate(sequence, expected);
    const independence = independenceRatio(transitionCounts(sequence, breaks));
    if (rate.statistic === null) return noResult;
    const statistic = rate.statistic + independence;
    const pValue = chiSquareSurvival(statistic, 2);
    return {
      statistic,
      pValue,
      verdict: rate.verdict === "insufficient" ? "insufficient" : verdictOf(pValue),
      details: { rateRatio: rate.statistic, independenceRatio: independence },
    };
  },
});
