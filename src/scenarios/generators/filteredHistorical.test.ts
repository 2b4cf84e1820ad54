import { describe, expect, test } from "vitest";
import { type MarketHistory, marketHistory } from "../../market/marketHistory.ts";
import { snapshotAt } from "../../market/marketSnapshot.ts";
import { RandomStream } from "../../statistics/randomStream.ts";
import { studentTQuantile } from "../../statistics/studentT.ts";
import { filteredHistoricalScenarios } from "./filteredHistorical.ts";
import { historicalScenarios } from "./historical.ts";

const dayMs = 86_400_000;

/** Daily history of one coin whose log returns are given; ends at 100. */
function historyOf(returns: readonly number[]): MarketHistory {
  const logs = [0];
  for (const one of returns) logs.push(logs.at(-1)! + one);
  const values = Float64Array.from(logs, (one) => 100 * Math.exp(one - logs.at(-1)!));
  const source = { file: "a.csv", sha256: "00", format: "invented" };
  const present = new Uint8Array(values.length).fill(1);
  const grid = { stepMs: dayMs, startMs: 0, values, present, gaps: [], source };
  const terms = {
    id: "BTC/USDT:USDT",
    underlying: "BTC",
    quoteCurrency: "USDT",
    settlementCurrency: "USDT",
    contractSize: "1",
  };
  const series = [{ market: "BTC/USDT", venue: "invented", kind: "trade" as const, ...grid }];
  const outcome = marketHistory(series, [{ kind: "linear-perpetual", ...terms }], dayMs);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}

/** Log shocks of the coin under every scenario at the last bar. */
function shocks(
  make: typeof filteredHistoricalScenarios,
  returns: readonly number[],
  decay: number,
  startCount: number,
  tail: "empirical" | "generalised-pareto" = "empirical",
) {
  const snapshot = snapshotAt(historyOf(returns), returns.length);
  if (!snapshot.ok) throw new Error(snapshot.failure.message);
  const window = { lookbackDays: returns.length, horizonHours: 24, stepHours: 24, scenariosMin: 1 };
  const set = make(snapshot.value, {
    ...window,
    decay,
    startCount,
    tail,
    tailShare: 0.1,
    volatilityPerFall: 1,
    volatilityPerRise: 1,
    volatilityTenorPower: 0,
    smileDynamics: "sticky-strike",
  });
  if (!set.ok) throw new Error(set.failure.message);
  return Array.from(set.value.levels.get("mark:BTC/USDT:USDT")!, (level) => Math.log(level / 100));
}

describe("filtered historical scenarios of one step", () => {
  test("are the standardised residuals times today's volatility", () => {
    // decay 0.5, start 0.02²: variances 0.0004, (4 + 4)/2 = 0.0004, (4 + 16)/2 = 0.0010; today (10 + 4)/2 = 0.0007.
    const today = Math.sqrt(0.0007);
    const residuals = [0.02 / Math.sqrt(0.0004), -0.04 / Math.sqrt(0.0004), 0.02 / Math.sqrt(0.001)];
    shocks(filteredHistoricalScenarios, [0.02, -0.04, 0.02], 0.5, 1).forEach((shock, s) => {
      expect(shock).toBeCloseTo(residuals[s]! * today, 13);
    });
  });

  test("with a start over several returns", () => {
    // Start (0.0001 + 0.0009)/2 = 0.0005; decay 0.9: 0.9 × 0.0005 + 0.1 × 0.0001 = 0.00046; today
    // 0.9 × 0.00046 + 0.1 × 0.0009 = 0.000504. Shocks 0.01·√(0.504/0.5) and −0.03·√(0.504/0.46).
    const [first, second] = shocks(filteredHistoricalScenarios, [0.01, -0.03], 0.9, 2);
    expect(first).toBeCloseTo(0.01 * Math.sqrt(1.008), 13);
    expect(second).toBeCloseTo(-0.03 * Math.sqrt(0.504 / 0.46), 13);
  });

  test("are plain history where volatility never changes", () => {
    const steady = [0.02, -0.02, -0.02, 0.02, 0.02];
    const filtered = shocks(filteredHistoricalScenarios, steady, 0.97, 3);
    filtered.forEach((shock, s) => {
      expect(shock).toBeCloseTo(steady[s]!, 13);
    });
  });

  test("of a market that never moved do not move", () => {
    for (const shock of shocks(filteredHistoricalScenarios, [0, 0, 0], 0.97, 3)) expect(shock).toBe(0);
  });
});

describe("with ends smoothed by generalised Pareto laws", () => {
  const stream = new RandomStream({ seed: 3, stream: 0 });
  const returns = Array.from({ length: 400 }, () => 0.02 * studentTQuantile(stream.nextUniform(), 4));
  const orderOf = (values: readonly number[]): number[] =>
    values.map((_, k) => k).sort((one, other) => values[one]! - values[other]!);

  test("every day keeps its rank, four in five their shock, and the edge of the tail moves", () => {
    const plain = shocks(filteredHistoricalScenarios, returns, 0.97, 30);
    const smoothed = shocks(filteredHistoricalScenarios, returns, 0.97, 30, "generalised-pareto");
    expect(orderOf(smoothed)).toEqual(orderOf(plain));
    expect(smoothed.filter((shock, s) => shock === plain[s]).length).toBe(320);
  });

  test("a series whose ends cannot be fitted is refused by name, with what to do", () => {
    expect(() => shocks(filteredHistoricalScenarios, returns.slice(0, 150), 0.97, 30, "generalised-pareto")).toThrow(
      /lower tail: 15 losses exceed/,
    );
  });

  test("a market that never moved does not move", () => {
    const still = shocks(filteredHistoricalScenarios, new Array(300).fill(0), 0.97, 3, "generalised-pareto");
    expect(still.every((shock) => shock === 0)).toBe(true);
  });
});

test("historical scenarios repeat each return, oldest first", () => {
  const returns = [0.02, -0.04, 0.03];
  shocks(historicalScenarios, returns, 0.5, 1).forEach((shock, s) => {
    expect(shock).toBeCloseTo(returns[s]!, 13);
  });
});
