import type { AccountHoldings, UnitPnlRows } from "./accountTails.ts";

/**
 * P&L of groups of holdings under every scenario: `quantity × unit P&L` summed holding by holding from 0. The reference of
 * `wasm/groupPnl.ts`, sum by sum, so that both give the same bits.
 *
 * @param held groups in the place of accounts
 * @param out  shape [G×S], gains +; replaced
 * @cost       H × S, no allocation
 */
export function groupPnl({ values, scenarios }: UnitPnlRows, held: AccountHoldings, out: Float64Array): void {
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
