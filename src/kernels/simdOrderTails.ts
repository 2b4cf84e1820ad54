import {
  assertOrder,
  assertOrderBook,
  assertOutcomes,
  type OrderBookPlan,
  type OrderTails,
  referenceOrderTails,
} from "./orderTails.ts";
import { scenarioOrder } from "./scenarioOrder.ts";
import { type CompiledModule, instantiated, tablesEnd } from "./wasmModule.ts";

/** Addresses are bytes of the module's memory; `wasm/orderTail.ts` says what lies there. */
interface Exports {
  smallestDouble(values: number, count: number, rank: number, work: number): number;
  tailFromWorst(plan: number, list: number, row: number, quantity: number): number;
  tailFromAll(plan: number, outcomes: number, scenarios: number, list: number, row: number, quantity: number): number;
}

/** Scenarios of the two lists a scenario of the tail: 256 and 1,024 for the worst hundredth of 10,240. */
const firstPerTail = 2.5;
const secondPerTail = 10;
/** Outcomes on either side of the boundary from which their distance is taken. */
const neighbours = 16;
/** Bytes before the numbers of a row and of a list. */
const rowHead = 16;
const listHead = 32;
const bytesMax = 2 ** 32 - 2 ** 20;

/**
 * Certified: an order moves no scenario outside a list below the least of them plus the least that the order can lose, so
 * when enough of the list lies there, the tail is inside it. Else a longer list, else every scenario, with the bound that
 * the list gives. Scenarios lie in the order of `scenarioOrder`, so that those of a list share cache lines. A book beyond
 * the memory of a module runs as the reference.
 *
 * @cost `place` O(S); `after` mostly the 2.5 tails of the first list
 */
export function simdOrderTails(module: CompiledModule): (plan: OrderBookPlan) => OrderTails {
  return (plan) => {
    assertOrderBook(plan);
    const { unitPnl, scenarios, tail, accountsMax } = plan;
    const instruments = unitPnl.length / scenarios;
    const rank = Math.ceil(tail);
    const padded = even(scenarios);
    const sizes = [firstPerTail, secondPerTail].map((per) => Math.min(padded, even(Math.ceil(per * tail))));
    const [firstBytes, secondBytes] = sizes.map((size) => (listHead + 12 * size + 15) & ~15) as [number, number];
    const accountBytes = 8 * padded + firstBytes + secondBytes;
    const rowBytes = rowHead + 8 * padded;
    const place = places(padded);
    const accounts = place.rows + rowBytes * instruments;
    const end = accounts + accountsMax * accountBytes;
    if (end > bytesMax) return referenceOrderTails(plan);
    const { exports, buffer } = instantiated<Exports>(module, end - tablesEnd);
    new Float64Array(buffer, place.plan, 1)[0] = tail;
    const { found, work, listed, byScenario, marks, marksEnd, order } = place;
    new Uint32Array(buffer, place.plan + 8, 8).set([rank, found, work, listed, byScenario, marks, marksEnd, order]);
    const ordered = new Uint32Array(buffer, order, padded);
    ordered.set(scenarioOrder(unitPnl, scenarios));
    const placeOf = new Uint32Array(scenarios);
    for (let p = 0; p < scenarios; p++) placeOf[ordered[p]!] = p;
    // What fills the last vector is a scenario of its own.
    ordered.fill(scenarios, scenarios);

    /** Copies a column into the order of places. */
    const lay = (column: Float64Array, address: number, beyond: number): void => {
      const to = new Float64Array(buffer, address, padded).fill(beyond);
      for (let p = 0; p < scenarios; p++) to[p] = column[ordered[p]!]!;
    };
    for (let i = 0; i < instruments; i++) {
      const row = unitPnl.subarray(i * scenarios, (i + 1) * scenarios);
      const at = place.rows + rowBytes * i;
      const head = new Float64Array(buffer, at, 2);
      head[0] = row.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
      head[1] = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
      lay(row, at + rowHead, 0);
    }
    const isPlaced = new Uint8Array(accountsMax);
    const accountAt = (account: number, instrument: number): number => {
      assertOrder(isPlaced[account] === 1, account, instrument, instruments);
      return accounts + account * accountBytes;
    };
    const rowAt = (instrument: number): number => place.rows + rowBytes * instrument;
    const decided = { first: 0, second: 0, all: 0 };
    return {
      decided,
      place(account, outcomes) {
        assertOutcomes(plan, account, outcomes);
        const at = accounts + account * accountBytes;
        // What fills the last vector is never below a bound.
        lay(outcomes, at, Number.POSITIVE_INFINITY);
        let list = at + 8 * padded;
        for (const size of sizes) {
          new Float64Array(buffer, found, scenarios).set(outcomes);
          const edge = exports.smallestDouble(found, scenarios, Math.min(size, scenarios), work);
          fillWorst({ address: list, size, rank }, outcomes, edge, placeOf, buffer);
          list += firstBytes;
        }
        isPlaced[account] = 1;
      },
      after(account, instrument, quantity) {
        const [whole, row] = [accountAt(account, instrument), rowAt(instrument)];
        if (!Number.isFinite(quantity)) return Number.NaN;
        const first = whole + 8 * padded;
        let mean = exports.tailFromWorst(place.plan, first, row, quantity);
        if (!Number.isNaN(mean)) {
          decided.first += 1;
          return -mean;
        }
        const second = first + firstBytes;
        mean = exports.tailFromWorst(place.plan, second, row, quantity);
        if (!Number.isNaN(mean)) {
          decided.second += 1;
          return -mean;
        }
        decided.all += 1;
        return -exports.tailFromAll(place.plan, whole, padded, first, row, quantity);
      },
      fromEvery(account, instrument, quantity) {
        const whole = accountAt(account, instrument);
        return -exports.tailFromAll(place.plan, whole, padded, whole + 8 * padded, rowAt(instrument), quantity);
      },
    };
  };
}

const even = (count: number): number => count + (count & 1);

/** Where everything but the rows and the accounts lies in memory, for so many scenarios; the rows follow. */
function places(padded: number) {
  const plan = tablesEnd;
  const found = plan + 64;
  const work = found + 8 * padded + 16;
  const byScenario = work + 16 * padded + 32;
  const marks = byScenario + 8 * padded + 8;
  const marksEnd = marks + 8 * Math.ceil((padded + 1) / 64);
  const listed = marksEnd;
  const order = listed + 4 * padded + 8;
  const rows = Math.ceil((order + 4 * padded) / 64) * 64;
  return { plan, found, work, byScenario, marks, marksEnd, listed, order, rows };
}

/** A list that is to be filled. */
interface ListPlace {
  readonly address: number;
  readonly size: number;
  /** Of the greatest outcome in the tail. */
  readonly rank: number;
}

/**
 * Keeps the worst of an account's outcomes in scenario order, ties as far as they fit.
 *
 * @param edge the greatest outcome that the list holds
 */
function fillWorst(
  { address, size, rank }: ListPlace,
  outcomes: Float64Array,
  edge: number,
  placeOf: Uint32Array,
  buffer: ArrayBuffer,
): void {
  // What fills an odd list up is never in a tail.
  const values = new Float64Array(buffer, address + listHead, size).fill(Number.POSITIVE_INFINITY);
  const listed = new Uint32Array(buffer, address + listHead + 8 * size, size).fill(0);
  let ties = Math.min(size, outcomes.length);
  for (const outcome of outcomes) if (outcome < edge) ties -= 1;
  let [kept, next] = [0, Number.POSITIVE_INFINITY];
  outcomes.forEach((outcome, s) => {
    if (outcome < edge || (outcome === edge && ties > 0)) {
      if (outcome === edge) ties -= 1;
      values[kept] = outcome;
      listed[kept] = placeOf[s]!;
      kept += 1;
    } else next = Math.min(next, outcome);
  });
  const sorted = values.toSorted();
  const aside = Math.min(rank - 1, kept - rank, neighbours);
  const apart = aside > 0 ? (sorted[rank - 1 + aside]! - sorted[rank - 1 - aside]!) / (2 * aside) : 0;
  new Float64Array(buffer, address, 3).set([next, sorted[rank - 1]!, apart]);
  new Uint32Array(buffer, address + 24, 1)[0] = size;
}
