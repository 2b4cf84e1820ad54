import { type SsviParameters, ssviAt, ssviPhi } from "../../market/surface/ssvi.ts";
import { type LeastSquaresFit, leastSquares } from "../../numerics/leastSquares.ts";
import type { Failure } from "../../numerics/outcome.ts";
import {
  atTheMoneyVariance,
  defineCalibrationMethod,
  type Found,
  pointsFailure,
  reportFit,
  type SmileFit,
  strikesMin,
} from "../fit.ts";
import type { SmilePoints } from "../smilePoints.ts";

export interface SsviSettings {
  /** In (0, 1): the largest power that the search may use; near 1, short expiries are as steep as they can be. */
  readonly gammaMax: number;
}

/**
 * SSVI with the power law, all expiries at once: one skew, one curvature law, one at-the-money variance per expiry.
 *
 * The variances are increments that may not fall below 0, and η is searched as a share of the most that the butterfly
 * conditions leave at the given ρ, γ and variances: no step of the search can leave the surfaces that are free of
 * arbitrage, so that there is nothing to penalise.
 */
export const ssvi = defineCalibrationMethod<SsviSettings>({
  id: "ssvi",
  title: "SSVI, all expiries together",
  source: "J. Gatheral, A. Jacquier, Arbitrage-free SVI volatility surfaces, Quantitative Finance 14 (2014), section 4",
  defaults: { gammaMax: 0.99 },
  fit(smiles, { gammaMax }) {
    const failures: Failure[] = [];
    const usable: SmilePoints[] = [];
    for (const smile of smiles) {
      const failure = pointsFailure(smile, 1);
      if (failure === undefined) usable.push(smile);
      else failures.push(failure);
    }
    // One quote gives an expiry its level; the shape must come from somewhere.
    const shortfalls = usable.map((smile) => pointsFailure(smile, strikesMin));
    if (shortfalls.every((failure) => failure !== undefined)) {
      return { method: "ssvi", fits: [], failures: [...failures, ...shortfalls.filter((one) => one !== undefined)] };
    }
    const { fit, at } = search(usable, gammaMax);
    const fits: SmileFit[] = [];
    usable.forEach((smile, each) => {
      fits.push(reportFit(smile, foundOf(fit, at, each), fits.at(-1)));
    });
    return { method: "ssvi", fits, failures };
  },
});

interface Surface {
  readonly parameters: SsviParameters;
  /** At-the-money total variance per expiry, never falling. */
  readonly thetas: readonly number[];
}

function foundOf({ converged, iterations, atBound }: LeastSquaresFit, at: Surface, each: number): Found {
  const names = [...shapeNames, "theta"];
  const bound = names.filter((_, name) =>
    name < shapeNames.length ? atBound[name] : atBound[shapeNames.length + each],
  );
  const smile = { kind: "ssvi", theta: at.thetas[each]!, parameters: at.parameters } as const;
  return { smile, iterations, converged, atBound: bound, notes: [] };
}

/** Search coordinates: ρ, γ, share of the largest η, then one increment of variance per expiry. */
const shapeNames = ["rho", "gamma", "eta"] as const;

/** Keeps the strict condition strict. */
const inside = 1 - 1e-9;

/** The largest η at which every θ from the first to the last meets both butterfly conditions. */
function etaMax(rho: number, gamma: number, thetas: readonly number[]): number {
  const wings = 1 + Math.abs(rho);
  const [first, last] = [thetas[0]!, thetas.at(-1)!];
  // θφ rises with θ; θφ² turns at 1 − 2γ, if that lies among the expiries.
  const turn = 1 - 2 * gamma;
  const places = turn > first && turn < last ? [first, last, turn] : [first, last];
  const unitPhi = (theta: number): number => ssviPhi({ rho, eta: 1, gamma }, theta);
  const bounds = places.flatMap((theta) => {
    const phi = unitPhi(theta);
    return [4 / (theta * phi * wings), Math.sqrt(4 / (theta * wings)) / phi];
  });
  return inside * Math.min(...bounds);
}

function surfaceOf(parameters: ArrayLike<number>): Surface {
  const [rho, gamma, share] = [parameters[0]!, parameters[1]!, parameters[2]!];
  const thetas: number[] = [];
  for (let at = shapeNames.length; at < parameters.length; at++) thetas.push((thetas.at(-1) ?? 0) + parameters[at]!);
  return { parameters: { rho, gamma, eta: share * etaMax(rho, gamma, thetas) }, thetas };
}

const startCount = 3;

function search(
  smiles: readonly SmilePoints[],
  gammaMax: number,
): { readonly fit: LeastSquaresFit; readonly at: Surface } {
  const quotes = smiles.flatMap(({ points }, expiry) => {
    // Each expiry in its own unit of volatility and of weight, so that no expiry outweighs another by its length.
    const unit = Math.sqrt(atTheMoneyVariance(points));
    const weightMean = points.reduce((total, { weight }) => total + weight, 0) / points.length;
    return points.map(({ logMoneyness, totalVariance, weight }) => ({
      expiry,
      unit,
      k: logMoneyness,
      volatility: Math.sqrt(totalVariance),
      root: Math.sqrt(weight / weightMean),
    }));
  });
  const residuals = (parameters: ArrayLike<number>, out: Float64Array): void => {
    const { parameters: shape, thetas } = surfaceOf(parameters);
    quotes.forEach(({ expiry, unit, k, volatility, root }, row) => {
      const { w } = ssviAt(shape, thetas[expiry]!, k);
      out[row] = (root * (Math.sqrt(w) - volatility)) / unit;
    });
  };

  const increments = startIncrements(smiles);
  const least = [-0.999, 0.01, 1e-3, increments[0]! * 1e-3, ...increments.slice(1).map(() => 0)];
  const total = increments.reduce((sum, increment) => sum + increment, 0);
  const most = [0.999, gammaMax, 1, ...increments.map(() => 10 * total)];
  const scales = [0.1, 0.1, 0.1, ...increments.map((increment) => Math.max(increment, 1e-3 * total))];
  const scratch = new Float64Array(quotes.length);
  const starts = startShapes(gammaMax)
    .map((shape) => {
      const start = [...shape, ...increments];
      residuals(start, scratch);
      return { start, miss: scratch.reduce((sum, residual) => sum + residual * residual, 0) };
    })
    .sort((a, b) => a.miss - b.miss)
    .slice(0, startCount);
  const fits = starts.map(({ start }) =>
    leastSquares({ count: quotes.length, residuals, start, lower: least, upper: most, scales, iterationsMax: 300 }),
  );
  const fit = fits.reduce((best, one) => (one.objective < best.objective ? one : best));
  return { fit, at: surfaceOf(fit.parameters) };
}

/** Variances at the money, each raised to the one before where quotes fall, as increments. */
function startIncrements(smiles: readonly SmilePoints[]): number[] {
  let highest = 0;
  return smiles.map(({ points }) => {
    const variance = Math.max(highest, atTheMoneyVariance(points));
    const increment = variance - highest;
    highest = variance;
    return increment;
  });
}

function startShapes(gammaMax: number): number[][] {
  const shapes: number[][] = [];
  for (const rho of [-0.8, -0.5, -0.2, 0, 0.2, 0.5, 0.8]) {
    for (const gamma of [0.2, 0.4, 0.6, 0.8]) {
      for (const share of [0.05, 0.15, 0.4, 0.8]) shapes.push([rho, Math.min(gamma, gammaMax), share]);
    }
  }
  return shapes;
}
