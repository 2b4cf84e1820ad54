import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accountOf,
  arithmeticCloses,
  bound,
  historyOf,
  position,
  seriesOf,
  unwrapped,
} from "../../test/contracts/market.ts";
import { snapshotAt } from "../market/marketSnapshot.ts";
import type { Account } from "../portfolio/account.ts";
import { assessAccount } from "./assess.ts";
import { bind } from "./bind.ts";
import { explainChange, explainChangeOverExpiry, type MarginState } from "./explainChange.ts";
import type { MarginModel } from "./marginModel.ts";
import { fixedRatio } from "./models/fixedRatio.ts";
import { historicalTail } from "./models/historicalTail.ts";

const [ratio, tail] = [fixedRatio, historicalTail] as unknown as [MarginModel, MarginModel];
const history = historyOf(
  [seriesOf("BTC/USDT", arithmeticCloses(100, 60, 37)), seriesOf("ETH/USDT", arithmeticCloses(10, 60, 53))],
  ["BTC/USDT:USDT", "ETH/USDT:USDT", "BTC"],
);
const at = (index: number) => unwrapped(snapshotAt(history, index));

const needOf = ({ account, snapshot, rulebook }: MarginState): number =>
  assessAccount(account, unwrapped(bind(rulebook, snapshot))).groups.reduce((sum, g) => sum + g.requirement.initial, 0);

const accounts = fc
  .record({
    btc: fc.integer({ min: -50, max: 50 }),
    eth: fc.integer({ min: -500, max: 500 }),
    coins: fc.integer({ min: 0, max: 20 }),
    dollars: fc.integer({ min: -1000, max: 10_000 }),
  })
  .map(({ btc, eth, coins, dollars }) =>
    accountOf([position("BTC/USDT:USDT", String(btc / 10), "100"), position("ETH/USDT:USDT", String(eth / 10), "10")], {
      BTC: String(coins / 10),
      USDT: String(dollars),
    }),
  );

const states = fc
  .record({ account: accounts, index: fc.integer({ min: 40, max: 59 }), share: fc.constantFrom(0.1, 0.2) })
  .map(({ account, index, share }): MarginState => {
    const { rulebook } = bound(ratio, at(index), { initialRatio: share });
    return { account, snapshot: at(index), rulebook };
  });

describe("parts of a change", () => {
  test("sum to it, to the last minor unit, on 1,000 random pairs", () => {
    fc.assert(
      fc.property(states, states, (from, to) => {
        const change = unwrapped(explainChange(from, to, 2));
        expect(change.parts.reduce((sum, { minor }) => sum + minor, 0n)).toBe(change.to - change.from);
        expect(Number(change.from) / 100).toBeCloseTo(needOf(from), 1);
        expect(Number(change.to) / 100).toBeCloseTo(needOf(to), 1);
      }),
      { numRuns: 1000 },
    );
  }, 60_000);

  test("are the average over every order in which the causes could be told", () => {
    const orders = (left: readonly number[]): number[][] =>
      left.length === 0
        ? [[]]
        : left.flatMap((one) => orders(left.filter((k) => k !== one)).map((rest) => [one, ...rest]));
    fc.assert(
      fc.property(states, states, (from, to) => {
        const change = unwrapped(explainChange(from, to, 2));
        const told = change.parts.map(({ cause }) => cause);
        // Mixtures made here by hand, not by the code under test: price comes with the bar that it was read from.
        const mixed = (causes: ReadonlySet<string>): number => {
          const pick = (cause: string): MarginState => (causes.has(cause) ? to : from);
          const [group, other] = [pick("positions").account.groups[0]!, pick("collateral").account.groups[0]!];
          const account: Account = { id: "a", groups: [{ ...group, balances: other.balances }] };
          const [prices, clock, past] = [pick("price"), pick("time"), pick("history")].map((one) => one.snapshot);
          const { timestamp } = clock!;
          const snapshot = { ...prices!, timestamp, history: past!.history, lastIndex: past!.lastIndex };
          return needOf({ account, snapshot, rulebook: pick("parameters").rulebook });
        };
        const all = orders(told.map((_, k) => k));
        const sums = told.map(() => 0);
        for (const order of all) {
          const so = new Set<string>();
          for (const k of order) {
            const before = mixed(so);
            so.add(told[k]!);
            sums[k]! += mixed(so) - before;
          }
        }
        change.parts.forEach(({ minor }, k) => {
          expect(Math.abs(Number(minor) / 100 - sums[k]! / all.length)).toBeLessThan(0.025);
        });
      }),
      { numRuns: 20 },
    );
  }, 120_000);
});

test("what stays is not told: the same account at another time changes by price, time and history alone", () => {
  const account = accountOf([position("BTC/USDT:USDT", "2", "100")]);
  const given = { lookbackDays: 12, scenariosMin: 5, measure: "expected-shortfall", confidenceLevel: 0.8 };
  const [from, to] = [45, 59].map((index) => {
    const { rulebook } = bound(tail, at(index), given);
    return { account, snapshot: at(index), rulebook };
  }) as [MarginState, MarginState];
  const { parts } = unwrapped(explainChange(from, to, 2));
  expect(parts.map(({ cause }) => cause)).toEqual(["price", "time", "history"]);
  expect(parts.find(({ cause }) => cause === "history")?.minor).not.toBe(0n);
});

test("equal states have nothing to tell", () => {
  const { rulebook } = bound(ratio, at(50));
  const state = { account: accountOf([position("BTC/USDT:USDT", "2", "100")]), snapshot: at(50), rulebook };
  expect(unwrapped(explainChange(state, state, 2)).parts).toEqual([]);
});

test("an account that appears is explained by its positions", () => {
  const { rulebook } = bound(ratio, at(50));
  const none = { account: { id: "a", groups: [] }, snapshot: at(50), rulebook };
  const some = { ...none, account: accountOf([position("BTC/USDT:USDT", "2", "100")]) };
  const { parts, from } = unwrapped(explainChange(none, some, 2));
  expect([from, parts.map(({ cause }) => cause)]).toEqual([0n, ["positions"]]);
});

test("a contract that ends between the two is told first, by what it needed at the earlier market", () => {
  const { rulebook } = bound(ratio, at(50));
  const [dated, kept] = [position("ETH/USDT:USDT", "30", "10"), position("BTC/USDT:USDT", "2", "100")];
  const held = { account: accountOf([dated, kept]), snapshot: at(50), rulebook };
  const from = { ...held, account: accountOf([kept]) };
  const to = { ...from, snapshot: at(59) };
  const over = unwrapped(explainChangeOverExpiry(held, from, to, 2));
  const rest = unwrapped(explainChange(from, to, 2));
  const [first, ...others] = over.parts;
  expect([first!.cause, others, over.to]).toEqual(["expiry", rest.parts, rest.to]);
  expect(Number(first!.minor) / 100).toBeCloseTo(needOf(from) - needOf(held), 1);
  expect(first!.minor).toBeLessThan(0n);
  expect(over.parts.reduce((sum, { minor }) => sum + minor, 0n)).toBe(over.to - over.from);
});
