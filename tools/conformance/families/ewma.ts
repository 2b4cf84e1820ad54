import { ewmaVariance, meanSquareOfFirst } from "../../../src/statistics/ewma.ts";
import type { CalculationFamily } from "../family.ts";

export const ewmaFamily: CalculationFamily = {
  id: "ewma",
  file: "stats-ewma-dcc",
  ids: /^ewma-/,
  calculate(inputs, library) {
    const returns = library.dataset(inputs.text("dataset"));
    const { variances, next } = ewmaVariance(returns, inputs.number("lambda_"), meanSquareOfFirst(returns, 30));
    // Where the path is sampled is given with the targets.
    const index = inputs.expectedNumbers("index");
    return { index, sigma2: index.map((t) => variances[t]), sigma2_next: next };
  },
};
