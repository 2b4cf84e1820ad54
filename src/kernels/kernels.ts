import type { QuantileTable } from "../numerics/quantileTable.ts";
import { type AccountTailKernel, accountTails, type UnitPnlRows } from "./accountTails.ts";
import { type Black76FilterColumns, black76FilterRow } from "./black76FilterRow.ts";
import { type Black76Columns, type Black76RowTerms, black76Row } from "./black76Row.ts";
import { type CorrelatedDraws, correlatedDraws, type DependencePlan } from "./correlatedDraws.ts";
import { normalQuantiles } from "./normalQuantiles.ts";
import { normals } from "./normals.ts";
import { type OrderBookPlan, type OrderTails, referenceOrderTails } from "./orderTails.ts";
import { type SobolNet, sobol } from "./sobol.ts";
import { studentTs } from "./studentTs.ts";
import { tabulatedQuantiles } from "./tabulatedQuantiles.ts";
import { type DrawPlace, uniforms } from "./uniforms.ts";

/** The hot loops, of which no caller knows whether they run as vectors. */
export interface Kernels {
  readonly id: "reference" | "simd";
  black76Row(terms: Black76RowTerms, columns: Black76Columns, out: Float64Array): void;
  black76FilterRow(terms: Black76RowTerms, columns: Black76FilterColumns, out: Float32Array): void;
  uniforms(place: DrawPlace, out: Float64Array): void;
  normals(place: DrawPlace, out: Float64Array): void;
  studentTs(table: QuantileTable, place: DrawPlace, out: Float64Array): void;
  sobol(net: SobolNet, first: number, out: Float64Array): void;
  normalQuantiles(numbers: Float64Array, out: Float64Array): void;
  tabulatedQuantiles(table: QuantileTable, numbers: Float64Array, out: Float64Array): void;
  /** Plans its memory once, for many batches of scenarios. */
  correlatedDraws(plan: DependencePlan): CorrelatedDraws;
  orderTails(plan: OrderBookPlan): OrderTails;
  /** Plans its memory once, for many batches of accounts. */
  accountTails(book: UnitPnlRows): AccountTailKernel;
}

/** Plain TypeScript: the oracle of the vector kernels, and what runs where they cannot. */
export const referenceKernels: Kernels = {
  id: "reference",
  black76Row,
  black76FilterRow,
  uniforms,
  normals,
  studentTs,
  sobol,
  normalQuantiles,
  tabulatedQuantiles,
  correlatedDraws,
  orderTails: referenceOrderTails,
  accountTails,
};
