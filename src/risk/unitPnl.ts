import { type Instrument, kindOf } from "../instruments/kinds.ts";
import type { Currency } from "../instruments/money.ts";
import { kernels } from "../kernels/load.ts";
import { levelOf, type MarketSnapshot } from "../market/marketSnapshot.ts";
import { currencyId, factorsOf, type RiskFactorId } from "../market/riskFactor.ts";
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
  const columnOf = columnsOf(snapshot, set);
  const conversionOf = conversionsTo(reportingCurrency, snapshot, set);
  const values = new Float64Array(count);
  snapshot.instruments.forEach((row, i) => {
    const years = yearsLeft(row, snapshot.timestamp);
    const yearsThen = Math.max(0, years - set.elapsedYears);
    const ids = factorsOf(row).map((factor) => factor.id);
    const levels = Float64Array.from(ids, (id) => levelOf(snapshot, id));
    const columns = ids.map(columnOf);
    const { now: conversion, column: conversions } = conversionOf(row.settlementCurrency);
    const out = matrix.subarray(i * count, (i + 1) * count);
    const model = pricingModelOf(row);
    if (model.variation !== undefined) model.variation(row, levels, columns, conversions, out);
    else {
      const value = valuesUnder(row, { levels, years, yearsThen }, columns, values);
      kernels().valuedRow({ value, base: kindOf(row).isFunded ? value : 0, conversion }, values, conversions, out);
    }
  });
  return matrix;
}

/** The levels of a factor under every scenario; one that no scenario moves has a column all the same. */
function columnsOf(snapshot: MarketSnapshot, set: ScenarioSet): (id: RiskFactorId) => Float64Array {
  const still = new Map<RiskFactorId, Float64Array>();
  return (id) => {
    const column = set.levels.get(id) ?? still.get(id);
    if (column !== undefined) return column;
    const made = new Float64Array(set.scenarios.length).fill(levelOf(snapshot, id));
    still.set(id, made);
    return made;
  };
}

interface HeldNow {
  /** [F] at the snapshot. */
  readonly levels: Float64Array;
  /** To expiry, at the snapshot and after the scenario. */
  readonly years: number;
  readonly yearsThen: number;
}

/** Fills one contract's value under every scenario and returns the value now, settlement currency. */
function valuesUnder(
  row: Instrument,
  { levels, years, yearsThen }: HeldNow,
  columns: readonly Float64Array[],
  out: Float64Array,
): number {
  const model = pricingModelOf(row);
  if (model.values !== undefined) {
    const still = Array.from(levels, (level) => Float64Array.of(level));
    const now = new Float64Array(1);
    model.values(row, levels, still, years, now);
    model.values(row, levels, columns, yearsThen, out);
    return now[0]!;
  }
  const then = levels.slice();
  for (let s = 0; s < out.length; s++) {
    for (let f = 0; f < columns.length; f++) then[f] = columns[f]![s]!;
    out[s] = model.value(row, then, yearsThen);
  }
  return model.value(row, levels, years);
}

/** Reporting units for a settlement unit, at mark and under every scenario; made once a currency. */
interface Conversion {
  readonly now: number;
  readonly column: Float64Array;
}

function conversionsTo(
  reporting: Currency,
  snapshot: MarketSnapshot,
  set: ScenarioSet,
): (settlement: Currency) => Conversion {
  const known = new Map<Currency, Conversion>();
  const own = { now: 1, column: new Float64Array(set.scenarios.length).fill(1) };
  return (settlement) => {
    if (settlement === reporting) return own;
    const before = known.get(settlement);
    if (before !== undefined) return before;
    const settled = set.levels.get(currencyId(settlement));
    const reported = set.levels.get(currencyId(reporting));
    const settledNow = levelOf(snapshot, currencyId(settlement));
    const reportedNow = levelOf(snapshot, currencyId(reporting));
    const column = new Float64Array(own.column.length).fill(settledNow / reportedNow);
    if (settled !== undefined || reported !== undefined) {
      for (let s = 0; s < column.length; s++) {
        column[s] =
          (settled === undefined ? settledNow : settled[s]!) / (reported === undefined ? reportedNow : reported[s]!);
      }
    }
    const made = { now: settledNow / reportedNow, column };
    known.set(settlement, made);
    return made;
  };
}
