// Which scenarios of an account may lie in its tail, by float32, and their sums in float64. src/kernels/simdAccountTails.ts
// plans the memory, states the rounding bound and takes the measures.

/** Scenarios of a tile, 4 bytes each for every instrument. */
const tileWidth: i32 = 64;
/** Scenarios at a time. */
const width: i32 = 32;

/** The P&L of 32 scenarios, where single lanes are read. */
const lanes: usize = memory.data(128, 16);

// One account is 32 bytes: 0 address of its first holding; 4 address after its last; 8 limit, float32; 12 candidates;
// 16 twice its rounding bound, float64; 24 whether its limit began at infinity. A holding is 8 bytes:
// the offset of its row in a tile and its quantity, float32.
// A candidate is 8 bytes: its P&L, float32, and its scenario. Accounts with −1 candidates have overflowed.
const accountBytes: usize = 32;

@inline
function plus(sum: v128, quantity: v128, unitPnl: v128): v128 {
  return f32x4.add(sum, f32x4.mul(quantity, unitPnl));
}

/** One byte a lane, set where a lane of the four vectors is at or below the limit. */
@inline
function atMost(a: v128, b: v128, c: v128, d: v128, limit: v128): i32 {
  return i8x16.bitmask(
    i8x16.narrow_i16x8_s(
      i16x8.narrow_i32x4_s(f32x4.le(a, limit), f32x4.le(b, limit)),
      i16x8.narrow_i32x4_s(f32x4.le(c, limit), f32x4.le(d, limit)),
    ),
  );
}

/**
 * Adds to every account's candidates the scenarios of one tile whose P&L is at or below the account's limit.
 *
 * A full list is narrowed to what may still belong to the `rank` smallest; one that cannot be has overflowed.
 *
 * @param tile       address of [instrument][64] float32
 * @param first      scenario of its first column
 * @param count      scenarios in the tile, 1…64; columns beyond hold any finite number
 * @param candidates address of the first account's list; `capacity` entries an account
 * @param scratch    address of `capacity` float32
 */
export function filterTile(
  tile: usize,
  first: i32,
  count: i32,
  accounts: usize,
  accountsEnd: usize,
  candidates: usize,
  capacity: i32,
  rank: i32,
  scratch: usize,
): void {
  const listBytes: usize = (<usize>capacity) << 3;
  for (let account = accounts; account < accountsEnd; account += accountBytes, candidates += listBytes) {
    const from: usize = load<u32>(account);
    const to: usize = load<u32>(account, 4);
    let limits = v128.load32_splat(account, 8);
    for (let side: i32 = 0; side < tileWidth; side += width) {
      const column = tile + ((<usize>side) << 2);
      let p0 = f32x4.splat(0);
      let p1 = p0;
      let p2 = p0;
      let p3 = p0;
      let p4 = p0;
      let p5 = p0;
      let p6 = p0;
      let p7 = p0;
      for (let holding = from; holding < to; holding += 8) {
        const row = column + <usize>load<u32>(holding);
        const quantity = v128.load32_splat(holding, 4);
        p0 = plus(p0, quantity, v128.load(row));
        p1 = plus(p1, quantity, v128.load(row, 16));
        p2 = plus(p2, quantity, v128.load(row, 32));
        // Nobody reads the two stores. They keep V8 from loading all of the row first, which takes more registers than there
        // are: a sum kept in memory makes the loop a third slower.
        v128.store(lanes, p2, 32);
        p3 = plus(p3, quantity, v128.load(row, 48));
        v128.store(lanes, p3, 48);
        p4 = plus(p4, quantity, v128.load(row, 64));
        p5 = plus(p5, quantity, v128.load(row, 80));
        p6 = plus(p6, quantity, v128.load(row, 96));
        p7 = plus(p7, quantity, v128.load(row, 112));
      }
      const least = f32x4.pmin(
        f32x4.pmin(f32x4.pmin(p0, p1), f32x4.pmin(p2, p3)),
        f32x4.pmin(f32x4.pmin(p4, p5), f32x4.pmin(p6, p7)),
      );
      if (!v128.any_true(f32x4.le(least, limits))) continue;
      let kept = <u32>(atMost(p0, p1, p2, p3, limits) | (atMost(p4, p5, p6, p7, limits) << 16));
      if (side + width > count) kept &= side < count ? (1 << (count - side)) - 1 : 0;
      v128.store(lanes, p0);
      v128.store(lanes, p1, 16);
      v128.store(lanes, p2, 32);
      v128.store(lanes, p3, 48);
      v128.store(lanes, p4, 64);
      v128.store(lanes, p5, 80);
      v128.store(lanes, p6, 96);
      v128.store(lanes, p7, 112);
      let size = load<i32>(account, 12);
      let at = candidates + ((<usize>size) << 3);
      size += <i32>popcnt(kept);
      for (; kept !== 0; kept &= kept - 1, at += 8) {
        const lane = <i32>ctz(kept);
        store<f32>(at, load<f32>(lanes + ((<usize>lane) << 2)));
        store<i32>(at, first + side + lane, 4);
      }
      store<i32>(account, size, 12);
      if (size > capacity - width) {
        narrow(account, candidates, rank, scratch);
        limits = v128.load32_splat(account, 8);
        if (load<i32>(account, 12) <= capacity - width) continue;
        // Never again: −∞ is below every P&L.
        store<i32>(account, -1, 12);
        store<f32>(account, -<f32>Infinity, 8);
        store<u32>(account, <u32>from, 4);
        break;
      }
    }
  }
}

/**
 * Narrows the candidates of every account that has at least `rank`, and that started cold, to those at or below the
 * `rank`-th smallest and twice the rounding bound. Below the rank of the tail this is a guess, which `tailOf` checks.
 */
export function narrowAccounts(
  accounts: usize,
  accountsEnd: usize,
  candidates: usize,
  capacity: i32,
  rank: i32,
  scratch: usize,
): void {
  const listBytes: usize = (<usize>capacity) << 3;
  for (let account = accounts; account < accountsEnd; account += accountBytes, candidates += listBytes) {
    if (load<i32>(account, 24) !== 0 && load<i32>(account, 12) >= rank) narrow(account, candidates, rank, scratch);
  }
}

/**
 * The scenarios of one account that are certain to contain its `rank` worst in float64 and their ties, in scenario order.
 *
 * @param marks address of one bit a scenario, 8 bytes at a time, all 0 before and after
 * @param out   address of `capacity` int32
 * @returns     how many; −1 if scenarios may be missing because the limit was too low, −2 because the list overflowed
 */
export function tailOf(
  account: usize,
  candidates: usize,
  rank: i32,
  scratch: usize,
  marks: usize,
  marksEnd: usize,
  out: usize,
): i32 {
  const size = load<i32>(account, 12);
  if (size < rank) return size < 0 ? -2 : -1;
  const limit = load<f32>(account, 8);
  const needed = limitAt(account, candidates, size, rank, scratch);
  if (needed > limit) return -1;
  const end = candidates + ((<usize>size) << 3);
  for (let at = candidates; at < end; at += 8) {
    const scenario = load<u32>(at, 4);
    const mark = marks + (<usize>(scenario >> 6) << 3);
    store<u64>(mark, load<u64>(mark) | ((<u64>(load<f32>(at) <= needed)) << (<u64>(scenario & 63))));
  }
  let written = out;
  for (let mark = marks; mark < marksEnd; mark += 8) {
    let bits = load<u64>(mark);
    if (bits === 0) continue;
    store<u64>(mark, 0);
    const first = <i32>((mark - marks) << 3);
    for (; bits !== 0; bits &= bits - 1, written += 4) store<i32>(written, first + <i32>ctz(bits));
  }
  return <i32>((written - out) >> 2);
}

/** Drops candidates above the `rank`-th smallest and twice the rounding bound, which becomes the limit. */
function narrow(account: usize, candidates: usize, rank: i32, scratch: usize): void {
  const size = load<i32>(account, 12);
  const limit = min(load<f32>(account, 8), limitAt(account, candidates, size, rank, scratch));
  const end = candidates + ((<usize>size) << 3);
  let kept = candidates;
  for (let at = candidates; at < end; at += 8) {
    const pnl = load<f32>(at);
    store<u64>(kept, load<u64>(at));
    kept += (<usize>(pnl <= limit)) << 3;
  }
  store<f32>(account, limit, 8);
  store<i32>(account, <i32>((kept - candidates) >> 3), 12);
}

/** The `rank`-th smallest candidate and twice the rounding bound, rounded up. */
function limitAt(account: usize, candidates: usize, size: i32, rank: i32, scratch: usize): f32 {
  const end = candidates + ((<usize>size) << 3);
  let to = scratch;
  for (let at = candidates; at < end; at += 8, to += 4) store<f32>(to, load<f32>(at));
  const exact = <f64>smallestAt(scratch, size, rank) + load<f64>(account, 16);
  const near = <f32>exact;
  if (<f64>near >= exact) return near;
  // The next float32 above; what is below zero and above −2⁻¹⁵⁰ rounds to −0.
  if (near === 0) return reinterpret<f32>(1);
  return reinterpret<f32>(reinterpret<i32>(near) + (near > 0 ? 1 : -1));
}

/** The `rank`-th smallest of float32 values, which change places. @source C. A. R. Hoare, Algorithm 65: Find (1961) */
function smallestAt(values: usize, count: i32, rank: i32): f32 {
  const wanted = values + ((<usize>(rank - 1)) << 2);
  let low = values;
  let high = values + ((<usize>(count - 1)) << 2);
  while (low < high) {
    const pivot = load<f32>(wanted);
    let left = low;
    let right = high;
    while (left <= right) {
      while (load<f32>(left) < pivot) left += 4;
      while (load<f32>(right) > pivot) right -= 4;
      if (left > right) break;
      const swapped = load<f32>(left);
      store<f32>(left, load<f32>(right));
      store<f32>(right, swapped);
      left += 4;
      right -= 4;
    }
    if (right < wanted) low = left;
    if (left > wanted) high = right;
  }
  return load<f32>(wanted);
}

/**
 * The float64 P&L of the chosen scenarios of one account, each in the order of its holdings, four beside each other.
 *
 * @param quantities what to add to the address of a holding for that of its quantity, float64
 * @param unitPnl    address of [scenario][instrument] float64, `stride` bytes a scenario
 * @param chosen     address of `count` int32
 * @param sums       address of `count` float64, and of three more
 */
export function sumScenarios(
  account: usize,
  quantities: usize,
  unitPnl: usize,
  stride: usize,
  chosen: usize,
  count: i32,
  sums: usize,
): void {
  const from: usize = load<u32>(account);
  const to: usize = load<u32>(account, 4);
  const end = chosen + ((<usize>count) << 2);
  for (let at = chosen; at < end; at += 16, sums += 32) {
    const first = unitPnl + (<usize>load<u32>(at)) * stride;
    // Past the end the last is summed again.
    const second = at + 4 < end ? unitPnl + (<usize>load<u32>(at, 4)) * stride : first;
    const third = at + 8 < end ? unitPnl + (<usize>load<u32>(at, 8)) * stride : first;
    const fourth = at + 12 < end ? unitPnl + (<usize>load<u32>(at, 12)) * stride : first;
    let sum0: f64 = 0;
    let sum1: f64 = 0;
    let sum2: f64 = 0;
    let sum3: f64 = 0;
    for (let holding = from; holding < to; holding += 8) {
      const quantity = load<f64>(holding + quantities);
      // A row of a tile has 256 bytes, an entry of a scenario 8.
      const row: usize = load<u32>(holding) >> 5;
      sum0 += quantity * load<f64>(first + row);
      sum1 += quantity * load<f64>(second + row);
      sum2 += quantity * load<f64>(third + row);
      sum3 += quantity * load<f64>(fourth + row);
    }
    store<f64>(sums, sum0);
    store<f64>(sums, sum1, 8);
    store<f64>(sums, sum2, 16);
    store<f64>(sums, sum3, 24);
  }
}
