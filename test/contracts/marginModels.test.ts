/** What every line of `src/margin/models.ts` promises. A new model is tested by being listed. */
import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { subtract, toNumber } from "../../src/instruments/decimal.ts";
import { assessAccount } from "../../src/margin/assess.ts";
import { type BoundRulebook, bind } from "../../src/margin/bind.ts";
import { checkedAssessment } from "../../src/margin/checkedAssessment.ts";
import { marginModels, venueModels } from "../../src/margin/models.ts";
import { parametersHash } from "../../src/margin/parameters.ts";
import { snapshotAt } from "../../src/market/marketSnapshot.ts";
import type { Account, Position } from "../../src/portfolio/account.ts";
import {
  accountOf,
  arithmeticCloses,
  assessed,
  bound,
  historyOf,
  merged,
  numbersOf,
  position,
  seriesOf,
  times,
  unwrapped,
} from "./market.ts";

const names = ["BTC/USDT:USDT", "ETH/USDT:USDT", "BTC-PERPETUAL", "ETH-27JUN25"];
const today = 450;
const btc = arithmeticCloses(50_000, 500, 37);
const eth = arithmeticCloses(3_000, 500, 64);
const market = (btcCloses: readonly number[], ethCloses: readonly number[]) =>
  unwrapped(snapshotAt(historyOf([seriesOf("BTC/USDT", btcCloses), seriesOf("ETH/USDT", ethCloses)], names), today));
const snapshot = market(btc, eth);

const hundredths = (limit: number) =>
  fc.integer({ min: -limit, max: limit }).map((units) => `${units < 0 ? "-" : ""}${Math.abs(units / 100).toFixed(2)}`);
const held = (limit: number) => hundredths(limit).map((text) => text.replace("-", ""));
const anyPosition: fc.Arbitrary<Position> = fc
  .record({
    name: fc.constantFrom(...names),
    quantity: hundredths(1_000_000),
    entry: fc.integer({ min: 100, max: 90_000 }),
  })
  .map(({ name, quantity, entry }) => position(name, quantity, String(entry)));
const anyAccount: fc.Arbitrary<Account> = fc
  .record({
    positions: fc.array(anyPosition, { maxLength: 6 }),
    usdt: hundredths(100_000_000),
    btc: held(1_000),
    eth: held(10_000),
  })
  .map(({ positions, usdt, btc, eth }) => accountOf(positions, { USDT: usdt, BTC: btc, ETH: eth }));

/** Freezes objects all the way down; what a typed array holds cannot be frozen. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}

/** The rulebook with one haircut for every currency. */
function withHaircut(rulebook: BoundRulebook, haircut: number): BoundRulebook {
  const treatment = { scenarioShare: 0, initialHaircut: haircut, maintenanceHaircut: haircut };
  return unwrapped(bind({ ...rulebook.rulebook, collateral: () => treatment }, rulebook.snapshot));
}

const initialOf = (account: Account, rulebook: BoundRulebook) => assessed(account, rulebook).requirement.initial;

const everyModel = [...marginModels, ...venueModels];

test("model ids are unique", () => {
  expect(new Set(everyModel.map(({ id }) => id)).size).toBe(everyModel.length);
});

test("a model of our own runs without being told anything", () => {
  expect(marginModels.filter(({ example }) => example !== undefined)).toEqual([]);
});

describe.each(everyModel.map((model) => [model.id, model] as const))("%s", (id, model) => {
  const atDefaults = bound(model, snapshot);
  const holds = (property: (account: Account) => void) => fc.assert(fc.property(anyAccount, property));

  test("owes a finite amount that is not negative, the maintenance no more than the initial at default parameters", () => {
    holds((account) => {
      const { requirement, equity, excess, marginDeficit } = assessed(account, atDefaults);
      for (const number of [requirement.initial, requirement.maintenance, equity])
        expect(Number.isFinite(number)).toBe(true);
      expect(requirement.maintenance).toBeGreaterThanOrEqual(0);
      expect(requirement.maintenance).toBeLessThanOrEqual(requirement.initial);
      expect(excess).toBe(Math.max(0, equity - requirement.initial));
      expect(marginDeficit).toBe(Math.max(0, requirement.maintenance - equity));
    });
  });

  test("charges something for a large position", () => {
    expect(initialOf(accountOf([position("BTC/USDT:USDT", "10", "50000")]), atDefaults)).toBeGreaterThan(0);
  });

  test("charges a coin owed, or refuses it, and never takes it for nothing", () => {
    const outcome = checkedAssessment(accountOf([], { BTC: "-1", USDT: "200000" }), atDefaults);
    if (outcome.ok) expect(outcome.value.groups[0]!.requirement.initial).toBeGreaterThan(0);
    else expect(outcome.failure).toMatchObject({ code: "unsupported", path: "balance of BTC" });
  });

  test("counted in a coin, charges a dollar owed or refuses it: it falls as the coin rises", () => {
    const inBitcoin = bound(model, snapshot, {}, "BTC");
    const outcome = checkedAssessment(accountOf([], { BTC: "10", USDT: "-100000" }), inBitcoin);
    if (outcome.ok) expect(outcome.value.groups[0]!.requirement.initial).toBeGreaterThan(0);
    else expect(outcome.failure).toMatchObject({ code: "unsupported", path: "balance of USDT" });
  });

  test("explains the requirement by components that sum to it", () => {
    holds((account) => {
      const { components, initial, maintenance } = assessed(account, atDefaults).requirement;
      expect(components.reduce((total, one) => total + one.initial, 0)).toBe(initial);
      expect(components.reduce((total, one) => total + one.maintenance, 0)).toBe(maintenance);
      expect(new Set(components.map((one) => one.id)).size).toBe(components.length);
    });
  });

  test("asks nothing of an account that holds nothing", () => {
    const { equity, requirement, marginDeficit } = assessed(accountOf([]), atDefaults);
    expect([equity, requirement.initial, requirement.maintenance, marginDeficit]).toEqual([0, 0, 0, 0]);
  });

  test("gives the same bits when asked again, and when bound again", () => {
    const again = bound(model, market(btc, eth));
    holds((account) => {
      const first = numbersOf(assessAccount(account, atDefaults));
      expect(numbersOf(assessAccount(account, atDefaults))).toEqual(first);
      expect(numbersOf(assessAccount(account, again))).toEqual(first);
    });
  });

  test("changes no bit when positions are reordered or split, the parts bought at other prices", () => {
    const arbitrary = fc.record({
      account: anyAccount,
      part: hundredths(5_000),
      entry: fc.integer({ min: 100, max: 90_000 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ account, part, entry }) => {
        const [group] = account.groups;
        const pieces = group!.positions.flatMap((whole) => {
          const one = position(whole.instrumentId, part, String(entry));
          const rest = {
            ...whole,
            quantity: subtract(whole.quantity, one.quantity),
            cost: subtract(whole.cost, one.cost),
          };
          return [rest, one];
        });
        const split = { ...group!, positions: pieces.reverse(), balances: [...group!.balances].reverse() };
        const before = numbersOf(assessAccount(account, atDefaults));
        expect(numbersOf(assessAccount({ ...account, groups: [split] }, atDefaults))).toEqual(before);
      }),
    );
  });

  test("leaves account, parameters and market as they were", () => {
    const own = market(btc, eth);
    const copy = () => structuredClone([own.levels, own.history.columns]);
    const before = copy();
    const rulebook = bound(model, own);
    deepFreeze(rulebook.rulebook.parameters);
    const matrices = [...rulebook.matrices.values()].map((matrix) => matrix.slice());
    holds((account) => {
      assessAccount(deepFreeze(account), rulebook);
    });
    expect(copy()).toEqual(before);
    expect([...rulebook.matrices.values()]).toEqual(matrices);
  });

  test("knows nothing of what comes after the snapshot", () => {
    const crash = (closes: readonly number[]) =>
      closes.map((close, k) => (k <= today ? close : k % 3 === 0 ? 0 : close / 7));
    const other = bound(model, market(crash(btc), crash(eth)));
    holds((account) => {
      expect(numbersOf(assessAccount(account, other))).toEqual(numbersOf(assessAccount(account, atDefaults)));
    });
  });

  test("never shows more excess when a haircut rises", () => {
    const ladder = [0, 0.05, 0.3, 1].map((haircut) => withHaircut(atDefaults, haircut));
    holds((account) => {
      const excesses = ladder.map((rulebook) => assessed(account, rulebook).excess);
      for (let k = 1; k < excesses.length; k++) expect(excesses[k]!).toBeLessThanOrEqual(excesses[k - 1]!);
    });
  });

  // A filter that starts elsewhere scales every scenario anew, and drawn ones are fitted anew: only the plain set grows by inclusion.
  const { measure, decay, seed } = model.parameters.properties as Readonly<Record<string, unknown>>;
  if (measure !== undefined && decay === undefined && seed === undefined) {
    test("under the worst case, more scenarios never lower the requirement", () => {
      const of = (lookbackDays: number) =>
        bound(model, snapshot, { measure: "worst-case", lookbackDays, scenariosMin: 1 });
      const [short, long] = [of(100), of(400)];
      holds((account) => {
        expect(initialOf(account, long)).toBeGreaterThanOrEqual(initialOf(account, short));
      });
    });
  }

  if (model.claims.homogeneous) {
    test("owes k times as much for k times the account, as it claims", () => {
      fc.assert(
        fc.property(anyAccount, fc.integer({ min: 2, max: 7 }), (account, k) => {
          const once = initialOf(account, atDefaults);
          const tolerance = 1e-12 * (1 + once + k * grossOf(account));
          expect(Math.abs(initialOf(times(account, k), atDefaults) - k * once)).toBeLessThanOrEqual(tolerance);
        }),
      );
    });
  }

  if (model.claims.subadditive) {
    test("owes no more for two accounts merged than for both apart, as it claims", () => {
      fc.assert(
        fc.property(anyAccount, anyAccount, (a, b) => {
          const apart = initialOf(a, atDefaults) + initialOf(b, atDefaults);
          expect(initialOf(merged(a, b), atDefaults)).toBeLessThanOrEqual(apart + 1e-9 * (1 + apart));
        }),
      );
    });
  }

  test("has a docs page, which owns up to what the model does not claim", () => {
    const page = new URL(`../../docs/models/${id}.md`, import.meta.url);
    expect(existsSync(page)).toBe(true);
    const [, limits = ""] = /## Limits\n([\s\S]*?)\n## /.exec(readFileSync(page, "utf8")) ?? [];
    if (!model.claims.subadditive) expect(limits.toLowerCase()).toContain("not subadditive");
    if (!model.claims.homogeneous) expect(limits.toLowerCase()).toContain("not homogeneous");
    expect(limits.length).toBeGreaterThan(40);
  });

  test("names its source, and its version is part of the hash of its parameters", () => {
    expect(model.source.length).toBeGreaterThan(10);
    expect(model.version).toBeGreaterThanOrEqual(1);
    const { parameters } = atDefaults.rulebook;
    const next = { ...model, version: model.version + 1 };
    expect(parametersHash(next, parameters)).not.toBe(parametersHash(model, parameters));
  });

  test("documents every parameter with a default or as required, a unit and a sentence", () => {
    for (const [name, schema] of Object.entries(model.parameters.properties)) {
      const {
        default: value,
        unit,
        description,
      } = schema as { default?: unknown; unit?: unknown; description?: unknown };
      const isStated = value !== undefined || name in (model.example ?? {});
      expect([name, isStated, typeof unit, typeof description]).toEqual([name, true, "string", "string"]);
    }
  });
});

/** Magnitude of an account in reporting currency: sums of large numbers that nearly cancel lose digits. */
const grossOf = (account: Account): number =>
  account.groups
    .flatMap((group) => group.positions)
    .map(({ instrumentId, cost }) => Math.abs(toNumber(cost)) * (instrumentId.endsWith("USDT") ? 1 : 100_000))
    .reduce((total, gross) => total + gross, 0);
