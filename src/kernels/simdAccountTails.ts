import { assert } from "../numerics/assert.ts";
import {
  accountBytes,
  accountsAtOnce,
  candidateBytes,
  capacityMin,
  holdingsAtOnce,
  places,
  writeRooms,
} from "./accountTailPlaces.ts";
import {
  type AccountHoldings,
  type AccountTailCertificates,
  type AccountTailKernel,
  type AccountTails,
  accountTails,
  assertAccounts,
  fullScan,
  measureTail,
  measureWeightedTail,
  type UnitPnlRows,
} from "./accountTails.ts";
import { type LightTails, lightTails } from "./lightAccounts.ts";
import { proportionalRows } from "./proportionalRows.ts";
import { roundingBound } from "./roundingBound.ts";
import { fillTiles, spreadOrder, tileWidth, transpose } from "./tiles.ts";
import { type CompiledModule, instantiated, type SharedMemory, tablesEnd } from "./wasmModule.ts";

/** Addresses are bytes of the module's memory; `wasm/accountTails.ts` says what lies there. */
interface Exports {
  runUnits(plan: number, room: number): void;
  filterTile(plan: number, room: number, from: number, to: number, tile: number, first: number, count: number): void;
  tailOf(plan: number, room: number, account: number, candidates: number): number;
  measureChosen(plan: number, room: number, account: number, index: number, count: number): void;
}

type Out = AccountTails & AccountTailCertificates;

/** Tiles after which a cold start guesses its limit, and guesses it better. */
const firstGuess = 4;
const secondGuessShare = 0.1;
/** Standard deviations that a guessed limit stands above the limit expected. */
const guessMargin = 3.5;
/** How far beyond the earlier value at risk a warm start looks, as a share of it. */
const warmMargin = 0.15;
/** How much more than the tail's weight is certain to fill it, however weights are added up. */
const weightSlack = 1e-9;
/** Share of the scenarios for which a list has room where they have weights. */
const weightedShare = 0.1;
const wasmBytesMax = 2 ** 32;
/** Units of accounts a thread, so that one that is held up leaves the rest to others. */
const unitsPerThread = 2;
/** Of an account's certificate: all it holds is one row, whose worst scenarios are known. */
const lightRun = 3;
/** Of an account: its limit was too low. */
const lost = -1;
/** Of a run, where nobody is to take a unit. */
const closed = 0x7fff_ffffn;

/** Memory, and how many threads share it. */
export interface AccountTailLimits {
  /** Of a book of more, blocks of scenarios are converted and filtered in turn, and float64 is read from the caller's rows. */
  readonly bytesMax?: number;
  readonly threads?: TailThreads;
}

/** Others who run units of accounts over the same memory. */
export interface TailThreads {
  /** Besides the caller's. */
  readonly helpers: number;
  /** Compiled for shared memory. */
  readonly module: CompiledModule;
  /** Shows them the memory; each has a room of its own. */
  join(memory: SharedMemory, plan: number, rooms: readonly number[]): { wake(): void; close(): void };
}

/**
 * The float32 filter, then float64: `wasm/accountTails.ts` finds the scenarios that may lie in an account's tail, and
 * only those are summed in float64, in the order of the holdings. The same bits as `accountTails`, on these grounds.
 *
 * With u = 2⁻²⁴ and n holdings, a quantity q and a unit P&L x are rounded to q(1+δ)+ε and x(1+δ)+ε, |δ| ≤ u, |ε| ≤ 2⁻¹⁵⁰,
 * their product once more, and n additions carry (1+δ) each. With G = Σ|q|·max|x| over all scenarios, the float32 P&L lies
 * within γ(n+2)·G + 2⁻¹⁴⁹·Σ(|q| + max|x| + 1) of the exact one, γ(m) = mu/(1 − mu) (N. J. Higham, Accuracy and Stability of
 * Numerical Algorithms, 2nd ed., lemma 3.1). A row that is m times another but for d is netted into it before the filter,
 * in float64, which costs Σ|q|·d. The float64 P&L lies within γ(n) of 2⁻⁵³ of the exact one, and G, m and d are themselves
 * rounded: all less than two more units, hence B with γ(n+4). If t is the k-th smallest in float32, k scenarios lie at or
 * below t + B in float64, so the k worst and their ties lie at or below t + 2B in float32. An account with no finite B below
 * 2¹²⁶, where float32 might overflow, with too many candidates, or whose limit turns out too low twice, sums all scenarios
 * in float64.
 *
 * Memory is planned here and never grows: the tiles in float32, [tile][row][64], and the book once more in float64,
 * [scenario][instrument], where the holdings of one scenario lie together.
 */
export function simdAccountTails(
  module: CompiledModule,
  book: UnitPnlRows,
  { bytesMax = wasmBytesMax, threads }: AccountTailLimits = {},
): AccountTailKernel {
  const { instruments, scenarios, weights } = book;
  const netted = proportionalRows(book);
  const tileBytes = Math.max(1, netted.bases.length) * tileWidth * 4;
  const tiles = Math.ceil(scenarios / tileWidth);
  const exactBytes = instruments * scenarios * 8;
  // Where not all of it fits, and where scenarios have weights, float64 stays outside and the caller's thread runs alone.
  const together = places(scenarios, 1 + (threads?.helpers ?? 0));
  const isWhole = weights === undefined && together.tiles + tiles * tileBytes + exactBytes <= bytesMax;
  const helpers = isWhole ? (threads?.helpers ?? 0) : 0;
  const place = isWhole ? together : places(scenarios, 1);
  const tilesAtOnce = isWhole ? tiles : Math.min(tiles, Math.floor((bytesMax - place.tiles) / tileBytes));
  if (!(tilesAtOnce >= 1)) return accountTails(book);
  const exact = place.tiles + tilesAtOnce * tileBytes;
  const bytes = exact + (isWhole ? exactBytes : 0) - tablesEnd;
  const isShared = isWhole && threads !== undefined;
  const { exports, buffer, memory } = instantiated<Exports>(isShared ? threads.module : module, bytes, { isShared });

  const words = new Int32Array(buffer, 0, place.tiles / 4);
  const floats = new Float32Array(buffer, 0, place.tiles / 4);
  const doubles = new Float64Array(buffer, 0, place.tiles / 8);
  const tileValues = new Float32Array(buffer, place.tiles, (tilesAtOnce * tileBytes) / 4);
  const scan = fullScan(book);
  const room = place.rooms[0]!;
  const chosen = new Int32Array(buffer, room.chosen, place.capacityMax);
  const ordered = new Float64Array(isWhole ? 0 : place.capacityMax);
  const sums = new Float64Array(isWhole ? 0 : place.capacityMax);
  let lightRank = 0;
  let lightOf: LightTails | undefined;
  const quantityOf = new Float64Array(netted.bases.length);
  writeRooms(place, words);
  words.set(spreadOrder(tiles), place.order / 4);
  if (weights !== undefined) doubles.set(weights, place.weights / 8);
  if (tilesAtOnce === tiles) fillTiles(book, netted.bases, 0, tiles, tileValues);
  if (isWhole) {
    transpose(book, new Float64Array(buffer, exact, instruments * scenarios));
  }
  const nextUnit = new BigInt64Array(buffer, place.plan + 112, 1);
  let runs = 0n;
  nextUnit[0] = closed;
  const rooms = place.rooms.slice(1).map(({ at }) => at);
  const others = isShared ? threads.join(memory, place.plan, rooms) : undefined;
  let isClosed = false;

  /** Candidates without which there is no tail. */
  const rankOf = (tail: number): number => (weights === undefined ? Math.ceil(tail) : 1);

  /** What a run needs to know, but for its accounts. */
  function writePlan(tail: number, capacity: number, isGuessing: boolean): void {
    const rank = rankOf(tail);
    doubles[place.plan / 8] = tail;
    words[place.plan / 4 + 25] = weights === undefined ? 0 : place.weights;
    doubles[place.plan / 8 + 13] = tail * (1 + weightSlack);
    const guesses = [firstGuess, Math.round(tiles * secondGuessShare)].map((seen) => {
      const guess = isGuessing ? guessedRank(seen, tiles, scenarios, rank) : 0;
      return guess > 0 && guess < rank ? [seen, guess] : [0, 0];
    });
    const results = [place.shortfalls, place.valuesAtRisk, place.worstLosses, place.worstScenarios, place.summed];
    words.set(
      [
        ...[
          rank,
          capacity,
          place.tiles,
          place.order,
          exact,
          place.accounts,
          tileBytes,
          instruments * 8,
          tiles,
          scenarios,
        ],
        ...guesses.flat(),
        ...results,
      ],
      place.plan / 4 + 2,
    );
  }

  /** The accounts of a batch by all threads. */
  function runWhole(count: number): void {
    const units = helpers === 0 ? 1 : Math.min(count, unitsPerThread * (helpers + 1));
    const size = Math.ceil(count / units);
    const at = place.plan / 4;
    Atomics.store(words, at + 22, size);
    Atomics.store(words, at + 23, count);
    Atomics.store(words, at + 24, 0);
    runs += 1n;
    Atomics.store(nextUnit, 0, runs << 32n);
    others?.wake();
    exports.runUnits(place.plan, room.at);
    const taken = Math.ceil(count / size);
    while (Atomics.load(words, at + 24) < taken) {
      assert(Atomics.load(words, at + 30) === 0, "a thread failed while it ran accounts");
    }
    Atomics.store(nextUnit, 0, (runs << 32n) + closed);
  }

  function measureChosen(count: number, tail: number, a: number, out: Out): number {
    if (weights === undefined) return measureTail(sums, count, tail, ordered, a, out);
    for (let c = 0; c < count; c++) ordered[c] = weights[chosen[c]!]!;
    return measureWeightedTail(sums, ordered, count, tail, a, out);
  }

  /** The accounts of a batch over one block of scenarios after the other; float64 from the caller's rows. */
  function runInBlocks({ accounts, members, capacity }: Batch, tail: number, out: Out): void {
    for (let from = 0; from < tiles; from += tilesAtOnce) {
      const count = Math.min(tilesAtOnce, tiles - from);
      if (tilesAtOnce < tiles) fillTiles(book, netted.bases, from, count, tileValues);
      for (let k = 0; k < count; k++) {
        const tile = tilesAtOnce < tiles ? k : words[place.order / 4 + k]!;
        const first = (from + tile) * tileWidth;
        const width = Math.min(tileWidth, scenarios - first);
        exports.filterTile(place.plan, room.at, 0, members.length, place.tiles + tile * tileBytes, first, width);
      }
    }
    members.forEach((a, m) => {
      const account = place.accounts + m * accountBytes;
      const count = exports.tailOf(place.plan, room.at, account, room.candidates + m * capacity * candidateBytes);
      words[account / 4 + 7] = count;
      if (count < 0) return;
      sumChosen(book, accounts, a, chosen, count, sums);
      out.worstScenarios[a] = chosen[measureChosen(count, tail, a, out)]!;
      out.summed[a] = count;
    });
  }

  /** Answers for the accounts of one batch; returns those whose candidates are not certain. */
  function runBatch(batch: Batch, tail: number, out: Out): number[] {
    if (isWhole) runWhole(batch.members.length);
    else runInBlocks(batch, tail, out);
    const uncertain: number[] = [];
    batch.members.forEach((a, m) => {
      const found = words[(place.accounts + m * accountBytes) / 4 + 7]!;
      if (found === lost) uncertain.push(a);
      else if (found < 0) scan(batch.accounts, a, tail, out);
      else if (isWhole) take(m, a, out);
    });
    return uncertain;
  }

  /** Writes what an account holds, netted, from a word on; returns the word after. */
  function writeNetted({ pointers, rows, quantities }: AccountHoldings, a: number, from: number): number {
    const end = pointers[a + 1]!;
    let entry = from;
    for (let h = pointers[a]!; h < end; h++) {
      const base = netted.baseOf[rows[h]!]!;
      if (base < 0) continue;
      quantityOf[base]! += quantities[h]! * netted.multiples[rows[h]!]!;
    }
    for (let h = pointers[a]!; h < end; h++) {
      const base = netted.baseOf[rows[h]!]!;
      if (base < 0 || quantityOf[base] === 0) continue;
      words[entry] = base * tileWidth * 4;
      floats[entry + 1] = quantityOf[base]!;
      quantityOf[base] = 0;
      entry += 2;
    }
    return entry;
  }

  /** Writes what an account holds for the float64 sums, from a double on; returns the double after. */
  function writeHoldings({ pointers, rows, quantities }: AccountHoldings, a: number, from: number, at: number): number {
    let entry = from;
    words[at + 8] = entry * 8;
    for (let h = pointers[a]!; h < pointers[a + 1]!; h++, entry += 2) {
      words[2 * entry] = rows[h]! * 8;
      doubles[entry + 1] = quantities[h]!;
    }
    words[at + 9] = entry * 8;
    return entry;
  }

  /** Takes the answers of the batch's account `m` for account `a`. */
  function take(m: number, a: number, out: Out): void {
    out.expectedShortfalls[a] = doubles[place.shortfalls / 8 + m]!;
    out.valuesAtRisk[a] = doubles[place.valuesAtRisk / 8 + m]!;
    out.worstLosses[a] = doubles[place.worstLosses / 8 + m]!;
    out.worstScenarios[a] = words[place.worstScenarios / 4 + m]!;
    out.summed[a] = words[place.summed / 4 + m]!;
  }

  /** Answers for an account whose tail lies among scenarios that are known. */
  function runLight(accounts: AccountHoldings, a: number, scenariosOf: Int32Array, out: Out): void {
    writeHoldings(accounts, a, place.exactHoldings / 8, place.accounts / 4);
    chosen.set(scenariosOf);
    exports.measureChosen(place.plan, room.at, place.accounts, 0, scenariosOf.length);
    take(0, a, out);
    out.filterRuns[a] = lightRun;
  }

  /** Writes accounts from `source[from]` on as far as there is room; returns where the next batch begins. */
  function load(batch: Batch, from: number, source: readonly number[], out: Out, earlier?: Float64Array): number {
    const { pointers } = batch.accounts;
    const limit = Math.min(
      accountsAtOnce,
      Math.max(1, Math.floor(place.candidatesOfRoom / batch.capacity)) * place.rooms.length,
    );
    let entry = place.holdings / 4;
    let exactEntry = place.exactHoldings / 8;
    let k = from;
    for (; k < source.length && batch.members.length < limit; k++) {
      const a = source[k]!;
      const [begin, end] = [pointers[a]!, pointers[a + 1]!];
      if (exactEntry + 2 * (end - begin) > place.holdingsEnd / 8) break;
      const account = (place.accounts + batch.members.length * accountBytes) / 4;
      const after = writeNetted(batch.accounts, a, entry);
      words[account] = entry * 4;
      words[account + 1] = after * 4;
      exactEntry = writeHoldings(batch.accounts, a, exactEntry, account);
      entry = after;
      const before = earlier?.[a] ?? Number.NaN;
      const isWarm = Number.isFinite(before);
      floats[account + 2] = isWarm ? -before + warmMargin * Math.abs(before) : Number.POSITIVE_INFINITY;
      words[account + 3] = 0;
      doubles[account / 2 + 2] = 2 * out.roundingBounds[a]!;
      words[account + 6] = isWarm ? 0 : 1;
      batch.members.push(a);
    }
    return k;
  }

  return {
    tailsOf(accounts, tail, out, earlier) {
      assert(!isClosed, "the tails have been closed");
      assertAccounts(accounts, tail, book, out);
      // How many scenarios a weight makes is not known: room for many.
      const wanted = weights === undefined ? Math.ceil(tail) : Math.ceil(scenarios * weightedShare);
      const capacity = capacityFor(wanted, place.capacityMax);
      let pending: number[] = [];
      if (isWhole && lightRank !== rankOf(tail)) {
        lightRank = rankOf(tail);
        lightOf = lightTails(book, netted, lightRank);
      }
      writePlan(tail, capacity, isWhole);
      for (let a = 0; a + 1 < accounts.pointers.length; a++) {
        const bound = roundingBound(accounts, a, netted);
        const held = accounts.pointers[a + 1]! - accounts.pointers[a]!;
        if (held > 0 && held <= holdingsAtOnce && bound < Number.POSITIVE_INFINITY) {
          out.roundingBounds[a] = bound;
          const light = lightOf?.(accounts, a);
          if (light === undefined) pending.push(a);
          else runLight(accounts, a, light, out);
        } else scan(accounts, a, tail, out);
      }
      for (const run of [1, 2]) {
        const uncertain: number[] = [];
        writePlan(tail, capacity, run === 1 && isWhole);
        for (let next = 0; next < pending.length; ) {
          const batch: Batch = { accounts, members: [], capacity };
          next = load(batch, next, pending, out, run === 1 ? earlier : undefined);
          for (const a of batch.members) out.filterRuns[a] = run;
          uncertain.push(...runBatch(batch, tail, out));
        }
        pending = uncertain;
      }
      for (const a of pending) scan(accounts, a, tail, out);
    },
    close() {
      isClosed = true;
      others?.close();
    },
  };
}

interface Batch {
  readonly accounts: AccountHoldings;
  readonly members: number[];
  readonly capacity: number;
}

/** Room for the tail twice over; an odd number of cache lines apart, so that lists do not compete for the same ones. */
function capacityFor(rank: number, capacityMax: number): number {
  return Math.min(capacityMax, ((Math.max(capacityMin, 2 * rank + 256) >> 4) << 4) + 8);
}

/** The rank, after so many tiles, that will hardly be below the tail's when all are seen; 0 where none is guessed. */
function guessedRank(seen: number, tiles: number, scenarios: number, rank: number): number {
  if (tiles < 4 * firstGuess) return 0;
  const expected = (rank * seen * tileWidth) / scenarios;
  return Math.ceil(expected + guessMargin * Math.sqrt(expected) + 2);
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
