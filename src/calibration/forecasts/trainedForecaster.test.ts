import { describe, expect, test } from "vitest";
import { success } from "../../numerics/outcome.ts";
import { RandomStream } from "../../statistics/randomStream.ts";
import { designTable } from "./designTable.ts";
import type { ForecastHistory } from "./forecaster.ts";
import { type TrainedForecaster, type TrainedModel, trainedForecaster } from "./trainedForecaster.ts";
import { unseenSteps } from "./unseenSteps.ts";
import { type ForecastRun, walkForward } from "./walkForward.ts";

const dayMs = 86_400_000;
const count = 500;
const stream = new RandomStream({ seed: 8, stream: 0 });
const returns = Float64Array.from({ length: count }, () => 0.02 * stream.nextNormal());
const history: ForecastHistory = {
  returns,
  realised: new Float64Array(count),
  closesMs: Float64Array.from(returns, (_, t) => dayMs * (t + 1)),
  features: [],
};
const columns = 6;

/** −2 deviations and a tenth of the last return's size, which is the row's last column; a shortfall a fifth beyond. */
const leaning = (shortfallOf: ((quantile: number, row: number) => number) | null, inputs = columns): TrainedModel => ({
  name: "leaning.onnx",
  inputs,
  async run(rows, asked) {
    const quantiles = Array.from({ length: asked }, (_, k) => -2 - 0.1 * rows[k * columns + 5]!);
    return success({ quantiles, shortfalls: shortfallOf === null ? null : quantiles.map(shortfallOf) });
  },
});

async function entered(model: TrainedModel, of = history): Promise<TrainedForecaster> {
  const trained = await trainedForecaster(model, of);
  if (!trained.ok) throw new Error(trained.failure.message);
  return trained.value;
}

async function walked(model: TrainedModel, of = history): Promise<ForecastRun> {
  const plan = { fitSteps: 300, refitSteps: 50, tailProbability: 0.05 };
  const run = await walkForward(of, (await entered(model, of)).forecaster, plan);
  if (!run.ok) throw new Error(run.failure.message);
  return run.value;
}

describe("a model trained elsewhere", () => {
  test("forecasts each step by the row that design.csv has of it", async () => {
    const { forecasts } = await walked(leaning((quantile) => 1.2 * quantile));
    const { head, rows } = designTable(history);
    expect(head).toEqual(["ts_ms", "ln deviation", "day", "week", "month", "last return", "size of it", "target"]);
    for (const t of [300, 377, 499]) {
      const row = rows.find(([closeMs]) => closeMs === history.closesMs[t])!;
      // Its deviation is the exponential of the first column, and the target is the return in it.
      const deviation = Math.exp(row[1]!);
      expect(row[7]! * deviation).toBeCloseTo(returns[t]!, 12);
      expect(forecasts.quantiles[t]).toBeCloseTo((-2 - 0.1 * row[6]!) * deviation, 8);
      expect(forecasts.shortfalls[t]! / forecasts.quantiles[t]!).toBeCloseTo(1.2, 12);
    }
    expect(forecasts.variances.every(Number.isNaN)).toBe(true);
  });

  test("reads nothing of a step or what comes after it", async () => {
    const changed = { ...history, returns: returns.map((value, t) => (t >= 400 ? 7 * value : value)) };
    for (const model of [leaning(null), leaning((quantile) => quantile - 0.5)]) {
      const [one, two] = [await walked(model), await walked(model, changed)];
      for (const name of ["quantiles", "shortfalls"] as const) {
        expect(two.forecasts[name].subarray(300, 401)).toEqual(one.forecasts[name].subarray(300, 401));
      }
    }
  });

  test("without a shortfall has the one that breaches of each fit's window had", async () => {
    const { forecasts } = await walked(leaning(null));
    const ratios = forecasts.shortfalls.map((value, t) => value / forecasts.quantiles[t]!).subarray(300);
    expect(new Set(ratios.map((ratio) => Number(ratio.toFixed(9)))).size).toBe(4);
    // Of a normal beyond twice its deviation the mean is 2.37, which is 1.19 times as far.
    for (const ratio of ratios) expect(Math.abs(ratio - 1.19)).toBeLessThan(0.15);
  });

  test("never crosses, and it is counted how often it would have", async () => {
    const crossing = leaning((quantile, k) => (k % 10 === 0 ? quantile + 1 : quantile - 1));
    const { steps, crossed, lowered } = await entered(crossing);
    expect([steps, crossed, lowered]).toEqual([470, 47, 0]);
    const { forecasts } = await walked(crossing);
    for (let t = 300; t < count; t++) expect(forecasts.shortfalls[t]).toBeLessThanOrEqual(forecasts.quantiles[t]!);
    const rising = await entered({
      ...leaning(null),
      run: async (_rows, asked) => success({ quantiles: new Float64Array(asked).fill(0.5), shortfalls: null }),
    });
    expect(rising.lowered).toBe(470);
  });

  test("that reads another number of columns is refused with the columns' names", async () => {
    const refused = await trainedForecaster(leaning(null, 8), history);
    expect(refused).toMatchObject({ ok: false, failure: { code: "invalid", path: "leaning.onnx" } });
    expect(refused.ok ? "" : refused.failure.message).toBe(
      "reads 8 numbers a row, a row has 6: ln deviation, day, week, month, last return, size of it",
    );
    const wider = { ...history, features: [{ name: "rate", values: returns }] };
    expect(await trainedForecaster(leaning(null, 8), wider)).toMatchObject({ ok: true });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("that answers %d is refused with the step", async (value) => {
    const broken: TrainedModel = {
      ...leaning(null),
      async run(_rows, asked) {
        const quantiles = new Float64Array(asked).fill(-2);
        quantiles[70] = value;
        return success({ quantiles, shortfalls: null });
      },
    };
    const refused = await trainedForecaster(broken, history);
    // The first row is of step 30, whose close is the end of day 31.
    expect(refused.ok ? "" : refused.failure.message).toContain(`closes at 1970-04-12T00:00:00.000Z is ${value}`);
  });
});

describe("steps that training saw", () => {
  const cut = (trainedToMs: number) => unseenSteps(history, { fitSteps: 300, stepMs: dayMs, trainedToMs });

  test("are not forecast: the first that is begins when training ends", () => {
    const unseen = cut(400 * dayMs);
    if (!unseen.ok) throw new Error(unseen.failure.message);
    expect(unseen.value.closesMs[300]).toBe(401 * dayMs);
    expect(unseen.value.returns[300]).toBe(returns[400]);
    expect(unseen.value.returns.length).toBe(400);
  });

  test("cost nothing where training ended before the first forecast", () => {
    const unseen = cut(100 * dayMs);
    expect(unseen.ok && unseen.value.returns.length).toBe(count);
  });

  test("are refused when no other is left", () => {
    expect(cut(500 * dayMs)).toMatchObject({ ok: false, failure: { path: "--onnx-trained-to" } });
  });
});
