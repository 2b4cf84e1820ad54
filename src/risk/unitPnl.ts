import { kindOf } from "../instruments/kinds.ts";
import type { Currency } from "../instruments/money.ts";
import { levelOf, type MarketSnapshot } from "../market/marketSnapshot.ts";
import { currencyId, factorsOf } from "../market/riskFactor.ts";
import { pricingModelOf } from "../pricing/models.ts";
import type { ScenarioSet } from "../scenarios/scenarioSet.ts";
import { yearsLeft } from "./unitValues.ts";

/**
 * P&L from mark of one contract of every row under every scenario, in reporting currency: `(u0 + U)·X(s) − u0·X(0)`
 * with U the change of value in settlement currency, X the conversion, and u0 the value of kinds paid for up front
 * and 0 for kinds settled by variation. Linear in quantity, so an account's P&L is `quantities × matrix`.
 *
 * @returns shape [I×S], row-major, gains +
 * @cost    I × S valuations
 */
export function unitPnl(snapshot: MarketSnapshot, set: ScenarioSet, reportingCurrency: Currency): Float64Array {
  const count = set.scenarios.length;
  const matrix = new Float64Array(snapshot.instruments.length * count);
  const conversion = new Float64Array(count);
  snapshot.instruments.forEach((row, i) => {
    const model = pricingModelOf(row);
    const ids = factorsOf(row).map((factor) => factor.id);
    const levels = Float64Array.from(ids, (id) => levelOf(snapshot, id));
    const columns = ids.map((id) => set.levels.get(id));
    const years = yearsLeft(row, snapshot.timestamp);
    const yearsThen = Math.max(0, years - set.elapsedYears);
    const levelsNow = levels.slice();
    const now = model.value(row, levels, years);
    const base = kindOf(row).isFunded ? now : 0;
    const rateNow = conversionsOf(snapshot, set, row.settlementCurrency, reportingCurrency, conversion);
    for (let s = 0; s < count; s++) {
      for (let f = 0; f < columns.length; f++) {
        const column = columns[f];
        if (column !== undefined) levels[f] = column[s]!;
      }
      const change = model.change?.(row, levelsNow, levels) ?? model.value(row, levels, yearsThen) - now;
      matrix[i * count + s] = (base + change) * conversion[s]! - base * rateNow;
    }
  });
  return matrix;
}

/** Fills the conversion under every scenario and returns the one at mark. */
function conversionsOf(
  snapshot: MarketSnapshot,
  set: ScenarioSet,
  settlement: Currency,
  reporting: Currency,
  out: Float64Array,
): number {
  if (settlement === reporting) {
    out.fill(1);
    return 1;
  }
  const settled = set.levels.get(currencyId(settlement));
  const reported = set.levels.get(currencyId(reporting));
  const settledNow = levelOf(snapshot, currencyId(settlement));
  const reportedNow = levelOf(snapshot, currencyId(reporting));
  for (let s = 0; s < out.length; s++) out[s] = (settled?.[s] ?? settledNow) / (reported?.[s] ?? reportedNow);
  return settledNow / reportedNow;
}
