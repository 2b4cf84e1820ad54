import { describe, expect, test } from "vitest";
import { dayMs, instrument, sourced, unwrapped } from "../../test/contracts/market.ts";
import type { Instrument } from "../instruments/kinds.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { quotedSnapshot } from "../market/quotes.ts";
import { forwardId, markId, volatilityId } from "../market/riskFactor.ts";
import { openShareOf } from "../market/settlementWindow.ts";
import { statedScenarios } from "../scenarios/statedScenarios.ts";
import { type CoinGreeks, unitGreeks } from "./unitGreeks.ts";
import { unitPnl } from "./unitPnl.ts";

const expiresAt = Date.UTC(2024, 5, 28, 8);
const names = {
  linear: "BTC/USDT:USDT",
  inverse: "BTC-PERPETUAL",
  dated: "BTC-28JUN24",
  call: "BTC/USDT:USDT-240628-50600-C",
  coinCall: "BTC-28JUN24-50600-C",
  coinPut: "BTC-28JUN24-50500-P",
  other: "ETH-PERPETUAL",
};
const half = 1_800_000;

/** A market at some time before the expiry; every contract of that expiry settles by an average of half an hour. */
function marketAt(beforeMs: number): MarketSnapshot {
  const rows = [...Object.values(names), "BTC", "ETH", "USDT"].map((name): Instrument => {
    const row = instrument(name);
    return "expiresAt" in row ? { ...row, settlementWindowMs: half } : row;
  });
  const levels = sourced([
    ["currency:BTC", 50_000],
    ["currency:ETH", 3_000],
    [markId(instrument(names.linear).id), 50_100],
    [markId(instrument(names.inverse).id), 49_950],
    [markId(instrument(names.dated).id), 50_600],
    [markId(instrument(names.other).id), 3_001],
    [forwardId("BTC", "USDT", expiresAt), 50_700],
    [forwardId("BTC", "USD", expiresAt), 50_600],
    ...[names.call, names.coinCall, names.coinPut].map((name) => [volatilityId(instrument(name).id), 0.6] as const),
  ]);
  const source = { file: "invented.csv", sha256: "00", format: "invented" };
  const at = { timestamp: expiresAt - beforeMs, maxAgeMs: dayMs };
  return unwrapped(quotedSnapshot({ quotes: [], levels, source }, rows, at));
}

/** P&L of one contract of every row where a coin moves by x and its volatilities by v. */
function pnlOf(snapshot: MarketSnapshot, coin: string, reporting: string, [x, v]: readonly [number, number]) {
  const scenario = { label: "", block: "", factor: 1 };
  const set = statedScenarios(snapshot, {
    scenarios: [scenario],
    shocked: (factor, level) => {
      if (factor.kind === "currency") return factor.currency === coin ? level * (1 + x) : level;
      if (factor.kind === "rate" || factor.kind === "funding" || factor.underlying !== coin) return level;
      return factor.kind === "volatility" ? level + v : level * (1 + openShareOf(factor, snapshot.timestamp) * x);
    },
    statement: { price: "", basis: "", volatility: "", skew: "", rate: "", funding: "" },
  });
  return unitPnl(snapshot, set, reporting);
}

const greeksOf = (snapshot: MarketSnapshot, row: number, coin: string, reporting: string): CoinGreeks => {
  const none = { coin, delta: 0, gamma: 0, vega: 0, vanna: 0, volga: 0, theta: 0, charm: 0 };
  return unitGreeks(snapshot, reporting)[row]!.find((one) => one.coin === coin) ?? none;
};
const rowOf = (snapshot: MarketSnapshot, name: string): number =>
  snapshot.instruments.findIndex(({ id }) => id === instrument(name).id);

describe.each([
  ["thirty days before expiry", 30 * dayMs],
  ["a quarter of an hour before it, within the settlement average", half / 2],
] as const)("%s", (_, beforeMs) => {
  const snapshot = marketAt(beforeMs);

  test.each([
    ["BTC", "USD"],
    ["BTC", "USDT"],
    ["BTC", "BTC"],
    ["ETH", "USD"],
    ["ETH", "BTC"],
    ["BTC", "ETH"],
  ])("Greeks to %s in %s are the slopes and bends of the P&L that scenarios see", (coin, reporting) => {
    // Small against the width of an option's kink, large against rounding.
    const h = beforeMs > dayMs ? 1e-3 : 1e-4;
    const at = (x: number, v: number) => pnlOf(snapshot, coin, reporting, [x, v]);
    const [up, down, more, less] = [at(h, 0), at(-h, 0), at(0, h), at(0, -h)];
    const [upMore, upLess, downMore, downLess] = [at(h, h), at(h, -h), at(-h, h), at(-h, -h)];
    snapshot.instruments.forEach((row, i) => {
      const got = greeksOf(snapshot, i, coin, reporting);
      const scale = 1e-12 + Math.max(Math.abs(up[i]!), Math.abs(down[i]!)) / h;
      const close = (value: number, expected: number, tolerance: number, what: string): void =>
        expect(Math.abs(value - expected), `${what} of ${row.id}: ${value}, not ${expected}`).toBeLessThanOrEqual(
          tolerance * (scale + Math.abs(expected)),
        );
      close(got.delta, (up[i]! - down[i]!) / (2 * h), 1e-3, "delta");
      close(got.gamma, (up[i]! + down[i]!) / (h * h), 5e-3, "gamma");
      close(got.vega, (more[i]! - less[i]!) / (2 * h), 1e-3, "vega");
      close(got.volga, (more[i]! + less[i]!) / (h * h), 2e-2, "volga");
      close(got.vanna, (upMore[i]! - upLess[i]! - downMore[i]! + downLess[i]!) / (4 * h * h), 2e-2, "vanna");
    });
  });
});

describe("in dollars", () => {
  const snapshot = marketAt(30 * dayMs);
  const of = (name: string, coin = "BTC", reporting = "USD") =>
    greeksOf(snapshot, rowOf(snapshot, name), coin, reporting);

  test("an inverse perpetual is straight: its size over the mark in coins, worth the coin, and no gamma", () => {
    // 10 dollars a contract at a mark of 49,950 are 10/49,950 coins of 50,000 each.
    expect(of(names.inverse).delta).toBeCloseTo((10 / 49_950) * 50_000, 9);
    expect(of(names.inverse).gamma).toBe(0);
  });

  test("a coin held moves with itself, a dollar with nothing", () => {
    expect(of("BTC")).toMatchObject({ delta: 50_000, gamma: 0 });
    expect(unitGreeks(snapshot, "USD")[rowOf(snapshot, "USDT")]).toEqual([]);
  });

  test("a coin-settled option has the Greeks of its dollar value, the premium in coins left to the coins held", () => {
    const [coin, linear] = [of(names.coinCall), of(names.call)];
    // One dollar of it converts at the coin over the forward, 50,000/50,600; the two forwards are a five-hundredth apart.
    const conversion = 50_000 / 50_600;
    expect(coin.delta / linear.delta).toBeGreaterThan(conversion * 0.98);
    expect(coin.delta / linear.delta).toBeLessThan(conversion * 1.02);
    expect(coin.vega / linear.vega).toBeCloseTo(conversion, 2);
  });
});

test("counted in the coin itself, an inverse contract is concave and dollars are convex", () => {
  const snapshot = marketAt(30 * dayMs);
  // −size/mark falls as 1/(1 + x): its second derivative is −2 times its first.
  const inverse = greeksOf(snapshot, rowOf(snapshot, names.inverse), "BTC", "BTC");
  expect(inverse.gamma).toBeCloseTo(-2 * inverse.delta, 12);
  const dollar = greeksOf(snapshot, rowOf(snapshot, "USDT"), "BTC", "BTC");
  expect(dollar.delta).toBeCloseTo(-1 / 50_000, 15);
  expect(dollar.gamma).toBeCloseTo(2 / 50_000, 15);
});

test("theta is what a tenth of a day brings a month's option, to a hundredth", () => {
  const snapshot = marketAt(30 * dayMs);
  const row = rowOf(snapshot, names.coinPut);
  const years = 0.1 / 365;
  const stays = { price: "", basis: "", volatility: "", skew: "", rate: "", funding: "" };
  const set = statedScenarios(snapshot, {
    scenarios: [{ label: "", block: "", factor: 1 }],
    shocked: (_, level) => level,
    statement: stays,
    elapsedYears: years,
  });
  const aged = unitPnl(snapshot, set, "USD")[row]!;
  expect((greeksOf(snapshot, row, "BTC", "USD").theta * years) / aged).toBeCloseTo(1, 2);
});
