import { exp } from "../../../numerics/exponential.ts";
import { log } from "../../../numerics/logarithm.ts";
import { failed, success } from "../../../numerics/outcome.ts";
import { chiSquareQuantile } from "../../../statistics/chiSquare.ts";
import {
  fitVolatility,
  lawQuantile,
  partsOf,
  type VolatilityFit,
  type VolatilitySpecification,
  volatilityModel,
  volatilityPath,
} from "../../../statistics/volatility/index.ts";
import type { DiagnosticPlot, ParameterEstimate, ParameterEstimator } from "../parameterEstimator.ts";
import { aboveZero, everywhere, type ParameterRange, rangeInterval, share } from "../rangeInterval.ts";
import { stabilityOf } from "../windows.ts";

const specificationOf = (model: string, law: string): VolatilitySpecification => ({
  model,
  law,
  mean: "constant",
  start: { rule: "backcast", decay: 0.94, count: 75 },
  persistenceMax: 0.9999,
});

/** GARCH with Student t errors on bars: how long a shock lasts and how heavy what is left of the tail is. */
export const conditionalVarianceEstimator: ParameterEstimator = {
  id: "conditional-variance",
  title: "GARCH(1,1) with Student t errors",
  source: "T. Bollerslev, Review of Economics and Statistics 69 (1987); errors by the sandwich",
  estimate({ bars }) {
    const fit = fitVolatility(specificationOf("garch", "student-t"), bars.returns);
    if (!fit.ok) return fit;
    const persistenceIn = (found: VolatilityFit): number => found.persistence;
    const stability = stabilityOf(bars, (from, to) => {
      const own = fitVolatility(specificationOf("garch", "student-t"), bars.returns.subarray(from, to), {
        errors: false,
      });
      return own.ok ? success(persistenceIn(own.value)) : own;
    });
    const others = ["gjr-garch/student-t", "garch/skewed-t", "garch/normal"].map((change) => {
      const [model, law] = change.split("/") as [string, string];
      const own = fitVolatility(specificationOf(model, law), bars.returns, { errors: false });
      return { change, value: own.ok ? persistenceIn(own.value) : null };
    });
    const free = fit.value.isPersistenceAtBound ? unboundedFit(fit.value, bars.returns) : undefined;
    const held =
      free === undefined
        ? ""
        : `; without the bound ${free.persistence.toFixed(4)}, ${(2 * (free.logLikelihood - fit.value.logLikelihood)).toFixed(1)} more in twice the log-likelihood`;
    const quantiles = quantilePlot(fit.value, bars.returns);
    if (quantiles === undefined) {
      return failed({ code: "not-converged", path: "returns", message: "a conditional variance is not a number" });
    }
    return success({
      estimates: estimatesOf(fit.value),
      observations: fit.value.observations,
      method: `maximum likelihood, backcast start (0.94, 75), persistence at most 0.9999; ${fit.value.iterations} iterations, log-likelihood ${fit.value.logLikelihood.toFixed(2)}${held}; gaps left out`,
      stability,
      sensitivity: [
        ...others,
        ...(free === undefined ? [] : [{ change: "without a bound on it", value: free.persistence }]),
      ],
      plots: [quantiles, ...memoryPlots(fit.value, bars.returns)],
    });
  },
};

function unboundedFit({ specification }: VolatilityFit, returns: Float64Array): VolatilityFit | undefined {
  const free = fitVolatility({ ...specification, persistenceMax: null }, returns, { errors: false });
  return free.ok ? free.value : undefined;
}

/** Half-lives, in bars, to which memory is held in turn; the longest has a persistence of 0.9997. */
const heldHalfLives = [3, 6, 12, 24, 48, 96, 168, 336, 672, 1344, 2016];

/** Profile of the likelihood over the persistence, up to the fit's own; none where that leaves too few places. */
function memoryPlots(fit: VolatilityFit, returns: Float64Array): DiagnosticPlot[] {
  const points = heldHalfLives.flatMap((halfLife) => {
    const persistenceMax = exp(-Math.LN2 / halfLife);
    if (persistenceMax > fit.persistence) return [];
    const held = fitVolatility({ ...fit.specification, persistenceMax }, returns, { errors: false });
    if (!held.ok) return [];
    return [{ x: log(halfLife) / Math.LN10, y: Math.max(0, 2 * (fit.logLikelihood - held.value.logLikelihood)) }];
  });
  if (points.length < 3) return [];
  const plot: DiagnosticPlot = {
    id: "memory",
    title: "Profile likelihood of the memory",
    reading: `What a memory held to a half-life costs in likelihood; below ${chiSquareQuantile(0.95, 1).toFixed(2)} the data do not tell it from the fit's. Right where the law is; too sharp where returns cluster in ways that it does not know.`,
    xLabel: "log10 of the half-life in bars",
    yLabel: "twice the fall of the log-likelihood",
    curves: [{ id: "fall", points, isDots: true }],
  };
  return [plot];
}

function estimatesOf(fit: VolatilityFit): ParameterEstimate[] {
  const bound = fit.isPersistenceAtBound ? ["persistence at its bound"] : [];
  const news = fit.parameters.find(({ name }) => name === "alpha")!;
  // Without news there is nothing to persist, and the likelihood tells no memory from another. One-sided at 95 %.
  const isSilent = news.atBound === "lower" || (news.robustError !== null && news.value < 1.645 * news.robustError);
  const memory = [
    ...bound,
    ...(isSilent ? ["alpha is not told apart from 0: no clustering, and beta means nothing"] : []),
  ];
  return [
    {
      name: "persistence",
      value: fit.persistence,
      unit: "per bar",
      interval: null,
      flags: [...memory, "no interval: a sum of two estimates"],
    },
    // On its bound the persistence is the bound's, and so would be the half-life.
    ...(fit.halfLife === null || fit.isPersistenceAtBound
      ? []
      : [
          {
            name: "halfLife",
            value: fit.halfLife,
            unit: "bars",
            interval: null,
            flags: [...memory, "no interval: a function of two estimates"],
          },
        ]),
    ...fit.parameters.map(({ name, value, robustError, atBound }) => {
      // Derivatives at a bounded point are not those of a top, and say nothing of how far that may lie.
      const isHeld = fit.isPersistenceAtBound && name !== "mean";
      const interval = isHeld ? null : rangeInterval(value, robustError, rangeOf(name));
      return {
        name,
        value,
        unit: name === "mean" ? "log return per bar" : name === "omega" ? "squared log return per bar" : "",
        interval,
        flags: [
          ...(atBound === null ? [] : [`at its ${atBound} bound`, "no interval: on a bound"]),
          ...(isHeld ? ["no interval: the persistence is held"] : []),
          ...(atBound === null && !isHeld && interval === null
            ? ["no interval: the likelihood does not bend as at a top"]
            : []),
          ...(name === "beta" ? memory : bound),
        ],
      };
    }),
  ];
}

const ranges: Readonly<Record<string, ParameterRange>> = {
  omega: aboveZero,
  alpha: share,
  beta: share,
  // At 2 and below Student's t has no variance to scale.
  degreesOfFreedom: { lower: 2, upper: Number.POSITIVE_INFINITY },
};

const rangeOf = (name: string): ParameterRange => ranges[name] ?? everywhere;

/** Quantiles of standardised returns against those of the law. */
function quantilePlot(fit: VolatilityFit, returns: Float64Array) {
  const model = volatilityModel(fit.specification);
  const values = fit.parameters.map(({ value }) => value);
  const { residuals, variances } = volatilityPath(model, returns, values);
  const standardised = residuals.map((e, t) => e / Math.sqrt(variances[t]!)).sort();
  if (!standardised.every(Number.isFinite)) return undefined;
  const { shape } = partsOf(model, values);
  const count = standardised.length;
  const places = tailPlaces(count);
  const points = places.map((k) => ({
    x: lawQuantile(model.law, shape, (k + 0.5) / count),
    y: standardised[k]!,
  }));
  const ends = [points[0]!.x, points.at(-1)!.x];
  return {
    id: "quantiles",
    title: "Standardised returns against the law",
    reading: "Dots off the line at an end: that tail is heavier, or lighter, than the law says.",
    xLabel: "quantile of the law, deviations",
    yLabel: "of the returns",
    curves: [
      { id: "returns", points, isDots: true as const },
      { id: "equal", points: ends.map((x) => ({ x, y: x })) },
    ],
  };
}

/** All of both ends and every so manyth of the middle. */
function tailPlaces(count: number): number[] {
  const ends = Math.min(40, Math.floor(count / 4));
  const stride = Math.max(1, Math.floor((count - 2 * ends) / 120));
  const places: number[] = [];
  for (let k = 0; k < count; k += k < ends || k >= count - ends ? 1 : Math.min(stride, count - ends - k) || 1)
    places.push(k);
  return places;
}
