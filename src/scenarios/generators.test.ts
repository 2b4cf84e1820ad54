/** What every line of `generators.ts` promises. A new generator is tested by being listed. */
import { describe, expect, test } from "vitest";
import { resolveInstrument } from "../instruments/names.ts";
import { marketHistory } from "../market/marketHistory.ts";
import { type MarketSnapshot, snapshotAt } from "../market/marketSnapshot.ts";
import type { TimeSeries } from "../market/timeSeries.ts";
import { exp } from "../numerics/exponential.ts";
import type { Outcome } from "../numerics/outcome.ts";
import { RandomStream } from "../statistics/randomStream.ts";
import { scenarioGenerators } from "./generators.ts";
import type { ScenarioSet } from "./scenarioSet.ts";

const dayMs = 86_400_000;
const today = 500;

function unwrapped<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}

/** Two coins with a common part, in one storm and one calm. */
function closesOf(coin: number): number[] {
  const [own, common] = [1 + coin, 0].map((stream) => new RandomStream({ seed: 3, stream }));
  let level = 0;
  return Array.from({ length: today + 50 }, (_, t) => {
    const width = 0.01 + 0.02 * ((t % 120) / 120);
    level += width * (0.6 * common!.nextNormal() + 0.8 * own!.nextNormal());
    return 100 * exp(level);
  });
}

const seriesOf = (market: string, closes: readonly number[]): TimeSeries => ({
  market,
  venue: "invented",
  kind: "trade",
  stepMs: dayMs,
  startMs: Date.UTC(2023, 0, 1),
  values: Float64Array.from(closes),
  present: new Uint8Array(closes.length).fill(1),
  gaps: [],
  source: { file: `${market}.csv`, sha256: "00", format: "invented" },
});

const names = ["BTC/USDT:USDT", "BTC-PERPETUAL", "ETH/USDT:USDT"];
function market(change: (close: number, t: number) => number = (close) => close): MarketSnapshot {
  const series = ["BTC/USDT", "ETH/USDT"].map((name, coin) => seriesOf(name, closesOf(coin).map(change)));
  const history = unwrapped(
    marketHistory(
      series,
      names.map((name) => unwrapped(resolveInstrument(name))),
      dayMs,
    ),
  );
  return unwrapped(snapshotAt(history, today));
}

const numbersOf = (set: ScenarioSet) => [[...set.levels], [...set.weights], set.scenarios.map(({ label }) => label)];

describe.each(scenarioGenerators.map((one) => [one.id, one] as const))("%s", (_id, generator) => {
  const snapshot = market();
  const set = unwrapped(generator.scenarios(snapshot, generator.example));

  test("gives levels that are finite and above 0, one a scenario", () => {
    for (const [id, column] of set.levels) {
      expect(column.length).toBe(set.scenarios.length);
      expect(column.every((level) => Number.isFinite(level) && (level > 0 || id.startsWith("funding")))).toBe(true);
    }
  });

  test("gives weights that are positive and sum to 1", () => {
    expect(set.weights.every((weight) => weight > 0)).toBe(true);
    expect(set.weights.reduce((total, weight) => total + weight, 0)).toBeCloseTo(1, 12);
    expect(set.weights.length).toBe(set.scenarios.length);
  });

  test("gives the same bits again", () => {
    expect(numbersOf(unwrapped(generator.scenarios(market(), generator.example)))).toEqual(numbersOf(set));
  });

  test("reads nothing after the snapshot", () => {
    const later = market((close, t) => (t <= today ? close : close / 7));
    expect(numbersOf(unwrapped(generator.scenarios(later, generator.example)))).toEqual(numbersOf(set));
  });

  test("moves the marks of one coin alike where one series moves them", () => {
    const ratios = ["mark:BTC/USDT:USDT", "mark:BTC-PERPETUAL"].map((id) =>
      Array.from(set.levels.get(id)!, (level) => level / snapshot.levels.get(id)!),
    );
    ratios[0]!.forEach((ratio, s) => {
      expect(ratios[1]![s]).toBeCloseTo(ratio, 12);
    });
  });

  test("says how each part of the market moves, and names its source", () => {
    for (const sentence of Object.values(set.statement)) expect(sentence.length).toBeGreaterThan(3);
    expect(generator.source.length).toBeGreaterThan(10);
  });
});

test("generators are told apart by their ids", () => {
  expect(new Set(scenarioGenerators.map(({ id }) => id)).size).toBe(scenarioGenerators.length);
});

test("a set reads no history, or refuses a market without one and says what to give", () => {
  const { history, ...rest } = market();
  const bare = { ...rest, lastIndex: 0, history: { ...history, count: 0, columns: new Map() } };
  for (const { id, scenarios, example } of scenarioGenerators) {
    const outcome = scenarios(bare, example);
    if (id === "hypothetical") expect(outcome.ok).toBe(true);
    else if (outcome.ok) throw new Error(`${id} answered without a history`);
    else
      expect([outcome.failure.code, outcome.failure.hint]).toEqual([
        "missing-data",
        expect.stringContaining("--history"),
      ]);
  }
});
