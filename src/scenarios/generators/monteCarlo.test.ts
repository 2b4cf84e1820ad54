import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { resolveInstrument } from "../../instruments/names.ts";
import { marketHistory } from "../../market/marketHistory.ts";
import { type MarketSnapshot, snapshotAt } from "../../market/marketSnapshot.ts";
import type { Outcome } from "../../numerics/outcome.ts";
import { kendallCorrelation } from "../../statistics/correlation.ts";
import { fitVolatility } from "../../statistics/index.ts";
import { sampleMoments } from "../../statistics/moments.ts";
import { poissonCount } from "../../statistics/poisson.ts";
import { quantile } from "../../statistics/quantile.ts";
import { RandomStream } from "../../statistics/randomStream.ts";
import { marginSpecification } from "../conditionalVariances.ts";
import { type BlockBootstrapParameters, blockBootstrap, blockBootstrapScenarios } from "./blockBootstrap.ts";
import { type MonteCarloParameters, monteCarlo, monteCarloScenarios } from "./monteCarlo.ts";

const dayMs = 86_400_000;

function unwrapped<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}

/** Daily closes of coins whose log returns are given. */
function marketOf(returns: Readonly<Record<string, readonly number[]>>): MarketSnapshot {
  const count = Math.max(...Object.values(returns).map(({ length }) => length)) + 1;
  const series = Object.entries(returns).map(([coin, own]) => {
    let level = 0;
    const values = Float64Array.from([0, ...own], (one) => {
      level += one;
      return 100 * Math.exp(level);
    });
    const source = { file: `${coin}.csv`, sha256: "00", format: "invented" };
    const grid = { stepMs: dayMs, startMs: 0, values, present: new Uint8Array(count).fill(1), gaps: [], source };
    return { market: `${coin}/USDT`, venue: "invented", kind: "trade" as const, ...grid };
  });
  const instruments = Object.keys(returns).map((coin) => unwrapped(resolveInstrument(`${coin}/USDT:USDT`)));
  return unwrapped(snapshotAt(unwrapped(marketHistory(series, instruments, dayMs)), count - 1));
}

const normals = (stream: number, count = 400) => {
  const random = new RandomStream({ seed: 11, stream });
  return Array.from({ length: count }, () => random.nextNormal());
};

const own = monteCarlo.example;
/** A variance that never moves: every return has the deviation √omega. */
const constant = (omega: number) => ({
  specification: marginSpecification("garch", "normal"),
  values: [omega, 0, 0],
});
const moves = (snapshot: MarketSnapshot, given: Partial<MonteCarloParameters>, coin = "BTC"): Float64Array => {
  const set = unwrapped(monteCarloScenarios(snapshot, { ...own, jumpsPerYear: 0, ...given }));
  const id = `mark:${coin}/USDT:USDT`;
  return set.levels.get(id)!.map((level) => Math.log(level / snapshot.levels.get(id)!));
};

describe("Monte Carlo paths", () => {
  const [one, other] = [normals(0), normals(1)];
  const snapshot = marketOf({
    BTC: one.map((z) => 0.02 * z),
    ETH: one.map((z, t) => 0.03 * (0.8 * z + 0.6 * other[t]!)),
  });

  test.each(["philox", "sobol", "halton"] as const)(
    "of a constant variance are normal with h times steps, by %s points",
    (points) => {
      const given = { "BTC/USDT": constant(0.0004), "ETH/USDT": constant(0.0009) };
      const drawn = moves(snapshot, { given, points, horizonHours: 96, scenarioCount: 8192 });
      const { mean, variance, excessKurtosis } = sampleMoments(drawn);
      expect(Math.abs(mean)).toBeLessThan(0.002);
      expect(variance / (4 * 0.0004)).toBeCloseTo(1, 1);
      expect(Math.abs(excessKurtosis)).toBeLessThan(0.25);
    },
  );

  test("of a moving variance have the variance that its forecasts sum to, and fatter tails than its errors", () => {
    // h = ω + αe² + βh from h(0) = ω/(1−α−β): every forecast is h(0), so three steps have 3·h(0).
    const given = {
      "BTC/USDT": {
        specification: {
          ...marginSpecification("garch", "normal"),
          start: { rule: "variance", variance: 0.0004 } as const,
        },
        values: [0.00004, 0.3, 0.6],
      },
      "ETH/USDT": constant(0.0009),
    };
    const still = marketOf({
      BTC: one.map((z, t) => (t < 399 ? 0.02 * Math.sign(z) : 0.02)),
      ETH: other.map((z) => 0.03 * z),
    });
    const drawn = moves(still, { given, points: "sobol", horizonHours: 72, scenarioCount: 16_384 });
    const { variance, excessKurtosis } = sampleMoments(drawn);
    expect(variance / (3 * 0.0004)).toBeCloseTo(1, 1);
    expect(excessKurtosis).toBeGreaterThan(0.3);
  });

  test("hang together as the errors of history do, by rank", () => {
    for (const dependence of [
      { copula: "gaussian" },
      { copula: "t", degreesOfFreedom: 3 },
      { copula: "fitted-t" },
    ] as const) {
      const given = { dependence, horizonHours: 24, scenarioCount: 4096 };
      const tau = kendallCorrelation(moves(snapshot, given), moves(snapshot, given, "ETH"));
      // Of a correlation of 0.8: 2/π·asin 0.8.
      expect(tau).toBeCloseTo((2 / Math.PI) * Math.asin(0.8), 1);
    }
  });

  test("fall together more often under a t copula of few degrees than under a normal one", () => {
    const joint = (dependence: MonteCarloParameters["dependence"]): number => {
      const given = { dependence, horizonHours: 24, scenarioCount: 8192, errorLaw: "normal" };
      const [btc, eth] = [moves(snapshot, given), moves(snapshot, given, "ETH")];
      const [low, lower] = [quantile(btc, 0.01, 7), quantile(eth, 0.01, 7)];
      return btc.reduce((count, move, s) => count + (move < low && eth[s]! < lower ? 1 : 0), 0);
    };
    expect(joint({ copula: "t", degreesOfFreedom: 2 })).toBeGreaterThan(1.15 * joint({ copula: "gaussian" }));
  });

  test("fall by the expected number of jumps times their mean size, all coins at once", () => {
    const given = { jumpsPerYear: 73, jumpMean: -0.2, jumpDeviation: 0, horizonHours: 24, scenarioCount: 8192 };
    const shift = (coin: string) =>
      sampleMoments(moves(snapshot, given, coin)).mean -
      sampleMoments(moves(snapshot, { ...given, jumpsPerYear: 0 }, coin)).mean;
    // 73 a year are one in five days: −0.2 × 0.2.
    expect(shift("BTC")).toBeCloseTo(-0.04, 2);
    expect(shift("ETH")).toBeCloseTo(-0.04, 2);
  });

  test("differ by seed and not by the day they are asked for between refits", () => {
    expect(moves(snapshot, { seed: 2 })).not.toEqual(moves(snapshot, { seed: 3 }));
    expect(moves(snapshot, { seed: 2 })).toEqual(moves(snapshot, { seed: 2 }));
  });

  test("are refused with the reason where history is short, a market is halted or steps do not fit", () => {
    const refused = (market: MarketSnapshot, given: Partial<MonteCarloParameters>) => {
      const outcome = monteCarloScenarios(market, { ...own, ...given });
      if (outcome.ok) throw new Error("a failure was expected");
      return outcome.failure;
    };
    const young = marketOf({ BTC: one.slice(0, 120).map((z) => 0.02 * z) });
    expect(refused(young, {})).toMatchObject({
      code: "missing-data",
      message: expect.stringContaining("the model needs 250"),
    });
    const halted = marketOf({ BTC: one.map((z) => 0.02 * z), PEG: one.map(() => 0) });
    expect(refused(halted, {})).toMatchObject({ code: "invalid", path: "PEG/USDT" });
    expect(refused(snapshot, { horizonHours: 36 })).toMatchObject({ code: "unsupported", path: "stepHours" });
    expect(refused(snapshot, { horizonHours: 24, stepHours: 1 })).toMatchObject({
      code: "unsupported",
      path: "stepHours",
    });
    expect(refused(snapshot, { points: "halton", horizonHours: 960 })).toMatchObject({
      code: "unsupported",
      path: "points",
    });
  });
});

test("a variance that turns negative along a path is a refusal by name, never a number", () => {
  const snapshot = marketOf({ BTC: normals(7).map((z) => 0.01 * z) });
  const gjr = { specification: marginSpecification("gjr-garch", "normal"), values: [1e-9, 0, 0.999, -0.3] };
  const given = {
    "BTC/USDT": { ...gjr, specification: { ...gjr.specification, start: { rule: "variance", variance: 1 } as const } },
  };
  const outcome = monteCarloScenarios(snapshot, {
    ...own,
    given,
    horizonHours: 24 * 60,
    points: "philox",
    jumpsPerYear: 0,
  });
  expect(outcome).toMatchObject({ ok: false, failure: { code: "not-converged", path: "BTC/USDT" } });
});

describe("block bootstrap paths", () => {
  const snapshot = marketOf({ BTC: normals(4).map((z) => 0.02 * z), ETH: normals(5).map((z) => 0.03 * z) });
  const of = (given: Partial<BlockBootstrapParameters>, coin = "BTC"): Float64Array => {
    const set = unwrapped(blockBootstrapScenarios(snapshot, { ...blockBootstrap.example, ...given }));
    const id = `mark:${coin}/USDT:USDT`;
    return set.levels.get(id)!.map((level) => Math.log(level / snapshot.levels.get(id)!));
  };

  test("of one step are past errors at today's deviation: no value that history lacks", () => {
    const values = new Set(Array.from(of({ horizonHours: 24, scenarioCount: 4000 }), (move) => move.toPrecision(9)));
    expect(values.size).toBeLessThanOrEqual(365);
    expect(values.size).toBeGreaterThan(350);
  });

  test("of several steps are wider than one, by about the root of their number where errors are independent", () => {
    const width = (horizonHours: number) =>
      Math.sqrt(sampleMoments(of({ horizonHours, scenarioCount: 8000 })).variance);
    expect(width(216) / width(24)).toBeGreaterThan(2.6);
    expect(width(216) / width(24)).toBeLessThan(3.5);
  });

  test("keep history's rows whole: coins that were independent stay so", () => {
    const given = { horizonHours: 24, scenarioCount: 4000 };
    expect(Math.abs(kendallCorrelation(of(given), of(given, "ETH")))).toBeLessThan(0.1);
  });
});

test("Poisson's count at a level is its quantile", () => {
  // P(0) = 0.6065, P(≤ 1) = 0.9098, P(≤ 2) = 0.9856 at a mean of ½.
  expect([0.6, 0.61, 0.9, 0.92, 0.99].map((level) => poissonCount(level, 0.5))).toEqual([0, 1, 1, 2, 3]);
});

const data = process.env["PLIMSOLL_HISTORY"] ?? join(import.meta.dirname, "../../../../shared/data");
const recorded = join(data, "ohlcv/binance_BTCUSDT_1d.csv.gz");

test.skipIf(!existsSync(recorded))(
  "garch with Student's t fits every year of recorded BTC (skipped without PLIMSOLL_HISTORY)",
  () => {
    const lines = gunzipSync(readFileSync(recorded)).toString().trim().split("\n").slice(1);
    const closes = lines.map((line) => Number(line.split(",")[4]));
    const returns = Float64Array.from(closes.slice(1), (close, k) => Math.log(close / closes[k]!));
    for (let end = 365; end <= returns.length; end += 28) {
      const fit = fitVolatility(marginSpecification("garch", "student-t"), returns.slice(end - 365, end), {
        errors: false,
      });
      expect([end, fit.ok]).toEqual([end, true]);
    }
  },
);
