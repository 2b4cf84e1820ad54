// P&L of one contract from its marks or values. The twins of src/kernels/settledRows.ts, operation by operation.

/**
 * Two scenarios at a time. Columns of 8 bytes a scenario, aligned to 16, their count even.
 *
 * @param marks       address of F(s)
 * @param conversions address of X(s)
 */
export function linearRow(size: f64, mark: f64, marks: usize, conversions: usize, out: usize, count: i32): void {
  const sizes = f64x2.splat(size);
  const now = f64x2.splat(size * mark);
  const end: usize = (<usize>count) << 3;
  for (let at: usize = 0; at < end; at += 16) {
    const change = f64x2.sub(f64x2.mul(sizes, v128.load(marks + at)), now);
    v128.store(out + at, f64x2.mul(change, v128.load(conversions + at)));
  }
}

export function inverseRow(size: f64, mark: f64, marks: usize, conversions: usize, out: usize, count: i32): void {
  const sizes = f64x2.splat(size);
  const now = f64x2.splat(mark);
  const end: usize = (<usize>count) << 3;
  for (let at: usize = 0; at < end; at += 16) {
    const then = v128.load(marks + at);
    const change = f64x2.div(f64x2.mul(sizes, f64x2.sub(then, now)), f64x2.mul(now, then));
    v128.store(out + at, f64x2.mul(change, v128.load(conversions + at)));
  }
}

/**
 * @param paid   base · conversion at the snapshot
 * @param values address of the values
 */
export function valuedRow(
  value: f64,
  base: f64,
  paid: f64,
  values: usize,
  conversions: usize,
  out: usize,
  count: i32,
): void {
  const now = f64x2.splat(value);
  const bases = f64x2.splat(base);
  const paids = f64x2.splat(paid);
  const end: usize = (<usize>count) << 3;
  for (let at: usize = 0; at < end; at += 16) {
    const worth = f64x2.add(bases, f64x2.sub(v128.load(values + at), now));
    v128.store(out + at, f64x2.sub(f64x2.mul(worth, v128.load(conversions + at)), paids));
  }
}
