import type { InverseOption } from "../../instruments/kinds/inverseOption.ts";
import type { LinearOption } from "../../instruments/kinds/linearOption.ts";
import { type Black76Inputs, black76, black76Value } from "../formulas/black76.ts";
import { coinSettled } from "../formulas/coinSettled.ts";
import { definePricingModel, type Levels } from "../pricingModel.ts";

/** Undiscounted: the margin that backs a premium earns what the venue pays, which the venues here do not. */
const inputsOf = (
  { optionType, strike }: LinearOption | InverseOption,
  levels: Levels,
  years: number,
): Black76Inputs => ({
  optionType,
  forward: levels[0]!,
  strike: Number(strike),
  years,
  volatility: levels[1]!,
  rate: 0,
});

/** Black-76 on the expiry's forward and the strike's volatility, in the quote currency. */
export const linearOptionValue = definePricingModel<LinearOption>({
  id: "black76-linear",
  title: "Black-76, paid in the quote currency",
  source: "F. Black, The pricing of commodity contracts, J. Financial Economics 3 (1976)",
  value: (option, levels, years) => Number(option.contractSize) * black76Value(inputsOf(option, levels, years)),
  relativeDelta: (option, levels, years) =>
    Number(option.contractSize) * levels[0]! * black76(inputsOf(option, levels, years)).delta,
});

/** The same over the forward: a premium and a payoff in the coin. */
export const inverseOptionValue = definePricingModel<InverseOption>({
  id: "black76-inverse",
  title: "Black-76, paid in the coin",
  source: "F. Black (1976), counted in coins as the option specifications of Deribit do",
  value: (option, levels, years) =>
    (Number(option.contractSize) * black76Value(inputsOf(option, levels, years))) / levels[0]!,
  relativeDelta: (option, levels, years) =>
    Number(option.contractSize) * coinSettled(inputsOf(option, levels, years)).premiumAdjustedDelta,
});
