import { assert } from "../numerics/assert.ts";
import { expm1 } from "../numerics/exponential.ts";
import { log, log1p } from "../numerics/logarithm.ts";
import { type Failure, failed, type Outcome, success } from "../numerics/outcome.ts";
import { power } from "../numerics/power.ts";

/** Losses beyond a threshold, as a generalised Pareto law. */
export interface ParetoTail {
  readonly threshold: number;
  /** Shape ξ: above 0 a power tail of exponent −1/ξ, at 1 and above without a mean. */
  readonly shape: number;
  /** Scale β > 0, in the unit of the losses. */
  readonly scale: number;
  /** Losses above the threshold, and of all. */
  readonly exceedances: number;
  readonly observations: number;
  readonly logLikelihood: number;
  /** Standard errors by the expected information; null where ξ ≤ −½, where there is none, and of moments. */
  readonly standardErrors: { readonly shape: number; readonly scale: number } | null;
}

export interface ParetoFit {
  /** Maximum likelihood unless said. */
  readonly method?: "likelihood" | "moments";
  /** Fewer losses beyond the threshold are refused; 20 unless said, for fewer tell nothing of a shape. */
  readonly exceedancesMin?: number;
}

/** Below it the likelihood has no maximum that estimates anything: the fit ends here. */
const shapeMin = -0.5;

/**
 * The law of what exceeds a threshold, by maximum likelihood or by probability-weighted moments.
 *
 * Likelihood: along θ = ξ/β the best shape is the mean of ln(1 + θy), so one number is searched, and its slope's root found.
 * Excesses are scaled by their mean first, because unscaled returns hide the maximum.
 *
 * @param losses    shape [n], losses +, without NaN
 * @param threshold strictly exceeded
 * The interval by these errors covers at 95 % as promised for shapes from 0.05 to 0.8 with 300 exceedances; at −0.2 it covers 89 %
 * with 300 and 91 % with 1,000.
 *
 * @returns         too few exceedances, excesses all equal, and a shape at its bound −½ are failures
 * @cost            about a hundred passes over the excesses
 * @source          J. Pickands, Annals of Statistics 3 (1975); J. Hosking, J. Wallis, Technometrics 29 (1987), plotting
 *                  positions (i − 0.35)/n; S. Grimshaw, Technometrics 35 (1993) for the search along θ
 */
export function paretoTail(
  losses: Float64Array,
  threshold: number,
  { method = "likelihood", exceedancesMin = 20 }: ParetoFit = {},
): Outcome<ParetoTail> {
  const excesses = losses.filter((loss) => loss > threshold).map((loss) => loss - threshold);
  const count = excesses.length;
  if (count < exceedancesMin) {
    return refused(
      "missing-data",
      `${count} losses exceed ${Number(threshold.toPrecision(6))}, a fit needs ${exceedancesMin}`,
      "lower the threshold",
    );
  }
  const mean = meanOf(excesses);
  const scaled = excesses.map((excess) => excess / mean).sort();
  if (!(scaled[0]! < scaled[count - 1]!))
    return refused("not-converged", `all ${count} excesses are equal`, "look at the data");
  const fitted = method === "moments" ? byMoments(scaled) : byLikelihood(scaled);
  if (fitted === undefined) {
    const message = `the likelihood of ${count} excesses rises to a shape of ${shapeMin} and below`;
    return refused("not-converged", message, "the tail has an end: use its largest loss, or a lower threshold");
  }
  const { shape } = fitted;
  const scale = fitted.scale * mean;
  const hasErrors = method === "likelihood";
  return success({
    threshold,
    shape,
    scale,
    exceedances: count,
    observations: losses.length,
    logLikelihood: logLikelihoodOf(scaled, fitted) - count * log(mean),
    standardErrors: hasErrors
      ? { shape: (1 + shape) / Math.sqrt(count), scale: scale * Math.sqrt((2 * (1 + shape)) / count) }
      : null,
  });
}

/**
 * The loss that is exceeded with probability 1 − level.
 *
 * @param level at least the share of losses at or below the threshold, below 1
 * @source A. McNeil, R. Frey, P. Embrechts, Quantitative Risk Management, 2nd ed. (2015), (5.18)
 */
export function paretoValueAtRisk(tail: ParetoTail, level: number): number {
  const { threshold, shape, scale, exceedances, observations } = tail;
  const exceeded = exceedances / observations;
  const inside = level < 1 && 1 - level <= exceeded * (1 + 1e-12);
  assert(inside, `level must lie in [${1 - exceeded}, 1), beyond the threshold; have ${level}`);
  const far = -log((1 - level) / exceeded);
  return threshold + (Math.abs(shape) < shapeZero ? scale * far : (scale / shape) * expm1(shape * far));
}

/** Mean loss beyond that, or null where ξ ≥ 1 and there is none. As `paretoValueAtRisk`, (5.19). */
export function paretoExpectedShortfall(tail: ParetoTail, level: number): number | null {
  const { threshold, shape, scale } = tail;
  if (shape >= 1) return null;
  return (paretoValueAtRisk(tail, level) + scale - shape * threshold) / (1 - shape);
}

/** Nearer to 0 than this the law is exponential. */
const shapeZero = 1e-9;

interface Fitted {
  readonly shape: number;
  readonly scale: number;
}

/** @param excesses ascending */
function byMoments(excesses: Float64Array): Fitted {
  const count = excesses.length;
  const first = meanOf(excesses);
  let second = 0;
  excesses.forEach((excess, i) => {
    second += excess * (1 - (i + 1 - 0.35) / count);
  });
  second /= count;
  const apart = first - 2 * second;
  return { shape: 2 - first / apart, scale: (2 * first * second) / apart };
}

const shapeAt = (excesses: Float64Array, theta: number): number => {
  let total = 0;
  for (const excess of excesses) total += log1p(theta * excess);
  return total / excesses.length;
};

/** Slope of the likelihood along θ, a loss: its sign alone is used. */
function slopeAt(excesses: Float64Array, theta: number): number {
  const shape = shapeAt(excesses, theta);
  let total = 0;
  for (const excess of excesses) total += excess / (1 + theta * excess);
  const rise = total / excesses.length;
  return 1 / theta - rise / shape - rise;
}

const valueAt = (excesses: Float64Array, theta: number): number => {
  const shape = shapeAt(excesses, theta);
  return -log(shape / theta) - shape;
};

/** Between these θ the law is exponential to five digits, and its likelihood −1 for excesses of mean 1. */
const thetaZero = 1e-5;

/** Search on a grid of θ, whose likelihood may have more than one hill, then the root of the slope beside the best. */
function byLikelihood(excesses: Float64Array): Fitted | undefined {
  const bound = thetaAtBound(excesses);
  const positive = Array.from({ length: 25 }, (_, k) => thetaZero * power(10, k / 3));
  const negative = positive.map((theta) => -theta).filter((theta) => theta > 0.9 * bound);
  const nearBound = Array.from({ length: 10 }, (_, k) => bound * (1 - 0.09 * k)).filter((theta) => theta < -thetaZero);
  const grid = [...nearBound, ...negative, ...positive].sort((one, other) => one - other);
  const values = grid.map((theta) => valueAt(excesses, theta));
  const best = values.reduce((top, value, k) => (value > values[top]! ? k : top), 0);
  if (best === 0 && slopeAt(excesses, grid[0]!) <= 0) return undefined;
  if (values[best]! <= -1) return { shape: 0, scale: 1 };
  let [low, high] = [grid[Math.max(0, best - 1)]!, grid[Math.min(grid.length - 1, best + 1)]!];
  // The slope is not known beside 0; the best point's own side is searched.
  if (low < 0 && grid[best]! > 0) low = 0.01 * thetaZero;
  if (high > 0 && grid[best]! < 0) high = -0.01 * thetaZero;
  for (let step = 0; step < 100 && high - low > 1e-15 * Math.abs(high); step++) {
    const middle = 0.5 * (low + high);
    if (slopeAt(excesses, middle) > 0) low = middle;
    else high = middle;
  }
  const theta = 0.5 * (low + high);
  const shape = shapeAt(excesses, theta);
  return { shape, scale: shape / theta };
}

/** The θ at which the best shape is at its bound; the shape rises with θ. @param excesses ascending */
function thetaAtBound(excesses: Float64Array): number {
  let [low, high] = [-1 / excesses.at(-1)!, 0];
  for (let step = 0; step < 60; step++) {
    const middle = 0.5 * (low + high);
    if (shapeAt(excesses, middle) > shapeMin) high = middle;
    else low = middle;
  }
  return high;
}

function logLikelihoodOf(excesses: Float64Array, { shape, scale }: Fitted): number {
  let total = 0;
  for (const excess of excesses) {
    total += Math.abs(shape) < shapeZero ? excess / scale : (1 + 1 / shape) * log1p((shape * excess) / scale);
  }
  return -excesses.length * log(scale) - total;
}

function meanOf(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total / values.length;
}

const refused = (code: Failure["code"], message: string, hint: string): Outcome<never> =>
  failed({ code, path: "losses", message, hint });
