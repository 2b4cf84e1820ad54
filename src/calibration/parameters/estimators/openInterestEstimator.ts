import { seriesUntil } from "../../../market/timeSeries.ts";
import { log } from "../../../numerics/logarithm.ts";
import { failed, success } from "../../../numerics/outcome.ts";
import { sum } from "../../../numerics/summation.ts";
import { quantile } from "../../../statistics/quantile.ts";
import { marketDepth } from "../../impact.ts";
import type { OpenInterestSeries, SourceEstimator } from "../coinSources.ts";
import type { CoinHistory, DiagnosticPlot, ParameterEstimate } from "../parameterEstimator.ts";
import { overIndices, type Resampling, resampledInterval, resamplingOf } from "../resampledInterval.ts";
import { stabilityOf } from "../windows.ts";

const dayMs = 86_400_000;
const yearMs = 365.25 * dayMs;
const daysMin = 100;
const blockDays = 30;
const depthDays = 90;
const worstShare = 0.05;

/** How much is held, how fast it leaves, and how many days of trading it would take to close. */
export const openInterestEstimator: SourceEstimator<"openInterest"> = {
  id: "open-interest",
  title: "Open interest",
  source: "log changes of days; D. Politis, J. Romano, JASA 89 (1994), for intervals",
  reads: "openInterest",
  estimate(series, history) {
    const { changes, emptied } = changesOf(series, history);
    if (changes.length < daysMin) {
      const message = `${changes.length} daily changes of ${series.symbol} lie in the window, ${daysMin} are needed`;
      return failed({ code: "missing-data", path: series.source.file, message, hint: "widen --from and --to" });
    }
    const moves = Float64Array.from(changes, ({ change }) => change);
    if (moves.every((move) => move === 0)) {
      const message = `the open interest of ${series.symbol} never moves`;
      return failed({
        code: "invalid",
        path: series.source.file,
        message,
        hint: "look at the data: a feed that stands still",
      });
    }
    const resampling = resamplingOf(moves.length, blockDays, history.seed);
    const withoutLargest = moves.toSorted((a, b) => Math.abs(a) - Math.abs(b)).slice(0, Math.ceil(0.99 * moves.length));
    return success({
      estimates: [
        ...changeEstimates(moves, resampling, emptied),
        ...besidePrices(changes, history, resampling),
        ...levelEstimates(series, history),
      ],
      observations: moves.length,
      method: `${series.symbol}, closes of days; intervals by 400 resamples of blocks of ${blockDays} days on average; days without a value before them passed over`,
      stability: stabilityOf({ closesMs: Float64Array.from(changes, ({ timeMs }) => timeMs) }, (from, to) =>
        success(deviationOf(moves.subarray(from, to))),
      ),
      sensitivity: [{ change: "without the largest hundredth of changes", value: deviationOf(withoutLargest) }],
      plots: [pathPlot(series, history), pricePlot(changes, history)],
    });
  },
};

interface Change {
  /** The later of two days. */
  readonly timeMs: number;
  /** ln of the later over the earlier. */
  readonly change: number;
}

/** Changes between days that both hold something, and how often all that was held went at once. */
function changesOf({ timesMs, values }: OpenInterestSeries, { fromMs, toMs }: CoinHistory) {
  const changes: Change[] = [];
  let emptied = 0;
  for (let k = 1; k < timesMs.length; k++) {
    const [before, now, timeMs] = [values[k - 1]!, values[k]!, timesMs[k]!];
    const isInside = timesMs[k - 1]! >= fromMs && timeMs <= toMs;
    if (isInside && before > 0 && now === 0) emptied += 1;
    if (!isInside || timeMs - timesMs[k - 1]! !== dayMs || !(before > 0 && now > 0)) continue;
    changes.push({ timeMs, change: log(now / before) });
  }
  return { changes, emptied };
}

/** About 0. */
const deviationOf = (moves: ArrayLike<number>): number =>
  Math.sqrt(sum(Array.from(moves, (move) => move * move)) / moves.length);

const fall = (moves: Float64Array): number => quantile(moves, 0.005, 7);

const changeEstimates = (moves: Float64Array, resampling: Resampling, emptied: number): ParameterEstimate[] => [
  {
    name: "dailyDeviation",
    value: deviationOf(moves),
    unit: "log change a day",
    interval: resampledInterval(resampling, overIndices(moves, deviationOf)),
    flags: [],
  },
  {
    name: "fall995",
    value: fall(moves),
    unit: "log change of a day that 0.5 % of days fall below",
    interval: null,
    flags: [
      ...(emptied > 0 ? [`${emptied} falls to nothing are left out`] : []),
      `no interval: ${Math.floor(0.005 * moves.length)} days decide it`,
    ],
  },
];

/** The mean change on the worst twentieth of the coin's days: what liquidations and flight take with them. */
function besidePrices(changes: readonly Change[], { days }: CoinHistory, resampling: Resampling): ParameterEstimate[] {
  const returns = returnsBeside(changes, days);
  const known = returns.filter((one) => !Number.isNaN(one)).length;
  if (known < daysMin) return [];
  const onWorst = (indices: ArrayLike<number>): number => {
    const own = Array.from(indices).filter((k) => !Number.isNaN(returns[k]!));
    const worst = own.sort((a, b) => returns[a]! - returns[b]!).slice(0, Math.ceil(worstShare * own.length));
    return sum(worst.map((k) => changes[k]!.change)) / worst.length;
  };
  return [
    {
      name: "changeOnWorstDays",
      value: onWorst(returns.map((_, k) => k)),
      unit: "mean log change on the worst 5 % of the coin's days",
      interval: resampledInterval(resampling, onWorst),
      flags: [],
    },
  ];
}

function returnsBeside(changes: readonly Change[], days: CoinHistory["days"]): number[] {
  if (!days.ok) return changes.map(() => Number.NaN);
  const { closesMs, returns } = days.value;
  const byClose = new Map(Array.from(closesMs, (close, t) => [close, returns[t]!]));
  return changes.map(({ timeMs }) => byClose.get(timeMs) ?? Number.NaN);
}

function levelEstimates(
  series: OpenInterestSeries,
  { series: prices, fromMs, toMs }: CoinHistory,
): ParameterEstimate[] {
  const inside = Array.from(series.timesMs.keys()).filter(
    (k) => series.timesMs[k]! >= fromMs && series.timesMs[k]! <= toMs,
  );
  const own = inside.map((k) => series.values[k]!);
  const [last, lastMs] = [own.at(-1)!, series.timesMs[inside.at(-1)!]!];
  const point = (name: string, value: number, unit: string, flags: readonly string[]): ParameterEstimate => ({
    name,
    value,
    unit,
    interval: null,
    flags: [...flags, "no interval: observed"],
  });
  const depth =
    series.unit === "dollars" && dayMs % prices.stepMs === 0
      ? marketDepth(seriesUntil(prices, lastMs), depthDays)
      : undefined;
  return [
    point("last", last, series.unit === "dollars" ? "dollars" : "unit of the source", []),
    point("shareOfPeak", last / Math.max(...own), "", []),
    ...(depth?.ok === true
      ? [
          point(
            "daysOfVolume",
            last / depth.value.dailyVolume,
            "days of the price file's median volume, last 90 days",
            ["another market's volume: spot beside contracts"],
          ),
        ]
      : []),
  ];
}

function pathPlot({ timesMs, values, unit }: OpenInterestSeries, { fromMs, toMs }: CoinHistory): DiagnosticPlot {
  const inside = Array.from(timesMs.keys()).filter((k) => timesMs[k]! >= fromMs && timesMs[k]! <= toMs);
  const stride = Math.max(1, Math.floor(inside.length / 300));
  const points = inside
    .filter((_, k) => k % stride === 0)
    .map((k) => ({ x: 1970 + timesMs[k]! / yearMs, y: values[k]! / 1e6 }));
  return {
    id: "path",
    title: "Open interest",
    reading: "A cliff is a liquidation or a listing elsewhere, not a day like others.",
    xLabel: "year",
    yLabel: unit === "dollars" ? "million dollars" : "millions",
    curves: [{ id: "open interest", points }],
  };
}

function pricePlot(changes: readonly Change[], { days }: CoinHistory): DiagnosticPlot {
  const returns = returnsBeside(changes, days);
  const points = changes.flatMap(({ change }, k) =>
    Number.isNaN(returns[k]!) ? [] : [{ x: 100 * returns[k]!, y: 100 * change }],
  );
  return {
    id: "beside-returns",
    title: "Change of open interest beside the coin's return",
    reading: "Dots low at the left: positions leave when the price falls.",
    xLabel: "return of the day, %",
    yLabel: "change, %",
    curves: [{ id: "days", isDots: true, points }],
  };
}
