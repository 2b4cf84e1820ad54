import { failed, success } from "../../../numerics/outcome.ts";
import { quantile } from "../../../statistics/quantile.ts";
import { type BookSample, liquidityEstimate, replayedBook } from "../../orderLog.ts";
import { type OrderLog, type SourceEstimator, seenLater } from "../coinSources.ts";
import type { DiagnosticPlot } from "../parameterEstimator.ts";
import { overIndices, resampledInterval, resamplingOf } from "../resampledInterval.ts";
import { stabilityOf } from "../windows.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const depthBps = 50;
const blockMinutes = 10;

/** Spread, depth and the square-root law of impact from a log of orders. */
export const liquidityEstimator: SourceEstimator<"orders"> = {
  id: "liquidity",
  title: "Liquidity of the order book",
  source: "B. Tóth et al., Physical Review X 1 (2011), of the net flow of a minute",
  reads: "orders",
  estimate(log, { toMs, seed }) {
    const last = log.events.at(-1)?.timeMs ?? toMs;
    if (last > toMs) return seenLater(log.source.file, last, toMs);
    const { samples, defects } = replayedBook(log.events, { everyMs: minuteMs, bps: depthBps });
    const resampling = (blockLength: number) => ({ resamples: 400, blockLength, seed });
    const whole = liquidityEstimate(samples, resampling(Math.min(blockMinutes, Math.max(1, samples.length - 1))));
    if (!whole.ok) return failed({ ...whole.failure, path: log.source.file });
    const { impact, impactInterval, spreadBps, depth } = whole.value;
    const draws = resamplingOf(samples.length, blockMinutes, seed);
    const median = (values: Float64Array): number => quantile(values, 0.5, 7);
    const medianOf = (read: (sample: BookSample) => number) =>
      resampledInterval(draws, overIndices(Float64Array.from(samples, read), median));
    const hours = (samples.at(-1)!.timeMs - samples[0]!.timeMs) / hourMs;
    const traded = (drawn: Float64Array): number => (drawn.reduce((sum, one) => sum + one, 0) / drawn.length) * 60;
    const volumes = Float64Array.from(samples, ({ tradedVolume }) => tradedVolume);
    const otherSteps = [30_000, 120_000, 300_000].map((everyMs) => ({
      change: `a sample every ${everyMs / 1000} s`,
      value: impactAt(log, everyMs),
    }));
    const outside = otherSteps.filter(
      ({ value }) => value !== null && (value < impactInterval.lower || value > impactInterval.upper),
    );
    return success({
      estimates: [
        {
          name: "impact",
          value: impact,
          unit: "Y of Y·σ·√(flow/volume), σ and volume of a minute",
          interval: { ...impactInterval, level: 0.95 },
          flags: outside.map(
            ({ change, value }) => `${change} it is ${value!.toFixed(2)}: not one number for all steps`,
          ),
        },
        { name: "spread", value: spreadBps, unit: "bp of the middle", interval: medianOf(spreadOf), flags: [] },
        {
          name: "depth",
          value: depth,
          unit: `base currency within ${depthBps} bp, both sides`,
          interval: medianOf((one) => one.depth),
          flags: [],
        },
        {
          name: "volume",
          value: traded(volumes),
          unit: "base currency an hour",
          interval: resampledInterval(draws, overIndices(volumes, traded)),
          flags: [],
        },
      ],
      observations: samples.length,
      method: `${log.market} of ${log.venue}, ${hours.toFixed(1)} hours from ${new Date(samples[0]!.timeMs).toISOString()}, a sample a minute, medians; intervals by 400 resamples of blocks of ${blockMinutes} minutes on average; left out of the book: ${defects.unknownOrders} events of unknown orders, ${defects.createdTwice} created twice, ${defects.ghosts} crossed and still there, ${defects.outOfOrder} out of order, ${defects.emptySamples} samples of an empty side`,
      stability: stabilityOf({ closesMs: Float64Array.from(samples, ({ timeMs }) => timeMs) }, (from, to) => {
        const own = liquidityEstimate(samples.slice(from, to), { ...resampling(1), resamples: 1 });
        return own.ok ? success(own.value.impact) : own;
      }),
      sensitivity: otherSteps,
      plots: [impactPlot(samples, impact), bookPlot(samples)],
    });
  },
};

const spreadOf = ({ bid, ask }: BookSample): number => ((ask - bid) / ((ask + bid) / 2)) * 1e4;

function impactAt({ events }: OrderLog, everyMs: number): number | null {
  const { samples } = replayedBook(events, { everyMs, bps: depthBps });
  const own = liquidityEstimate(samples, { resamples: 1, blockLength: 1, seed: 0 });
  return own.ok ? own.value.impact : null;
}

/** Moves of a minute against the root of its net flow, both in their own deviations. */
function impactPlot(samples: readonly BookSample[], impact: number): DiagnosticPlot {
  const middle = ({ bid, ask }: BookSample): number => (bid + ask) / 2;
  const later = samples.slice(1);
  const changes = later.map((one, k) => middle(one) / middle(samples[k]!) - 1);
  const deviation = Math.sqrt(changes.reduce((sum, change) => sum + change * change, 0) / changes.length);
  const volume = later.reduce((sum, { tradedVolume }) => sum + tradedVolume, 0) / later.length;
  const points = later.map(({ signedVolume: flow }, k) => ({
    x: Math.sign(flow) * Math.sqrt(Math.abs(flow) / volume),
    y: changes[k]! / deviation,
  }));
  const ends = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
  return {
    id: "impact",
    title: "Move of a minute by its net flow",
    reading: "The line is the law; a cloud without a slope would mean that flow does not move the price.",
    xLabel: "sign × √(net flow / mean volume)",
    yLabel: "move, deviations",
    curves: [
      { id: "minutes", isDots: true, points },
      { id: "law", points: ends.map((x) => ({ x, y: impact * x })) },
    ],
  };
}

const bookPlot = (samples: readonly BookSample[]): DiagnosticPlot => ({
  id: "spread",
  title: "Spread over the log",
  reading: "A spread that widens for long is a market of its own, not an average.",
  xLabel: "hours from the first sample",
  yLabel: "bp of the middle",
  curves: [
    {
      id: "spread",
      points: samples.map((one) => ({ x: (one.timeMs - samples[0]!.timeMs) / hourMs, y: spreadOf(one) })),
    },
  ],
});
