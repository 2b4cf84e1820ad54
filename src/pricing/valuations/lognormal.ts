import { black76Value } from "../formulas/black76.ts";
import type { Valuation } from "./valuation.ts";

export const lognormal: Valuation = {
  id: "black76",
  title: "Black-76, lognormal",
  source: "F. Black, J. Financial Economics 3 (1976)",
  shape: "none",
  value: (option, volatility) => black76Value({ ...option, volatility, rate: 0 }),
};
