import type { Currency } from "../../instruments/money.ts";
import type { MarketSnapshot } from "../../market/marketSnapshot.ts";
import { currencyId } from "../../market/riskFactor.ts";
import { groupingOf } from "../../risk/grouping.ts";
import type { ScenarioSet } from "../../scenarios/scenarioSet.ts";
import { statedScenarios } from "../../scenarios/statedScenarios.ts";
import type { Need, View } from "../view.ts";

/** What of every balance moves with its price, by currency: its value in the reporting currency. */
export interface CountedBalances {
  readonly need: Need;
  readonly valuesOf: (view: View) => ReadonlyMap<Currency, number>;
}

/**
 * How a currency counts is the rulebook's to say and known to the view alone, so it is read off one scenario, in which
 * every currency but the reported one is worth half: what a balance loses there is half of what counts. A coin that only
 * makes good what contracts lose gains nothing there, and counts as none.
 */
export function countedBalances(snapshot: MarketSnapshot, reportingCurrency: Currency): CountedBalances {
  const grouping = groupingOf(snapshot, ["kind", "settlementCurrency"]);
  const need = { grouping, scenarios: halved(snapshot, reportingCurrency) };
  return {
    need,
    valuesOf: (view) =>
      new Map(
        view.of(need).flatMap(({ index, pnl }) => {
          const { kind, settlementCurrency } = grouping.keys[index]!;
          return kind === "cash" ? [[String(settlementCurrency), -2 * pnl[0]!] as const] : [];
        }),
      ),
  };
}

const stays = "stays";

const halved = (snapshot: MarketSnapshot, reportingCurrency: Currency): ScenarioSet =>
  statedScenarios(snapshot, {
    scenarios: [{ label: "every currency at half", block: "collateral", factor: 1 }],
    shocked: ({ kind, id }, level) =>
      kind === "currency" && id !== currencyId(reportingCurrency) ? 0.5 * level : level,
    statement: { price: stays, basis: stays, volatility: stays, skew: stays, rate: stays, funding: stays },
  });
