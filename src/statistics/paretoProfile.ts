import { assert } from "../numerics/assert.ts";
import { log, log1p } from "../numerics/logarithm.ts";
import { chiSquareQuantile } from "./chiSquare.ts";
import type { ParetoTail } from "./generalisedPareto.ts";

/** How the likelihood falls from its top as the shape is moved and the scale follows. */
export interface ShapeProfile {
  /** Twice the fall from the top, ≥ 0, at shapes from below the lower end of the interval to above the upper one. */
  readonly points: readonly { readonly shape: number; readonly fall: number }[];
  /** All shapes whose fall a chi-square of one degree of freedom does not exceed at the level. */
  readonly interval: { readonly lower: number; readonly upper: number; readonly level: number };
}

/** No likelihood of a generalised Pareto law has a maximum below it. */
const shapeMin = -0.99;
/** Nearer to 0 the law is exponential. */
const shapeZero = 1e-9;
const pointsShown = 41;

/**
 * Profile likelihood of the shape of a tail: as the tail is not symmetric in it, neither is the interval.
 *
 * @param losses as the fit by maximum likelihood was made from
 * @param level  of the interval, in (0, 1)
 * @throws InvariantError for a level out of range, or a tail that is not of these losses
 * @cost    some 200 searches of a scale, each 60 passes over the excesses
 * @source  S. Coles, An Introduction to Statistical Modeling of Extreme Values (2001), 2.6.6 and 4.3.3
 */
export function paretoShapeProfile(losses: Float64Array, tail: ParetoTail, level: number): ShapeProfile {
  assert(level > 0 && level < 1, `a level must lie in (0, 1); have ${level}`);
  const { threshold, shape: best, exceedances } = tail;
  const beyond = losses.filter((loss) => loss > threshold);
  assert(beyond.length === exceedances, `the tail has ${exceedances} exceedances, these losses ${beyond.length}`);
  const mean = beyond.reduce((sum, loss) => sum + (loss - threshold), 0) / exceedances;
  const excesses = beyond.map((loss) => (loss - threshold) / mean);
  const top = profileAt(excesses, best);
  const fallAt = (shape: number): number => Math.max(0, 2 * (top - profileAt(excesses, shape)));
  const limit = chiSquareQuantile(level, 1);
  const lower = endOf(fallAt, limit, { best, step: -0.05 });
  const upper = endOf(fallAt, limit, { best, step: 0.05 });
  const [from, to] = [Math.max(shapeMin, best - 1.3 * (best - lower)), best + 1.3 * (upper - best)];
  const points = Array.from({ length: pointsShown }, (_, k) => {
    const shape = from + ((to - from) * k) / (pointsShown - 1);
    return { shape, fall: fallAt(shape) };
  });
  return { points, interval: { lower, upper, level } };
}

interface Side {
  readonly best: number;
  /** Away from the best, > 0 upwards. */
  readonly step: number;
}

/** Where the fall passes the limit, by doubled steps and bisection; the least shape where it does not before that. */
function endOf(fallAt: (shape: number) => number, limit: number, { best, step }: Side): number {
  let [inside, reach] = [best, step];
  let outside = Math.max(shapeMin, best + reach);
  while (fallAt(outside) <= limit) {
    if (outside === shapeMin) return shapeMin;
    inside = outside;
    reach *= 2;
    outside = Math.max(shapeMin, best + reach);
  }
  for (let k = 0; k < 40; k++) {
    const middle = 0.5 * (inside + outside);
    if (fallAt(middle) <= limit) inside = middle;
    else outside = middle;
  }
  return inside;
}

/** ℓ at a shape with the best scale: the root of (1 + ξ) mean(y/(β + ξy)) = 1, which falls in β. */
function profileAt(excesses: Float64Array, shape: number): number {
  const largest = excesses.reduce((most, one) => Math.max(most, one), 0);
  const share = (scale: number): number => {
    let total = 0;
    for (const excess of excesses) total += excess / (scale + shape * excess);
    return ((1 + shape) * total) / excesses.length;
  };
  const floor = Math.max(0, -shape * largest);
  let [low, high] = [floor, floor + 1];
  while (share(high) > 1) [low, high] = [high, floor + 2 * (high - floor)];
  for (let k = 0; k < 60; k++) {
    const middle = 0.5 * (low + high);
    if (share(middle) > 1) low = middle;
    else high = middle;
  }
  return logLikelihood(excesses, shape, high);
}

function logLikelihood(excesses: Float64Array, shape: number, scale: number): number {
  let total = 0;
  const isExponential = Math.abs(shape) < shapeZero;
  for (const excess of excesses) {
    total += isExponential ? excess / scale : (1 + 1 / shape) * log1p((shape * excess) / scale);
  }
  return -excesses.length * log(scale) - total;
}
