import { black76, black76Value } from "../formulas/black76.ts";
import { ofForward, type Valuation } from "./valuation.ts";

export const lognormal: Valuation = {
  id: "black76",
  title: "Black-76, lognormal",
  source: "F. Black, J. Financial Economics 3 (1976)",
  shape: "none",
  ...ofForward,
  value: (option, volatility) => black76Value({ ...option, volatility, rate: option.rate ?? 0 }),
  values: (option, volatility) => black76({ ...option, volatility, rate: option.rate ?? 0 }),
};
