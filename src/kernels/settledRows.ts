import { assertColumn } from "./assertColumn.ts";

/** One contract that settles by variation, the same under every scenario. */
export interface VariationTerms {
  /** Contract size. */
  readonly size: number;
  /** Mark at the snapshot, quote currency. */
  readonly mark: number;
}

/** What one contract is worth at the snapshot. */
export interface WorthTerms {
  /** Settlement currency. */
  readonly value: number;
  /** The same of kinds paid for up front, 0 of those settled by variation. */
  readonly base: number;
  /** Reporting units per settlement unit. */
  readonly conversion: number;
}

/**
 * P&L of a linear contract under every scenario, `(size·F(s) − size·F)·X(s)`; of a quanto too, whose size counts the third
 * currency. This and the next two are the references of `wasm/settledRows.ts`, operation by operation.
 *
 * @param marks       [S] F(s), quote currency
 * @param conversions [S] X(s), reporting units per settlement unit
 * @param out         [S] reporting currency, gains +
 * @throws InvariantError when a column is shorter than `out`; so do the next two
 */
export function linearRow(
  { size, mark }: VariationTerms,
  marks: Float64Array,
  conversions: Float64Array,
  out: Float64Array,
): void {
  assertColumn(marks, out.length, "marks");
  assertColumn(conversions, out.length, "conversions");
  const now = size * mark;
  for (let s = 0; s < out.length; s++) out[s] = (size * marks[s]! - now) * conversions[s]!;
}

/** P&L of an inverse contract, `size·(F(s) − F)/(F·F(s))·X(s)`: one quotient, because the difference of two loses digits. */
export function inverseRow(
  { size, mark }: VariationTerms,
  marks: Float64Array,
  conversions: Float64Array,
  out: Float64Array,
): void {
  assertColumn(marks, out.length, "marks");
  assertColumn(conversions, out.length, "conversions");
  for (let s = 0; s < out.length; s++) {
    out[s] = ((size * (marks[s]! - mark)) / (mark * marks[s]!)) * conversions[s]!;
  }
}

/** P&L of a contract whose values are known, `(u0 + (u(s) − u))·X(s) − u0·X`. @param values [S] settlement currency */
export function valuedRow(
  { value, base, conversion }: WorthTerms,
  values: Float64Array,
  conversions: Float64Array,
  out: Float64Array,
): void {
  assertColumn(values, out.length, "values");
  assertColumn(conversions, out.length, "conversions");
  const paid = base * conversion;
  for (let s = 0; s < out.length; s++) out[s] = (base + (values[s]! - value)) * conversions[s]! - paid;
}
