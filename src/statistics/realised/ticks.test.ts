import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it, test } from "vitest";
import { RandomStream } from "../randomStream.ts";
import { realisedEstimators } from "./realisedEstimators.ts";
import { barRunsOfTicks, type Ticks, twoScalesVariance } from "./ticks.ts";

const minuteMs = 60_000;
const startMs = Date.UTC(2024, 0, 1);

/** A random walk seen every second or so, each price off by noise of its own. */
function noisy(stream: number, count: number, { step = 1e-4, noise = 0 } = {}): Ticks {
  const random = new RandomStream({ seed: 71, stream });
  let [level, time] = [0, startMs];
  const [times, prices] = [new Float64Array(count), new Float64Array(count)];
  for (let k = 0; k < count; k++) {
    level += step * random.nextNormal();
    time += Math.ceil(2000 * random.nextUniform());
    times[k] = time;
    prices[k] = 100 * Math.exp(level + noise * random.nextNormal());
  }
  return { timesMs: times, prices };
}

describe("two scales", () => {
  it("find the variance of the price and that of its noise, where squared changes of ticks find six times too much", () => {
    const [step, noise, count, runs] = [1e-4, 1.6e-4, 2000, 200];
    let [variances, noises, naives] = [0, 0, 0];
    for (let stream = 0; stream < runs; stream++) {
      const found = twoScalesVariance(noisy(stream, count, { step, noise }), 60);
      variances += found.variance / runs;
      noises += found.noise / runs;
      naives += found.naive / runs;
    }
    const truth = (count - 1) * step * step;
    expect(naives / truth).toBeCloseTo(1 + (2 * noise * noise) / (step * step), 1);
    expect(variances / truth).toBeGreaterThan(0.93);
    expect(variances / truth).toBeLessThan(1.07);
    expect(noises / (noise * noise)).toBeCloseTo(1, 1);
  });

  it("of three prices are what the formula gives by hand", () => {
    // Log changes a and b: naive a² + b²; two ticks: (a + b)²; pairs 1, K 2, n 2.
    const [a, b] = [0.02, -0.01];
    const prices = Float64Array.from([1, Math.exp(a), Math.exp(a + b)]);
    const found = twoScalesVariance({ timesMs: Float64Array.of(0, 1, 2), prices }, 2);
    const naive = a * a + b * b;
    expect(found.variance).toBeCloseTo(((((a + b) * (a + b)) / 2 - naive / 4) * 2) / 0.5, 14);
  });
});

describe("bars of ticks", () => {
  it("close at the last tick up to their end, and hold the highest and the lowest between", () => {
    const at = (seconds: number) => startMs + 1000 * seconds;
    const ticks = {
      timesMs: Float64Array.from([at(-30), at(10), at(20), at(60), at(70), at(150)]),
      prices: Float64Array.from([100, 103, 99, 101, 102, 98]),
    };
    const [run, ...others] = barRunsOfTicks(ticks, { stepMs: minuteMs, gapMaxMs: 5 * minuteMs });
    expect(others).toEqual([]);
    // The minute to 00:01 closes with the tick at 60 s, the next one with that at 70 s.
    expect([...run!.closes]).toEqual([100, 101, 102]);
    expect([...run!.ranges!.highs]).toEqual([103, 102]);
    expect([...run!.ranges!.lows]).toEqual([99, 101]);
    expect([...run!.ranges!.opens]).toEqual([100, 101]);
  });

  it("end before an outage and begin anew after it, and no bar spans it", () => {
    const busy = noisy(1, 600);
    const hour = 60 * minuteMs;
    const later = noisy(2, 600);
    const ticks = {
      timesMs: Float64Array.from([...busy.timesMs, ...later.timesMs.map((time) => time + hour)]),
      prices: Float64Array.from([...busy.prices, ...later.prices.map((price) => 2 * price)]),
    };
    const runs = barRunsOfTicks(ticks, { stepMs: minuteMs, gapMaxMs: minuteMs });
    expect(runs).toHaveLength(2);
    for (const { closes } of runs) {
      closes.slice(1).forEach((close, k) => {
        expect(Math.abs(Math.log(close / closes[k]!))).toBeLessThan(0.1);
      });
    }
  });

  it("give estimators of realised variance what they need: without noise all find that of the ticks", () => {
    const ticks = noisy(3, 40_000);
    const [run] = barRunsOfTicks(ticks, { stepMs: 15 * minuteMs, gapMaxMs: minuteMs });
    const bars = run!.closes.length - 1;
    const seconds = (ticks.timesMs.at(-1)! - startMs) / 1000;
    const truth = (1e-8 * 40_000 * (bars * 900)) / seconds / bars;
    for (const estimator of realisedEstimators) {
      const ratio = estimator.varianceOf(run!) / truth;
      expect(ratio, estimator.id).toBeGreaterThan(0.5);
      expect(ratio, estimator.id).toBeLessThan(1.6);
    }
  });

  it("of nothing, and of one tick, are none", () => {
    const of = (count: number) => ({
      timesMs: new Float64Array(count).fill(startMs),
      prices: new Float64Array(count).fill(1),
    });
    for (const count of [0, 1]) expect(barRunsOfTicks(of(count), { stepMs: minuteMs, gapMaxMs: 1 })).toEqual([]);
  });
});

const file = join(
  process.env["PLIMSOLL_HISTORY"] ?? join(import.meta.dirname, "../../../../shared/data"),
  "options/deribit_trades_BTC-28JUN24-70000-C.csv.gz",
);

test.skipIf(!existsSync(file))(
  "the index of bitcoin beside 3,000 recorded trades moves between 20 and 100 % a year (skipped without PLIMSOLL_HISTORY)",
  () => {
    const [head, ...rows] = gunzipSync(readFileSync(file)).toString().trim().split("\n");
    const names = head!.split(",");
    const cell = (row: string, name: string) => row.split(",")[names.indexOf(name)]!;
    const timeOf = (row: string) => Date.parse(`${cell(row, "timestamp").replace(" ", "T")}Z`);
    const seen = rows
      .map((row) => ({ time: timeOf(row), price: Number(cell(row, "index_price")) }))
      .filter(({ time, price }) => time > 0 && price > 0)
      .sort((a, b) => a.time - b.time);
    expect(seen.length).toBeGreaterThan(2500);
    const ticks = {
      timesMs: Float64Array.from(seen, ({ time }) => time),
      prices: Float64Array.from(seen, ({ price }) => price),
    };
    const runs = barRunsOfTicks(ticks, { stepMs: 60 * minuteMs, gapMaxMs: 3 * 60 * minuteMs });
    const squares = runs.flatMap(({ closes }) =>
      Array.from(closes.slice(1), (close, k) => Math.log(close / closes[k]!) ** 2),
    );
    const yearly = Math.sqrt((squares.reduce((sum, one) => sum + one, 0) / squares.length) * 24 * 365);
    expect(yearly).toBeGreaterThan(0.2);
    expect(yearly).toBeLessThan(1);
  },
);
