import type { Currency } from "../instruments/money.ts";
import type { FactorColumn } from "../market/marketHistory.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { betaRatio } from "../numerics/betaFunction.ts";
import { FailureError, failed, type Outcome, success } from "../numerics/outcome.ts";
import { boundShocks } from "../scenarios/boundShocks.ts";
import { errorDependence } from "../scenarios/errorDependence.ts";
import { driverId, jointReturns } from "../scenarios/jointReturns.ts";
import type { ScenarioSet } from "../scenarios/scenarioSet.ts";
import type { VolatilityMoves } from "../scenarios/volatilityMoves.ts";
import { chiSquareSurvival } from "../statistics/chiSquare.ts";
import type { HeldRow } from "./heldPnl.ts";
import { nearestLoss } from "./nearestLoss.ts";
import { stressPnl } from "./stressPnl.ts";

const yearHours = 365 * 24;

export interface ReverseStressParameters extends VolatilityMoves {
  /** To be lost, reporting currency, > 0. */
  readonly loss: number;
  /** Time over which the market moves; moves of the lookback of that length, one after the other, give the law. */
  readonly horizonHours: number;
  readonly lookbackDays: number;
  /** Fewer joint moves are refused. */
  readonly returnsMin: number;
  /** ν of the law of moves, above 2; null for a normal law. It changes the probability, never the scenario. */
  readonly degreesOfFreedom: number | null;
  /** Scenarios further out than this many deviations are not looked at. */
  readonly distanceMax: number;
}

/** What one observed series does in the scenario. */
export interface StressedMove {
  readonly market: string;
  /** Log move. */
  readonly move: number;
  /** In its own standard deviations. */
  readonly deviations: number;
}

export interface ReverseStress {
  readonly moves: readonly StressedMove[];
  /** Mahalanobis distance: how many deviations out the moves are together. */
  readonly distance: number;
  /** Chance of moves at least so far out, in whatever direction, under the law. */
  readonly probability: number;
  readonly pnl: number;
  /** The scenario alone, as any other set. */
  readonly scenarios: ScenarioSet;
  /** Searches that reached the loss, of those begun. */
  readonly reached: number;
  readonly starts: number;
}

/**
 * The most plausible scenario in which a book loses an amount: of all joint moves that cost so much, by full revaluation,
 * the one with the least Mahalanobis distance. Under a normal and under every t law of one correlation that is the same
 * scenario, because both fall with the distance and with nothing else.
 *
 * The law has mean 0, standard deviations of the lookback and correlations by Kendall's.
 *
 * @param holdings rows of the snapshot and contracts of each, as `outcomesOf`
 * @returns        `not-converged` with the most that is lost where the loss cannot be reached inside `distanceMax`,
 *                 `missing-data` or `invalid` where no law can be made of the history
 * @cost           some 4·D starts of 10 to 80 iterations, each 2D + 7 valuations of the book
 * @source         T. Breuer, M. Jandačka, K. Rheinberger, M. Summer, How to find plausible, severe, and useful stress
 *                 scenarios, International J. Central Banking 5 (2009)
 */
export function reverseStress(
  snapshot: MarketSnapshot,
  holdings: readonly HeldRow[],
  reportingCurrency: Currency,
  parameters: ReverseStressParameters,
): Outcome<ReverseStress> {
  const { loss, horizonHours, lookbackDays, returnsMin, degreesOfFreedom, distanceMax } = parameters;
  const fault = faultOf(parameters);
  if (fault !== undefined) return failed({ code: "invalid", ...fault });
  const window = { lookbackDays, stepHours: horizonHours, lastBar: snapshot.lastIndex, returnsMin };
  const joint = jointReturns(snapshot, window);
  if (!joint.ok) return joint;
  const { drivers, returns } = joint.value;
  const dependence = errorDependence(returns, { copula: "gaussian" });
  if (!dependence.ok) return dependence;
  const deviations = returns.map(rootMeanSquare);
  const dimensions = drivers.length;
  const { factor } = dependence.value;
  const movesOf = (points: Float64Array): Float64Array[] =>
    drivers.map((_, d) =>
      Float64Array.from({ length: points.length / dimensions }, (__, k) => {
        let total = 0;
        for (let j = 0; j <= d; j++) total += factor[d * dimensions + j]! * points[k * dimensions + j]!;
        return deviations[d]! * total;
      }),
    );
  const setOf = (points: Float64Array): ScenarioSet =>
    shockedSet(snapshot, { drivers, moves: movesOf(points), elapsedYears: horizonHours / yearHours }, parameters);
  try {
    const pnlOf = (points: Float64Array) => stressPnl(snapshot, holdings, setOf(points), reportingCurrency);
    const found = nearestLoss({ dimensions, pnlOf, loss, distanceMax });
    if (!("point" in found)) {
      return failed({
        code: "not-converged",
        path: "loss",
        message: `no moves within ${distanceMax} deviations lose ${loss}; the most that ${found.starts} searches lost is ${Math.max(0, -found.worstPnl).toPrecision(6)}`,
        hint: "ask for a smaller loss, or a longer horizon",
      });
    }
    const { point, distance, pnl, reached, starts } = found;
    const moves = movesOf(point).map(([move], d) => {
      return { market: drivers[d]!.market, move: move!, deviations: move! / deviations[d]! };
    });
    const probability = probabilityBeyond(distance, dimensions, degreesOfFreedom);
    return success({ moves, distance, probability, pnl, scenarios: setOf(point), reached, starts });
  } catch (thrown) {
    if (thrown instanceof FailureError) return failed(thrown.failure);
    throw thrown;
  }
}

interface DriverMoves {
  readonly drivers: readonly FactorColumn[];
  /** [D][S] log moves. */
  readonly moves: readonly Float64Array[];
  readonly elapsedYears: number;
}

/** @throws FailureError of a volatility that cannot be moved as the parameters ask */
function shockedSet(
  snapshot: MarketSnapshot,
  { drivers, moves, elapsedYears }: DriverMoves,
  rules: VolatilityMoves,
): ScenarioSet {
  const byDriver = new Map(drivers.map((driver, d) => [driverId(driver), moves[d]!]));
  const scenarios = Array.from(moves[0]!, () => ({ label: "reverse stress", block: "reverse", factor: 1 }));
  const bound = boundShocks(snapshot, { scenarios, elapsedYears }, rules, {
    shocksOf: (column) => byDriver.get(driverId(column))!,
    sentenceOf: (market) => `most plausible move of ${market}`,
  });
  if (!bound.ok) throw new FailureError(bound.failure);
  return bound.value;
}

/**
 * P(distance of a random move > `distance`): χ² of D under a normal law, F of (D, ν) under Student's t of the same
 * covariance.
 */
export function probabilityBeyond(distance: number, dimensions: number, degreesOfFreedom: number | null): number {
  const square = distance * distance;
  if (degreesOfFreedom === null) return chiSquareSurvival(square, dimensions);
  const rest = degreesOfFreedom - 2 + square;
  return betaRatio(degreesOfFreedom / 2, dimensions / 2, (degreesOfFreedom - 2) / rest, square / rest);
}

function faultOf({ loss, degreesOfFreedom, distanceMax }: ReverseStressParameters) {
  if (!(loss > 0 && loss < Infinity)) return { path: "loss", message: `the loss must be above 0; have ${loss}` };
  if (degreesOfFreedom !== null && !(degreesOfFreedom > 2)) {
    return { path: "degreesOfFreedom", message: `must be above 2, or null for a normal law; have ${degreesOfFreedom}` };
  }
  if (!(distanceMax > 0 && distanceMax <= 100)) {
    return { path: "distanceMax", message: `must lie in (0, 100]; have ${distanceMax}` };
  }
  return undefined;
}

function rootMeanSquare(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value * value;
  return Math.sqrt(total / values.length);
}
