import type { FutureOption } from "../../instruments/kinds/futureOption.ts";
import type { InverseOption } from "../../instruments/kinds/inverseOption.ts";
import type { LinearOption } from "../../instruments/kinds/linearOption.ts";
import { openShareOfYears, settlementVolatility } from "../../market/settlementWindow.ts";
import { exp } from "../../numerics/exponential.ts";
import { type Black76Inputs, black76, black76Value } from "../formulas/black76.ts";
import { coinSettled } from "../formulas/coinSettled.ts";
import { definePricingModel, type Levels } from "../pricingModel.ts";

/** Levels are forward, volatility and rate; a rate left out is 0, as where a venue discounts nothing. */
const inputsOf = (
  option: LinearOption | InverseOption | FutureOption,
  levels: Levels,
  years: number,
): Black76Inputs => ({
  optionType: option.optionType,
  forward: levels[0]!,
  strike: Number(option.strike),
  years,
  volatility: settlementVolatility(option, levels[1]!, years),
  rate: levels[2] ?? 0,
});

/** Black-76 on the forward and the strike's volatility, discounted at the settlement currency's rate. */
export const linearOptionValue = definePricingModel<LinearOption | FutureOption>({
  id: "black76-linear",
  title: "Black-76, paid in the quote currency",
  source: "F. Black, The pricing of commodity contracts, J. Financial Economics 3 (1976)",
  value: (option, levels, years) => Number(option.contractSize) * black76Value(inputsOf(option, levels, years)),
  relativeDelta: (option, levels, years) =>
    openShareOfYears(option, years) *
    Number(option.contractSize) *
    levels[0]! *
    black76(inputsOf(option, levels, years)).delta,
});

/** The same over the forward, a premium and a payoff in the coin, discounted at the coin's rate. */
export const inverseOptionValue = definePricingModel<InverseOption>({
  id: "black76-inverse",
  title: "Black-76, paid in the coin",
  source: "F. Black (1976), counted in coins as the option specifications of Deribit do",
  value: (option, levels, years) =>
    (Number(option.contractSize) * black76Value(inputsOf(option, levels, years))) / levels[0]!,
  relativeDelta: (option, levels, years) =>
    openShareOfYears(option, years) *
    coinDiscount(levels, years) *
    Number(option.contractSize) *
    coinSettled(inputsOf(option, levels, years)).premiumAdjustedDelta,
});

const coinDiscount = (levels: Levels, years: number): number => exp(-(levels[2] ?? 0) * years);
