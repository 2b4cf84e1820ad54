import { chiSquareSurvival } from "../../../src/statistics/chiSquare.ts";
import { normalCdf, normalLogCdf, normalPdf, normalQuantile, normalSurvival } from "../../../src/statistics/normal.ts";
import { studentTCdf, studentTLogCdf, studentTPdf, studentTQuantile } from "../../../src/statistics/studentT.ts";
import type { CalculationFamily } from "../family.ts";

const file = "stats-distributions";

export const normalQuantileFamily: CalculationFamily = {
  id: "norm-ppf",
  file,
  ids: /^norm-ppf-/,
  calculate: (inputs) => ({ x: normalQuantile(inputs.number("p")) }),
};

export const normalCdfFamily: CalculationFamily = {
  id: "norm-cdf",
  file,
  ids: /^norm-cdf-/,
  calculate(inputs) {
    const x = inputs.number("x");
    return { cdf: normalCdf(x), sf: normalSurvival(x), pdf: normalPdf(x), log_cdf: normalLogCdf(x) };
  },
};

export const studentTQuantileFamily: CalculationFamily = {
  id: "t-ppf",
  file,
  ids: /^t-ppf-/,
  calculate: (inputs) => ({ x: studentTQuantile(inputs.number("p"), inputs.number("nu")) }),
};

export const studentTCdfFamily: CalculationFamily = {
  id: "t-cdf",
  file,
  ids: /^t-cdf-/,
  calculate(inputs) {
    const x = inputs.number("x");
    const nu = inputs.number("nu");
    return { cdf: studentTCdf(x, nu), pdf: studentTPdf(x, nu), log_cdf: studentTLogCdf(x, nu) };
  },
};

export const chiSquareFamily: CalculationFamily = {
  id: "chi2-sf",
  file,
  ids: /^chi2-sf-/,
  calculate: (inputs) => ({ sf: chiSquareSurvival(inputs.number("x"), inputs.number("k")) }),
};
