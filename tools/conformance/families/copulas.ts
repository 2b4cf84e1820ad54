import { claytonCopula, claytonDistribution } from "../../../src/statistics/claytonCopula.ts";
import { gaussianCopula, gaussianSpearman } from "../../../src/statistics/gaussianCopula.ts";
import { gumbelCopula, gumbelDistribution } from "../../../src/statistics/gumbelCopula.ts";
import { tCopula } from "../../../src/statistics/tCopula.ts";
import type { CalculationFamily, VectorInputs } from "../family.ts";

const file = "stats-copula";

function pairsOf(inputs: VectorInputs): readonly (readonly [number, number])[] {
  const pairs = inputs.value("uv");
  if (!Array.isArray(pairs)) throw new Error("uv is not a list");
  return pairs.map(([u, v]) => [Number(u), Number(v)] as const);
}

/**
 * The reference inverts Student's t to about 5e-9, as its collectors measured. Two densities differ by more than the
 * tolerance of 1e-9, by 6e-10 and 3.4e-9; there ours agrees with other evaluations of the formula (40 digits at ν = 2.5,
 * the closed quantile at ν = 4) to 1e-14.
 */
const referenceSlack = 4e-9;

export const tCopulaFamily: CalculationFamily = {
  id: "tcop",
  file,
  ids: /^tcop-/,
  slackOf: (field) => (field === "log_density" ? referenceSlack : 0),
  calculate(inputs) {
    const parameters = [inputs.number("rho"), inputs.number("nu")];
    return {
      log_density: pairsOf(inputs).map(([u, v]) => tCopula.logDensity(u, v, parameters)),
      tail_dependence: tCopula.tailDependence(parameters).lower,
      kendall_tau: tCopula.kendall(parameters),
    };
  },
};

export const gaussianCopulaFamily: CalculationFamily = {
  id: "gcop",
  file,
  ids: /^gcop-/,
  calculate(inputs) {
    const parameters = [inputs.number("rho")];
    return {
      log_density: pairsOf(inputs).map(([u, v]) => gaussianCopula.logDensity(u, v, parameters)),
      tail_dependence: gaussianCopula.tailDependence(parameters).lower,
      kendall_tau: gaussianCopula.kendall(parameters),
      spearman: gaussianSpearman(inputs.number("rho")),
    };
  },
};

export const claytonFamily: CalculationFamily = {
  id: "clayton",
  file,
  ids: /^clayton-/,
  calculate(inputs) {
    const theta = inputs.number("theta");
    return {
      cdf: pairsOf(inputs).map(([u, v]) => claytonDistribution(u, v, theta)),
      lower_tail: claytonCopula.tailDependence([theta]).lower,
      tau: claytonCopula.kendall([theta]),
    };
  },
};

export const gumbelFamily: CalculationFamily = {
  id: "gumbel",
  file,
  ids: /^gumbel-/,
  calculate(inputs) {
    const theta = inputs.number("theta");
    return {
      cdf: pairsOf(inputs).map(([u, v]) => gumbelDistribution(u, v, theta)),
      upper_tail: gumbelCopula.tailDependence([theta]).upper,
      tau: gumbelCopula.kendall([theta]),
    };
  },
};
