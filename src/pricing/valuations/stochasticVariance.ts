import { heston, hestonValue } from "../formulas/heston.ts";
import { ofForward, type Valuation } from "./valuation.ts";

/** Our own choice, no market's: variance that moves by its own size and forgets half in four months. */
const shape = { reversion: 2, correlation: -0.3 };

export const stochasticVariance: Valuation = {
  id: "heston",
  title: "Heston, stochastic variance",
  source: "S. Heston, Review of Financial Studies 6 (1993)",
  shape: `variance at its mean, reversion ${shape.reversion}, correlation ${shape.correlation}, vol of variance twice the volatility`,
  ...ofForward,
  value: (option, volatility) => hestonValue(option, parametersOf(volatility)),
  values(option, volatility) {
    const variance = { value: volatility * volatility, slope: 2 * volatility, bend: 2 };
    const volOfVariance = { value: 2 * volatility, slope: 2, bend: 0 };
    return heston(option, parametersOf(volatility), { ...shape, variance, meanVariance: variance, volOfVariance });
  },
};

function parametersOf(volatility: number) {
  const variance = volatility * volatility;
  return { ...shape, variance, meanVariance: variance, volOfVariance: 2 * volatility };
}
