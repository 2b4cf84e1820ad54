import { kendallCorrelation, pearsonCorrelation, spearmanCorrelation } from "../../../src/statistics/correlation.ts";
import { dynamicCorrelation } from "../../../src/statistics/dynamicCorrelation.ts";
import { ewmaVariance, meanSquareOfFirst } from "../../../src/statistics/ewma.ts";
import { ledoitWolfCovariance, oracleShrinkageCovariance } from "../../../src/statistics/shrinkage.ts";
import type { CalculationFamily, Library, VectorInputs } from "../family.ts";

function seriesOf(inputs: VectorInputs, { dataset }: Library): Float64Array[] {
  const names = inputs.value("datasets");
  if (!Array.isArray(names)) throw new Error("datasets is not a list");
  return names.map((name) => dataset(String(name)));
}

const rowsOf = (matrix: Float64Array, size: number): number[][] =>
  Array.from({ length: size }, (_, row) => [...matrix.subarray(row * size, (row + 1) * size)]);

export const shrinkageFamily: CalculationFamily = {
  id: "ledoitwolf",
  file: "stats-correlation",
  ids: /^ledoitwolf-/,
  calculate(inputs, library) {
    const series = seriesOf(inputs, library).map((values) => values.subarray(0, inputs.number("n_first")));
    const [ledoitWolf, oracle] = [ledoitWolfCovariance(series), oracleShrinkageCovariance(series)];
    return {
      lw_shrinkage: ledoitWolf.shrinkage,
      lw_cov: rowsOf(ledoitWolf.covariance, series.length),
      oas_shrinkage: oracle.shrinkage,
      oas_cov: rowsOf(oracle.covariance, series.length),
    };
  },
};

export const correlationFamily: CalculationFamily = {
  id: "corr",
  file: "stats-correlation",
  ids: /^corr-/,
  calculate(inputs, library) {
    const [one, other] = seriesOf(inputs, library) as [Float64Array, Float64Array];
    return {
      pearson: pearsonCorrelation(one, other),
      spearman: spearmanCorrelation(one, other),
      kendall: kendallCorrelation(one, other),
    };
  },
};

export const dynamicCorrelationFamily: CalculationFamily = {
  id: "dcc",
  file: "stats-ewma-dcc",
  ids: /^dcc-/,
  calculate(inputs, library) {
    const standardised = seriesOf(inputs, library).map((returns) => {
      const { variances } = ewmaVariance(returns, 0.94, meanSquareOfFirst(returns, 30));
      return returns.map((value, t) => value / Math.sqrt(variances[t]!));
    });
    const recursion = { news: inputs.number("a"), memory: inputs.number("b") };
    const { logLikelihood, correlations } = dynamicCorrelation(standardised, recursion);
    const index = inputs.expectedNumbers("rho12_index_0based");
    const size = standardised.length;
    return {
      correlation_loglik: logLikelihood,
      rho12_index_0based: index,
      rho12: index.map((t) => correlations[t * size * size + 1]),
    };
  },
};
