import { describe, expect, test } from "vitest";
import {
  dayMs,
  historyOf,
  instrument,
  lastSnapshot,
  seriesOf,
  sourced,
  unwrapped,
} from "../../test/contracts/market.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { quotedSnapshot } from "../market/quotes.ts";
import { currencyId, forwardId, volatilityId } from "../market/riskFactor.ts";
import { black76Value } from "../pricing/formulas/black76.ts";
import { outcomesOf, type RelativeShock, relativeShockSet, spotPriceOf } from "./relativeShocks.ts";

const expiresAt = Date.UTC(2024, 5, 28, 8);
const [spot, forward, volatility, strike] = [100, 104, 0.6, 110];
const linear = "BTC/USDT:USDT-240628-110-C";
const coinSettled = "BTC-28JUN24-110-C";

/** The market of one option and of coins beside it. */
function optionSnapshot(option: string, quote: string, names: readonly string[] = [option, "BTC"]): MarketSnapshot {
  const history = historyOf([seriesOf("BTC/USDT", [99, spot])], names);
  const levels = sourced([
    [forwardId("BTC", quote, expiresAt), forward],
    [volatilityId(instrument(option).id), volatility],
    ["currency:BTC", spot],
  ]);
  const source = { file: "chain.csv", sha256: "00", format: "invented" };
  const at = { timestamp: history.startMs + dayMs, maxAgeMs: dayMs };
  return unwrapped(quotedSnapshot({ quotes: [], levels, source }, names.map(instrument), at, history));
}

const rowOf = (snapshot: MarketSnapshot, id: string): number =>
  snapshot.instruments.findIndex((one) => one.id === instrument(id).id);

const grid: RelativeShock[] = [-0.5, -0.1, 0, 0.5].flatMap((move) =>
  [-0.5, 0, 1].map((vol) => ({ spot: move, volatility: vol })),
);

/** The call's value in quote currency, worked without the models. */
const callValue = (shock: RelativeShock, years: number): number =>
  black76Value({
    optionType: "call",
    forward: forward * (1 + shock.spot),
    strike,
    years,
    volatility: volatility * (1 + shock.volatility),
    rate: 0,
  });

const still = { spot: 0, volatility: 0 };

describe("one coin moved alone", () => {
  test("a linear perpetual earns quantity × size × price × shock, whatever volatility does", () => {
    const snapshot = lastSnapshot(historyOf([seriesOf("BTC/USDT:USDT", [90, 80])], ["BTC/USDT:USDT"]));
    const set = relativeShockSet(snapshot, { underlying: "BTC", shocks: grid, untilMs: snapshot.timestamp });
    const row = rowOf(snapshot, "BTC/USDT:USDT");
    const terms = snapshot.instruments[row]!;
    const size = "contractSize" in terms ? Number(terms.contractSize) : Number.NaN;
    const outcomes = outcomesOf(snapshot, [{ row, quantity: -3 }], set, "USDT");
    grid.forEach((shock, s) => {
      expect(outcomes[s]).toBeCloseTo(-3 * size * 80 * shock.spot, 9);
    });
  });

  test("a short linear call is worth Black-76 at the moved forward and volatility", () => {
    const snapshot = optionSnapshot(linear, "USDT");
    const set = relativeShockSet(snapshot, { underlying: "BTC", shocks: grid, untilMs: snapshot.timestamp });
    const years = (expiresAt - snapshot.timestamp) / (365 * dayMs);
    const outcomes = outcomesOf(snapshot, [{ row: rowOf(snapshot, linear), quantity: -2 }], set, "USDT");
    grid.forEach((shock, s) => {
      expect(outcomes[s]).toBeCloseTo(-2 * (callValue(shock, years) - callValue(still, years)), 9);
    });
  });

  test("a coin-settled call counts in dollars at the moved coin, and the coins held move with it", () => {
    const snapshot = optionSnapshot(coinSettled, "USD");
    const set = relativeShockSet(snapshot, { underlying: "BTC", shocks: grid, untilMs: snapshot.timestamp });
    const years = (expiresAt - snapshot.timestamp) / (365 * dayMs);
    const held = [
      { row: rowOf(snapshot, coinSettled), quantity: -2 },
      { row: rowOf(snapshot, "BTC"), quantity: 1.5 },
    ];
    const outcomes = outcomesOf(snapshot, held, set, "USD");
    const worth = (shock: RelativeShock): number =>
      (1.5 - (2 * callValue(shock, years)) / (forward * (1 + shock.spot))) * spot * (1 + shock.spot);
    grid.forEach((shock, s) => {
      expect(outcomes[s]).toBeCloseTo(worth(shock) - worth(still), 9);
    });
  });

  test("nothing moves where the shock is nothing, nor another coin's contracts", () => {
    const history = historyOf(
      [seriesOf("BTC/USDT:USDT", [90, 80]), seriesOf("ETH/USDT:USDT", [9, 8])],
      ["BTC/USDT:USDT", "ETH/USDT:USDT"],
    );
    const snapshot = lastSnapshot(history);
    const set = relativeShockSet(snapshot, { underlying: "BTC", shocks: grid, untilMs: snapshot.timestamp });
    expect([...set.levels.keys()]).toEqual(["mark:BTC/USDT:USDT"]);
    const of = (id: string) => outcomesOf(snapshot, [{ row: rowOf(snapshot, id), quantity: 5 }], set, "USDT");
    expect(of("ETH/USDT:USDT").every((pnl) => pnl === 0)).toBe(true);
    expect(of("BTC/USDT:USDT")[grid.findIndex((one) => one.spot === 0)]).toBe(0);
  });
});

describe("looked at when the option expires", () => {
  test("its forward has become the spot price, so the kink stands at the strike", () => {
    const snapshot = optionSnapshot(linear, "USDT");
    const shocks = [-0.2, 0, 0.1, 0.2].map((move) => ({ spot: move, volatility: 0 }));
    const set = relativeShockSet(snapshot, { underlying: "BTC", shocks, untilMs: expiresAt });
    const years = (expiresAt - snapshot.timestamp) / (365 * dayMs);
    const outcomes = outcomesOf(snapshot, [{ row: rowOf(snapshot, linear), quantity: -1 }], set, "USDT");
    shocks.forEach((shock, s) => {
      const payoff = Math.max(0, spot * (1 + shock.spot) - strike);
      expect(outcomes[s]).toBeCloseTo(-(payoff - callValue(still, years)), 9);
    });
  });

  test("without a spot price the nearest forward stands for it", () => {
    const snapshot = optionSnapshot(linear, "USDT", [linear]);
    expect(snapshot.levels.has(currencyId("BTC"))).toBe(false);
    expect(spotPriceOf(snapshot, "BTC")).toEqual({ price: forward, currency: "USDT" });
  });

  test("a coin that nothing prices has none", () => {
    const snapshot = lastSnapshot(historyOf([seriesOf("BTC/USDT:USDT", [90, 80])], ["BTC/USDT:USDT"]));
    expect(spotPriceOf(snapshot, "ETH")).toBeUndefined();
  });
});

test("a shock that leaves no price is refused", () => {
  const snapshot = lastSnapshot(historyOf([seriesOf("BTC/USDT:USDT", [90, 80])], ["BTC/USDT:USDT"]));
  const at = { underlying: "BTC", untilMs: snapshot.timestamp };
  expect(() => relativeShockSet(snapshot, { ...at, shocks: [{ spot: -1, volatility: 0 }] })).toThrow("above -1");
  expect(() => relativeShockSet(snapshot, { ...at, shocks: [{ spot: 0, volatility: -2 }] })).toThrow("below -1");
});
