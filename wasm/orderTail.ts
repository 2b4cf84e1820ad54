// Expected shortfall of one account after one more order, exact from few scenarios where a certificate holds. Its reference
// is src/kernels/expectedShortfallAfter.ts.

import { smallestOf } from "./smallest";

// Scenarios lie in an order of src/kernels/scenarioOrder.ts: a place is where one lies. Sums are taken in scenario order.
// Three kinds of record, by their bytes:
// plan  0 tail, float64; 8 rank, int32; then addresses of 4 bytes: 12 values found; 16 work, twice as many; 20 their places,
//       4 bytes each; 24 values by scenario; 28 marks, one bit a scenario, 8 bytes at a time, all 0 between calls; 32 their
//       end; 36 the scenario at each place, 4 bytes each.
// row   0 least and 8 greatest of its unit P&L, float64; 16 the unit P&L, every scenario.
// list  the worst scenarios of an account, in scenario order: 0 least P&L of all other scenarios; 8 the `rank`-th smallest
//       of its own; 16 about how far neighbours lie apart there, all float64; 24 count, int32, even; 32 their P&L, float64,
//       +∞ where it is filled up; after them their places, 4 bytes each.
const rowHead: usize = 16;
const listHead: usize = 32;

/** The `rank`-th smallest of doubles, as `smallestOf`. */
export function smallestDouble(values: usize, count: i32, rank: i32, work: usize): f64 {
  return smallestOf<f64>(values, count, rank, work);
}

/** How many of `count` doubles, an even number, are at most a limit. */
@inline
function countAtMost(values: usize, count: i32, limit: f64): i32 {
  const limits = f64x2.splat(limit);
  let counts = i64x2.splat(0);
  const end = values + ((<usize>count) << 3);
  for (let at = values; at < end; at += 16) counts = i64x2.sub(counts, f64x2.le(v128.load(at), limits));
  return <i32>(i64x2.extract_lane(counts, 0) + i64x2.extract_lane(counts, 1));
}

/** Probes for the boundary, and between how few values it stops. */
const probes: i32 = 4;
const fewEnough: i32 = 16;

/** Fills what every scenario of a list makes after the order. */
@inline
function fillAfter(list: usize, row: usize, quantity: f64, found: usize): void {
  const bytes = (<usize>load<u32>(list, 24)) << 3;
  const quantities = f64x2.splat(quantity);
  const unitPnl = row + rowHead;
  let outcomes = list + listHead;
  let places = outcomes + bytes;
  for (let at = found; at < found + bytes; at += 16, outcomes += 16, places += 8) {
    const first = v128.load64_zero(unitPnl + ((<usize>load<u32>(places)) << 3));
    const pair = v128.load64_lane(unitPnl + ((<usize>load<u32>(places, 4)) << 3), first, 1);
    v128.store(at, f64x2.add(v128.load(outcomes), f64x2.mul(quantities, pair)));
  }
}

/**
 * From a list of the account's worst scenarios. The boundary is near where it was before the order, so a few counts put it
 * between two limits with few values between.
 *
 * @returns mean of the tail; NaN where the certificate does not hold
 */
export function tailFromWorst(plan: usize, list: usize, row: usize, quantity: f64): f64 {
  const tail = load<f64>(plan);
  const rank = load<i32>(plan, 8);
  const found: usize = load<u32>(plan, 12);
  const count = load<i32>(list, 24);
  const gap = load<f64>(list, 16);
  // Addition rounds monotonically, so no other scenario ends below this.
  let above = load<f64>(list) + quantity * (quantity > 0 ? load<f64>(row) : load<f64>(row, 8));
  let limit = load<f64>(list, 8);
  // Hardly enough will lie below: a longer list is quicker.
  if (above < limit) return NaN;
  fillAfter(list, row, quantity, found);
  const end = found + ((<usize>count) << 3);
  let atMostAbove = countAtMost(found, count, above);
  if (atMostAbove < rank) return NaN;
  // NaN: no limit below.
  let below: f64 = NaN;
  let atMostBelow: i32 = 0;
  for (let probe: i32 = 0; probe < probes; probe++) {
    if (limit <= below || !(limit < above)) break;
    const atMost = countAtMost(found, count, limit);
    const beyond = atMost - rank;
    if (beyond >= 0) {
      above = limit;
      atMostAbove = atMost;
      limit -= gap * <f64>(beyond + 4);
    } else {
      below = limit;
      atMostBelow = atMost;
      limit += gap * <f64>(4 - beyond);
    }
    if (atMostAbove - atMostBelow <= fewEnough) break;
  }
  const few: usize = load<u32>(plan, 24);
  let kept = found;
  let between = few;
  for (let at = found; at < end; at += 8) {
    const value = load<f64>(at);
    store<f64>(kept, value);
    store<f64>(between, value);
    kept += (<usize>(value <= above)) << 3;
    between += (<usize>(value <= above) & <usize>!(value <= below)) << 3;
  }
  const edge = smallestOf<f64>(few, atMostAbove - atMostBelow, rank - atMostBelow, load<u32>(plan, 16));
  const edges = f64x2.splat(edge);
  // A value at or above the boundary adds nothing; the order of the sum is that of the scenarios.
  let total = f64x2.splat(0);
  let taken = i64x2.splat(0);
  for (let at = found; at < kept; at += 8) {
    const value = v128.load64_zero(at);
    const isBelow = f64x2.lt(value, edges);
    total = f64x2.add(total, v128.and(value, isBelow));
    taken = i64x2.sub(taken, isBelow);
  }
  return (f64x2.extract_lane(total, 0) + (tail - <f64>i64x2.extract_lane(taken, 0)) * edge) / tail;
}

/** From every scenario, with a list of the account's for a bound: what is rank-th among some is no less among all. */
export function tailFromAll(plan: usize, outcomes: usize, scenarios: i32, list: usize, row: usize, quantity: f64): f64 {
  const tail = load<f64>(plan);
  const rank = load<i32>(plan, 8);
  const found: usize = load<u32>(plan, 12);
  const work: usize = load<u32>(plan, 16);
  const places: usize = load<u32>(plan, 20);
  fillAfter(list, row, quantity, found);
  const bound = smallestOf<f64>(found, load<i32>(list, 24), rank, work);
  const unitPnl = row + rowHead;
  const quantities = f64x2.splat(quantity);
  const bounds = f64x2.splat(bound);
  let kept: usize = 0;
  const end = (<usize>scenarios) << 3;
  const unrolled = end & ~63;
  let at: usize = 0;
  for (; at < unrolled; at += 64) {
    const first = f64x2.add(v128.load(outcomes + at), f64x2.mul(quantities, v128.load(unitPnl + at)));
    const second = f64x2.add(v128.load(outcomes + at, 16), f64x2.mul(quantities, v128.load(unitPnl + at, 16)));
    const third = f64x2.add(v128.load(outcomes + at, 32), f64x2.mul(quantities, v128.load(unitPnl + at, 32)));
    const fourth = f64x2.add(v128.load(outcomes + at, 48), f64x2.mul(quantities, v128.load(unitPnl + at, 48)));
    const least = f64x2.pmin(f64x2.pmin(first, second), f64x2.pmin(third, fourth));
    if (v128.any_true(f64x2.le(least, bounds))) {
      kept = kept2(first, at, bound, found, places, kept);
      kept = kept2(second, at + 16, bound, found, places, kept);
      kept = kept2(third, at + 32, bound, found, places, kept);
      kept = kept2(fourth, at + 48, bound, found, places, kept);
    }
  }
  for (; at < end; at += 16) {
    const values = f64x2.add(v128.load(outcomes + at), f64x2.mul(quantities, v128.load(unitPnl + at)));
    kept = kept2(values, at, bound, found, places, kept);
  }
  if (<i32>kept < rank) return NaN;
  const boundary = smallestOf<f64>(found, <i32>kept, rank, work);
  const byScenario: usize = load<u32>(plan, 24);
  const marks: usize = load<u32>(plan, 28);
  const marksEnd: usize = load<u32>(plan, 32);
  const order: usize = load<u32>(plan, 36);
  for (let k: usize = 0; k < kept; k++) {
    const value = load<f64>(found + (k << 3));
    const scenario = load<u32>(order + (<usize>load<u32>(places + (k << 2)) << 2));
    const mark = marks + ((<usize>(scenario >> 6)) << 3);
    store<u64>(mark, load<u64>(mark) | ((<u64>(value < boundary)) << (<u64>(scenario & 63))));
    store<f64>(byScenario + ((<usize>scenario) << 3), value);
  }
  let total: f64 = 0;
  let taken: i32 = 0;
  let values = byScenario;
  for (let mark = marks; mark < marksEnd; mark += 8, values += 512) {
    let bits = load<u64>(mark);
    if (bits === 0) continue;
    store<u64>(mark, 0);
    taken += <i32>popcnt(bits);
    for (; bits !== 0; bits &= bits - 1) total += load<f64>(values + ((<usize>ctz(bits)) << 3));
  }
  return (total + (tail - <f64>taken) * boundary) / tail;
}

/** Appends the lanes up to the bound, and where they lie; returns how many there are. */
@inline
function kept2(values: v128, at: usize, bound: f64, found: usize, places: usize, kept: usize): usize {
  const place = <u32>(at >> 3);
  v128.store64_lane(found + (kept << 3), values, 0);
  store<u32>(places + (kept << 2), place);
  const after = kept + <usize>(f64x2.extract_lane(values, 0) <= bound);
  v128.store64_lane(found + (after << 3), values, 1);
  store<u32>(places + (after << 2), place + 1);
  return after + <usize>(f64x2.extract_lane(values, 1) <= bound);
}
