import { calendarArbitrage, smileArbitrage } from "../../market/surface/arbitrage.ts";
import { type MoneynessRange, type SabrSmile, smileAt } from "../../market/surface/smile.ts";
import { durrleman } from "../../market/surface/svi.ts";
import { leastSquares } from "../../numerics/leastSquares.ts";
import type { Failure } from "../../numerics/outcome.ts";
import { power } from "../../numerics/power.ts";
import {
  atTheMoneyVariance,
  defineCalibrationMethod,
  type Found,
  hullOf,
  pointsFailure,
  quotedRange,
  reportFit,
  type SmileFit,
  strikesMin,
} from "../fit.ts";
import type { SmilePoints } from "../smilePoints.ts";

export interface SabrSettings {
  /** In [0, 1], not searched: quotes of one expiry cannot tell it from ρ. */
  readonly beta: number;
}

/**
 * SABR by Hagan's lognormal formula, expiry by expiry, in order.
 *
 * The search runs at a forward of 1 over one unit of time, which the formula allows: α·F^(β−1)·√T, ρ and ν·√T. Where the
 * result has a butterfly between its outermost quotes or crosses the expiry before there, it is fitted again with
 * penalties. Beyond the quotes the expansion is not free of arbitrage in general, and nothing here claims so.
 */
export const sabr = defineCalibrationMethod<SabrSettings>({
  id: "sabr",
  title: "SABR per expiry",
  source: "P. Hagan, D. Kumar, A. Lesniewski, D. Woodward, Managing smile risk, Wilmott (2002), equation 2.17",
  defaults: { beta: 1 },
  fit(smiles, { beta }) {
    const fits: SmileFit[] = [];
    const failures: Failure[] = [];
    for (const smile of smiles) {
      const failure = pointsFailure(smile, strikesMin);
      const before = fits.at(-1);
      if (failure !== undefined) failures.push(failure);
      else fits.push(reportFit(smile, fitSlice(smile, beta, before), before));
    }
    return { method: "sabr", fits, failures };
  },
});

const names = ["alpha", "rho", "nu"] as const;
const stiffnesses = [0, 1, 10, 100, 1000];
const gridSteps = 60;
const margin = 1e-4;
/** ν√T beyond which the expansion's correction exceeds what it corrects. */
const nuMax = 4;

function fitSlice(smile: SmilePoints, beta: number, before: SmileFit | undefined): Found {
  const { points, forward, years } = smile;
  const unit = Math.sqrt(atTheMoneyVariance(points));
  const weightMean = points.reduce((total, { weight }) => total + weight, 0) / points.length;
  const quoted = quotedRange(points);
  const grid = Array.from({ length: gridSteps + 1 }, (_, step) => {
    const k = quoted.from + ((quoted.to - quoted.from) * step) / gridSteps;
    return { k, least: before === undefined ? 0 : Math.sqrt(smileAt(before.smile, k).w) };
  });
  const smileOf = ([alpha, rho, nu]: ArrayLike<number> & Iterable<number>): SabrSmile => ({
    kind: "sabr",
    parameters: { alpha: alpha! * unit, beta, rho: rho!, nu: nu! },
    forward: 1,
    years: 1,
  });
  const fitFrom = (start: readonly number[], stiffness: number) =>
    leastSquares({
      count: points.length + (stiffness > 0 ? 2 * grid.length : 0),
      residuals: (parameters, out) => {
        const candidate = smileOf(parameters);
        points.forEach(({ logMoneyness, totalVariance, weight }, row) => {
          const miss = Math.sqrt(smileAt(candidate, logMoneyness).w) - Math.sqrt(totalVariance);
          out[row] = (Math.sqrt(weight / weightMean) * miss) / unit;
        });
        if (stiffness === 0) return;
        grid.forEach(({ k, least }, step) => {
          const at = smileAt(candidate, k);
          const row = points.length + 2 * step;
          out[row] = stiffness * Math.max(0, margin - durrleman(at, k));
          out[row + 1] = (stiffness * Math.max(0, least * (1 + margin) - Math.sqrt(at.w))) / unit;
        });
      },
      start,
      lower: [0.01, -0.999, 1e-6],
      upper: [10, 0.999, nuMax],
      scales: [0.1, 0.1, 0.1],
      iterationsMax: 200,
    });

  const starts = [-0.7, -0.3, 0, 0.3, 0.7].flatMap((rho) => [0.3, 1].map((nu) => [1, rho, nu]));
  const first = starts.map((start) => fitFrom(start, 0)).reduce((a, b) => (b.objective < a.objective ? b : a));
  let [fit, iterations] = [first, first.iterations];
  let stiffness = 0;
  for (stiffness of stiffnesses) {
    if (stiffness > 0) {
      fit = fitFrom(Array.from(fit.parameters), stiffness);
      iterations += fit.iterations;
    }
    if (isFree(smileOf(fit.parameters), quoted, before)) break;
  }
  const [alpha, rho, nu] = fit.parameters as unknown as [number, number, number];
  const root = Math.sqrt(years);
  const parameters = { alpha: (alpha * unit * power(forward, 1 - beta)) / root, beta, rho, nu: nu / root };
  return {
    smile: { kind: "sabr", parameters, forward, years },
    iterations,
    converged: fit.converged,
    atBound: names.filter((_, at) => fit.atBound[at]),
    notes: stiffness > 0 ? [`fitted with penalties of stiffness ${stiffness} on arbitrage between the quotes`] : [],
  };
}

const isFree = (smile: SabrSmile, quoted: MoneynessRange, before: SmileFit | undefined): boolean =>
  smileArbitrage(smile, quoted).isFree &&
  (before === undefined || calendarArbitrage(before.smile, smile, hullOf(before.quoted, quoted)).isFree);
