import { bachelier, bachelierValue } from "../formulas/bachelier.ts";
import { ofForward, type Valuation } from "./valuation.ts";

/** The normal volatility is the law's own parameter: it stays where the forward moves. */
export const normal: Valuation = {
  id: "bachelier",
  title: "Bachelier, normal",
  source: "L. Bachelier, Théorie de la spéculation (1900)",
  shape: "normal volatility = volatility × forward, kept where the forward moves",
  ...ofForward,
  moved(at, move) {
    const then = ofForward.moved(at, move);
    return { ...then, volatility: then.volatility / (move.price ?? 1) };
  },
  value: (option, volatility) => bachelierValue(option, volatility * option.forward),
  values(option, volatility) {
    const { forward } = option;
    const { vega, vanna, volga, ...rest } = bachelier(option, volatility * forward);
    return { ...rest, vega: vega * forward, vanna: vanna * forward, volga: volga * forward * forward };
  },
};
