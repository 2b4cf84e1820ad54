import { exp } from "../../../numerics/exponential.ts";
import { log } from "../../../numerics/logarithm.ts";
import { failed, success } from "../../../numerics/outcome.ts";
import { sum } from "../../../numerics/summation.ts";
import { autoregression } from "../../../statistics/autoregression.ts";
import { batchMeans } from "../../../statistics/batchMeans.ts";
import { quantile } from "../../../statistics/quantile.ts";
import type { SourceEstimator } from "../coinSources.ts";
import type { DiagnosticPlot, ParameterEstimate } from "../parameterEstimator.ts";
import { everywhere, rangeInterval } from "../rangeInterval.ts";
import { stabilityOf } from "../windows.ts";

const hourMs = 3_600_000;
const yearMs = 365 * 24 * hourMs;
/** Of the calendar, for axes. */
const calendarYearMs = 365.25 * 24 * hourMs;
/** Share of intervals between payments that may differ from the usual one by more than a tenth. */
const oddMax = 0.05;
const eventsMin = 90;
const lagsShown = 42;

/** What a perpetual pays in the long run, how long an unusual rate lasts, and how far it goes. */
export const fundingEstimator: SourceEstimator<"funding"> = {
  id: "funding",
  title: "Funding of the perpetual",
  source: "first-order autoregression by least squares; B. Schmeiser, Operations Research 30 (1982)",
  reads: "funding",
  estimate({ times, rates, market, source }, { fromMs, toMs }) {
    const inside = Array.from(times.keys()).filter((k) => times[k]! >= fromMs && times[k]! <= toMs);
    if (inside.length < eventsMin) {
      const message = `${inside.length} funding payments of ${market} lie in the window, ${eventsMin} are needed`;
      return failed({ code: "missing-data", path: source.file, message, hint: "widen --from and --to" });
    }
    const timesMs = Float64Array.from(inside, (k) => times[k]!);
    const values = Float64Array.from(inside, (k) => rates[k]!);
    const spacingMs = quantile(
      timesMs.slice(1).map((time, k) => time - timesMs[k]!),
      0.5,
      7,
    );
    const apart = timesMs.slice(1).map((time, k) => time - timesMs[k]!);
    const odd = apart.filter((one) => Math.abs(one / spacingMs - 1) > 0.1);
    if (odd.length > oddMax * apart.length) {
      const [usual, other] = [spacingMs, quantile(odd, 0.5, 7)].map((ms) => (ms / hourMs).toFixed(1));
      const message = `payments of ${market} come ${usual} h apart, and ${odd.length} of ${apart.length} do not (in the middle ${other} h): one mean a payment is not one rate a year`;
      return failed({
        code: "unsupported",
        path: source.file,
        message,
        hint: "calibrate each stretch alone, by --from and --to",
      });
    }
    const gaps = timesMs.filter((time, k) => k > 0 && time - timesMs[k - 1]! > 1.5 * spacingMs).length;
    const perYear = yearMs / spacingMs;
    const yearly = (drawn: ArrayLike<number>): number => (perYear * sum(Array.from(drawn))) / drawn.length;
    const cut = quantile(values.map(Math.abs), 0.99, 7);
    return success({
      estimates: estimatesOf(values, { spacingMs, yearly }),
      observations: values.length,
      method: `${market}, a payment every ${(spacingMs / hourMs).toFixed(1)} h; the mean's interval from twenty batches, the persistence by least squares with an error that allows for changing variance${gaps === 0 ? "" : `; ${gaps} gaps, passed over`}`,
      stability: stabilityOf({ closesMs: timesMs }, (from, to) => success(yearly(values.subarray(from, to)))),
      sensitivity: [
        { change: "the median payment instead of the mean", value: perYear * quantile(values, 0.5, 7) },
        {
          change: "without the largest hundredth of payments",
          value: yearly(values.filter((rate) => Math.abs(rate) <= cut)),
        },
      ],
      plots: [pathPlot(timesMs, values, perYear), memoryPlot(values)],
    });
  },
};

interface Given {
  readonly spacingMs: number;
  readonly yearly: (drawn: ArrayLike<number>) => number;
}

function estimatesOf(values: Float64Array, { spacingMs, yearly }: Given): ParameterEstimate[] {
  const { coefficient, standardError } = autoregression(values);
  const range = rangeInterval(coefficient, standardError, everywhere);
  const hoursOf = (share: number): number => (-Math.LN2 / log(share)) * (spacingMs / hourMs);
  const isDecaying = coefficient > 0 && coefficient < 1;
  const isBounded = range !== null && range.lower > 0 && range.upper < 1;
  const isStill = standardError === null;
  const { lower, upper, level } = batchMeans(values, 0.95);
  const meanInterval = { lower: yearly([lower]), upper: yearly([upper]), level };
  return [
    {
      name: "mean",
      value: yearly(values),
      unit: "of notional a year, longs to shorts",
      interval: meanInterval,
      flags: [],
    },
    {
      name: "persistence",
      value: coefficient,
      unit: "per payment",
      interval: range,
      flags: isStill ? ["no interval: the rate never moves"] : [],
    },
    ...(isDecaying
      ? [
          {
            name: "halfLife",
            value: hoursOf(coefficient),
            unit: "hours",
            interval: isBounded ? { ...range, lower: hoursOf(range.lower), upper: hoursOf(range.upper) } : null,
            flags: [
              ...longMemory(values, coefficient),
              ...(isBounded ? [] : ["no interval: the persistence is not told apart from 0 or from 1"]),
            ],
          },
        ]
      : []),
    ...([0.005, 0.995] as const).map((share) => ({
      name: share < 0.5 ? "lowest005" : "highest995",
      value: quantile(values, share, 7),
      unit: "of notional a payment",
      interval: null,
      // Resampled blocks held the true quantile of 1,641 payments in 83 % of samples where they promised 95.
      flags: ["no interval: what lies beyond it comes in few clusters"],
    })),
  ];
}

function pathPlot(timesMs: Float64Array, values: Float64Array, perYear: number): DiagnosticPlot {
  const length = Math.max(1, Math.floor(values.length / 150));
  const points = Array.from({ length: Math.floor(values.length / length) }, (_, k) => {
    const own = values.subarray(k * length, (k + 1) * length);
    return { x: 1970 + timesMs[k * length]! / calendarYearMs, y: (100 * perYear * sum(Array.from(own))) / own.length };
  });
  return {
    id: "path",
    title: "Funding over time",
    reading: `Means of ${length} payments. A level that shifts for months is no noise about one mean.`,
    xLabel: "year",
    yLabel: "% a year",
    curves: [{ id: "funding", points }],
  };
}

/** A week of payments every eight hours: where one half-life has long been over. */
const weekLag = 21;

/** Said where rates remember for longer than powers of the first autocorrelation do. */
function longMemory(values: Float64Array, coefficient: number): string[] {
  const seen = autocorrelations(values)(weekLag);
  const fitted = exp(weekLag * log(coefficient));
  if (seen <= fitted + 2 / Math.sqrt(values.length)) return [];
  return [
    `memory beyond it: the autocorrelation ${weekLag} payments later is ${seen.toFixed(2)}, this half-life says ${fitted.toFixed(2)}`,
  ];
}

/** By lag, about the sample's mean; 0 for a series that never moves. */
function autocorrelations(values: Float64Array): (lag: number) => number {
  const mean = sum(Array.from(values)) / values.length;
  const centred = Array.from(values, (value) => value - mean);
  const squares = sum(centred.map((value) => value * value));
  return (lag) => (squares > 0 ? sum(centred.slice(lag).map((value, t) => value * centred[t]!)) / squares : 0);
}

/** Autocorrelation by lag beside the powers of the first one. */
function memoryPlot(values: Float64Array): DiagnosticPlot {
  const { coefficient } = autoregression(values);
  const at = autocorrelations(values);
  const lags = Array.from({ length: Math.min(lagsShown, values.length - 1) }, (_, k) => k + 1);
  let fitted = 1;
  return {
    id: "memory",
    title: "How long an unusual rate lasts",
    reading: "Dots above the line at long lags: more memory than one half-life says.",
    xLabel: "payments later",
    yLabel: "autocorrelation",
    curves: [
      {
        id: "payments",
        isDots: true,
        points: lags.map((lag) => ({
          x: lag,
          y: at(lag),
        })),
      },
      {
        id: "fit",
        points: lags.map((lag) => {
          fitted *= coefficient;
          return { x: lag, y: fitted };
        }),
      },
    ],
  };
}
