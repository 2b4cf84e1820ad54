// Lower triangle times columns of independent draws, eight scenarios at a time. The twin of src/kernels/correlatedDraws.ts:
// every scenario is summed over the factors in their order, and multiplied once.

/**
 * Eight scenarios of every factor before the next eight, so that their draws stay in the first-level cache.
 *
 * @param lower   address of the triangle, row after row, rows of `factors` numbers
 * @param draws   address of `factors` columns of `stride` bytes
 * @param mixing  address of columns of `stride` bytes, or 0 for none
 * @param groups  address of one i32 a factor: its column of `mixing`
 * @param out     address of `factors` columns of `stride` bytes
 * @param count   scenarios, a multiple of 8
 */
export function correlatedDraws(
  lower: usize,
  draws: usize,
  mixing: usize,
  groups: usize,
  out: usize,
  factors: i32,
  stride: i32,
  count: i32,
): void {
  const width = <usize>stride;
  const end = (<usize>count) << 3;
  for (let at: usize = 0; at < end; at += 64) {
    let row = lower;
    let written = out + at;
    for (let factor = 0; factor < factors; factor++) {
      let sum0 = f64x2.splat(0);
      let sum1 = f64x2.splat(0);
      let sum2 = f64x2.splat(0);
      let sum3 = f64x2.splat(0);
      let read = draws + at;
      for (let entry = row, last = row + ((<usize>factor) << 3); entry <= last; entry += 8) {
        const weight = v128.load64_splat(entry);
        sum0 = f64x2.add(sum0, f64x2.mul(weight, v128.load(read)));
        sum1 = f64x2.add(sum1, f64x2.mul(weight, v128.load(read, 16)));
        sum2 = f64x2.add(sum2, f64x2.mul(weight, v128.load(read, 32)));
        sum3 = f64x2.add(sum3, f64x2.mul(weight, v128.load(read, 48)));
        read += width;
      }
      if (mixing !== 0) {
        const scale = mixing + at + (<usize>load<i32>(groups + ((<usize>factor) << 2))) * width;
        sum0 = f64x2.mul(sum0, v128.load(scale));
        sum1 = f64x2.mul(sum1, v128.load(scale, 16));
        sum2 = f64x2.mul(sum2, v128.load(scale, 32));
        sum3 = f64x2.mul(sum3, v128.load(scale, 48));
      }
      v128.store(written, sum0);
      v128.store(written, sum1, 16);
      v128.store(written, sum2, 32);
      v128.store(written, sum3, 48);
      row += (<usize>factors) << 3;
      written += width;
    }
  }
}
