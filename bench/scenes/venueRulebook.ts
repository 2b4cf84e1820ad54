import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decimalOf, zeroDecimal } from "../../src/instruments/decimal.ts";
import { amountOf } from "../../src/instruments/money.ts";
import { assessAccount } from "../../src/margin/assess.ts";
import { type BoundRulebook, bind } from "../../src/margin/bind.ts";
import { scenarioGrid } from "../../src/margin/models/scenarioGrid.ts";
import { checkParameters } from "../../src/margin/parameters.ts";
import { derivePmrm2 } from "../../src/margin/rulebooks/derivePmrm2.ts";
import { staticDiscountOf } from "../../src/margin/scenarioGrid/staticDiscount.ts";
import { venueRulebookOf } from "../../src/margin/venueRulebook.ts";
import { levelOf, type MarketSnapshot } from "../../src/market/marketSnapshot.ts";
import { currencyId, rateId } from "../../src/market/riskFactor.ts";
import { yearsBetween } from "../../src/market/years.ts";
import type { Account } from "../../src/portfolio/account.ts";
import { groupingOf } from "../../src/risk/grouping.ts";
import { RandomStream } from "../../src/statistics/randomStream.ts";
import { cpuSeconds } from "../paired.ts";
import { writeForPeers } from "../peerFiles.ts";
import { pythonPeer } from "../peers.ts";
import { isRecorded, recordedSnapshot } from "../recordedBook.ts";
import type { Scene } from "../scene.ts";
import { unwrapped } from "../unwrapped.ts";

const accountCount = 10_000;
const optionsMax = 30;

interface Drawn {
  readonly account: Account;
  /** [H] rows of the snapshot and contracts, options in row order, then the coin and the dollar. */
  readonly rows: readonly number[];
  readonly quantities: readonly number[];
}

/** Books drawn at random: 6 to 30 options of the recorded chain, bought and sold, 0 to 5 coins, 100,000 dollars. */
function drawnAccounts({ instruments }: MarketSnapshot): Drawn[] {
  const random = new RandomStream({ seed: 12, stream: 0 });
  const below = (count: number): number => Math.floor(count * random.nextUniform());
  const options = instruments.flatMap((row, i) => ("strike" in row ? [i] : []));
  const [coin, dollar] = ["BTC", "USDC"].map((id) => instruments.findIndex((row) => row.id === id)) as [number, number];
  return Array.from({ length: accountCount }, (_, a) => {
    const held = new Set<number>();
    for (const wanted = 6 + below(optionsMax - 5); held.size < wanted; ) held.add(options[below(options.length)]!);
    const rows = [...held].sort((one, other) => one - other);
    const quantities = rows.map(() => (below(2) === 0 ? -1 : 1) * (0.1 + below(200) / 10));
    const positions = rows.map((row, k) => {
      quantities[k] = Number(quantities[k]!.toFixed(1));
      return { instrumentId: instruments[row]!.id, quantity: decimalOf(quantities[k]!, 1), cost: zeroDecimal };
    });
    const coins = below(51) / 10;
    const balances = [
      amountOf(decimalOf(coins, 1), "BTC", "half-even"),
      amountOf(decimalOf(100_000, 0), "USDC", "half-even"),
    ];
    const group = { id: "book", marginMode: "portfolio" as const, positions, balances, orders: [] };
    return {
      account: { id: `${a}`, groups: [group] },
      rows: [...rows, coin, dollar],
      quantities: [...quantities, coins, 100_000],
    };
  });
}

/** What the peer is given: the prices, groups and terms of the rule as columns, so that it does nothing but the rule. */
function peerColumns(snapshot: MarketSnapshot, bound: BoundRulebook, drawn: readonly Drawn[]) {
  const { instruments, timestamp } = snapshot;
  const stated = derivePmrm2.versions[0]!.parameters;
  const parameters = unwrapped(checkParameters(scenarioGrid.parameters, stated, derivePmrm2.id));
  const [set, matrix] = [...bound.matrices][0]!;
  const expiries = groupingOf(snapshot, ["kind", "underlying", "expiresAt", "settlementCurrency"]);
  const strikes = groupingOf(snapshot, ["kind", "underlying", "expiresAt", "strike"]);
  const terms = expiries.keys.map(({ expiresAt, settlementCurrency }) => {
    if (expiresAt === undefined) return { long: 1, short: 1, years: -1 };
    const years = yearsBetween(timestamp, Number(expiresAt));
    const rate = rateId(String(settlementCurrency), Number(expiresAt));
    return { ...staticDiscountOf(parameters, snapshot, { rateId: rate, years }), years };
  });
  const index = levelOf(snapshot, currencyId("BTC"));
  const pointers = Int32Array.from({ length: drawn.length + 1 }, () => 0);
  drawn.forEach(({ rows }, a) => {
    pointers[a + 1] = pointers[a]! + rows.length;
  });
  const scenarios = set.scenarios;
  const blocks = ["grid", "tail", "skew", "basis"];
  return {
    "sizes.i32": Int32Array.of(instruments.length, scenarios.length, drawn.length),
    "unitPnl.f64": matrix,
    "base.f64": bound.units.base,
    "notional.f64": Float64Array.from(instruments, (row) => ("strike" in row ? Number(row.contractSize) * index : 0)),
    "isCoin.i32": Int32Array.from(instruments, ({ id }) => (id === "BTC" ? 1 : 0)),
    "isDollar.i32": Int32Array.from(instruments, ({ id }) => (id === "USDC" ? 1 : 0)),
    "expiry.i32": expiries.groupOf,
    "strike.i32": strikes.groupOf,
    "long.f64": Float64Array.from(terms, ({ long }) => long),
    "short.f64": Float64Array.from(terms, ({ short }) => short),
    "years.f64": Float64Array.from(terms, ({ years }) => years),
    "blocks.i32": Int32Array.from(scenarios, ({ block }) => blocks.indexOf(block)),
    "factors.f64": Float64Array.from(scenarios, ({ factor }) => factor),
    "pointers.i32": pointers,
    "rows.i32": Int32Array.from(drawn.flatMap(({ rows }) => rows)),
    "quantities.f64": Float64Array.from(drawn.flatMap(({ quantities }) => quantities)),
  };
}

function prepared() {
  const snapshot = recordedSnapshot(["USDC"])!;
  const bound = unwrapped(bind(unwrapped(venueRulebookOf(derivePmrm2)), snapshot));
  const drawn = drawnAccounts(snapshot);
  const folder = writeForPeers("PLIMSOLL_BENCH_RULEBOOK", peerColumns(snapshot, bound, drawn));
  return { bound, drawn, folder, initial: new Float64Array(accountCount), maintenance: new Float64Array(accountCount) };
}

let made: ReturnType<typeof prepared> | undefined;
/** Made when the scene runs, not when it is listed. */
const book = (): ReturnType<typeof prepared> => {
  made ??= prepared();
  return made;
};

function assessed(): number {
  const { bound, drawn, initial, maintenance } = book();
  return cpuSeconds(() => {
    drawn.forEach(({ account }, a) => {
      const { requirement } = assessAccount(account, bound).groups[0]!;
      initial[a] = requirement.initial;
      maintenance[a] = requirement.maintenance;
    });
  });
}

/** The largest difference of any requirement from the peer's, and how many differ by a cent. */
function compared(): string {
  const { folder, initial, maintenance } = book();
  const of = (name: string): Float64Array => new Float64Array(Uint8Array.from(readFileSync(join(folder, name))).buffer);
  let [largest, apart] = [0, 0];
  for (const [own, theirs] of [
    [initial, of("initial.f64")],
    [maintenance, of("maintenance.f64")],
  ] as const) {
    own.forEach((requirement, a) => {
      const miss = Math.abs(requirement - theirs[a]!);
      largest = Math.max(largest, miss);
      if (!(miss < 0.005)) apart += 1;
    });
  }
  return `${apart} of ${2 * accountCount} requirements differ from numpy's by half a cent; the largest difference is ${largest.toExponential(1)} dollars`;
}

/** @param batch accounts at once; every `stride`th batch is run and stands for the others */
const numpyPeer = (name: string, { batch, stride }: { readonly batch: number; readonly stride: number }) =>
  pythonPeer(name, { source: "venueRulebook.py", module: "numpy", arguments: [String(batch), String(stride)] });

export const venueRulebook: Scene = {
  id: "venue-rulebook",
  title: "derive-pmrm-2 over 10,000 accounts of the recorded BTC chain; the books are drawn at random",
  unit: "µs an account",
  work: accountCount * 1e-6,
  prepare: async () => (isRecorded() ? undefined : "no recorded data: set PLIMSOLL_HISTORY"),
  own: [{ name: "assessAccount: nets exactly, every component with its outcomes", run: assessed }],
  peers: [
    numpyPeer("numpy, requirements alone, 1,000 accounts at once", { batch: 1000, stride: 1 }),
    numpyPeer("numpy, requirements alone, one account at a time", { batch: 1, stride: 20 }),
  ],
  accuracy: compared,
};
