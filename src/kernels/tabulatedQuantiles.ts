import { exponentOf, powerOfTwo } from "../numerics/floatBits.ts";
import {
  type QuantileTable,
  tableHalf,
  tableLeastExponent,
  tablePieces,
  tableTerms,
} from "../numerics/quantileTable.ts";
import { assertColumn } from "./assertColumn.ts";

/**
 * The numbers of a tabulated law below which uniform ones say how much of it lies. The reference of
 * `wasm/tabulatedQuantiles.ts`, operation by operation, so that both give the same bits.
 *
 * @param numbers shape [n], in [2^-53, 1 − 2^-53], what lies outside taken as the nearer end; NaN stays NaN
 * @param out     shape [n]; may be `numbers`
 * @returns       as near to the quantile as the table is
 * @throws       InvariantError when `numbers` is shorter than `out`
 * @cost          n polynomials of 9 terms; no logarithm, no root, no division
 */
export function tabulatedQuantiles(table: QuantileTable, numbers: Float64Array, out: Float64Array): void {
  assertColumn(numbers, out.length, "numbers");
  const { isSymmetric, coefficients } = table;
  for (let k = 0; k < out.length; k++) {
    const number = numbers[k]!;
    const fromTop = 1 - number; // exact for a multiple of 2^-53
    const nearer = Math.min(fromTop, number);
    // NaN is to find a piece too, and is put back by the factor.
    const p = nearer < greatest ? Math.max(least, nearer) : greatest;
    const exponent = exponentOf(p);
    const along = p * powerOfTwo(-exponent) * tablePieces - tablePieces;
    const piece = Math.floor(along);
    const x = 2 * (along - piece) - 1;
    const isUpperHalf = !isSymmetric && fromTop < number;
    let at = ((exponent - tableLeastExponent) * tablePieces + piece) * tableTerms + (isUpperHalf ? tableHalf : 0);
    const end = at + tableTerms;
    let sum = coefficients[at]!;
    for (at += 1; at < end; at++) sum = sum * x + coefficients[at]!;
    const factor = isSymmetric ? number - 0.5 : number - number + 1;
    out[k] = sum * factor;
  }
}

const least = 1.1102230246251565e-16; // 2^-53
const greatest = 0.49999999999999994; // the double below ½
