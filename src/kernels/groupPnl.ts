import { assert } from "../numerics/assert.ts";
import type { AccountHoldings, UnitPnlRows } from "./accountTails.ts";

/**
 * P&L of groups of holdings under every scenario: `quantity × unit P&L` summed holding by holding from 0. The reference of
 * `wasm/groupPnl.ts`, sum by sum, so that both give the same bits.
 *
 * @param held groups in the place of accounts
 * @param out  shape [G×S], gains +; replaced
 * @throws InvariantError when the holdings do not fit the book, or `out` them
 * @cost       H × S, no allocation
 */
export function groupPnl(book: UnitPnlRows, held: AccountHoldings, out: Float64Array): void {
  assertGroups(book, held, out);
  const { values, scenarios } = book;
  const { pointers, rows, quantities } = held;
  out.fill(0);
  for (let g = 0; g + 1 < pointers.length; g++) {
    const to = g * scenarios;
    for (let h = pointers[g]!; h < pointers[g + 1]!; h++) {
      const from = rows[h]! * scenarios;
      const quantity = quantities[h]!;
      for (let s = 0; s < scenarios; s++) out[to + s]! += quantity * values[from + s]!;
    }
  }
}

/**
 * @throws InvariantError unless every holding names a row of the book and `out` has a row for every group
 * @cost   one comparison a holding
 */
export function assertGroups(
  { values, instruments, scenarios }: UnitPnlRows,
  { pointers, rows, quantities }: AccountHoldings,
  out: Float64Array,
): void {
  const groups = pointers.length - 1;
  if (groups < 0 || pointers[0]! < 0) assert(false, "pointers must begin with a place among the holdings");
  if (values.length < instruments * scenarios)
    assert(false, `unit P&L must have ${instruments} × ${scenarios} values; have ${values.length}`);
  if (out.length !== groups * scenarios)
    assert(false, `${groups} groups need ${groups} × ${scenarios} numbers; have ${out.length}`);
  for (let g = 0; g < groups; g++) {
    if (pointers[g]! > pointers[g + 1]!) assert(false, `pointers must ascend; group ${g}`);
  }
  const end = pointers[groups]!;
  if (end > rows.length || end > quantities.length)
    assert(false, `pointers end at ${end}; have ${rows.length} holdings`);
  for (let h = pointers[0]!; h < end; h++) {
    if (!(rows[h]! >= 0 && rows[h]! < instruments))
      assert(false, `row must lie in [0, ${instruments}); have ${rows[h]}`);
  }
}
