import { describe, expect, test } from "vitest";
import { dayMs, instrument, seriesOf, unwrapped } from "../../test/contracts/market.ts";
import { marketHistory } from "../market/marketHistory.ts";
import { type MarketSnapshot, snapshotAt } from "../market/marketSnapshot.ts";
import { RandomStream } from "../statistics/randomStream.ts";
import { drawnScenarios } from "./generators/drawn.ts";
import { returnLaw } from "./returnLaw.ts";
import type { VolatilityMoves } from "./volatilityMoves.ts";

const window = { lookbackDays: 300, horizonHours: 24, stepHours: 24, scenariosMin: 100 };
const still: VolatilityMoves = {
  volatilityPerFall: 1,
  volatilityPerRise: 1,
  volatilityTenorPower: 0,
  smileDynamics: "sticky-strike",
};

const random = new RandomStream({ seed: 4, stream: 1 });
const moves = Array.from({ length: 300 }, () => [random.nextNormal(), random.nextNormal()] as const);
const pathOf = (moveOf: (move: readonly [number, number]) => number): number[] => {
  let level = 100;
  return [level, ...moves.map((move) => (level *= Math.exp(moveOf(move))))];
};
const btc = pathOf(([one]) => 0.02 * one);
const eth = pathOf(([one, other]) => 0.03 * (0.6 * one + 0.8 * other));

const marketOf = (one: readonly number[], other: readonly number[]): MarketSnapshot => {
  const series = [seriesOf("BTC/USDT", one), seriesOf("ETH/USDT", other)];
  const history = unwrapped(marketHistory(series, ["BTC/USDT:USDT", "ETH/USDT:USDT"].map(instrument), dayMs));
  return unwrapped(snapshotAt(history, history.count - 1));
};
const snapshot = marketOf(btc, eth);

/** Mean product of the log returns themselves. */
const productOf = (one: readonly number[], other: readonly number[]): number =>
  moves.reduce((total, _, t) => total + Math.log(one[t + 1]! / one[t]!) * Math.log(other[t + 1]! / other[t]!), 0) /
  moves.length;

describe("the law of returns", () => {
  test("has the covariance of the history, each series once though a coin's price and its contract follow it", () => {
    const { lower, markets, spans, still: unmoved } = unwrapped(returnLaw(snapshot, window));
    expect(markets).toEqual(["BTC/USDT", "ETH/USDT"]);
    expect([spans, unmoved]).toEqual([300, []]);
    const [a, , b, c] = lower;
    expect(a! * a!).toBeCloseTo(productOf(btc, btc), 14);
    expect(a! * b!).toBeCloseTo(productOf(btc, eth), 14);
    expect(b! * b! + c! * c!).toBeCloseTo(productOf(eth, eth), 14);
  });

  test("says so where one series determines another, and leaves one that never moved out", () => {
    const same = returnLaw(marketOf(btc, btc), window);
    expect(same.ok ? "" : same.failure.path).toBe("returns of ETH/USDT");
    expect(same.ok ? "" : same.failure.message).toContain("not positive definite");
    const flat = unwrapped(returnLaw(marketOf(btc, new Array(301).fill(5)), window));
    expect([flat.markets, flat.still]).toEqual([["BTC/USDT"], ["ETH/USDT"]]);
    const none = new Array<number>(301).fill(5);
    const nothing = returnLaw(marketOf(none, none), window);
    expect(nothing.ok ? "" : nothing.failure.message).toBe("none of 2 series moved in 300 days");
    expect(returnLaw(snapshot, { ...window, scenariosMin: 999 }).ok).toBe(false);
  });
});

describe("drawn scenarios", () => {
  const law = unwrapped(returnLaw(snapshot, window));

  test("move every level by its part of the drawn moves", () => {
    const set = unwrapped(drawnScenarios(snapshot, law, Float64Array.of(1, 0, 0, 1), still));
    expect(set.scenarios).toHaveLength(2);
    expect(set.elapsedYears).toBeCloseTo(1 / 365, 15);
    const [a, , b, c] = law.lower;
    const ratios = (id: string): number[] => [...set.levels.get(id)!].map((one) => one / snapshot.levels.get(id)!);
    const ids = [...set.levels.keys()];
    const [ofBtc, ofEth] = ["BTC", "ETH"].map((coin) => ids.find((id) => id.includes(coin))!);
    expect(ratios(ofBtc!)[0]).toBeCloseTo(Math.exp(a!), 13);
    expect(ratios(ofBtc!)[1]).toBeCloseTo(1, 13);
    expect(ratios(ofEth!)[0]).toBeCloseTo(Math.exp(b!), 13);
    expect(ratios(ofEth!)[1]).toBeCloseTo(Math.exp(c!), 13);
  });

  test("stop where the moves are no whole rows", () => {
    expect(() => drawnScenarios(snapshot, law, new Float64Array(3), still)).toThrow("whole rows");
  });
});
