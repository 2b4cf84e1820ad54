import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { complex } from "../numerics/complex.ts";
import { still } from "../pricing/formulas/followed.ts";
import { hestonCharacteristic } from "../pricing/formulas/hestonCharacteristic.ts";
import { sampleMoments } from "../statistics/moments.ts";
import { RandomStream } from "../statistics/randomStream.ts";
import { stylisedFacts } from "../statistics/stylisedFacts.ts";
import { factorGarchPaths } from "./factorGarchPaths.ts";
import { type HestonProcess, hestonPaths } from "./hestonPaths.ts";
import { mertonPaths } from "./mertonPaths.ts";

const meanOf = (values: Float64Array, of: (value: number) => number): number =>
  values.reduce((total, value) => total + of(value), 0) / values.length;

/** [paths] log moves over whole paths. */
const totalsOf = (returns: Float64Array, steps: number): Float64Array =>
  Float64Array.from({ length: returns.length / steps }, (_, path) =>
    returns.subarray(path * steps, (path + 1) * steps).reduce((total, one) => total + one, 0),
  );

describe("Heston paths", () => {
  const calm: HestonProcess = {
    variance: 0.36,
    meanVariance: 0.36,
    reversion: 2,
    volOfVariance: 0.5,
    correlation: -0.4,
  };
  // Feller's condition fails by far: the variance spends much of its time near 0.
  const wild: HestonProcess = { variance: 0.5, meanVariance: 0.3, reversion: 1, volOfVariance: 1.5, correlation: -0.7 };
  const rising: HestonProcess = { ...calm, correlation: 0.5 };

  test.each([
    ["calm", calm],
    ["wild", wild],
    ["rising", rising],
  ] as const)("%s have the characteristic function of the law", (_, process) => {
    const [steps, paths] = [24, 30_000];
    const moves = totalsOf(hestonPaths(process, { paths, steps, stepYears: 1 / steps, seed: 4 }), steps);
    const { variance, meanVariance, volOfVariance, ...rest } = process;
    const law = {
      ...rest,
      variance: still(variance),
      meanVariance: still(meanVariance),
      volOfVariance: still(volOfVariance),
    };
    for (const u of [0.5, 1, 2, 4]) {
      const exact = hestonCharacteristic(complex(u), 1, law);
      // Three deviations of a mean of 30,000 numbers in [−1, 1], and the bias of the scheme.
      expect(Math.abs(meanOf(moves, (x) => Math.cos(u * x)) - exact.re)).toBeLessThan(0.015);
      expect(Math.abs(meanOf(moves, (x) => Math.sin(u * x)) - exact.im)).toBeLessThan(0.015);
    }
    expect(meanOf(moves, Math.exp)).toBeCloseTo(1, 1);
  });

  test("lose half the expected variance in the mean of the log", () => {
    const steps = 12;
    const moves = totalsOf(hestonPaths(wild, { paths: 40_000, steps, stepYears: 1 / steps, seed: 5 }), steps);
    const expected = -0.5 * (0.3 + (0.5 - 0.3) * (1 - Math.exp(-1)));
    expect(Math.abs(meanOf(moves, (x) => x) - expected)).toBeLessThan(0.012);
  });

  test("have clustered sizes and leverage, but on days thinner tails than coins", () => {
    const process: HestonProcess = {
      variance: 0.5,
      meanVariance: 0.5,
      reversion: 5,
      volOfVariance: 2,
      correlation: -0.6,
    };
    const [facts] = stylisedFacts([
      hestonPaths(process, { paths: 1, steps: 10_000, stepYears: 1 / 365, seed: 1 }),
    ]).series;
    expect(facts!.sizeAutocorrelations[0]).toBeGreaterThan(0.1);
    expect(facts!.leverage).toBeLessThan(-0.03);
    expect(facts!.excessKurtosis).toBeGreaterThan(0.5);
    expect(facts!.excessKurtosis).toBeLessThan(8);
  });
});

describe("Merton paths", () => {
  const process = { volatility: 0.5, intensity: 12, jumpMean: -0.03, jumpDeviation: 0.08 };
  const shape = { paths: 1, steps: 400_000, stepYears: 1 / 365, seed: 2 };
  const returns = mertonPaths(process, shape);

  test("have the cumulants of the law, and a price that keeps its mean", () => {
    const { volatility, intensity, jumpMean: m, jumpDeviation: d } = process;
    const rate = intensity / 365;
    const variance = (volatility * volatility) / 365 + rate * (m * m + d * d);
    const third = rate * (m ** 3 + 3 * m * d * d);
    const fourth = rate * (m ** 4 + 6 * m * m * d * d + 3 * d ** 4);
    const found = sampleMoments(returns);
    expect(found.variance / variance).toBeCloseTo(1, 1);
    expect(found.skewness / (third / variance ** 1.5)).toBeCloseTo(1, 0);
    expect(found.excessKurtosis / (fourth / variance ** 2)).toBeCloseTo(1, 0);
    expect(Math.abs(meanOf(returns, Math.exp) - 1)).toBeLessThan(3 * Math.sqrt(variance / shape.steps));
  });

  test("have fat tails but neither clustered sizes nor leverage", () => {
    const [facts] = stylisedFacts([returns.subarray(0, 20_000)]).series;
    expect(facts!.excessKurtosis).toBeGreaterThan(3);
    for (const one of [...facts!.sizeAutocorrelations, facts!.leverage]) expect(Math.abs(one)).toBeLessThan(0.03);
  });
});

describe("coins on a common factor", () => {
  const terms = { law: "student-t", mean: "zero", start: { rule: "mean-square" }, persistenceMax: null } as const;
  const common = {
    specification: { model: "gjr-garch", ...terms },
    values: [0.00003, 0.06, 0.1, 0.86, 5],
    varianceBefore: 0.001,
  };
  const own = { specification: { model: "garch", ...terms }, values: [0.0002, 0.05, 0.45, 6], varianceBefore: 0.0004 };
  const coins = [
    { loading: 1, own },
    { loading: 1.2, own },
  ];
  const facts = stylisedFacts(factorGarchPaths({ common, coins }, { steps: 40_000, seed: 3 }));

  test("have fat tails, clustered sizes and leverage", () => {
    for (const one of facts.series) {
      expect(one.excessKurtosis).toBeGreaterThan(1);
      expect(one.sizeAutocorrelations[0]).toBeGreaterThan(0.05);
      expect(one.leverage).toBeLessThan(-0.01);
    }
  });

  test("are more alike in a storm than in calm", () => {
    expect(facts.correlation!.stress).toBeGreaterThan(facts.correlation!.calm + 0.1);
  });

  test("are the same for a seed, and a coin more leaves the others as they were", () => {
    const [one] = factorGarchPaths({ common, coins: coins.slice(0, 1) }, { steps: 50, seed: 3 });
    expect(factorGarchPaths({ common, coins }, { steps: 50, seed: 3 })[0]).toEqual(one);
  });
});

test("independent normal returns show none of the facts, and no rise of correlation", () => {
  const draws = (stream: number) => {
    const random = new RandomStream({ seed: 6, stream });
    return Float64Array.from({ length: 20_000 }, () => 0.01 * random.nextNormal());
  };
  const [common, one, other] = [draws(0), draws(1), draws(2)];
  const { series, correlation } = stylisedFacts([one, other].map((own) => own.map((x, t) => x + common[t]!)));
  for (const { skewness, excessKurtosis, autocorrelation, sizeAutocorrelations, leverage } of series) {
    for (const fact of [autocorrelation, ...sizeAutocorrelations, leverage]) expect(Math.abs(fact)).toBeLessThan(0.03);
    expect(Math.abs(skewness)).toBeLessThan(0.08);
    expect(Math.abs(excessKurtosis)).toBeLessThan(0.15);
  }
  expect(Math.abs(correlation!.stress - correlation!.calm)).toBeLessThan(0.05);
});

const data = process.env["PLIMSOLL_HISTORY"] ?? join(import.meta.dirname, "../../../shared/data");
const fileOf = (coin: string, bar: string): string => join(data, `ohlcv/binance_${coin}USDT_${bar}.csv.gz`);

/** Log returns of two coins over bars that both have. */
function recorded(bar: string, stepMs: number): Float64Array[] {
  const logs = ["BTC", "ETH"].map((coin) => {
    const rows = gunzipSync(readFileSync(fileOf(coin, bar)))
      .toString()
      .trim()
      .split("\n")
      .slice(1);
    return new Map(rows.map((row) => [Number(row.split(",")[0]), Math.log(Number(row.split(",")[4]))] as const));
  });
  const times = [...logs[0]!.keys()].filter((time) => logs.every((one) => one.has(time) && one.has(time - stepMs)));
  return logs.map((one) => Float64Array.from(times, (time) => one.get(time)! - one.get(time - stepMs)!));
}

describe.skipIf(!existsSync(fileOf("BTC", "1h")))("recorded BTC and ETH (skipped without PLIMSOLL_HISTORY)", () => {
  test.each([
    ["1d", 86_400_000, 5, 0.1],
    ["1h", 3_600_000, 20, 0.25],
  ] as const)("have every fact at %s", (bar, stepMs, kurtosis, memory) => {
    const { series, correlation } = stylisedFacts(recorded(bar, stepMs));
    for (const one of series) {
      expect(one.excessKurtosis).toBeGreaterThan(kurtosis);
      expect(one.skewness).toBeLessThan(0);
      expect(one.sizeAutocorrelations[0]).toBeGreaterThan(memory);
      expect(one.sizeAutocorrelations[2]).toBeGreaterThan(0.05);
      expect(one.leverage).toBeLessThan(0);
      expect(Math.abs(one.autocorrelation)).toBeLessThan(0.1);
    }
    expect(correlation!.stress).toBeGreaterThan(correlation!.calm);
  });
});
