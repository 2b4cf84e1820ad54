import { bachelierValue } from "../formulas/bachelier.ts";
import type { Valuation } from "./valuation.ts";

export const normal: Valuation = {
  id: "bachelier",
  title: "Bachelier, normal",
  source: "L. Bachelier, Théorie de la spéculation (1900)",
  shape: "normal volatility = volatility × forward",
  value: (option, volatility) => bachelierValue(option, volatility * option.forward),
};
