import { type OrderBookPlan, type OrderTails, referenceOrderTails } from "./orderTails.ts";
import { type CompiledModule, instantiated, tablesEnd } from "./wasmModule.ts";

interface Exports {
  smallestOf(values: number, count: number, rank: number, work: number): number;
  tailFromWorst(
    outcomes: number,
    scenarios: number,
    count: number,
    next: number,
    row: number,
    quantity: number,
    rowLeast: number,
    rank: number,
    tail: number,
    found: number,
    work: number,
  ): number;
  boundOf(
    outcomes: number,
    scenarios: number,
    count: number,
    row: number,
    quantity: number,
    rank: number,
    found: number,
    work: number,
  ): number;
  tailFromAll(
    outcomes: number,
    row: number,
    quantity: number,
    count: number,
    bound: number,
    rank: number,
    tail: number,
    found: number,
    work: number,
  ): number;
}

/** The worst scenarios of one account, in scenario order. */
interface WorstList {
  readonly count: number;
  /** Addresses, of doubles and of 32-bit words. */
  readonly outcomes: number;
  readonly scenarios: number;
  /** Least outcome of all others. */
  next: number;
}

interface PlacedOrder {
  /** Address. */
  readonly row: number;
  readonly quantity: number;
  /** The least that the order makes in any scenario. */
  readonly rowLeast: number;
}

/** Scenarios of the two lists a scenario of the tail: 256 and 1,024 for the worst hundredth of 10,240. */
const firstPerTail = 2.5;
const secondPerTail = 10;
const bytesMax = 2 ** 32 - 2 ** 20;

/**
 * Certified: an order moves no scenario outside a list below the least of them plus the least that the order can lose, so
 * when enough of the list lies there, the tail is inside it. Else a longer list, else every scenario, with the bound that
 * the list gives. A book beyond the memory of a module runs as the reference.
 *
 * @cost `place` O(S); `after` mostly the 2.5 tails of the first list
 */
export function simdOrderTails(module: CompiledModule): (plan: OrderBookPlan) => OrderTails {
  return (plan) => {
    const { unitPnl, scenarios, tail, accountsMax } = plan;
    const instruments = unitPnl.length / scenarios;
    const rank = Math.ceil(tail);
    const sizes = [firstPerTail, secondPerTail].map((per) => Math.min(scenarios, Math.ceil(per * tail)));
    const padded = scenarios + (scenarios & 1);
    const listBytes = sizes.reduce((sum, size) => sum + 8 * size + 8 * Math.ceil(size / 2), 0);
    const accountBytes = 8 * padded + listBytes;
    const bytes = 8 * padded * (instruments + 3) + 48 + accountsMax * accountBytes;
    if (tablesEnd + bytes > bytesMax) return referenceOrderTails(plan);
    const { exports, buffer } = instantiated<Exports>(module, bytes);
    const found = tablesEnd;
    const work = found + 8 * padded + 16;
    const rows = work + 16 * padded + 32;
    const accounts = rows + 8 * padded * instruments;
    const [lowest, highest] = [new Float64Array(instruments), new Float64Array(instruments)];
    for (let i = 0; i < instruments; i++) {
      const row = unitPnl.subarray(i * scenarios, (i + 1) * scenarios);
      const view = new Float64Array(buffer, rows + 8 * padded * i, padded);
      view.fill(0).set(row);
      lowest[i] = row.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
      highest[i] = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    }
    const listsOf = (account: number): WorstList[] => {
      let address = accounts + account * accountBytes + 8 * padded;
      return sizes.map((count) => {
        const list = { count, outcomes: address, scenarios: address + 8 * count, next: Number.NaN };
        address += 8 * count + 8 * Math.ceil(count / 2);
        return list;
      });
    };
    const orderOf = (instrument: number, quantity: number): PlacedOrder => ({
      row: rows + 8 * padded * instrument,
      quantity,
      rowLeast: quantity * (quantity > 0 ? lowest[instrument]! : highest[instrument]!),
    });
    const fromList = ({ outcomes, scenarios: which, count, next }: WorstList, order: PlacedOrder): number => {
      const { row, quantity, rowLeast } = order;
      return exports.tailFromWorst(outcomes, which, count, next, row, quantity, rowLeast, rank, tail, found, work);
    };
    const fromAll = (account: number, { outcomes, scenarios: which, count }: WorstList, order: PlacedOrder): number => {
      const { row, quantity } = order;
      const bound = exports.boundOf(outcomes, which, count, row, quantity, rank, found, work);
      const whole = accounts + account * accountBytes;
      return exports.tailFromAll(whole, row, quantity, padded, bound, rank, tail, found, work);
    };
    const placed = new Map<number, WorstList[]>();
    const decided = { first: 0, second: 0, all: 0 };
    return {
      decided,
      place(account, outcomes) {
        const own = new Float64Array(buffer, accounts + account * accountBytes, padded);
        // What fills the last vector is never below a bound.
        own.fill(Number.POSITIVE_INFINITY).set(outcomes);
        const lists = listsOf(account);
        for (const list of lists) fillWorst(list, outcomes, { exports, buffer, found, work });
        placed.set(account, lists);
      },
      after(account, instrument, quantity) {
        if (!Number.isFinite(quantity)) return Number.NaN;
        const lists = placed.get(account) as [WorstList, WorstList];
        const order = orderOf(instrument, quantity);
        for (const list of lists) {
          const mean = fromList(list, order);
          if (Number.isNaN(mean)) continue;
          decided[list === lists[0] ? "first" : "second"] += 1;
          return -mean;
        }
        decided.all += 1;
        return -fromAll(account, lists[1], order);
      },
      fromEvery: (account, instrument, quantity) =>
        -fromAll(account, placed.get(account)![0]!, orderOf(instrument, quantity)),
    };
  };
}

interface Workspace {
  readonly exports: Exports;
  readonly buffer: ArrayBuffer;
  /** Addresses. */
  readonly found: number;
  readonly work: number;
}

/** Finds the worst of an account's outcomes and keeps them in scenario order, ties as far as they fit. */
function fillWorst(list: WorstList, outcomes: Float64Array, { exports, buffer, found, work }: Workspace): void {
  const { count } = list;
  new Float64Array(buffer, found, outcomes.length).set(outcomes);
  const edge = exports.smallestOf(found, outcomes.length, count, work);
  const values = new Float64Array(buffer, list.outcomes, count);
  const which = new Uint32Array(buffer, list.scenarios, count);
  let ties = count;
  for (const outcome of outcomes) if (outcome < edge) ties -= 1;
  let [kept, next] = [0, Number.POSITIVE_INFINITY];
  outcomes.forEach((outcome, s) => {
    if (outcome < edge || (outcome === edge && ties > 0)) {
      if (outcome === edge) ties -= 1;
      values[kept] = outcome;
      which[kept] = s;
      kept += 1;
    } else next = Math.min(next, outcome);
  });
  list.next = next;
}
