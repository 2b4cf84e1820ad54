import type { OptionChain } from "../market/optionChain.ts";
import type { QuoteValue } from "../pricing/chainValues.ts";
import { cashGreeks } from "../pricing/formulas/greekForms.ts";
import { money, percent, table, wrapped } from "./present.ts";

/** One volatility point, one day. */
const point = 0.01;
const day = 1 / 365;

export interface ShownOption {
  readonly name: string;
  readonly at: QuoteValue;
}

/** Value and Greeks of options as tables, and a line of their units. */
export function optionTables(of: readonly ShownOption[], chain: OptionChain, all: boolean): string[] {
  const inCoin = chain.settlementCurrency === chain.underlying;
  const rows = of.map(({ name, at: { quote, volatility, value, dollars, forward } }) => [
    name,
    percent(volatility, 1),
    inCoin ? value.toFixed(4) : money(value, 2),
    quote.mark === undefined ? "" : inCoin ? quote.mark.toFixed(4) : money(quote.mark, 2),
    money(inCoin ? dollars.delta - value : dollars.delta, 3),
    money((inCoin ? dollars.gamma - (dollars.delta - value) / forward : dollars.gamma) * forward * point, 4),
    money(dollars.vega * point, 1),
    money(dollars.theta * day, 1),
  ]);
  const head = ["option", "vol", "value", "mark", "delta", "gamma 1%", "vega 1pt", "theta 1d"];
  const units = inCoin
    ? "value and mark in coin; delta premium-adjusted, in coins; vega and theta in dollars"
    : `value, mark, vega and theta in ${chain.quoteCurrency}; delta in coins`;
  return [
    table(head, rows),
    ...(all ? [secondTable(of, inCoin)] : []),
    wrapped(`${units}${all ? secondUnits : ""}; gamma is the change of delta for 1 % of the forward`, 2),
  ];
}

/** What the first table leaves out, of the dollar value; delta as it is where the first adjusts it. */
function secondTable(of: readonly ShownOption[], inCoin: boolean): string {
  const rows = of.map(({ name, at: { dollars, forward } }) => {
    const cash = cashGreeks(dollars, forward);
    return [
      name,
      money(dollars.delta, 3),
      money(cash.delta, 0),
      money(cash.gamma * point, 0),
      money(dollars.rho * point, 2),
      money(dollars.vanna * point, 4),
      money(dollars.volga * point * point, 3),
      money(dollars.charm * day, 5),
    ];
  });
  const delta = inCoin ? "delta $" : "delta";
  return table(["option", delta, "cash delta", "cash gamma", "rho 1pt", "vanna 1pt", "volga 1pt", "charm 1d"], rows);
}

const secondUnits =
  "; in the second table all of the value in the quote currency, delta not adjusted, cash gamma the change of cash delta";
