// Expected shortfall of one account after one more order, exact from few scenarios where a certificate holds. Its reference
// is src/kernels/expectedShortfallAfter.ts.

/**
 * The `rank`-th smallest of `count` doubles without NaN. Every pass copies what is below a pivot to one place and what is
 * above it to another, without a branch to guess.
 *
 * @param rank in 1…count
 * @param work address of count · 16 bytes, used meanwhile; may be where the values are when those are no longer needed
 */
export function smallestOf(values: usize, count: i32, rank: i32, work: usize): f64 {
  let from = values;
  let left = count;
  let wanted = rank;
  const half = (<usize>count) << 3;
  while (true) {
    const pivot = pivotOf(from, left);
    // What is read lies in one half of the room at most, and is overwritten no faster than it is read.
    const below = work;
    const above = work + half;
    let belowEnd = below;
    let aboveEnd = above;
    const end = from + ((<usize>left) << 3);
    for (let at = from; at < end; at += 8) {
      const value = load<f64>(at);
      store<f64>(belowEnd, value);
      store<f64>(aboveEnd, value);
      belowEnd += (<usize>(value < pivot)) << 3;
      aboveEnd += (<usize>(value > pivot)) << 3;
    }
    const fewer = <i32>((belowEnd - below) >> 3);
    const more = <i32>((aboveEnd - above) >> 3);
    if (wanted <= fewer) {
      from = below;
      left = fewer;
    } else if (wanted <= left - more) {
      return pivot;
    } else {
      wanted -= left - more;
      from = above;
      left = more;
    }
  }
}

/** The middle one of the first, the middle and the last. */
@inline
function pivotOf(values: usize, count: i32): f64 {
  const first = load<f64>(values);
  const middle = load<f64>(values + ((<usize>(count >> 1)) << 3));
  const last = load<f64>(values + ((<usize>(count - 1)) << 3));
  return max(min(first, middle), min(max(first, middle), last));
}

/** Mean of the worst `tail` of values that are in scenario order, the boundary in part; NaN of fewer than that. */
function tailMean(values: usize, count: i32, rank: i32, tail: f64, work: usize): f64 {
  if (count < rank) return NaN;
  const boundary = smallestOf(values, count, rank, work);
  // Those below the boundary, still in scenario order.
  let kept = work;
  const end = values + ((<usize>count) << 3);
  for (let at = values; at < end; at += 8) {
    const value = load<f64>(at);
    store<f64>(kept, value);
    kept += (<usize>(value < boundary)) << 3;
  }
  let total: f64 = 0;
  for (let at = work; at < kept; at += 8) total += load<f64>(at);
  return (total + (tail - <f64>((kept - work) >> 3)) * boundary) / tail;
}

/**
 * From the worst scenarios of the account, in scenario order.
 *
 * @param outcomes  address of their P&L
 * @param scenarios address of which they are, 4 bytes each
 * @param next      least P&L of all other scenarios
 * @param row       address of the unit P&L of what is ordered, every scenario
 * @param rowLeast  least of `quantity` times the row over all scenarios
 * @param found     address of count · 8 bytes, used meanwhile; `work` twice as many
 * @returns         mean of the tail; NaN where the certificate does not hold
 */
export function tailFromWorst(
  outcomes: usize,
  scenarios: usize,
  count: i32,
  next: f64,
  row: usize,
  quantity: f64,
  rowLeast: f64,
  rank: i32,
  tail: f64,
  found: usize,
  work: usize,
): f64 {
  // Addition rounds monotonically, so no other scenario ends below this.
  const least = next + rowLeast;
  let kept = found;
  for (let k = 0; k < count; k++) {
    const scenario = <usize>load<u32>(scenarios + ((<usize>k) << 2));
    const value = load<f64>(outcomes + ((<usize>k) << 3)) + quantity * load<f64>(row + (scenario << 3));
    store<f64>(kept, value);
    kept += (<usize>(value <= least)) << 3;
  }
  return tailMean(found, <i32>((kept - found) >> 3), rank, tail, work);
}

/** The `rank`-th smallest outcome among some scenarios: no less than that among all. */
export function boundOf(
  outcomes: usize,
  scenarios: usize,
  count: i32,
  row: usize,
  quantity: f64,
  rank: i32,
  found: usize,
  work: usize,
): f64 {
  for (let k = 0; k < count; k++) {
    const scenario = <usize>load<u32>(scenarios + ((<usize>k) << 2));
    const value = load<f64>(outcomes + ((<usize>k) << 3)) + quantity * load<f64>(row + (scenario << 3));
    store<f64>(found + ((<usize>k) << 3), value);
  }
  return smallestOf(found, count, rank, work);
}

/**
 * From every scenario.
 *
 * @param bound no less than the `rank`-th smallest outcome
 * @param count even
 * @param found address of count · 8 bytes and 8 more; `work` twice as many
 */
export function tailFromAll(
  outcomes: usize,
  row: usize,
  quantity: f64,
  count: i32,
  bound: f64,
  rank: i32,
  tail: f64,
  found: usize,
  work: usize,
): f64 {
  const quantities = f64x2.splat(quantity);
  const bounds = f64x2.splat(bound);
  let kept = found;
  const end = (<usize>count) << 3;
  const unrolled = end & ~63;
  let at: usize = 0;
  for (; at < unrolled; at += 64) {
    const first = f64x2.add(v128.load(outcomes + at), f64x2.mul(quantities, v128.load(row + at)));
    const second = f64x2.add(v128.load(outcomes + at, 16), f64x2.mul(quantities, v128.load(row + at, 16)));
    const third = f64x2.add(v128.load(outcomes + at, 32), f64x2.mul(quantities, v128.load(row + at, 32)));
    const fourth = f64x2.add(v128.load(outcomes + at, 48), f64x2.mul(quantities, v128.load(row + at, 48)));
    const least = f64x2.pmin(f64x2.pmin(first, second), f64x2.pmin(third, fourth));
    if (v128.any_true(f64x2.le(least, bounds))) {
      kept = kept2(first, bound, kept);
      kept = kept2(second, bound, kept);
      kept = kept2(third, bound, kept);
      kept = kept2(fourth, bound, kept);
    }
  }
  for (; at < end; at += 16) {
    kept = kept2(f64x2.add(v128.load(outcomes + at), f64x2.mul(quantities, v128.load(row + at))), bound, kept);
  }
  return tailMean(found, <i32>((kept - found) >> 3), rank, tail, work);
}

/** Appends the lanes up to the bound. */
@inline
function kept2(values: v128, bound: f64, kept: usize): usize {
  v128.store64_lane(kept, values, 0);
  const after = kept + ((<usize>(f64x2.extract_lane(values, 0) <= bound)) << 3);
  v128.store64_lane(after, values, 1);
  return after + ((<usize>(f64x2.extract_lane(values, 1) <= bound)) << 3);
}
