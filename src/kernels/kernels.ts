import type { QuantileTable } from "../numerics/quantileTable.ts";
import { type AccountHoldings, type AccountTailKernel, accountTails, type UnitPnlRows } from "./accountTails.ts";
import { type Black76FilterColumns, black76FilterRow } from "./black76FilterRow.ts";
import { type Black76GreeksColumns, black76GreeksRow } from "./black76GreeksRow.ts";
import { type Black76Columns, type Black76RowTerms, black76Row } from "./black76Row.ts";
import { type CorrelatedDraws, correlatedDraws, type DependencePlan } from "./correlatedDraws.ts";
import { exponentials } from "./exponentials.ts";
import { garchSums } from "./garchSums.ts";
import { groupPnl } from "./groupPnl.ts";
import { normalQuantiles } from "./normalQuantiles.ts";
import { normals } from "./normals.ts";
import { type OrderBookPlan, type OrderTails, referenceOrderTails } from "./orderTails.ts";
import { inverseRow, linearRow, type VariationTerms, valuedRow, type WorthTerms } from "./settledRows.ts";
import { type SobolNet, sobol } from "./sobol.ts";
import { studentTs } from "./studentTs.ts";
import { tabulatedQuantiles } from "./tabulatedQuantiles.ts";
import { type DrawPlace, uniforms } from "./uniforms.ts";

/** The hot loops, of which no caller knows whether they run as vectors. */
export interface Kernels {
  readonly id: "reference" | "simd";
  black76Row(terms: Black76RowTerms, columns: Black76Columns, out: Float64Array): void;
  black76GreeksRow(terms: Black76RowTerms, columns: Black76Columns, out: Black76GreeksColumns): void;
  black76FilterRow(terms: Black76RowTerms, columns: Black76FilterColumns, out: Float32Array): void;
  exponentials(values: Float64Array, out: Float64Array): void;
  garchSums(state: Float64Array, first: Float64Array, second: Float64Array): void;
  linearRow(terms: VariationTerms, marks: Float64Array, conversions: Float64Array, out: Float64Array): void;
  inverseRow(terms: VariationTerms, marks: Float64Array, conversions: Float64Array, out: Float64Array): void;
  valuedRow(terms: WorthTerms, values: Float64Array, conversions: Float64Array, out: Float64Array): void;
  normals(place: DrawPlace, out: Float64Array): void;
  groupPnl(book: UnitPnlRows, held: AccountHoldings, out: Float64Array): void;
  uniforms(place: DrawPlace, out: Float64Array): void;
  studentTs(table: QuantileTable, place: DrawPlace, out: Float64Array): void;
  sobol(net: SobolNet, first: number, out: Float64Array): void;
  normalQuantiles(numbers: Float64Array, out: Float64Array): void;
  tabulatedQuantiles(table: QuantileTable, numbers: Float64Array, out: Float64Array): void;
  /** Plans its memory once, for many batches of scenarios. */
  correlatedDraws(plan: DependencePlan): CorrelatedDraws;
  orderTails(plan: OrderBookPlan): OrderTails;
  /**
   * Plans its memory once, for many batches of accounts.
   *
   * @param threads that share the work, 1 unless given; no answer depends on it
   */
  accountTails(book: UnitPnlRows, threads?: number): AccountTailKernel;
}

/** Plain TypeScript: the oracle of the vector kernels, and what runs where they cannot. */
export const referenceKernels: Kernels = {
  id: "reference",
  black76Row,
  black76GreeksRow,
  black76FilterRow,
  exponentials,
  garchSums,
  linearRow,
  inverseRow,
  valuedRow,
  normals,
  groupPnl,
  uniforms,
  studentTs,
  sobol,
  normalQuantiles,
  tabulatedQuantiles,
  correlatedDraws,
  orderTails: referenceOrderTails,
  accountTails,
};
