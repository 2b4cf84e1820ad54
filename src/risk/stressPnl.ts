import type { Instrument } from "../instruments/kinds.ts";
import type { Currency } from "../instruments/money.ts";
import { levelOf, type MarketSnapshot } from "../market/marketSnapshot.ts";
import { currencyId, factorsOf } from "../market/riskFactor.ts";
import { pricingModelOf } from "../pricing/models.ts";
import type { ScenarioSet } from "../scenarios/scenarioSet.ts";
import type { HeldRow } from "./heldPnl.ts";
import { outcomesOf } from "./relativeShocks.ts";

/**
 * What a book gains under every scenario: the change of its value, and funding over the time that passes at the scenario's
 * own rate and prices, received or paid.
 *
 * @param holdings as `outcomesOf`
 * @returns        shape [S], reporting currency, gains +
 * @cost           I × S valuations
 */
export function stressPnl(
  snapshot: MarketSnapshot,
  holdings: readonly HeldRow[],
  set: ScenarioSet,
  reportingCurrency: Currency,
): Float64Array {
  const pnl = outcomesOf(snapshot, holdings, set, reportingCurrency);
  if (set.elapsedYears === 0) return pnl;
  for (const { row, quantity } of holdings) {
    const instrument = snapshot.instruments[row]!;
    const carryOf = quantity === 0 ? undefined : carryUnder(instrument, snapshot, set, reportingCurrency);
    if (carryOf === undefined) continue;
    for (let s = 0; s < pnl.length; s++) pnl[s]! += quantity * carryOf(s) * set.elapsedYears;
  }
  return pnl;
}

/** A year's funding of one contract in a scenario; undefined for what charges none. */
function carryUnder(
  instrument: Instrument,
  snapshot: MarketSnapshot,
  set: ScenarioSet,
  reportingCurrency: Currency,
): ((s: number) => number) | undefined {
  const model = pricingModelOf(instrument);
  if (model.carry === undefined) return undefined;
  const levelIn = (id: string, s: number): number => set.levels.get(id)?.[s] ?? levelOf(snapshot, id);
  const ids = factorsOf(instrument).map(({ id }) => id);
  const [settled, reported] = [currencyId(instrument.settlementCurrency), currencyId(reportingCurrency)];
  return (s) => {
    const levels = ids.map((id) => levelIn(id, s));
    const conversion = settled === reported ? 1 : levelIn(settled, s) / levelIn(reported, s);
    return model.carry!(instrument, levels) * conversion;
  };
}
