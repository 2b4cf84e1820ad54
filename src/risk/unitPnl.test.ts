import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { historyOf, lastSnapshot, seriesOf } from "../../test/contracts/market.ts";
import type { ScenarioSet } from "../scenarios/scenarioSet.ts";
import { unitPnl } from "./unitPnl.ts";

/** The coin's price in dollars, and the marks of its two perpetuals. */
interface Prices {
  readonly coin: number;
  readonly linear: number;
  readonly inverse: number;
}

const all = (price: number): Prices => ({ coin: price, linear: price, inverse: price });

function setOf(scenarios: readonly Partial<Prices>[], now: Prices): ScenarioSet {
  const ids = { coin: "currency:BTC", linear: "mark:BTC/USDT:USDT", inverse: "mark:BTC-PERPETUAL" } as const;
  const moved = (["coin", "linear", "inverse"] as const).filter((name) => scenarios.some((one) => name in one));
  return {
    scenarios: scenarios.map((_, s) => ({ label: `${s}`, block: "tail", factor: 1 })),
    weights: new Float64Array(scenarios.length).fill(1 / scenarios.length),
    elapsedYears: 0,
    levels: new Map(moved.map((name) => [ids[name], Float64Array.from(scenarios, (one) => one[name] ?? now[name])])),
    rules: [],
    statement: { price: "stated", basis: "", volatility: "", skew: "", rate: "", funding: "" },
    movements: new Map(),
  };
}

/** P&L of one unit of `id` under every scenario. */
function pnlOf(id: string, now: Prices, scenarios: readonly Partial<Prices>[], reportingCurrency: string): number[] {
  const series = [
    seriesOf("BTC/USD", [now.coin]),
    seriesOf("BTC/USDT:USDT", [now.linear]),
    seriesOf("BTC-PERPETUAL", [now.inverse]),
  ];
  const snapshot = lastSnapshot(historyOf(series, ["BTC/USDT:USDT", "BTC-PERPETUAL"]));
  const matrix = unitPnl(snapshot, setOf(scenarios, now), reportingCurrency);
  expect(matrix.length).toBe(snapshot.instruments.length * scenarios.length);
  const row = snapshot.instruments.findIndex((one) => one.id === id);
  return [...matrix.slice(row * scenarios.length, (row + 1) * scenarios.length)].map((pnl) => pnl + 0);
}

/** 64 up to 80 and down to 32, so that every quotient below is a short binary fraction or a rounding from one. */
const now = all(64);
const upAndDown = [all(80), all(32)];

describe("cash moves by conversion only", () => {
  test("a coin reported in dollars moves as its price", () => {
    expect(pnlOf("BTC", now, upAndDown, "USD")).toEqual([16, -32]);
  });

  test("a coin reported in itself does not move", () => {
    expect(pnlOf("BTC", now, upAndDown, "BTC")).toEqual([0, 0]);
  });

  test("a coin does not move when only the marks of its contracts do", () => {
    expect(pnlOf("BTC", now, [{ linear: 80, inverse: 32 }], "USD")).toEqual([0]);
  });

  test("a dollar reported in the coin is worth less of it when the coin rises", () => {
    // 1/80 − 1/64 = −1/320 and 1/32 − 1/64 = 1/64.
    const [up, down] = pnlOf("USD", now, upAndDown, "BTC");
    expect(up).toBeCloseTo(-1 / 320, 15);
    expect(down).toBe(1 / 64);
  });
});

describe("a linear perpetual", () => {
  test("gains in dollars what its mark gains", () => {
    expect(pnlOf("BTC/USDT:USDT", now, upAndDown, "USD")).toEqual([16, -32]);
  });

  test("gains in coin the same dollars at the coin's new price: no value of the contract itself is converted", () => {
    // 16 / 80 = 0.2 and −32 / 32 = −1.
    const [up, down] = pnlOf("BTC/USDT:USDT", now, upAndDown, "BTC");
    expect(up).toBeCloseTo(0.2, 15);
    expect(down).toBe(-1);
  });

  test("does not move in coin when the coin moves and its mark does not", () => {
    expect(pnlOf("BTC/USDT:USDT", now, [{ coin: 80 }], "BTC")).toEqual([0]);
  });
});

describe("an inverse perpetual of 10 dollars", () => {
  test("gains 10 × (1/64 − 1/80) coins on the way up and loses 10 × (1/32 − 1/64) on the way down", () => {
    // 10/320 = 0.03125 and 10/64 = 0.15625.
    const [up, down] = pnlOf("BTC-PERPETUAL", now, upAndDown, "BTC");
    expect(up).toBeCloseTo(0.03125, 15);
    expect(down).toBeCloseTo(-0.15625, 15);
  });

  test("gains in dollars those coins at their new price", () => {
    // 0.03125 × 80 = 2.5 and −0.15625 × 32 = −5: ten dollars times the return.
    const [up, down] = pnlOf("BTC-PERPETUAL", now, upAndDown, "USD");
    expect(up).toBeCloseTo(2.5, 13);
    expect(down).toBeCloseTo(-5, 13);
  });

  test("is converted at the coin's price and not at its own mark", () => {
    // 0.03125 coins at 128 dollars.
    expect(pnlOf("BTC-PERPETUAL", now, [{ inverse: 80, coin: 128 }], "USD")[0]).toBeCloseTo(4, 13);
  });

  test("gains size × (1/f0 − 1/f1) × f1 dollars from any price to any other", () => {
    const anyPrice = fc.double({ min: 0.01, max: 200_000, noNaN: true });
    fc.assert(
      fc.property(anyPrice, anyPrice, (f0, f1) => {
        const textbook = 10 * (1 / f0 - 1 / f1) * f1;
        const [pnl] = pnlOf("BTC-PERPETUAL", all(f0), [all(f1)], "USD");
        // Both forms subtract quotients of sizes 10·f1/f0 and 10.
        expect(Math.abs(pnl! - textbook)).toBeLessThanOrEqual(1e-14 * (10 + (10 * f1) / f0));
      }),
    );
  });

  test("long, loses more coins on the way down than it gains on the way up by the same amount", () => {
    const anyMove = fc.record({
      price: fc.integer({ min: 2, max: 100_000 }),
      share: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    });
    fc.assert(
      fc.property(anyMove, ({ price, share }) => {
        const moved = [all(price * (1 + share)), all(price * (1 - share))];
        const [up, down] = pnlOf("BTC-PERPETUAL", all(price), moved, "BTC");
        expect(up).toBeGreaterThan(0);
        expect(-down!).toBeGreaterThan(up!);
      }),
    );
  });
});

test("a scenario that moves nothing gains nothing, in either currency", () => {
  for (const id of ["BTC", "USD", "USDT", "BTC/USDT:USDT", "BTC-PERPETUAL"]) {
    for (const currency of ["USD", "BTC"]) expect(pnlOf(id, now, [now, all(80)], currency)[0]).toBe(0);
  }
});
