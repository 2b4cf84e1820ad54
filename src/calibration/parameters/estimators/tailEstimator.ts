import { exp } from "../../../numerics/exponential.ts";
import { log } from "../../../numerics/logarithm.ts";
import { failed, type Outcome, success } from "../../../numerics/outcome.ts";
import { chiSquareQuantile } from "../../../statistics/chiSquare.ts";
import {
  type ParetoTail,
  paretoExpectedShortfall,
  paretoTail,
  paretoValueAtRisk,
} from "../../../statistics/generalisedPareto.ts";
import { paretoShapeProfile, type ShapeProfile } from "../../../statistics/paretoProfile.ts";
import { paretoRiskIntervals } from "../../../statistics/paretoRiskIntervals.ts";
import { quantile } from "../../../statistics/quantile.ts";
import type { DiagnosticPlot, ParameterEstimate, ParameterEstimator } from "../parameterEstimator.ts";
import { aboveZero, rangeInterval } from "../rangeInterval.ts";
import { stabilityOf } from "../windows.ts";

const share = 0.975;
const far = 0.999;
/** With fewer the intervals of value at risk and shortfall hold too seldom. */
const intervalExceedancesMin = 500;

/** How heavy a bar's falls, or rises, are beyond their 97.5 % quantile. */
export function tailEstimator(side: "fall" | "rise"): ParameterEstimator {
  const sign = side === "fall" ? -1 : 1;
  return {
    id: `tail-${side}`,
    title: `Generalised Pareto tail of ${side}s`,
    source: "J. Pickands, Annals of Statistics 3 (1975)",
    estimate({ bars }) {
      const losses = bars.returns.map((value) => sign * value);
      const fit = tailAt(losses, share);
      if (!fit.ok) return fit;
      const { exceedances, observations, threshold } = fit.value;
      if (!(threshold > 0) || exceedances < (1 - share) * observations * 0.5) {
        const message = `the ${100 * share} % quantile of ${side}s is ${threshold.toPrecision(3)}, and ${exceedances} of ${observations} bars lie beyond it: too many bars repeat one price`;
        return failed({ code: "invalid", path: "returns", message, hint: "ask for longer bars" });
      }
      const profile = paretoShapeProfile(losses, fit.value, 0.95);
      return success({
        estimates: estimatesOf(fit.value, profile),
        observations: fit.value.exceedances,
        method: `maximum likelihood beyond the ${100 * share} % quantile, ${fit.value.threshold.toPrecision(4)}; the shape's interval by profile likelihood; bars taken for independent, so intervals are too narrow where volatility clusters`,
        stability: stabilityOf(bars, (from, to) => {
          const own = tailAt(losses.subarray(from, to), share);
          return own.ok ? success(own.value.shape) : own;
        }),
        sensitivity: [0.9, 0.95, 0.99, 0.995].map((other) => {
          const own = tailAt(losses, other);
          return { change: `threshold at ${100 * other} %`, value: own.ok ? own.value.shape : null };
        }),
        plots: [survivalPlot(losses, fit.value, side), profilePlot(profile)],
      });
    },
  };
}

/**
 * Says of which side a variance does not exist, by the same fits; undefined where neither says so.
 *
 * @param returns shape [n]
 */
export function infiniteVariance(returns: Float64Array): string | undefined {
  for (const [side, sign] of [["falls", -1] as const, ["rises", 1] as const]) {
    const fit = tailAt(
      returns.map((value) => sign * value),
      share,
    );
    if (!fit.ok || !(fit.value.threshold > 0) || fit.value.shape < 0.5) continue;
    return `the tail of ${side} has a shape of ${fit.value.shape.toFixed(2)}: no variance, so neither value nor interval settles`;
  }
  return undefined;
}

const tailAt = (losses: Float64Array, at: number): Outcome<ParetoTail> => paretoTail(losses, quantile(losses, at, 7));

function estimatesOf(fit: ParetoTail, { interval }: ShapeProfile): ParameterEstimate[] {
  const { shape, scale, standardErrors } = fit;
  const flags =
    shape >= 1 ? ["no mean: the shape is 1 or more"] : shape >= 0.5 ? ["no variance: the shape is 0.5 or more"] : [];
  const shortfall = paretoExpectedShortfall(fit, far);
  const isEnough = fit.exceedances >= intervalExceedancesMin;
  const intervals = isEnough ? paretoRiskIntervals(fit, far, 0.95) : { valueAtRisk: null, expectedShortfall: null };
  const why = isEnough
    ? "no interval: no law near the fit has one"
    : `no interval: fewer than ${intervalExceedancesMin} exceedances`;
  const point = (name: string, value: number, risk: keyof typeof intervals): ParameterEstimate => ({
    name,
    value,
    unit: "log return",
    interval: intervals[risk],
    flags: [...flags, ...(intervals[risk] === null ? [why] : [])],
  });
  return [
    {
      name: "shape",
      value: shape,
      unit: "",
      interval: interval,
      flags,
    },
    {
      name: "scale",
      value: scale,
      unit: "log return",
      interval: rangeInterval(scale, standardErrors?.scale ?? null, aboveZero),
      flags,
    },
    point("valueAtRisk999", paretoValueAtRisk(fit, far), "valueAtRisk"),
    ...(shortfall === null ? [] : [point("expectedShortfall999", shortfall, "expectedShortfall")]),
  ];
}

const profilePlot = ({ points, interval }: ShapeProfile): DiagnosticPlot => ({
  id: "profile",
  title: "Profile likelihood of the shape",
  reading: `Below the line lie the shapes of the 95 % interval, ${interval.lower.toFixed(2)} to ${interval.upper.toFixed(2)}; at 0.5 a law loses its variance, at 1 its mean.`,
  xLabel: "shape",
  yLabel: "twice the fall of the log-likelihood",
  curves: [
    { id: "fall", points: points.map(({ shape, fall }) => ({ x: shape, y: fall })) },
    {
      id: "95 %",
      points: [points[0]!, points.at(-1)!].map(({ shape }) => ({ x: shape, y: chiSquareQuantile(0.95, 1) })),
    },
  ],
});

/** Share of losses beyond each size, both axes as powers of ten: a straight line is a power law. */
function survivalPlot(losses: Float64Array, fit: ParetoTail, side: string): DiagnosticPlot {
  const tens = (value: number): number => log(value) / Math.LN10;
  const sorted = losses.filter((loss) => loss > fit.threshold).sort();
  const count = losses.length;
  const stride = Math.max(1, Math.floor(sorted.length / 150));
  const seen = Array.from(sorted, (loss, k) => ({ x: tens(100 * loss), y: tens((sorted.length - k) / count) })).filter(
    (_, k) => k % stride === 0 || k > sorted.length - 30,
  );
  const levels = Array.from({ length: 40 }, (_, k) => {
    const least = 0.5 / count;
    const beyond = (fit.exceedances / count) * exp((k / 39) * log(least / (fit.exceedances / count)));
    return { beyond, loss: paretoValueAtRisk(fit, 1 - beyond) };
  });
  return {
    id: "tail",
    title: `Share of ${side}s beyond a size`,
    reading: "Dots above the line at the right: the fit says too little of the far tail.",
    xLabel: "log10 of %",
    yLabel: "log10 of the share",
    curves: [
      { id: `${side}s`, points: seen, isDots: true },
      { id: "fit", points: levels.map(({ beyond, loss }) => ({ x: tens(100 * loss), y: tens(beyond) })) },
    ],
  };
}
