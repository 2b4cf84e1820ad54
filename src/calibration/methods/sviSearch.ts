import type { MoneynessRange, SviSmile, WingSlopes } from "../../market/surface/smile.ts";
import type { SviParameters } from "../../market/surface/svi.ts";
import { exp } from "../../numerics/exponential.ts";
import { type LeastSquaresFit, leastSquares, solvePositive } from "../../numerics/leastSquares.ts";
import { log } from "../../numerics/logarithm.ts";
import { atTheMoneyVariance } from "../fit.ts";
import type { SmilePoints } from "../smilePoints.ts";

/** Quotes in units of the expiry. */
export interface Scaled {
  /** √w(ATM): the unit of log-moneyness; its square that of total variance. */
  readonly unit: number;
  readonly places: Float64Array;
  /** Volatilities over the at-the-money one. */
  readonly volatilities: Float64Array;
  /** Roots of the weights, mean weight 1. */
  readonly roots: Float64Array;
  readonly range: MoneynessRange;
  /** Few quotes leave directions open: the residuals then include a weak pull to the start. */
  readonly ridge: number;
}

/** Below it, five parameters are more than the quotes can say. */
export const quotesForFive = 6;
const ridgeOfFew = 1e-3;

export function scaled({ points }: SmilePoints): Scaled {
  const unit = Math.sqrt(atTheMoneyVariance(points));
  const weightMean = points.reduce((total, { weight }) => total + weight, 0) / points.length;
  const places = Float64Array.from(points, ({ logMoneyness }) => logMoneyness / unit);
  return {
    unit,
    places,
    volatilities: Float64Array.from(points, ({ totalVariance }) => Math.sqrt(totalVariance) / unit),
    roots: Float64Array.from(points, ({ weight }) => Math.sqrt(weight / weightMean)),
    range: { from: Math.min(...places), to: Math.max(...places) },
    ridge: new Set(places).size < quotesForFive ? ridgeOfFew : 0,
  };
}

/** Search coordinates: least variance, root of the left and of the right wing slope, m, ln σ. */
export const coordinateNames = ["least variance", "left wing slope", "right wing slope", "m", "sigma"] as const;
export const coordinateScales = [0.1, 0.1, 0.1, 0.1, 0.1];

export interface Box {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

const rootMin = 1e-4;
const leastVarianceMin = 1e-4;

/** Wing slopes that these may not undercut, and may not exceed. */
export interface SlopeBounds {
  readonly least: WingSlopes;
  readonly most: WingSlopes;
}

/** Just inside Lee's bound, so that rounding does not cross it. */
const slopeMax = 2 - 1e-6;
export const leeBounds: SlopeBounds = { least: { left: 0, right: 0 }, most: { left: slopeMax, right: slopeMax } };

export function boxOf({ unit, places, volatilities, range }: Scaled, { least, most }: SlopeBounds = leeBounds): Box {
  const highest = volatilities.reduce((most, volatility) => Math.max(most, volatility * volatility), 1);
  const reach = 1 + range.to - range.from;
  const rootOf = (slope: number): number => Math.max(rootMin, Math.sqrt(Math.min(slope, slopeMax) / unit));
  const spacing = Math.max(1e-3, Math.min(0.02, reach / (20 * places.length)));
  const [left, right] = [rootOf(least.left), rootOf(least.right)];
  return {
    lower: [leastVarianceMin, left, right, range.from - reach, log(spacing)],
    upper: [
      4 * highest,
      Math.max(left, rootOf(most.left)),
      Math.max(right, rootOf(most.right)),
      range.to + reach,
      log(20 * reach),
    ],
  };
}

/** W = base + tilt·x + middle·√(x² + σ²) at x = y − m: what all places share, the exponential above all, worked out once. */
export interface Curve {
  readonly base: number;
  readonly tilt: number;
  readonly middle: number;
  readonly m: number;
  readonly sigma: number;
}

/** @param at search coordinates, five of them beginning with number `from` */
export function curveOf(at: ArrayLike<number>, from = 0): Curve {
  const sigma = exp(at[from + 4]!);
  const [left, right] = [at[from + 1]!, at[from + 2]!];
  const [down, up] = [left * left, right * right];
  return {
    base: at[from]! - sigma * left * right,
    tilt: (up - down) / 2,
    middle: (up + down) / 2,
    m: at[from + 3]!,
    sigma,
  };
}

/** W in units of the expiry. */
export function varianceAt({ base, tilt, middle, m, sigma }: Curve, y: number): number {
  const x = y - m;
  return base + tilt * x + middle * Math.sqrt(x * x + sigma * sigma);
}

/** Durrleman's function of a curve in units of the expiry. */
export function durrlemanAt({ base, tilt, middle, m, sigma }: Curve, y: number, unit: number): number {
  const x = y - m;
  const root = Math.sqrt(x * x + sigma * sigma);
  const w = base + tilt * x + middle * root;
  const slope = tilt + (middle * x) / root;
  const curvature = (middle * sigma * sigma) / (root * root * root);
  const lean = 1 - (y * slope) / (2 * w);
  return lean * lean - (slope * slope * (1 / w + (unit * unit) / 4)) / 4 + curvature / 2;
}

export function toSmile(at: ArrayLike<number>, unit: number): SviSmile {
  const [least, left, right, m, logSigma] = Array.from(at) as [number, number, number, number, number];
  const sigma = exp(logSigma) * unit;
  const [down, up] = [left * left * unit, right * right * unit];
  const b = (up + down) / 2;
  const parameters: SviParameters = {
    a: least * unit * unit - sigma * left * right * unit,
    b,
    rho: (up - down) / (up + down),
    m: m * unit,
    sigma,
  };
  return { kind: "svi", parameters };
}

export function fromParameters({ a, b, rho, m, sigma }: SviParameters, unit: number): number[] {
  const [left, right] = [Math.sqrt((b * (1 - rho)) / unit), Math.sqrt((b * (1 + rho)) / unit)];
  const least = (a + b * sigma * Math.sqrt(1 - rho * rho)) / (unit * unit);
  return [least, left, right, m / unit, log(sigma / unit)];
}

/** Least squares without a view to arbitrage, from the best nodes of the grid. */
export function search(scale: Scaled, box: Box): LeastSquaresFit {
  const fits = starts(scale, box).map((start) => minimise(scale, box, start, []));
  return fits.reduce((best, fit) => (fit.objective < best.objective ? fit : best));
}

const startCount = 4;

/** The four best (m, σ) with the other three solved from the normal equations, cut to the box. */
function starts(scale: Scaled, { lower, upper }: Box): number[][] {
  const { from, to } = scale.range;
  const candidates: { start: number[]; miss: number }[] = [];
  for (let across = 0; across <= 12; across++) {
    const m = from + ((to - from) * across) / 12;
    for (const width of [0.03, 0.1, 0.3, 0.6, 1, 2, 4]) {
      const sigma = Math.min(exp(upper[4]!), Math.max(exp(lower[4]!), width));
      candidates.push(solvedStart(scale, m, sigma));
    }
  }
  candidates.sort((a, b) => a.miss - b.miss);
  const spread = candidates.slice(0, startCount - 1);
  const plain = solvedStart(scale, 0, 1);
  return [...spread, plain].map(({ start }) => start);
}

/** W = level + tilt·x + middle·√(x² + σ²): three linear unknowns; infeasible wings fall back to one flat wing. */
function solvedStart({ places, volatilities, roots }: Scaled, m: number, sigma: number) {
  const rows = Array.from(places, (y, at) => {
    const x = y - m;
    const wanted = volatilities[at]! * volatilities[at]!;
    // An error of W is one of volatility times twice the volatility.
    return { x, root: Math.sqrt(x * x + sigma * sigma), wanted, weight: roots[at]! / (2 * volatilities[at]!) };
  });
  const solve = (bases: readonly ((row: (typeof rows)[number]) => number)[]) => {
    const size = bases.length;
    const matrix = new Float64Array(size * size);
    const right = new Float64Array(size);
    for (const row of rows) {
      bases.forEach((one, i) => {
        const value = one(row) * row.weight * row.weight;
        right[i]! += value * row.wanted;
        bases.forEach((other, j) => {
          matrix[i * size + j]! += value * other(row);
        });
      });
    }
    for (let i = 0; i < size; i++) matrix[i * size + i]! *= 1 + 1e-9;
    return solvePositive(matrix, right);
  };
  const full = solve([() => 1, ({ x }) => x, ({ root }) => root]);
  let [level, tilt, middle] = full ?? [1, 0, 0];
  if (full === undefined || middle! < Math.abs(tilt!)) {
    const side = (tilt ?? 0) < 0 ? -1 : 1;
    const oneWing = solve([() => 1, ({ x, root }) => root + side * x]);
    const slope = Math.max(0, oneWing?.[1] ?? 0);
    [level, tilt, middle] = [oneWing?.[0] ?? 1, side * slope, slope];
  }
  const [left, right] = [Math.sqrt(Math.max(0, middle! - tilt!)), Math.sqrt(Math.max(0, middle! + tilt!))];
  const start = [level! + sigma * left * right, Math.max(0.05, left), Math.max(0.05, right), m, log(sigma)];
  let miss = 0;
  for (const { x, root, wanted, weight } of rows) {
    const error = (Math.max(0, level! + tilt! * x + middle! * root) - wanted) * weight;
    miss += error * error;
  }
  return { start, miss };
}

/** Residuals besides the quotes': each is 0 where its condition holds. */
export interface Penalties {
  readonly count: number;
  readonly write: (curve: Curve, out: Float64Array, from: number) => void;
}

export function minimise(
  scale: Scaled,
  box: Box,
  from: readonly number[],
  penalties: readonly Penalties[],
): LeastSquaresFit {
  const start = from.map((value, at) => Math.min(box.upper[at]!, Math.max(box.lower[at]!, value)));
  const { places, volatilities, roots, ridge } = scale;
  const quotes = places.length;
  const ridges = ridge > 0 ? start.length : 0;
  return leastSquares({
    count: quotes + ridges + penalties.reduce((total, { count }) => total + count, 0),
    residuals: (parameters, out) => {
      const curve = curveOf(parameters);
      for (let row = 0; row < quotes; row++) {
        out[row] = roots[row]! * (Math.sqrt(varianceAt(curve, places[row]!)) - volatilities[row]!);
      }
      for (let row = 0; row < ridges; row++) out[quotes + row] = ridge * (parameters[row]! - start[row]!);
      let row = quotes + ridges;
      for (const { count, write } of penalties) {
        write(curve, out, row);
        row += count;
      }
    },
    start,
    ...box,
    scales: coordinateScales,
    iterationsMax: 200,
  });
}

/** Σ of the quotes' squared residuals alone. */
export function quoteObjective({ places, volatilities, roots }: Scaled, at: readonly number[]): number {
  const curve = curveOf(at);
  let total = 0;
  places.forEach((y, row) => {
    const residual = roots[row]! * (Math.sqrt(varianceAt(curve, y)) - volatilities[row]!);
    total += residual * residual;
  });
  return total;
}
