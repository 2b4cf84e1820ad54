import { describe, expect, test } from "vitest";
import { RandomStream } from "../../statistics/randomStream.ts";
import { simulateReturns, volatilityModel } from "../../statistics/volatility/index.ts";
import { compareForecasts } from "./compareForecasts.ts";
import type { Forecaster, ForecastHistory } from "./forecaster.ts";
import { forecasters } from "./forecasters.ts";
import { forecastHistory } from "./forecastHistory.ts";
import { walkForward } from "./walkForward.ts";
import { usualAgeMax, withFeatures } from "./withFeatures.ts";

const dayMs = 86_400_000;
const plan = { fitSteps: 400, refitSteps: 50, tailProbability: 0.05 };

/** A GARCH series with Student t errors, and the variance of each day as shorter bars would realise it. */
function simulatedHistory(count: number): ForecastHistory {
  const specification = {
    model: "garch",
    law: "student-t",
    mean: "zero",
    start: { rule: "mean-square" },
    persistenceMax: null,
  } as const;
  const stream = new RandomStream({ seed: 21, stream: 0 });
  const normals = Float64Array.from({ length: count }, () => stream.nextNormal());
  const returns = new Float64Array(count);
  const values = [4e-5, 0.1, 0.87, 6];
  simulateReturns(
    volatilityModel(specification),
    values,
    { next: { variance: 1e-3, state: 0 }, steps: count, normals },
    returns,
  );
  let h = 1e-3;
  const realised = returns.map((value) => {
    const own = h * Math.exp(0.2 * stream.nextNormal());
    h = 4e-5 + 0.1 * value * value + 0.87 * h;
    return own;
  });
  const features = [{ name: "noise", values: Float64Array.from(returns, () => stream.nextNormal()) }];
  return { returns, realised, closesMs: Float64Array.from(returns, (_, t) => dayMs * (t + 1)), features };
}

const history = simulatedHistory(700);

async function runOf(forecaster: Forecaster, of: ForecastHistory = history) {
  const run = await walkForward(of, forecaster, plan);
  if (!run.ok) throw new Error(run.failure.message);
  return run.value;
}

describe.each(forecasters.map((one): [string, Forecaster] => [one.id, one]))("%s", (_id, forecaster) => {
  test("forecasts nothing from a step or what comes after it", async () => {
    const changed = 640;
    const other = {
      ...history,
      returns: history.returns.map((value, t) => (t >= changed ? 5 * value + 0.01 : value)),
      realised: history.realised.map((value, t) => (t >= changed ? 7 * value : value)),
      // A feature of a step is known before it: only later ones are the future.
      features: history.features.map(({ name, values }) => ({
        name,
        values: values.map((value, t) => (t > changed ? 9 * value : value)),
      })),
    };
    const [one, two] = [await runOf(forecaster), await runOf(forecaster, other)];
    for (const name of ["variances", "quantiles", "shortfalls"] as const) {
      expect(two.forecasts[name].subarray(400, changed + 1)).toEqual(one.forecasts[name].subarray(400, changed + 1));
    }
    expect(one.forecasts.quantiles.subarray(0, 400).every(Number.isNaN)).toBe(true);
  });

  test("says of a window among others what it says of it alone, to the bit", async () => {
    const { forecastMany: _, ...alone } = forecaster;
    expect((await runOf(forecaster)).forecasts).toEqual((await runOf(alone)).forecasts);
  });

  test("says numbers at every step, the shortfall beyond the quantile and both below 0", async () => {
    const { forecasts } = await runOf(forecaster);
    for (let t = 400; t < 700; t++) {
      expect(forecasts.shortfalls[t]).toBeLessThanOrEqual(forecasts.quantiles[t]!);
      expect(forecasts.quantiles[t]).toBeLessThan(0);
      if (forecaster.forecastsVariance) expect(forecasts.variances[t]).toBeGreaterThan(0);
    }
  });
});

test("the model that made the returns is in the set of the best, and a coin toss of a forecast is not", async () => {
  const truth = forecasters.find(({ id }) => id === "garch/student-t")!;
  const blind: Forecaster = {
    ...forecasters[0]!,
    id: "blind",
    forecast(_history, { to, until }, out) {
      for (let t = to; t < until; t++) {
        out.variances[t] = t % 2 === 0 ? 1e-2 : 1e-5;
        out.quantiles[t] = -1e-3;
        out.shortfalls[t] = -1e-3;
      }
      return { ok: true, value: {} };
    },
  };
  const runs = [await runOf(forecasters[0]!), await runOf(truth), await runOf(blind)];
  const comparing = { from: 400, tailProbability: 0.05, blockLength: 10, resamples: 300, confidence: 0.9, seed: 4 };
  const { compared } = compareForecasts(history, runs, comparing);
  expect(compared.map((one) => one.qlike!.isInConfidenceSet)).toEqual([expect.anything(), true, false]);
  expect(compared[2]!.fisslerZiegel!.isInConfidenceSet).toBe(false);
  expect(compared[2]!.qlike!.againstFirst!.corrected.pValue).toBeLessThan(0.01);
});

describe("a history of steps", () => {
  const hourMs = 3_600_000;
  const count = 24 * 10 + 1;
  const series = {
    market: "BTC/USDT",
    venue: "binance",
    kind: "trade",
    stepMs: hourMs,
    startMs: dayMs * 100,
    values: Float64Array.from({ length: count }, (_, k) => 100 + (k % 2)),
    present: new Uint8Array(count).fill(1),
    gaps: [],
    source: { file: "x.csv", sha256: "00", format: "normalised" },
  } as const;
  const whole = { fromMs: 0, toMs: Infinity, barsPerStep: 24 };

  test("ends its days at midnight and adds the squares of their hours", () => {
    const made = forecastHistory(series, whole);
    if (!made.ok) throw new Error(made.failure.message);
    expect(made.value.returns.length).toBe(10);
    expect(made.value.closesMs[0]).toBe(dayMs * 101);
    expect(made.value.realised[0]).toBeCloseTo(24 * Math.log(1.01) ** 2, 12);
  });

  test("leaves out a day without a close, and scales one of which a few hours are missing", () => {
    const present = new Uint8Array(series.present);
    present[48] = 0;
    present[100] = 0;
    const made = forecastHistory({ ...series, present }, whole);
    if (!made.ok) throw new Error(made.failure.message);
    expect(made.value.missing).toBe(2);
    expect(made.value.returns.length).toBe(8);
    const scaled = made.value.closesMs.indexOf(dayMs * 105);
    expect(made.value.realised[scaled]).toBeCloseTo(24 * Math.log(1.01) ** 2, 12);
  });

  test("is refused where no step is inside", () => {
    const made = forecastHistory(series, { ...whole, fromMs: dayMs * 500 });
    expect(made.ok).toBe(false);
  });
});

describe("features beside steps", () => {
  const plain = { ...history, features: [] };
  const terms = { stepMs: dayMs, lagMs: 0, ageMaxMs: null };
  const daily = (first: number, count: number) => ({
    name: "index",
    timesMs: Float64Array.from({ length: count }, (_, k) => dayMs * (first + k)),
    values: Float64Array.from({ length: count }, (_, k) => first + k),
  });

  test("are the last that was known before the step began", () => {
    const beside = withFeatures(plain, [daily(0, 800)], { ...terms, lagMs: dayMs });
    if (!beside.ok) throw new Error(beside.failure.message);
    // A step begins a day before its close; a value is known a day after its own time.
    beside.value.closesMs.forEach((close, t) => {
      expect(beside.value.features[0]!.values[t]).toBe(close / dayMs - 2);
    });
  });

  test("cut off the steps before their first, and are refused when they come too late", () => {
    const late = withFeatures(plain, [daily(100, 600)], terms);
    if (!late.ok) throw new Error(late.failure.message);
    expect(late.value.closesMs[0]).toBe(dayMs * 101);
    expect(late.value.returns.length).toBe(late.value.features[0]!.values.length);
    expect(late.value.stale).toEqual([]);
    expect(withFeatures(plain, [daily(650, 50)], terms)).toMatchObject({ ok: false });
  });

  test("stand for ten days after their last and no longer, and it is said before how many steps they were too old", () => {
    const ended = withFeatures(plain, [daily(0, 301)], terms);
    if (!ended.ok) throw new Error(ended.failure.message);
    // Known on day 300; a step that begins on day 310 closes on day 311.
    expect(ended.value.closesMs.at(-1)).toBe(dayMs * 311);
    expect(ended.value.features[0]!.values.at(-1)).toBe(300);
    const [stale] = ended.value.stale;
    expect(stale).toEqual({ name: "index", steps: 389, lastMs: dayMs * 700, ageMaxMs: 10 * dayMs });
    const patient = withFeatures(plain, [daily(0, 301)], { ...terms, ageMaxMs: 500 * dayMs });
    expect(patient.ok && patient.value.returns.length).toBe(700);
    const refused = withFeatures(plain, [daily(0, 40)], terms);
    expect(refused.ok ? "" : refused.failure.message).toContain("before 650 steps index is older than 10 d");
  });

  test("leave out the steps of a hole, and a monthly one stands for three months", () => {
    const { name, timesMs, values } = daily(0, 700);
    const outside = (_: number, k: number) => k < 200 || k >= 250;
    const holed = { name, timesMs: timesMs.filter(outside), values: values.filter(outside) };
    const beside = withFeatures(plain, [holed], terms);
    // Day 199's value serves to day 209; the next is of day 250.
    expect(beside.ok && beside.value.returns.length).toBe(700 - 40);
    expect(usualAgeMax({ ...daily(0, 12), timesMs: daily(0, 12).timesMs.map((time) => 30 * time) })).toBe(90 * dayMs);
    expect(usualAgeMax(daily(0, 1))).toBe(10 * dayMs);
  });
});

test("a quantile that follows a feature is found, by a line and by trees, and noise beside it counts for little", async () => {
  const stream = new RandomStream({ seed: 77, stream: 0 });
  const signal = Float64Array.from({ length: 1600 }, () => stream.nextNormal());
  const noise = Float64Array.from(signal, () => stream.nextNormal());
  const returns = signal.map((value) => 0.01 * Math.exp(0.6 * value) * stream.nextNormal());
  const told = {
    returns,
    realised: new Float64Array(1600),
    closesMs: Float64Array.from(returns, (_, t) => dayMs * (t + 1)),
    features: [
      { name: "signal", values: signal },
      { name: "noise", values: noise },
    ],
  };
  const walk = { fitSteps: 1200, refitSteps: 400, tailProbability: 0.05 };
  for (const id of ["quantile-regression/features", "quantile-trees/features"]) {
    const run = await walkForward(told, forecasters.find((one) => one.id === id)!, walk);
    if (!run.ok) throw new Error(run.failure.message);
    expect(run.value.importance.get("signal")!, id).toBeGreaterThan(4 * run.value.importance.get("noise")!);
    const deep = signal.map((value, t) => (t < 1200 ? 0 : value > 1 ? 1 : value < -1 ? -1 : 0));
    const mean = (side: number) => {
      const chosen = [...run.value.forecasts.quantiles].filter((_, t) => deep[t] === side);
      return chosen.reduce((sum, value) => sum + value, 0) / chosen.length;
    };
    expect(mean(1) / mean(-1), id).toBeGreaterThan(1.8);
  }
});

test("forecasts that lose by a constant more make no confidence set, and nobody is said to be in it", () => {
  const count = 200;
  const returns = Float64Array.from({ length: count }, (_, t) => (t % 2 === 0 ? 0.5 : -0.25));
  const runOf = (id: string, variance: number) => ({
    forecaster: { ...forecasters[0]!, id },
    forecasts: {
      variances: new Float64Array(count).fill(variance),
      quantiles: new Float64Array(count).fill(-1),
      shortfalls: Float64Array.from({ length: count }, () => -2 * variance),
    },
    fits: 1,
    importance: new Map<string, number>(),
  });
  const history = { returns, realised: new Float64Array(count).fill(1), closesMs: returns, features: [] };
  const planned = { from: 0, tailProbability: 0.05, blockLength: 5, resamples: 50, confidence: 0.9, seed: 1 };
  const { compared, refused } = compareForecasts(history, [runOf("one", 1), runOf("other", 2)], planned);
  expect(compared.map((one) => one.qlike!.isInConfidenceSet)).toEqual([false, false]);
  expect(refused[0]!.path).toContain("confidence set");
});
