/** Monte Carlo on paths of conditional variances, their errors joined by a copula, with jumps where they are stated. */
import { dollarCurrencies } from "../../instruments/money.ts";
import type { FactorColumn } from "../../market/marketHistory.ts";
import type { MarketSnapshot } from "../../market/marketSnapshot.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { lawSampler, partsOf } from "../../statistics/index.ts";
import { boundShocks } from "../boundShocks.ts";
import { drawnUniforms, type PointKind, pointDimensionsMax } from "../drawnUniforms.ts";
import { dependentNormals, dimensionsOf } from "../errorDependence.ts";
import { type FitParameters, type FittedDrivers, fittedDrivers } from "../fittedDrivers.ts";
import { stepsOf } from "../jointReturns.ts";
import { drawnPaths } from "../pathScenarios.ts";
import { addJumps, type JumpSize, jumpDimensions, type PriceJumps } from "../priceJumps.ts";
import { defineGenerator, ruledVolatility } from "../scenarioGenerator.ts";
import type { ScenarioSet } from "../scenarioSet.ts";
import { variancePaths } from "../variancePaths.ts";
import type { VolatilityMoves } from "../volatilityMoves.ts";

const yearHours = 365 * 24;

export interface MonteCarloParameters extends FitParameters, VolatilityMoves {
  /** A whole number of steps. */
  readonly horizonHours: number;
  readonly scenarioCount: number;
  readonly seed: number;
  readonly points: PointKind;
  /** Expected common jumps a year; 0 for none. */
  readonly jumpsPerYear: number;
  /** Log size of a jump of a coin's price; dollars and volatilities do not jump. */
  readonly jumpMean: number;
  readonly jumpDeviation: number;
  /** By market, instead of the two above. */
  readonly jumpSizes?: Readonly<Record<string, JumpSize>>;
}

/**
 * Every series runs its own conditional variance from today's along each path, step by step, so that no rule of the
 * square root of time is needed; errors of one step are joint draws. Estimates are those of the last refit, variances
 * those of the snapshot. Paths weigh the same, have no drift, and are the same for the same seed.
 *
 * @returns `unsupported` when horizon, step and bars do not fit or points run out of dimensions, else as `fittedDrivers`
 * @cost    per refit as `fittedDrivers`, and some 20 ms a series with the draws; then series × paths × steps × 20 ns
 * @source  T. Bollerslev, J. Econometrics 31 (1986); copula of errors: E. Jondeau, M. Rockinger, The copula-GARCH model
 *          of conditional dependencies, J. International Money and Finance 25 (2006)
 */
export function monteCarloScenarios(snapshot: MarketSnapshot, parameters: MonteCarloParameters): Outcome<ScenarioSet> {
  const { horizonHours, stepHours, lookbackDays, scenarioCount } = parameters;
  const steps = stepsOf(horizonHours, stepHours);
  if (!steps.ok) return steps;
  const fitted = fittedDrivers(snapshot, parameters);
  if (!fitted.ok) return fitted;
  const drawn = drawnErrors(fitted.value, steps.value, parameters);
  if (!drawn.ok) return drawn;
  const moves = variancePaths(snapshot, fitted.value, { ...drawn.value, steps: steps.value, lookbackDays, stepHours });
  if (!moves.ok) return moves;
  const { volatilityModel, errorLaw, given = {} } = parameters;
  const held = new Set(fitted.value.held.map(({ market }) => market));
  const set = boundShocks(snapshot, drawnPaths(scenarioCount, horizonHours / yearHours), parameters, {
    shocksOf: moves.value,
    sentenceOf(market) {
      if (held.has(market)) return heldSentence(market, lookbackDays);
      const { model, law } = given[market]?.specification ?? { model: volatilityModel, law: errorLaw };
      const numbers = given[market] === undefined ? "" : `, numbers given: ${given[market].values.join(", ")}`;
      return `${scenarioCount} paths of ${model} with ${law} errors, of ${market}${numbers}`;
    },
  });
  if (!set.ok || held.size === 0) return set;
  return success({ ...set.value, rules: [...set.value.rules, heldSentence([...held].join(", "), lookbackDays)] });
}

/** What is assumed of a series without a variance, carried beside every number made under it. */
const heldSentence = (markets: string, lookbackDays: number): string =>
  `${markets} never moved in ${lookbackDays} days to the last refit and stays but for stated jumps, assumed`;

interface DrawnErrors {
  /** [D][S × steps] standardised, path by path. */
  readonly errors: readonly Float64Array[];
  /** [D][S] what jumps add to the log move over the path, then the same of every series held. */
  readonly jumps: readonly Float64Array[];
}

/** By what was fitted: the draws do not depend on the snapshot, and a backtest asks for them every day. */
const kept = new WeakMap<FittedDrivers, Map<string, DrawnErrors>>();

function drawnErrors(fitted: FittedDrivers, steps: number, parameters: MonteCarloParameters): Outcome<DrawnErrors> {
  const { scenarioCount, seed, points, jumpsPerYear, jumpMean, jumpDeviation, jumpSizes } = parameters;
  const stepDimensions = dimensionsOf(fitted.dependence) + (jumpsPerYear > 0 ? jumpDimensions : 0);
  const dimensions = steps * stepDimensions;
  if (dimensions > pointDimensionsMax[points]) {
    const message = `${steps} steps of ${stepDimensions} numbers are ${dimensions} dimensions, ${points} points have ${pointDimensionsMax[points]}`;
    return failed({ code: "unsupported", path: "points", message, hint: "use philox points, or fewer steps" });
  }
  const key = JSON.stringify([steps, scenarioCount, seed, points, jumpsPerYear, jumpMean, jumpDeviation, jumpSizes]);
  const known = kept.get(fitted) ?? new Map<string, DrawnErrors>();
  kept.set(fitted, known);
  const before = known.get(key);
  if (before !== undefined) return success(before);
  const { drivers, held, variances, dependence } = fitted;
  const jumping = [...drivers, ...held];
  const uniforms = drawnUniforms({ points, seed, dimensions })({ first: 0, count: scenarioCount });
  const normalsOf = dependentNormals(dependence);
  const samplers = variances.map(({ model, values }) => lawSampler(model.law, partsOf(model, values).shape));
  const errors = drivers.map(() => new Float64Array(scenarioCount * steps));
  const jumps = jumping.map(() => new Float64Array(scenarioCount));
  const clock: PriceJumps = { perYear: jumpsPerYear, sizes: jumping.map((driver) => jumpSizeOf(driver, parameters)) };
  const own = dimensionsOf(dependence) * scenarioCount;
  for (let k = 0; k < steps; k++) {
    const from = k * stepDimensions * scenarioCount;
    const normals = normalsOf(uniforms.subarray(from, from + own));
    for (const [d, sample] of samplers.entries()) {
      const out = errors[d]!;
      for (let s = 0; s < scenarioCount; s++) out[s * steps + k] = sample(normals[d * scenarioCount + s]!);
    }
    if (jumpsPerYear > 0) {
      const rest = uniforms.subarray(from + own, from + stepDimensions * scenarioCount);
      addJumps(clock, parameters.stepHours / yearHours, rest, jumps);
    }
  }
  const made = { errors, jumps };
  known.set(key, made);
  return success(made);
}

/** What a market is said to jump by; a dollar or a volatility does not jump unless it is named. */
function jumpSizeOf(
  { factor, market }: FactorColumn,
  { jumpMean, jumpDeviation, jumpSizes = {} }: MonteCarloParameters,
): JumpSize {
  const stated = jumpSizes[market];
  if (stated !== undefined) return stated;
  const isStill =
    factor.kind === "volatility" || (factor.kind === "currency" && dollarCurrencies.includes(factor.currency));
  return isStill ? { mean: 0, deviation: 0 } : { mean: jumpMean, deviation: jumpDeviation };
}

export const monteCarlo = defineGenerator<MonteCarloParameters>({
  id: "monte-carlo",
  title: "Drawn paths of fitted conditional variances, joined by a copula",
  source: "T. Bollerslev, J. Econometrics 31 (1986); E. Jondeau, M. Rockinger, J. Int. Money and Finance 25 (2006)",
  example: {
    lookbackDays: 365,
    horizonHours: 48,
    stepHours: 24,
    returnsMin: 250,
    refitDays: 28,
    volatilityModel: "garch",
    errorLaw: "student-t",
    dependence: { copula: "t", degreesOfFreedom: 4 },
    scenarioCount: 500,
    seed: 1,
    points: "sobol",
    jumpsPerYear: 2,
    jumpMean: -0.1,
    jumpDeviation: 0.05,
    ...ruledVolatility,
  },
  scenarios: monteCarloScenarios,
});
