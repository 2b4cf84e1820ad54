/** Vega: risk factors and margin levels as the requirement of one contract at a price. */
import { levelsOf, type MarginLevels } from "../../../src/margin/models/lognormalTail.ts";
import type { CalculationFamily } from "../family.ts";
import { accountOf, assessedBy, boundBy, entered, linear, marketOf } from "../marginCase.ts";

const contract = linear("C/USD:USD", "C", "USD");

/** Requirement of contracts entered at mark. */
function requirementOf(quantity: number, mark: number, terms: Readonly<Record<string, number>>) {
  const market = marketOf({ instruments: [contract], marks: { [contract.id]: mark } });
  const bound = boundBy("vega", { markets: { [contract.id]: terms } }, market);
  return { bound, requirement: assessedBy(accountOf([entered(contract, quantity, mark)], {}), bound).requirement };
}

export const vegaFactorFamily: CalculationFamily = {
  id: "vega risk factors",
  file: "vega",
  ids: /^vega-lognormal-es/,
  rulebook: "vega",
  // The guide's own allowance for the short factor, under a name that the general rules do not read.
  slackOf: (field, { tolerance }) => (field === "riskFactorShort" ? Number(tolerance["shortAbs"]) : 0),
  calculate(inputs) {
    const terms = {
      riskAversion: inputs.number("riskAversion"),
      years: inputs.number("tau"),
      volatility: inputs.number("sigma"),
      slippage: 0,
    };
    return {
      riskFactorLong: requirementOf(1, 1, terms).requirement.maintenance,
      riskFactorShort: requirementOf(-1, 1, terms).requirement.maintenance,
    };
  },
};

export const vegaLevelsFamily: CalculationFamily = {
  id: "vega margin levels",
  file: "vega",
  ids: /^vega-margin-levels/,
  rulebook: "vega",
  calculate(inputs): MarginLevels {
    const { requirement, bound } = requirementOf(inputs.number("position"), inputs.number("mark"), {
      longFactor: inputs.number("rfLong"),
      shortFactor: inputs.number("rfShort"),
      slippage: inputs.number("linearSlippage"),
    });
    const { searchScale, initialScale, releaseScale } = bound.rulebook.parameters as Record<string, number>;
    const scales = { searchScale: searchScale!, initialScale: initialScale!, releaseScale: releaseScale! };
    return { ...levelsOf(requirement.maintenance, scales), initial: requirement.initial };
  },
};
