import { failed, success } from "../../../numerics/outcome.ts";
import { bootstrapIndices } from "../../../statistics/bootstrapIndices.ts";
import { quantile } from "../../../statistics/quantile.ts";
import type { BarRun } from "../../../statistics/realised/realisedEstimator.ts";
import { realisedEstimators } from "../../../statistics/realised/realisedEstimators.ts";
import type { CoinHistory, ParameterEstimator } from "../parameterEstimator.ts";
import { stabilityOf } from "../windows.ts";
import { infiniteVariance } from "./tailEstimator.ts";

const yearMs = 365 * 86_400_000;

/** Volatility of the whole history by every estimator, and how much of the variance jumps make. */
export const realisedVolatilityEstimator: ParameterEstimator = {
  id: "realised-volatility",
  title: "Realised volatility",
  source: "each estimator's own: see the methods page",
  estimate(history) {
    const { series, bars } = history;
    const runs = runsOf(history);
    if (runs.length === 0) {
      const message = "no stretch of 24 bars without a gap";
      return failed({ code: "missing-data", path: "returns", message, hint: "give a longer history" });
    }
    const barsPerYear = yearMs / series.stepMs;
    const yearly = (variance: number): number => Math.sqrt(Math.max(0, variance) * barsPerYear);
    const known = realisedEstimators.filter(({ readsRanges }) => !readsRanges || series.ranges !== undefined);
    const variances = known.map((one) => ({
      id: one.id,
      values: Float64Array.from(runs, (run) => one.varianceOf(run)),
    }));
    const resamples = bootstrapIndices({
      observations: runs.length,
      resamples: 400,
      blockLength: Math.min(30, runs.length),
      blocks: "stationary",
      seed: history.seed,
    });
    const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const by = (id: string): Float64Array => variances.find((one) => one.id === id)!.values;
    if (!(meanOf(by("close-to-close")) > 0)) {
      const message = "the price never moves";
      return failed({
        code: "invalid",
        path: "returns",
        message,
        hint: "look at the data: a halted market repeats its price",
      });
    }
    const still = shareOfRepeats(runs);
    const endless = infiniteVariance(bars.returns);
    const jumps = 1 - meanOf(by("median")) / meanOf(by("close-to-close"));
    return success({
      estimates: [
        ...variances.map(({ id, values }) => {
          const means = resamples.map((indices) =>
            yearly(indices.reduce((sum, k) => sum + values[k]!, 0) / runs.length),
          );
          const sorted = Float64Array.from(means).sort();
          return {
            name: id,
            value: yearly(meanOf(values)),
            unit: "per square root of a year of 365 days",
            interval: { lower: quantile(sorted, 0.025, 7), upper: quantile(sorted, 0.975, 7), level: 0.95 },
            flags: endless === undefined ? [] : [endless],
          };
        }),
        {
          name: "jumpShare",
          value: jumps,
          unit: "of the variance, by the median of three",
          interval: null,
          flags: [
            ...(still > repeatsMax
              ? [`${(100 * still).toFixed(0)} % of bars repeat a price and are taken for jumps`]
              : []),
            ...(jumps < 0 ? ["below 0: chance"] : []),
            "no interval: see stability",
          ],
        },
      ],
      observations: runs.length,
      method:
        "means over stretches of 24 bars without a gap, calendar time; intervals by 400 resamples of blocks of 30 stretches on average",
      stability: stabilityOf(bars, (from, to) => {
        const squares = bars.returns.subarray(from, to).reduce((sum, value) => sum + value * value, 0);
        return success(yearly(squares / (to - from)));
      }),
      sensitivity: [],
      plots: [
        {
          id: "spread",
          title: "Volatility of a stretch of 24 bars, per cent a year",
          reading: "Share of stretches below each volatility, by closes and without jumps.",
          xLabel: "% a year",
          yLabel: "share below",
          curves: ["close-to-close", "median"].map((id) => ({
            id,
            points: Array.from({ length: 60 }, (_, k) => {
              const share = (k + 0.5) / 60;
              return { x: 100 * yearly(quantile(by(id), share, 7)), y: share };
            }),
          })),
        },
      ],
    });
  },
};

/** Above it the middle of three bars is often an empty one, and quiet is counted as jumps. */
const repeatsMax = 0.1;

/** Share of bars that close where the one before did. */
function shareOfRepeats(runs: readonly BarRun[]): number {
  let [repeats, bars] = [0, 0];
  for (const { closes } of runs) {
    for (let k = 1; k < closes.length; k++) if (closes[k] === closes[k - 1]) repeats += 1;
    bars += closes.length - 1;
  }
  return repeats / bars;
}

/** Stretches of 24 bars one after another, those with a gap left out. */
function runsOf({ series, fromMs, toMs }: CoinHistory): BarRun[] {
  const { startMs, stepMs, values, present, ranges } = series;
  const length = 24;
  const runs: BarRun[] = [];
  const first = Math.max(0, Math.ceil((fromMs - startMs) / stepMs));
  const last = Math.min(values.length - 1, Math.floor((toMs - startMs) / stepMs));
  for (let k = first; k + length <= last; k += length) {
    if (present.subarray(k, k + length + 1).some((seen) => seen === 0)) continue;
    const part = (column: Float64Array) => column.subarray(k + 1, k + length + 1);
    runs.push({
      closes: values.subarray(k, k + length + 1),
      ranges:
        ranges === undefined ? null : { opens: part(ranges.opens), highs: part(ranges.highs), lows: part(ranges.lows) },
    });
  }
  return runs;
}
