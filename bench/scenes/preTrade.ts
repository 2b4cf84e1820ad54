import type { OrderTails } from "../../src/kernels/index.ts";
import { kernels } from "../../src/kernels/load.ts";
import { expectedShortfall } from "../../src/statistics/expectedShortfall.ts";
import { RandomStream } from "../../src/statistics/randomStream.ts";
import { median } from "../paired.ts";
import { type RecordedBook, recordedBook } from "../recordedBook.ts";
import type { LatencyScene } from "../scene.ts";

const level = 0.99;
const accounts = 100;
const positions = 18;
const checks = 20_000;
const bitChecks = 1_000_000;

/** Orders of a stated share of the account's expected shortfall, each measured by itself. */
interface Order {
  readonly account: number;
  readonly instrument: number;
  readonly quantity: number;
}

function preTrade(scenarios: number): LatencyScene {
  return {
    id: `pre-trade-${scenarios}`,
    title: `Expected shortfall before an order, ${scenarios.toLocaleString("en")} scenarios, recorded bitcoin options`,
    measure() {
      const book = recordedBook(scenarios);
      if (book === undefined) return { absent: "no recorded data: set PLIMSOLL_HISTORY" };
      const { tails, shortfalls } = placed(book);
      const shares = [0.02, 0.1, 0.3];
      const scan = latenciesOf(ordersOf(book, shortfalls, 0.02), (order) =>
        tails.fromEvery(order.account, order.instrument, order.quantity),
      );
      const rows = shares.map((share) => {
        const latencies = latenciesOf(ordersOf(book, shortfalls, share), ({ account, instrument, quantity }) =>
          tails.after(account, instrument, quantity),
        );
        return {
          name: `certified, order of ${Math.round(100 * share)} % of the account's`,
          ...latencies,
          ratio: scan.p50 / latencies.p50,
        };
      });
      const { first, second, all } = tails.decided;
      const decided = `decided by the first list ${first}, the second ${second}, every scenario ${all}`;
      return { rows: [...rows, { name: "every scenario, vector kernel", ...scan, ratio: 1 }], note: decided };
    },
  };
}

function placed({ unitPnl, instruments, scenarios }: RecordedBook): { tails: OrderTails; shortfalls: number[] } {
  const tail = Math.round(scenarios * (1 - level) * 1e6) / 1e6;
  const tails = kernels().orderTails({ unitPnl, scenarios, tail, accountsMax: accounts });
  const stream = new RandomStream({ seed: 2, stream: 0 });
  const shortfalls = Array.from({ length: accounts }, (_, account) => {
    const outcomes = new Float64Array(scenarios);
    for (let k = 0; k < positions; k++) {
      const row = Math.floor(stream.nextUniform() * instruments) * scenarios;
      const quantity = Math.round(20 * stream.nextNormal()) / 2;
      for (let s = 0; s < scenarios; s++) outcomes[s]! += quantity * unitPnl[row + s]!;
    }
    tails.place(account, outcomes);
    return expectedShortfall(outcomes, level);
  });
  return { tails, shortfalls };
}

function ordersOf(
  { unitPnl, instruments, scenarios }: RecordedBook,
  shortfalls: readonly number[],
  share: number,
): Order[] {
  const stream = new RandomStream({ seed: 3, stream: 0 });
  const alone = new Map<number, number>();
  const shortfallOf = (instrument: number): number => {
    const known = alone.get(instrument);
    if (known !== undefined) return known;
    const row = unitPnl.subarray(instrument * scenarios, (instrument + 1) * scenarios);
    const made = Math.max(
      expectedShortfall(row, level),
      expectedShortfall(
        row.map((one) => -one),
        level,
      ),
    );
    alone.set(instrument, made);
    return made;
  };
  // An option that is worth nothing in any scenario has no order of a stated size.
  const worth = Array.from({ length: instruments }, (_, i) => i).filter((i) => shortfallOf(i) > 0);
  return Array.from({ length: checks }, () => {
    const account = Math.floor(stream.nextUniform() * accounts);
    const instrument = worth[Math.floor(stream.nextUniform() * worth.length)]!;
    const side = stream.nextUniform() < 0.5 ? -1 : 1;
    return { account, instrument, quantity: (side * share * Math.abs(shortfalls[account]!)) / shortfallOf(instrument) };
  });
}

/** Wall-clock microseconds. */
function latenciesOf(orders: readonly Order[], check: (order: Order) => number) {
  const times = orders.map((order) => {
    const from = process.hrtime.bigint();
    check(order);
    return Number(process.hrtime.bigint() - from) / 1000;
  });
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!;
  return { p50: median(sorted), p99: at(0.99), p999: at(0.999) };
}

const books = ["random", "ties", "nothing", "one dominates", "all equal", "hedged to nothing"] as const;

/** Fills an account's outcomes: random positions, or a book that a tail finds hard. */
function fillBook(
  kind: (typeof books)[number],
  { unitPnl, instruments, scenarios }: RecordedBook,
  stream: RandomStream,
  outcomes: Float64Array,
): void {
  outcomes.fill(kind === "all equal" ? -1000 : 0);
  if (kind === "nothing" || kind === "all equal") return;
  const add = (row: number, quantity: number): void => {
    for (let s = 0; s < scenarios; s++) outcomes[s]! += quantity * unitPnl[row + s]!;
  };
  for (let p = 0; p < positions; p++) {
    const row = Math.floor(stream.nextUniform() * instruments) * scenarios;
    const quantity = Math.round(20 * stream.nextNormal()) / 2;
    add(row, kind === "one dominates" && p === 0 ? 1e6 * quantity : quantity);
    if (kind === "hedged to nothing") add(row, -quantity);
  }
  if (kind === "ties") for (let s = 0; s < scenarios; s++) outcomes[s] = 500 * Math.round(outcomes[s]! / 500);
}

/** Random and hard accounts, and orders of every size, against the float64 reference; how many bits differ. */
export function differingBits(): { checks: number; different: number } {
  const scenarios = 400;
  const book = recordedBook(scenarios);
  if (book === undefined) return { checks: 0, different: 0 };
  const tails = kernels().orderTails({ ...book, tail: scenarios / 100, accountsMax: 1 });
  const stream = new RandomStream({ seed: 4, stream: 0 });
  const outcomes = new Float64Array(scenarios);
  const after = new Float64Array(scenarios);
  let different = 0;
  for (let k = 0; k < bitChecks; k++) {
    if (k % 500 === 0) {
      fillBook(books[(k / 500) % books.length]!, book, stream, outcomes);
      tails.place(0, outcomes);
    }
    const instrument = Math.floor(stream.nextUniform() * book.instruments);
    const quantity = stream.nextNormal() * 10 ** (4 * stream.nextUniform() - 3);
    const row = instrument * scenarios;
    for (let s = 0; s < scenarios; s++) after[s] = outcomes[s]! + quantity * book.unitPnl[row + s]!;
    if (!Object.is(tails.after(0, instrument, quantity), expectedShortfall(after, level))) different += 1;
  }
  return { checks: bitChecks, different };
}

export const preTradeScenes: readonly LatencyScene[] = [preTrade(10_240), preTrade(102_400)];
