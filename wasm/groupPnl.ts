// P&L of the holdings of one group. The twin of src/kernels/groupPnl.ts, sum by sum.

/**
 * Adds quantity × unit P&L, holding by holding, to eight scenarios at a time. Columns of 8 bytes a scenario, aligned to 16,
 * their count a multiple of 8.
 *
 * @param quantities address of the contracts of each holding
 * @param rows       address of the first holding's unit P&L
 * @param stride     bytes from one holding's unit P&L to the next
 * @param held       how many holdings
 * @param out        address of the sums, added to
 */
export function addHoldings(quantities: usize, rows: usize, stride: usize, held: i32, out: usize, count: i32): void {
  const end: usize = (<usize>count) << 3;
  const last: usize = quantities + ((<usize>held) << 3);
  for (let at: usize = 0; at < end; at += 64) {
    let first = v128.load(out + at);
    let second = v128.load(out + at, 16);
    let third = v128.load(out + at, 32);
    let fourth = v128.load(out + at, 48);
    let row = rows + at;
    for (let each: usize = quantities; each < last; each += 8) {
      const quantity = v128.load64_splat(each);
      first = f64x2.add(first, f64x2.mul(quantity, v128.load(row)));
      second = f64x2.add(second, f64x2.mul(quantity, v128.load(row, 16)));
      third = f64x2.add(third, f64x2.mul(quantity, v128.load(row, 32)));
      fourth = f64x2.add(fourth, f64x2.mul(quantity, v128.load(row, 48)));
      row += stride;
    }
    v128.store(out + at, first);
    v128.store(out + at, second, 16);
    v128.store(out + at, third, 32);
    v128.store(out + at, fourth, 48);
  }
}
