import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectedShortfall } from "../statistics/expectedShortfall.ts";
import { tailCount } from "../statistics/tailCount.ts";
import { expectedShortfallAfter } from "./expectedShortfallAfter.ts";
import { normals } from "./normals.ts";
import { type OrderBookPlan, referenceOrderTails } from "./orderTails.ts";
import { simdOrderTails } from "./simdOrderTails.ts";
import { compiledModule } from "./wasmModule.ts";

const simd = simdOrderTails(compiledModule(readFileSync(new URL("./kernels.wasm", import.meta.url)))!);

const drawn = (count: number, block: number): Float64Array => {
  const values = new Float64Array(count + (count & 1));
  normals({ seed: [5, 0], stream: [1, 0], block }, values);
  return values.subarray(0, count);
};

/** Rows of a few factors with fat tails, so that some orders hedge and some do not. */
function book(instruments: number, scenarios: number): Float64Array {
  const factors = [0, 1, 2].map((k) => drawn(scenarios, 100_000 * (k + 1)));
  const loadings = drawn(instruments * 3, 0);
  const unitPnl = new Float64Array(instruments * scenarios);
  for (let i = 0; i < instruments; i++) {
    for (let s = 0; s < scenarios; s++) {
      const move = factors.reduce((sum, factor, k) => sum + loadings[3 * i + k]! * factor[s]!, 0);
      unitPnl[i * scenarios + s] = 100 * move * (1 + 0.1 * move * move);
    }
  }
  return unitPnl;
}

const accountOf = (unitPnl: Float64Array, scenarios: number, quantities: readonly number[]): Float64Array => {
  const outcomes = new Float64Array(scenarios);
  quantities.forEach((quantity, i) => {
    for (let s = 0; s < scenarios; s++) outcomes[s]! += quantity * unitPnl[i * scenarios + s]!;
  });
  return outcomes;
};

/** Orders of many sizes on many accounts, each against every scenario; how many bits differ. */
function differing(plan: OrderBookPlan, accounts: readonly Float64Array[], quantities: readonly number[]) {
  const [certified, oracle] = [simd(plan), referenceOrderTails(plan)];
  let different = 0;
  accounts.forEach((outcomes, account) => {
    certified.place(account, outcomes);
    oracle.place(account, outcomes);
    for (let i = 0; i < plan.unitPnl.length / plan.scenarios; i++) {
      for (const quantity of quantities) {
        const [own, exact] = [certified.after(account, i, quantity), oracle.after(account, i, quantity)];
        if (!Object.is(own, exact)) different += 1;
        if (!Object.is(certified.fromEvery(account, i, quantity), exact)) different += 1;
      }
    }
  });
  return { different, decided: certified.decided };
}

const sizes = [0, 1e-9, 0.01, -0.01, 0.1, -0.1, 1, -1, 10, -30, 1e6];

describe("the certified tail has the bits of the tail over every scenario", () => {
  for (const scenarios of [1, 2, 37, 500, 2049]) {
    test(`with ${scenarios} scenarios, whatever the order, and it says which list decided`, () => {
      const unitPnl = book(6, scenarios);
      const tails = [0.4, 1, 2.5, scenarios * 0.01, scenarios * 0.025, scenarios].filter((tail) => tail <= scenarios);
      for (const tail of tails) {
        const accounts = [0, 1, 2, 3].map((k) =>
          accountOf(
            unitPnl,
            scenarios,
            [...drawn(6, 1000 * k)].map((z) => 3 * z),
          ),
        );
        const { different, decided } = differing({ unitPnl, scenarios, tail, accountsMax: 4 }, accounts, sizes);
        expect(different).toBe(0);
        expect(decided.first + decided.second + decided.all).toBe(4 * 6 * sizes.length);
      }
    });
  }

  test("small orders are decided by the first list, large ones by every scenario", () => {
    const scenarios = 2000;
    const unitPnl = book(6, scenarios);
    const accounts = [accountOf(unitPnl, scenarios, [3, -2, 1, 4, -1, 2])];
    const plan = { unitPnl, scenarios, tail: 20, accountsMax: 1 };
    expect(differing(plan, accounts, [0.001]).decided).toEqual({ first: 6, second: 0, all: 0 });
    expect(differing(plan, accounts, [1000]).decided.all).toBeGreaterThan(0);
  });

  test("on books without mercy: ties, nothing at all, one outcome for all, a hedge to nothing, one dominating scenario", () => {
    const scenarios = 600;
    const unitPnl = new Float64Array(4 * scenarios);
    for (let s = 0; s < scenarios; s++) {
      unitPnl[s] = (s % 3) - 1;
      unitPnl[scenarios + s] = 5;
      unitPnl[2 * scenarios + s] = s === 17 ? -1e9 : 1;
      unitPnl[3 * scenarios + s] = 0;
    }
    const accounts = [
      [1, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 1, 0, 0],
      [-1, 0, 0, 0],
      [2, -1, 1e-3, 0],
    ].map((held) => accountOf(unitPnl, scenarios, held));
    for (const tail of [1, 5.5, 6, 599.5, 600]) {
      const quantities = [-2, -1, 0, 0.5, 1, 1e-300, 1e300];
      expect(differing({ unitPnl, scenarios, tail, accountsMax: 5 }, accounts, quantities).different).toBe(0);
    }
  });
});

test("the oracle is the expected shortfall of the statistics, to the bit", () => {
  const scenarios = 1000;
  const unitPnl = book(3, scenarios);
  const outcomes = accountOf(unitPnl, scenarios, [1, -2, 3]);
  const row = unitPnl.subarray(0, scenarios);
  for (const level of [0.9, 0.975, 0.99, 0.9975]) {
    const after = outcomes.map((outcome, s) => outcome + 0.7 * row[s]!);
    const tail = tailCount(scenarios, level);
    expect(expectedShortfallAfter({ outcomes, tail }, row, 0.7)).toBe(expectedShortfall(after, level));
  }
});

test("an order without a finite size has no answer", () => {
  const unitPnl = book(1, 100);
  for (const tails of [simd, referenceOrderTails].map((make) =>
    make({ unitPnl, scenarios: 100, tail: 1, accountsMax: 1 }),
  )) {
    tails.place(0, unitPnl);
    for (const quantity of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(tails.after(0, 0, quantity)).toBeNaN();
    }
  }
});

test("an account placed again answers for what it now holds", () => {
  const scenarios = 300;
  const unitPnl = book(2, scenarios);
  const tails = simd({ unitPnl, scenarios, tail: 3, accountsMax: 1 });
  tails.place(0, accountOf(unitPnl, scenarios, [1, 1]));
  const before = tails.after(0, 0, 0);
  tails.place(0, accountOf(unitPnl, scenarios, [2, 2]));
  expect(tails.after(0, 0, 0)).toBeCloseTo(2 * before, 9);
});

describe("what cannot be asked is refused", () => {
  const unitPnl = book(2, 100);
  const plan: OrderBookPlan = { unitPnl, scenarios: 100, tail: 5, accountsMax: 2 };

  test.each([
    ["the vectors", simd],
    ["the reference", referenceOrderTails],
  ])("by %s: a tail beyond the scenarios, rows that are not whole, an account or a row that is none", (_, make) => {
    for (const tail of [0, 101, Number.NaN]) {
      expect(() => make({ ...plan, tail })).toThrow("tail must lie in (0, 100]");
    }
    expect(() => make({ ...plan, scenarios: 99 })).toThrow("whole rows of 99");
    const tails = make(plan);
    for (const account of [-1, 2, 0.5]) {
      expect(() => tails.place(account, unitPnl.subarray(0, 100))).toThrow("account must be a whole number in [0, 2)");
    }
    expect(() => tails.place(0, unitPnl.subarray(0, 99))).toThrow("as many as scenarios (100); have 99");
    expect(() => tails.place(0, new Float64Array(100).fill(Number.NaN, 7))).toThrow("scenario 7 is NaN");
    tails.place(0, unitPnl.subarray(0, 100));
    expect(() => tails.after(1, 0, 1)).toThrow("no account has been placed as 1");
    for (const instrument of [-1, 2, 0.5]) {
      for (const ask of [tails.after, tails.fromEvery]) {
        expect(() => ask(0, instrument, 1)).toThrow("instrument must be a whole number in [0, 2)");
      }
    }
  });
});
