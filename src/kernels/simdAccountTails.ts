import {
  type AccountHoldings,
  type AccountTailCertificates,
  type AccountTailKernel,
  type AccountTails,
  accountTails,
  assertAccounts,
  fullScan,
  measureTail,
  type UnitPnlRows,
} from "./accountTails.ts";
import { type CompiledModule, instantiated, tablesEnd } from "./wasmModule.ts";

/** Addresses are bytes of the module's memory. */
interface Exports {
  filterTile(
    tile: number,
    first: number,
    count: number,
    accounts: number,
    accountsEnd: number,
    candidates: number,
    capacity: number,
    rank: number,
    scratch: number,
  ): void;
  narrowAccounts(
    accounts: number,
    accountsEnd: number,
    candidates: number,
    capacity: number,
    rank: number,
    scratch: number,
  ): void;
  tailOf(
    account: number,
    candidates: number,
    rank: number,
    scratch: number,
    marks: number,
    marksEnd: number,
    out: number,
  ): number;
  sumScenarios(
    account: number,
    quantities: number,
    unitPnl: number,
    stride: number,
    chosen: number,
    count: number,
    sums: number,
  ): void;
}

type Out = AccountTails & AccountTailCertificates;

/** Scenarios of a tile: [instrument][64] in float32. */
const tileWidth = 64;
const accountBytes = 32;
const entryBytes = 8;
/** Accounts of one pass over the tiles; their candidates and holdings have to find room too. */
const accountsAtOnce = 8192;
const holdingsAtOnce = 262_144;
const candidatesAtOnce = 8_388_608;
/** Candidates that an account can have at least: the first tiles of a cold start, and half a tile more. */
const capacityMin = 640;
/** Tiles after which a cold start guesses its limit, and guesses it better. */
const firstGuess = 8;
const secondGuessShare = 0.2;
/** Standard deviations that a guessed limit stands above the limit expected. */
const guessMargin = 3.5;
/** How far beyond the earlier value at risk a warm start looks, as a share of it. */
const warmMargin = 0.15;
const wasmBytesMax = 2 ** 32;
/** Of `tailOf`: the limit was too low. */
const lost = -1;

/**
 * The float32 filter, then float64: `wasm/accountTails.ts` finds the scenarios that may lie in an account's tail, and
 * only those are summed in float64, in the order of the holdings. The same bits as `accountTails`, on these grounds.
 *
 * With u = 2⁻²⁴ and n holdings, a quantity q and a unit P&L x are rounded to q(1+δ)+ε and x(1+δ)+ε, |δ| ≤ u, |ε| ≤ 2⁻¹⁵⁰,
 * their product once more, and n additions carry (1+δ) each. With G = Σ|q|·max|x| over all scenarios, the float32 P&L lies
 * within γ(n+2)·G + 2⁻¹⁴⁹·Σ(|q| + max|x| + 1) of the exact one, γ(m) = mu/(1 − mu) (N. J. Higham, Accuracy and Stability of
 * Numerical Algorithms, 2nd ed., lemma 3.1). The float64 P&L lies within γ(n) of 2⁻⁵³ of it, and G is itself rounded: both
 * less than two more units, hence B with γ(n+4). If t is the k-th smallest in float32, k scenarios lie at or below t + B in
 * float64, so the k worst and their ties lie at or below t + 2B in float32. An account with no finite B below 2¹²⁶, where
 * float32 might overflow, with too many candidates, or whose limit turns out too low twice, sums all scenarios in float64.
 *
 * Memory is planned here and never grows: the tiles in float32, [tile][instrument][64], and the book once more in float64,
 * [scenario][instrument], where the holdings of one scenario lie together.
 *
 * @param bytesMax of memory; of a book of more, blocks of scenarios are converted to float32 and filtered batch by batch,
 *                 and float64 is read from the caller's rows
 */
export function simdAccountTails(
  module: CompiledModule,
  book: UnitPnlRows,
  bytesMax = wasmBytesMax,
): AccountTailKernel {
  const { values, instruments, scenarios } = book;
  const tileBytes = instruments * tileWidth * 4;
  const tiles = Math.ceil(scenarios / tileWidth);
  const place = places(scenarios);
  const exactBytes = instruments * scenarios * 8;
  // Where not all of it fits, float64 stays outside.
  const isWhole = place.tiles + tiles * tileBytes + exactBytes <= bytesMax;
  const tilesAtOnce = isWhole ? tiles : Math.min(tiles, Math.floor((bytesMax - place.tiles) / tileBytes));
  if (!(tilesAtOnce >= 1)) return accountTails(book);
  const exact = place.tiles + tilesAtOnce * tileBytes;
  const { exports, buffer } = instantiated<Exports>(module, exact + (isWhole ? exactBytes : 0) - tablesEnd);

  const words = new Int32Array(buffer, 0, place.tiles >> 2);
  const floats = new Float32Array(buffer, 0, place.tiles >> 2);
  const doubles = new Float64Array(buffer, 0, place.tiles >> 3);
  const tileValues = new Float32Array(buffer, place.tiles, (tilesAtOnce * tileBytes) >> 2);
  const sizes = Float64Array.from({ length: instruments }, (_, i) => largest(values, i * scenarios, scenarios));
  const order = spreadOrder(tilesAtOnce);
  const scan = fullScan(book);
  const sums = new Float64Array(buffer, place.sums, place.capacityMax);
  const chosen = new Int32Array(buffer, place.chosen, place.capacityMax);
  const ordered = new Float64Array(place.capacityMax);
  if (isWhole) {
    fillTiles(book, 0, tiles, tileValues);
    transpose(book, new Float64Array(buffer, exact, instruments * scenarios));
  }

  /** Filters the accounts of one batch; returns those whose candidates are not certain. */
  function runBatch(batch: Batch, tail: number, out: Out, isGuessing: boolean): number[] {
    const { accounts, members, capacity } = batch;
    const rank = Math.ceil(tail);
    const end = place.accounts + members.length * accountBytes;
    for (let from = 0; from < tiles; from += tilesAtOnce) {
      const count = Math.min(tilesAtOnce, tiles - from);
      if (!isWhole) fillTiles(book, from, count, tileValues);
      for (let k = 0; k < count; k++) {
        const tile = isWhole ? order[k]! : k;
        const first = (from + tile) * tileWidth;
        const width = Math.min(tileWidth, scenarios - first);
        const at = place.tiles + tile * tileBytes;
        exports.filterTile(at, first, width, place.accounts, end, place.candidates, capacity, rank, place.scratch);
        const guess = isGuessing && isWhole ? guessedRank(k + 1, tiles, scenarios, rank) : 0;
        if (guess > 0 && guess < rank) {
          exports.narrowAccounts(place.accounts, end, place.candidates, capacity, guess, place.scratch);
        }
      }
    }
    const uncertain: number[] = [];
    for (let m = 0; m < members.length; m++) {
      const a = members[m]!;
      const account = place.accounts + m * accountBytes;
      const list = place.candidates + m * capacity * entryBytes;
      const count = exports.tailOf(account, list, rank, place.scratch, place.marks, place.marksEnd, place.chosen);
      if (count === lost) uncertain.push(a);
      else if (count < 0) scan(accounts, a, tail, out);
      else {
        if (!isWhole) sumChosen(book, accounts, a, chosen, count, sums);
        else {
          const { quantities, holdings, chosen: listed, sums: summed } = place;
          exports.sumScenarios(account, quantities - holdings, exact, instruments * 8, listed, count, summed);
        }
        out.worstScenarios[a] = chosen[measureTail(sums, count, tail, ordered, a, out)]!;
        out.summed[a] = count;
      }
    }
    return uncertain;
  }

  /** Writes accounts from `members[from]` on as far as there is room; returns where the next batch begins. */
  function load(batch: Batch, from: number, source: readonly number[], out: Out, earlier?: Float64Array): number {
    const { pointers, rows, quantities } = batch.accounts;
    const limit = Math.min(accountsAtOnce, Math.max(1, Math.floor(candidatesAtOnce / batch.capacity)));
    let entry = place.holdings >> 2;
    const exactFrom = (place.quantities - place.holdings) >> 3;
    let k = from;
    for (; k < source.length && batch.members.length < limit; k++) {
      const a = source[k]!;
      const [begin, end] = [pointers[a]!, pointers[a + 1]!];
      if (entry + 2 * (end - begin) > place.quantities >> 2) break;
      const account = place.accounts + batch.members.length * accountBytes;
      words[account >> 2] = entry << 2;
      for (let h = begin; h < end; h++, entry += 2) {
        words[entry] = rows[h]! * tileWidth * 4;
        floats[entry + 1] = quantities[h]!;
        doubles[(entry >> 1) + exactFrom] = quantities[h]!;
      }
      words[(account >> 2) + 1] = entry << 2;
      const before = earlier?.[a] ?? Number.NaN;
      const isWarm = Number.isFinite(before);
      floats[(account >> 2) + 2] = isWarm ? -before + warmMargin * Math.abs(before) : Number.POSITIVE_INFINITY;
      words[(account >> 2) + 3] = 0;
      doubles[(account >> 3) + 2] = 2 * out.roundingBounds[a]!;
      words[(account >> 2) + 6] = isWarm ? 0 : 1;
      batch.members.push(a);
    }
    return k;
  }

  return {
    tailsOf(accounts, tail, out, earlier) {
      assertAccounts(accounts, tail, book);
      const capacity = capacityFor(Math.ceil(tail), place.capacityMax);
      let pending: number[] = [];
      for (let a = 0; a + 1 < accounts.pointers.length; a++) {
        const bound = roundingBound(accounts, a, sizes);
        const held = accounts.pointers[a + 1]! - accounts.pointers[a]!;
        if (held > 0 && held <= holdingsAtOnce && bound < Number.POSITIVE_INFINITY) {
          out.roundingBounds[a] = bound;
          pending.push(a);
        } else scan(accounts, a, tail, out);
      }
      for (const run of [1, 2]) {
        const uncertain: number[] = [];
        for (let next = 0; next < pending.length; ) {
          const batch: Batch = { accounts, members: [], capacity };
          next = load(batch, next, pending, out, run === 1 ? earlier : undefined);
          for (const a of batch.members) out.filterRuns[a] = run;
          uncertain.push(...runBatch(batch, tail, out, run === 1));
        }
        pending = uncertain;
      }
      for (const a of pending) scan(accounts, a, tail, out);
    },
  };
}

interface Batch {
  readonly accounts: AccountHoldings;
  readonly members: number[];
  readonly capacity: number;
}

/** Where everything but the tiles lies in memory; the tiles follow. */
function places(scenarios: number) {
  const capacityMax = (Math.ceil(scenarios / tileWidth) + 2) * tileWidth + capacityMin;
  const marksBytes = Math.ceil(scenarios / 64) * 8;
  const accounts = tablesEnd;
  const holdings = accounts + accountsAtOnce * accountBytes;
  const quantities = holdings + holdingsAtOnce * entryBytes;
  const marks = quantities + holdingsAtOnce * entryBytes;
  const marksEnd = marks + marksBytes;
  const sums = marksEnd;
  const scratch = sums + capacityMax * 8;
  const chosen = scratch + capacityMax * 4;
  const candidates = (chosen + capacityMax * 4 + 63) & ~63;
  const tiles = candidates + Math.max(candidatesAtOnce, capacityMax) * entryBytes;
  return { capacityMax, accounts, holdings, quantities, marks, marksEnd, sums, scratch, chosen, candidates, tiles };
}

/** Memory before the first tile. */
export const bytesWithoutTiles = (scenarios: number): number => places(scenarios).tiles;

/** Room for the tail twice over; an odd number of cache lines apart, so that lists do not compete for the same ones. */
function capacityFor(rank: number, capacityMax: number): number {
  return Math.min(capacityMax, ((Math.max(capacityMin, 2 * rank + 256) >> 4) << 4) + 8);
}

/** Tiles in an order of which every beginning is spread over all scenarios, which history may have ordered. */
function spreadOrder(count: number): Int32Array {
  let step = Math.max(1, Math.round(count * 0.618));
  while (greatestDivisor(step, count) > 1) step++;
  return Int32Array.from({ length: count }, (_, k) => (k * step) % count);
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/** The rank, after so many tiles, that will hardly be below the tail's when all are seen; 0 where none is guessed. */
function guessedRank(seen: number, tiles: number, scenarios: number, rank: number): number {
  if (seen !== firstGuess && seen !== Math.round(tiles * secondGuessShare)) return 0;
  if (tiles < 4 * firstGuess) return 0;
  const expected = (rank * seen * tileWidth) / scenarios;
  return Math.ceil(expected + guessMargin * Math.sqrt(expected) + 2);
}

function fillTiles(
  { values, instruments, scenarios }: UnitPnlRows,
  from: number,
  count: number,
  out: Float32Array,
): void {
  const first = from * tileWidth;
  const end = Math.min(count * tileWidth, scenarios - first);
  for (let i = 0; i < instruments; i++) {
    const row = i * scenarios + first;
    for (let tile = 0; tile < count; tile++) {
      const to = (tile * instruments + i) * tileWidth;
      const width = Math.min(tileWidth, end - tile * tileWidth);
      for (let s = 0; s < width; s++) out[to + s] = values[row + tile * tileWidth + s]!;
      for (let s = width; s < tileWidth; s++) out[to + s] = 0;
    }
  }
}

/** [I×S] into [S×I], by squares whose lines stay in the cache. */
function transpose({ values, instruments, scenarios }: UnitPnlRows, out: Float64Array): void {
  for (let first = 0; first < scenarios; first += 64) {
    const end = Math.min(first + 64, scenarios);
    for (let row = 0; row < instruments; row += 8) {
      const last = Math.min(row + 8, instruments);
      for (let s = first; s < end; s++) {
        for (let i = row; i < last; i++) out[s * instruments + i] = values[i * scenarios + s]!;
      }
    }
  }
}

/** max|x| of a row; NaN where a value is. */
function largest(values: Float64Array, from: number, count: number): number {
  let size = 0;
  for (let s = from; s < from + count; s++) size = Math.max(size, Math.abs(values[s]!));
  return size;
}

/** Below it no float32 sum, product or operand overflows. */
const float32Safe = 2 ** 126;

/** B of an account; +∞ where there is none. */
function roundingBound({ pointers, rows, quantities }: AccountHoldings, a: number, sizes: Float64Array): number {
  const held = pointers[a + 1]! - pointers[a]!;
  let gross = 0;
  let operands = held;
  for (let h = pointers[a]!; h < pointers[a + 1]!; h++) {
    const size = sizes[rows[h]!]!;
    const quantity = Math.abs(quantities[h]!);
    gross += quantity * size;
    operands += quantity + size;
  }
  const units = (held + 4) * 2 ** -24;
  const isSafe = gross < float32Safe && operands < float32Safe && units < 0.5;
  return isSafe ? (units / (1 - units)) * gross + 2 ** -149 * operands : Number.POSITIVE_INFINITY;
}

/** The float64 P&L of the chosen scenarios of one account, in the order of its holdings. */
function sumChosen(
  { values, scenarios }: UnitPnlRows,
  { pointers, rows, quantities }: AccountHoldings,
  a: number,
  chosen: Int32Array,
  count: number,
  sums: Float64Array,
): void {
  for (let c = 0; c < count; c++) sums[c] = 0;
  const end = pointers[a + 1]!;
  for (let h = pointers[a]!; h < end; h++) {
    const quantity = quantities[h]!;
    const from = rows[h]! * scenarios;
    for (let c = 0; c < count; c++) sums[c]! += quantity * values[from + chosen[c]!]!;
  }
}
