import type { AccountHoldings } from "../src/kernels/index.ts";
import { exp } from "../src/numerics/exponential.ts";
import { RandomStream } from "../src/statistics/randomStream.ts";
import { futures, underlyings } from "./syntheticBook.ts";

/** How many accounts, and how many positions each is given before those in one contract are taken together. */
export interface AccountMix {
  readonly accounts: number;
  readonly positionsMin: number;
  readonly positionsMax: number;
}

/** Every so many scenarios count when a hedge is chosen. */
const hedgeStride = 16;

/**
 * Positions in one to three underlyings, most of them in the first two; a third mostly futures, a third options, a third
 * options whose delta futures hedge. Sorted by the underlyings that hold most positions. The same numbers every time.
 *
 * @param unitPnl shape [I×S]
 */
export function syntheticAccounts(
  { accounts, positionsMin, positionsMax }: AccountMix,
  unitPnl: Float64Array,
  scenarios: number,
): AccountHoldings {
  const instruments = unitPnl.length / scenarios;
  const perUnderlying = instruments / underlyings;
  const random = new RandomStream({ seed: 7, stream: 2 });
  const below = (count: number): number => Math.floor(count * random.nextUniform());
  const underlyingOf = (): number => {
    const draw = random.nextUniform();
    if (draw < 0.6) return draw < 0.35 ? 0 : 1;
    return 2 + Math.floor((draw - 0.6) / 0.05);
  };
  const among = new Int32Array(3);
  const chooseUnderlyings = (): number => {
    const size = 1 + below(3);
    for (let chosen = 0; chosen < size; ) {
      const one = underlyingOf();
      if (!among.subarray(0, chosen).includes(one)) among[chosen++] = one;
    }
    return size;
  };

  // One more than were drawn where a hedge is added.
  const rows = new Int32Array(accounts * (positionsMax + 1));
  const quantities = new Float64Array(rows.length);
  const ends = new Int32Array(accounts);
  const orders = new Uint8Array(accounts);
  const sampled = sampledColumns(unitPnl, scenarios);
  let end = 0;
  for (let a = 0; a < accounts; a++) {
    const begin = end;
    const indexOf = (row: number): number => {
      for (let h = begin; h < end; h++) if (rows[h] === row) return h;
      rows[end] = row;
      quantities[end] = 0;
      return end++;
    };
    const wanted = positionsMin + below(positionsMax - positionsMin + 1);
    const size = chooseUnderlyings();
    for (let k = 0; k < wanted; k++) {
      const isFuture = a % 3 === 0 && random.nextUniform() < 0.6;
      const within = isFuture ? below(futures) : futures + below(perUnderlying - futures);
      const held = indexOf(among[below(size)]! * perUnderlying + within);
      quantities[held] = random.nextNormal() * exp(random.nextNormal());
    }
    if (a % 3 === 2) {
      const sold = hedgeOf(rows.subarray(begin, end), quantities.subarray(begin, end), sampled, perUnderlying);
      quantities[indexOf(sold.perpetual)]! -= sold.quantity;
    }
    sortByRow(rows.subarray(begin, end), quantities.subarray(begin, end));
    ends[a] = end;
    orders[a] = dominance(rows.subarray(begin, end), perUnderlying);
  }
  return inOrder({ rows, quantities, ends, orders });
}

/** Every sixteenth scenario, which a cache holds. */
function sampledColumns(unitPnl: Float64Array, scenarios: number): { values: Float64Array; count: number } {
  const count = Math.ceil(scenarios / hedgeStride);
  const values = new Float64Array((unitPnl.length / scenarios) * count);
  for (let i = 0; i * scenarios < unitPnl.length; i++) {
    for (let k = 0; k < count; k++) values[i * count + k] = unitPnl[i * scenarios + k * hedgeStride]!;
  }
  return { values, count };
}

/** What the account moves with the perpetual of its first underlying, by least squares. */
function hedgeOf(
  rows: Int32Array,
  quantities: Float64Array,
  { values, count }: ReturnType<typeof sampledColumns>,
  perUnderlying: number,
): { perpetual: number; quantity: number } {
  const perpetual = Math.floor(Math.min(...rows) / perUnderlying) * perUnderlying;
  let [joint, square] = [0, 0];
  for (let k = 0; k < count; k++) {
    let pnl = 0;
    for (let h = 0; h < rows.length; h++) pnl += quantities[h]! * values[rows[h]! * count + k]!;
    const move = values[perpetual * count + k]!;
    joint += pnl * move;
    square += move * move;
  }
  return { perpetual, quantity: joint / square };
}

/** By insertion: an account is short. */
function sortByRow(rows: Int32Array, quantities: Float64Array): void {
  for (let h = 1; h < rows.length; h++) {
    const [row, quantity] = [rows[h]!, quantities[h]!];
    let to = h;
    for (; to > 0 && rows[to - 1]! > row; to--) {
      rows[to] = rows[to - 1]!;
      quantities[to] = quantities[to - 1]!;
    }
    rows[to] = row;
    quantities[to] = quantity;
  }
}

/** The underlying that holds most positions, then the next; of equal ones the first. */
function dominance(rows: Int32Array, perUnderlying: number): number {
  const counts = new Int32Array(underlyings);
  for (const row of rows) counts[Math.floor(row / perUnderlying)]! += 1;
  let [most, next] = [-1, -1];
  for (let u = 0; u < underlyings; u++) {
    if (counts[u] === 0) continue;
    if (most < 0 || counts[u]! > counts[most]!) [most, next] = [u, most];
    else if (next < 0 || counts[u]! > counts[next]!) next = u;
  }
  return most * underlyings + (next < 0 ? most : next);
}

/** Compressed rows of the accounts by their order, those of equal order as they were drawn. */
function inOrder(drawn: {
  readonly rows: Int32Array;
  readonly quantities: Float64Array;
  readonly ends: Int32Array;
  readonly orders: Uint8Array;
}): AccountHoldings {
  const { ends, orders } = drawn;
  const accounts = ends.length;
  const pointers = new Int32Array(accounts + 1);
  const rows = new Int32Array(ends.at(-1)!);
  const quantities = new Float64Array(rows.length);
  let k = 0;
  for (let order = 0; order < underlyings * underlyings; order++) {
    for (let a = 0; a < accounts; a++) {
      if (orders[a] !== order) continue;
      const [begin, end] = [a === 0 ? 0 : ends[a - 1]!, ends[a]!];
      rows.set(drawn.rows.subarray(begin, end), pointers[k]!);
      quantities.set(drawn.quantities.subarray(begin, end), pointers[k]!);
      pointers[k + 1] = pointers[k]! + end - begin;
      k += 1;
    }
  }
  return { pointers, rows, quantities };
}
