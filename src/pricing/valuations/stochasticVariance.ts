import { hestonValue } from "../formulas/heston.ts";
import type { Valuation } from "./valuation.ts";

/** Our own choice, no market's: variance that moves by its own size and forgets half in four months. */
const shape = { reversion: 2, correlation: -0.3 };

export const stochasticVariance: Valuation = {
  id: "heston",
  title: "Heston, stochastic variance",
  source: "S. Heston, Review of Financial Studies 6 (1993)",
  shape: `variance at its mean, reversion ${shape.reversion}, correlation ${shape.correlation}, vol of variance twice the volatility`,
  value(option, volatility) {
    const variance = volatility * volatility;
    return hestonValue(option, { ...shape, variance, meanVariance: variance, volOfVariance: 2 * volatility });
  },
};
