import { type Instrument, kindOf } from "../instruments/kinds.ts";
import { type Black76GreeksColumns, black76GreeksColumns } from "../kernels/black76GreeksRow.ts";
import { kernels } from "../kernels/load.ts";
import { settlementVolatility } from "../market/settlementWindow.ts";
import { exp } from "../numerics/exponential.ts";
import { logMoneyness } from "./formulas/black76.ts";
import { contractGreeks } from "./greeks.ts";
import { pricingModelOf } from "./models.ts";
import type { Levels } from "./pricingModel.ts";
import { forwardColumns, volatilityColumns } from "./scenarioColumns.ts";

/** The Greeks of `contractGreeks` whose columns a ladder has. */
export const ladderGreeks = ["delta", "gamma", "vega", "theta", "vanna", "volga", "charm"] as const;

/**
 * One contract at every price of a ladder, quote currency, settlement conversion included; every array has shape [S]. A
 * quanto's are in its settlement currency.
 */
export type ContractLadder = Readonly<Record<(typeof ladderGreeks)[number], Float64Array>> & {
  /** Worth there less worth now, coins at the price there. */
  readonly gains: Float64Array;
};

/**
 * Value and Greeks of one contract of any kind at many prices.
 *
 * @param levels as `contractGreeks`, of which the ladder moves the price
 * @param years  to expiry, ≥ 0
 * @param prices [S] of the contract's own factor, shared by all that move with it
 * @throws InvariantError where a price is not above 0
 * @cost   of an option one kernel row, of all else S sets of Greeks
 */
export function contractLadder(
  instrument: Instrument,
  levels: Levels,
  years: number,
  prices: Float64Array,
): ContractLadder {
  return "strike" in instrument && Number(instrument.strike) > 0
    ? optionLadder(instrument, levels, years, prices)
    : ladderOfEach(instrument, levels, years, prices);
}

type Option = Extract<Instrument, { readonly strike: string }>;

function optionLadder(option: Option, levels: Levels, years: number, prices: Float64Array): ContractLadder {
  const volatilities = new Float64Array(prices.length).fill(levels[1]!);
  const [made, now] = [black76GreeksColumns(prices.length), black76GreeksColumns(1)];
  const share = settlementVolatility(option, 1, years);
  const moved = { ...forwardColumns(levels[0]!, prices), ...volatilityColumns(volatilities) };
  const still = {
    ...forwardColumns(levels[0]!, Float64Array.of(levels[0]!)),
    ...volatilityColumns(Float64Array.of(levels[1]!)),
  };
  const strike = Number(option.strike);
  const terms = {
    optionType: option.optionType,
    strike,
    moneyness: logMoneyness(levels[0]!, strike),
    root: share * Math.sqrt(years),
  };
  kernels().black76GreeksRow(terms, moved, made);
  kernels().black76GreeksRow(terms, still, now);
  return discounted(made, now.values[0]!, { option, rate: levels[2] ?? 0, years, share });
}

/**
 * What the kernel says of the deviation σ·share·√years, as `contractGreeks` says it of σ and of time: inside a settlement
 * window the share falls with time, so that the deviation falls as years to the power 3/2.
 */
function discounted(
  { values, deltas, gammas, vegas, thetas, vannas, volgas, charms }: Black76GreeksColumns,
  valueNow: number,
  terms: { readonly option: Option; readonly rate: number; readonly years: number; readonly share: number },
): ContractLadder {
  const { option, rate, years, share } = terms;
  const isAveraged = share < 1 && years > 0;
  const size = Number(option.contractSize) * exp(-rate * years);
  const inTime = share * share * (isAveraged ? 3 : 1);
  const shareInTime = isAveraged ? share / years : 0;
  return {
    gains: values.map((value) => size * (value - valueNow)),
    delta: deltas.map((delta) => size * share * delta),
    gamma: gammas.map((gamma) => size * share * share * gamma),
    vega: vegas.map((vega) => size * vega),
    theta: thetas.map((theta, s) => size * (rate * values[s]! + inTime * theta)),
    vanna: vannas.map((vanna) => size * share * vanna),
    volga: volgas.map((volga) => size * volga),
    charm: charms.map((charm, s) => size * (share * (rate * deltas[s]! + inTime * charm) - shareInTime * deltas[s]!)),
  };
}

/** Price by price, for what has no kernel. */
function ladderOfEach(instrument: Instrument, levels: Levels, years: number, prices: Float64Array): ContractLadder {
  const count = prices.length;
  const column = (): Float64Array => new Float64Array(count);
  const made = {
    gains: column(),
    delta: column(),
    gamma: column(),
    vega: column(),
    theta: column(),
    vanna: column(),
    volga: column(),
    charm: column(),
  };
  const then = Float64Array.from(levels);
  for (let s = 0; s < count; s++) {
    if (then.length > 0) then[0] = prices[s]!;
    const greeks = contractGreeks(instrument, then, years);
    for (const name of ladderGreeks) made[name][s] = greeks[name];
    made.gains[s] = gainOf(instrument, levels, then, years);
  }
  return made;
}

/** Held up front, coins gain with the price; settled by variation, only what was gained is in coins. */
function gainOf(instrument: Instrument, levels: Levels, then: Levels, years: number): number {
  const model = pricingModelOf(instrument);
  const isInCoin = "underlying" in instrument && instrument.settlementCurrency === instrument.underlying;
  const [before, after] = isInCoin ? [levels[0]!, then[0]!] : [1, 1];
  const [value, moved] = [model.value(instrument, levels, years), model.value(instrument, then, years)];
  if (kindOf(instrument).isFunded) return moved * after - value * before;
  return (model.change?.(instrument, levels, then) ?? moved - value) * after;
}
