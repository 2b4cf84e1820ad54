/**
 * `out[slot] += quantity × matrix[row]` for every holding, in the order given: the one kernel behind every grouping.
 *
 * @param rows       shape [H], rows of the matrix
 * @param quantities shape [H], contracts, long +
 * @param slots      shape [H], rows of `out`
 * @param matrix     shape [I×S]
 * @param count      S
 * @param out        shape [slots×S], added to
 * @cost  O(H × S), no allocation
 */
export function accumulate(
  rows: Int32Array,
  quantities: Float64Array,
  slots: Int32Array,
  matrix: Float64Array,
  count: number,
  out: Float64Array,
): void {
  for (let k = 0; k < rows.length; k++) {
    const from = rows[k]! * count;
    const to = slots[k]! * count;
    const quantity = quantities[k]!;
    for (let s = 0; s < count; s++) out[to + s]! += quantity * matrix[from + s]!;
  }
}
