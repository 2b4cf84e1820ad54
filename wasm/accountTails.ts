// Which scenarios of an account may lie in its tail, by float32, and their sums in float64. src/kernels/simdAccountTails.ts
// plans the memory, states the rounding bound and takes the measures.

import { smallestOf } from "./smallest";

/** Scenarios of a tile, 4 bytes each for every instrument. */
const tileWidth: i32 = 64;
/** Scenarios at a time. */
const width: i32 = 32;

// Three kinds of record, by their bytes; addresses have 4.
// plan    0 tail, float64; 8 rank; 12 candidates that a list holds; addresses of 16 the tiles, 20 their order, 4 bytes each,
//         24 the unit P&L in float64, [scenario][instrument], 28 the accounts; 32 bytes of a tile; 36 of a scenario in
//         float64; 40 tiles; 44 scenarios; a cold start narrows its limit 48 after so many tiles, 52 to such a rank, and
//         56 again, 60 to such; columns of the answers, one entry an account: 64 expected shortfalls, 68 values at risk,
//         72 worst losses, 76 scenarios of those, 80 how many were summed in float64. Of a run: 88 accounts
//         of a unit, 92 accounts, 96 units that are done. 100 address of the weights of scenarios, float64, or 0; 104 the
//         weight that is certain to fill the tail, float64. 112 int64, the run times 2³² and the next unit that nobody has
//         taken. 120 whether a thread has failed.
// account 0 address of its first netted holding, 4 after its last; 8 limit, float32; 12 candidates; 16 twice its bound,
//         float64; 24 whether its limit began at infinity; 28 what came of it: −1 the limit was too low, −2 the list
//         overflowed; 32 address of its first holding for float64, 36 after its last.
// room    of a thread, addresses: 0 the P&L of 32 scenarios, where single lanes are read; 4 the candidates of its unit;
//         8 those of one account in float32; 12 work for their selection; 16 marks, one bit a scenario, 8 bytes at a time,
//         all 0 between calls; 20 their end; 24 scenarios to sum, 4 bytes each; 28 their sums; 32 work for their selection;
//         36 how many units it has run.
// A netted holding is 8 bytes: the offset of its row in a tile and its quantity, float32. A holding for float64 is 16: the
// offset of its instrument in a scenario and, at 8, its quantity. A candidate is 8 bytes: its P&L, float32, and its scenario.
const accountBytes: usize = 48;

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
 * Adds to the candidates of accounts `from` to `to` the scenarios of one tile whose P&L is at or below the account's limit.
 *
 * A full list is narrowed to what may still belong to the `rank` smallest; one that cannot be has overflowed.
 *
 * @param tile  address of [row][64] float32
 * @param first scenario of its first column
 * @param count scenarios in the tile, 1…64; columns beyond hold any finite number
 */
export function filterTile(plan: usize, room: usize, from: i32, to: i32, tile: usize, first: i32, count: i32): void {
  const rank = load<i32>(plan, 8);
  const capacity = load<i32>(plan, 12);
  const accounts: usize = <usize>load<u32>(plan, 28) + <usize>from * accountBytes;
  const accountsEnd = accounts + <usize>(to - from) * accountBytes;
  const lanes: usize = load<u32>(room);
  let candidates: usize = load<u32>(room, 4);
  const listBytes: usize = (<usize>capacity) << 3;
  for (let account = accounts; account < accountsEnd; account += accountBytes, candidates += listBytes) {
    const holdings: usize = load<u32>(account);
    const holdingsEnd: usize = load<u32>(account, 4);
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
      for (let holding = holdings; holding < holdingsEnd; holding += 8) {
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
        narrow(plan, room, account, candidates, rank);
        limits = v128.load32_splat(account, 8);
        if (load<i32>(account, 12) <= capacity - width) continue;
        // Never again: −∞ is below every P&L.
        store<i32>(account, -1, 12);
        store<f32>(account, -<f32>Infinity, 8);
        store<u32>(account, <u32>holdings, 4);
        break;
      }
    }
  }
}

/**
 * Narrows the candidates of every account that has at least `rank`, and that started cold, to those at or below the
 * `rank`-th smallest and twice the rounding bound. Below the rank of the tail this is a guess, which `tailOf` checks.
 */
function narrowAccounts(plan: usize, room: usize, from: i32, to: i32, rank: i32): void {
  const listBytes = (<usize>load<u32>(plan, 12)) << 3;
  const accounts: usize = <usize>load<u32>(plan, 28) + <usize>from * accountBytes;
  const accountsEnd = accounts + <usize>(to - from) * accountBytes;
  let candidates: usize = load<u32>(room, 4);
  for (let account = accounts; account < accountsEnd; account += accountBytes, candidates += listBytes) {
    if (load<i32>(account, 24) !== 0 && load<i32>(account, 12) >= rank) narrow(plan, room, account, candidates, rank);
  }
}

/**
 * The scenarios of one account that are certain to contain its `rank` worst in float64 and their ties, in scenario order,
 * to the room's.
 *
 * @returns how many; −1 if scenarios may be missing because the limit was too low, −2 because the list overflowed
 */
export function tailOf(plan: usize, room: usize, account: usize, candidates: usize): i32 {
  const rank = load<i32>(plan, 8);
  const size = load<i32>(account, 12);
  if (size < rank) return size < 0 ? -2 : -1;
  const needed = limitAt(plan, room, account, candidates, size, rank);
  if (needed > load<f32>(account, 8)) return -1;
  const marks: usize = load<u32>(room, 16);
  const marksEnd: usize = load<u32>(room, 20);
  const chosen: usize = load<u32>(room, 24);
  const end = candidates + ((<usize>size) << 3);
  for (let at = candidates; at < end; at += 8) {
    const scenario = load<u32>(at, 4);
    const mark = marks + ((<usize>(scenario >> 6)) << 3);
    store<u64>(mark, load<u64>(mark) | ((<u64>(load<f32>(at) <= needed)) << (<u64>(scenario & 63))));
  }
  let written = chosen;
  for (let mark = marks; mark < marksEnd; mark += 8) {
    let bits = load<u64>(mark);
    if (bits === 0) continue;
    store<u64>(mark, 0);
    const first = <i32>((mark - marks) << 3);
    for (; bits !== 0; bits &= bits - 1, written += 4) store<i32>(written, first + <i32>ctz(bits));
  }
  return <i32>((written - chosen) >> 2);
}

/** Drops candidates above the `rank`-th smallest and twice the rounding bound, which becomes the limit. */
function narrow(plan: usize, room: usize, account: usize, candidates: usize, rank: i32): void {
  const size = load<i32>(account, 12);
  const limit = min(load<f32>(account, 8), limitAt(plan, room, account, candidates, size, rank));
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

/**
 * The `rank`-th smallest candidate, or the first at which weights fill the tail, and twice the rounding bound, rounded up;
 * infinity where the weights of all candidates do not.
 */
function limitAt(plan: usize, room: usize, account: usize, candidates: usize, size: i32, rank: i32): f32 {
  const weights: usize = load<u32>(plan, 100);
  const smallest =
    weights === 0 ? rankedCandidate(room, candidates, size, rank) : weightedCandidate(plan, room, candidates, size);
  const exact = <f64>smallest + load<f64>(account, 16);
  const near = <f32>exact;
  if (<f64>near >= exact) return near;
  // The next float32 above; what is below zero and above −2⁻¹⁵⁰ rounds to −0.
  if (near === 0) return reinterpret<f32>(1);
  return reinterpret<f32>(reinterpret<i32>(near) + (near > 0 ? 1 : -1));
}

@inline
function rankedCandidate(room: usize, candidates: usize, size: i32, rank: i32): f32 {
  const values: usize = load<u32>(room, 8);
  const end = candidates + ((<usize>size) << 3);
  let to = values;
  for (let at = candidates; at < end; at += 8, to += 4) store<f32>(to, load<f32>(at));
  return smallestOf<f32>(values, size, rank, load<u32>(room, 12));
}

/** The smallest P&L such that candidates up to it weigh enough; infinity where all of them do not. */
function weightedCandidate(plan: usize, room: usize, candidates: usize, size: i32): f32 {
  const weights: usize = load<u32>(plan, 100);
  let wanted = load<f64>(plan, 104);
  const work: usize = load<u32>(room, 12);
  const half = (<usize>size) << 3;
  let from = candidates;
  let left = size;
  let found = <f32>Infinity;
  while (left > 0) {
    const pivot = load<f32>(from + ((<usize>(left >> 1)) << 3));
    let belowEnd = work;
    let aboveEnd = work + half;
    let weightBelow: f64 = 0;
    let weightAt: f64 = 0;
    const end = from + ((<usize>left) << 3);
    for (let at = from; at < end; at += 8) {
      const pnl = load<f32>(at);
      const weight = load<f64>(weights + ((<usize>load<u32>(at, 4)) << 3));
      const candidate = load<u64>(at);
      store<u64>(belowEnd, candidate);
      store<u64>(aboveEnd, candidate);
      belowEnd += (<usize>(pnl < pivot)) << 3;
      aboveEnd += (<usize>(pnl > pivot)) << 3;
      if (pnl < pivot) weightBelow += weight;
      else if (pnl === pivot) weightAt += weight;
    }
    if (weightBelow >= wanted) {
      found = pivot;
      from = work;
      left = <i32>((belowEnd - work) >> 3);
    } else if (weightBelow + weightAt >= wanted) {
      return pivot;
    } else {
      wanted -= weightBelow + weightAt;
      from = work + half;
      left = <i32>((aboveEnd - from) >> 3);
    }
  }
  return found;
}

/** The float64 P&L of the scenarios chosen for one account, each in the order of its holdings, four beside each other. */
function sumChosen(plan: usize, room: usize, account: usize, count: i32): void {
  const unitPnl: usize = load<u32>(plan, 24);
  const stride: usize = load<u32>(plan, 36);
  const chosen: usize = load<u32>(room, 24);
  let sums: usize = load<u32>(room, 28);
  const holdings: usize = load<u32>(account, 32);
  const holdingsEnd: usize = load<u32>(account, 36);
  const end = chosen + ((<usize>count) << 2);
  for (let at = chosen; at < end; at += 16, sums += 32) {
    const first = unitPnl + <usize>load<u32>(at) * stride;
    // Past the end the first is summed again.
    const second = at + 4 < end ? unitPnl + <usize>load<u32>(at, 4) * stride : first;
    const third = at + 8 < end ? unitPnl + <usize>load<u32>(at, 8) * stride : first;
    const fourth = at + 12 < end ? unitPnl + <usize>load<u32>(at, 12) * stride : first;
    let sum0: f64 = 0;
    let sum1: f64 = 0;
    let sum2: f64 = 0;
    let sum3: f64 = 0;
    for (let holding = holdings; holding < holdingsEnd; holding += 16) {
      const quantity = load<f64>(holding, 8);
      const instrument: usize = load<u32>(holding);
      sum0 += quantity * load<f64>(first + instrument);
      sum1 += quantity * load<f64>(second + instrument);
      sum2 += quantity * load<f64>(third + instrument);
      sum3 += quantity * load<f64>(fourth + instrument);
    }
    store<f64>(sums, sum0);
    store<f64>(sums, sum1, 8);
    store<f64>(sums, sum2, 16);
    store<f64>(sums, sum3, 24);
  }
}

/** Writes the measures of an account from the sums of `count` chosen scenarios, as `measureTail` of the reference. */
function measure(plan: usize, room: usize, index: i32, count: i32): void {
  const tail = load<f64>(plan);
  const sums: usize = load<u32>(room, 28);
  const boundary = smallestOf<f64>(sums, count, load<i32>(plan, 8), load<u32>(room, 32));
  let total: f64 = 0;
  let taken: i32 = 0;
  let worst = sums;
  const end = sums + ((<usize>count) << 3);
  for (let at = sums; at < end; at += 8) {
    const outcome = load<f64>(at);
    if (outcome < boundary) {
      total += outcome;
      taken += 1;
    }
    if (outcome < load<f64>(worst)) worst = at;
  }
  const entry = (<usize>index) << 3;
  store<f64>(<usize>load<u32>(plan, 64) + entry, -(total + (tail - <f64>taken) * boundary) / tail);
  store<f64>(<usize>load<u32>(plan, 68) + entry, -boundary);
  store<f64>(<usize>load<u32>(plan, 72) + entry, -load<f64>(worst));
  const scenario = load<i32>(<usize>load<u32>(room, 24) + ((worst - sums) >> 1));
  store<i32>(<usize>load<u32>(plan, 76) + (entry >> 1), scenario);
  store<i32>(<usize>load<u32>(plan, 80) + (entry >> 1), count);
}

/** The measures of one account from scenarios that the caller has chosen, `count` of them in the room's list. */
export function measureChosen(plan: usize, room: usize, account: usize, index: i32, count: i32): void {
  sumChosen(plan, room, account, count);
  measure(plan, room, index, count);
}

/** All tiles, then the measures, of accounts `from` to `to`. */
function runUnit(plan: usize, room: usize, from: i32, to: i32): void {
  const tiles: usize = load<u32>(plan, 16);
  const order: usize = load<u32>(plan, 20);
  const tileBytes: usize = load<u32>(plan, 32);
  const count = load<i32>(plan, 40);
  const scenarios = load<i32>(plan, 44);
  for (let k: i32 = 0; k < count; k++) {
    const tile = load<i32>(order + ((<usize>k) << 2));
    const first = tile * tileWidth;
    filterTile(plan, room, from, to, tiles + <usize>tile * tileBytes, first, min(tileWidth, scenarios - first));
    if (k + 1 === load<i32>(plan, 48)) narrowAccounts(plan, room, from, to, load<i32>(plan, 52));
    if (k + 1 === load<i32>(plan, 56)) narrowAccounts(plan, room, from, to, load<i32>(plan, 60));
  }
  const accounts: usize = load<u32>(plan, 28);
  const listBytes = (<usize>load<u32>(plan, 12)) << 3;
  let candidates: usize = load<u32>(room, 4);
  for (let index = from; index < to; index++, candidates += listBytes) {
    const account = accounts + <usize>index * accountBytes;
    const chosen = tailOf(plan, room, account, candidates);
    store<i32>(account, chosen, 28);
    if (chosen < 0) continue;
    sumChosen(plan, room, account, chosen);
    measure(plan, room, index, chosen);
  }
}

/**
 * Runs units of accounts until none is left that nobody has taken. What an account gets does not depend on who runs it.
 *
 * A unit is taken by exchanging the word that holds the run and the next unit: who was held up since reading it, and finds
 * another run's, has taken nothing. While a unit of a run is taken and not done, the plan stays that run's.
 */
export function runUnits(plan: usize, room: usize): void {
  while (true) {
    const word = atomic.load<i64>(plan, 112);
    const size = atomic.load<i32>(plan, 88);
    const accounts = atomic.load<i32>(plan, 92);
    const unit = <i32>word;
    if (size <= 0 || unit >= (accounts + size - 1) / size) return;
    if (atomic.cmpxchg<i64>(plan, word, word + 1, 112) !== word) continue;
    const from = unit * size;
    runUnit(plan, room, from, min(from + size, accounts));
    store<i32>(room, load<i32>(room, 36) + 1, 36);
    atomic.add<i32>(plan, 1, 96);
  }
}
