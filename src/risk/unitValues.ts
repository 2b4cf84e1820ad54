import { type Instrument, kindOf } from "../instruments/kinds.ts";
import type { Currency } from "../instruments/money.ts";
import { levelOf, type MarketSnapshot } from "../market/marketSnapshot.ts";
import { currencyId, factorsOf } from "../market/riskFactor.ts";
import { yearsBetween } from "../market/years.ts";
import { pricingModelOf } from "../pricing/models.ts";

/** Years to the end of a contract; 0 for one that does not end. */
export const yearsLeft = (row: Instrument, timestamp: number): number =>
  "expiresAt" in row ? yearsBetween(timestamp, row.expiresAt) : 0;

/** One contract of every row at mark. All arrays have shape [I], rows in the snapshot's order. */
export interface UnitValues {
  /** Settlement currency. */
  readonly value: Float64Array;
  /** Value in equity, reporting currency: 0 for kinds settled by variation. */
  readonly base: Float64Array;
  /** P&L of a +100 % move of the price factor, to first order, reporting currency. */
  readonly delta: Float64Array;
  /** What holding pays per year, funding of perpetuals: reporting currency, received +. */
  readonly carry: Float64Array;
  /** Reporting units per settlement unit. */
  readonly conversion: Float64Array;
}

/** @cost O(I) */
export function unitValues(snapshot: MarketSnapshot, reportingCurrency: Currency): UnitValues {
  const rows = snapshot.instruments;
  const [value, base, delta, carry, conversion] = [0, 1, 2, 3, 4].map(() => new Float64Array(rows.length)) as Five;
  const reporting = levelOf(snapshot, currencyId(reportingCurrency));
  rows.forEach((row, i) => {
    const levels = factorsOf(row).map((factor) => levelOf(snapshot, factor.id));
    const model = pricingModelOf(row);
    const own = row.settlementCurrency === reportingCurrency;
    conversion[i] = own ? 1 : levelOf(snapshot, currencyId(row.settlementCurrency)) / reporting;
    const years = yearsLeft(row, snapshot.timestamp);
    value[i] = model.value(row, levels, years);
    base[i] = kindOf(row).isFunded ? value[i]! * conversion[i]! : 0;
    delta[i] = model.relativeDelta(row, levels, years) * conversion[i]!;
    carry[i] = (model.carry?.(row, levels) ?? 0) * conversion[i]!;
  });
  return { value, base, delta, carry, conversion };
}

type Five = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
