import type { FutureOption } from "../../instruments/kinds/futureOption.ts";
import type { InverseOption } from "../../instruments/kinds/inverseOption.ts";
import type { LinearOption } from "../../instruments/kinds/linearOption.ts";
import { kernels } from "../../kernels/load.ts";
import { openShareOfYears, settlementVolatility } from "../../market/settlementWindow.ts";
import { exp } from "../../numerics/exponential.ts";
import { type Black76Inputs, black76, black76Value, logMoneyness } from "../formulas/black76.ts";
import { coinSettled } from "../formulas/coinSettled.ts";
import { definePricingModel, type Levels } from "../pricingModel.ts";
import { forwardColumns, volatilityColumns } from "../scenarioColumns.ts";

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

type AnyOption = LinearOption | InverseOption | FutureOption;

/** Undiscounted values of the option on one unit of the underlying under every scenario, quote currency. */
function unitValues(
  option: AnyOption,
  now: Levels,
  [forwards, volatilities]: readonly Float64Array[],
  years: number,
  out: Float64Array,
): void {
  const { optionType } = option;
  const strike = Number(option.strike);
  const columns = { ...forwardColumns(now[0]!, forwards!), ...volatilityColumns(volatilities!) };
  const root = settlementVolatility(option, 1, years) * Math.sqrt(years);
  if (strike > 0) {
    const moneyness = logMoneyness(now[0]!, strike);
    kernels().black76Row({ optionType, strike, moneyness, root }, columns, out);
  } else if (optionType === "call") out.set(columns.forwards);
  else out.fill(0);
}

/**
 * Multiplies values by the contract size and the discount to the payment.
 *
 * @param rates   [S]; absent where nothing is discounted
 * @param divisor [S] what a unit of the settlement currency is worth
 */
function settle(
  { contractSize }: AnyOption,
  { rates, divisor }: { readonly rates: Float64Array | undefined; readonly divisor?: Float64Array },
  years: number,
  out: Float64Array,
): void {
  const size = Number(contractSize);
  // Rates seldom move: the discount before is kept.
  let [rate, scale] = [0, size];
  for (let s = 0; s < out.length; s++) {
    if (rates !== undefined && rates[s] !== rate) {
      rate = rates[s]!;
      scale = size * exp(-rate * years);
    }
    out[s] = divisor === undefined ? out[s]! * scale : (out[s]! * scale) / divisor[s]!;
  }
}

/** Black-76 on the forward and the strike's volatility, discounted at the settlement currency's rate. */
export const linearOptionValue = definePricingModel<LinearOption | FutureOption>({
  id: "black76-linear",
  title: "Black-76, paid in the quote currency",
  source: "F. Black, The pricing of commodity contracts, J. Financial Economics 3 (1976)",
  value: (option, levels, years) => Number(option.contractSize) * black76Value(inputsOf(option, levels, years)),
  values(option, now, columns, years, out) {
    unitValues(option, now, columns, years, out);
    settle(option, { rates: columns[2] }, years, out);
  },
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
  values(option, now, columns, years, out) {
    unitValues(option, now, columns, years, out);
    const [forwards, , rates] = columns;
    settle(option, { rates, divisor: forwards! }, years, out);
  },
  relativeDelta: (option, levels, years) =>
    openShareOfYears(option, years) *
    coinDiscount(levels, years) *
    Number(option.contractSize) *
    coinSettled(inputsOf(option, levels, years)).premiumAdjustedDelta,
});

const coinDiscount = (levels: Levels, years: number): number => exp(-(levels[2] ?? 0) * years);
