import { kernels } from "../kernels/load.ts";

/** Contracts of one row of a unit P&L, long +. */
export interface HeldRow {
  readonly row: number;
  readonly quantity: number;
}

/**
 * P&L of groups of holdings under every scenario: `quantity × matrix[row]`, summed in the order given.
 *
 * @param matrix shape [I×S]
 * @param count  S
 * @returns      shape [G×S], gains +
 * @cost         holdings × S
 */
export function heldPnl(groups: readonly (readonly HeldRow[])[], matrix: Float64Array, count: number): Float64Array {
  const pointers = new Int32Array(groups.length + 1);
  groups.forEach((held, g) => {
    pointers[g + 1] = pointers[g]! + held.length;
  });
  const rows = new Int32Array(pointers.at(-1)!);
  const quantities = new Float64Array(rows.length);
  let h = 0;
  for (const held of groups) {
    for (const { row, quantity } of held) {
      rows[h] = row;
      quantities[h] = quantity;
      h += 1;
    }
  }
  const out = new Float64Array(groups.length * count);
  const book = { values: matrix, instruments: matrix.length / Math.max(1, count), scenarios: count };
  kernels().groupPnl(book, { pointers, rows, quantities }, out);
  return out;
}
