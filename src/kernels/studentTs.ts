import type { QuantileTable } from "../numerics/quantileTable.ts";
import { tabulatedQuantiles } from "./tabulatedQuantiles.ts";
import { type DrawPlace, uniforms } from "./uniforms.ts";

/**
 * Numbers of Student's t law by position, one uniform each: the quantiles of the draws of `RandomStream`, so that two
 * laws at one place are drawn alike, and the tails go as far as 2^-53.
 *
 * @param table of the law: `studentTTable` in statistics
 * @param out   shape [n], n even
 * @cost        as `uniforms` and `tabulatedQuantiles`
 */
export function studentTs(table: QuantileTable, place: DrawPlace, out: Float64Array): void {
  uniforms(place, out);
  tabulatedQuantiles(table, out, out);
}
