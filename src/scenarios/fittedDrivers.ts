import { dollarCurrencies } from "../instruments/money.ts";
import type { FactorColumn, MarketHistory } from "../market/marketHistory.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import {
  type ConditionalVariance,
  fittedVariance,
  type GivenVolatility,
  givenVariance,
  marginSpecification,
  standardised,
} from "./conditionalVariances.ts";
import { type Dependence, type ErrorDependence, errorDependence } from "./errorDependence.ts";
import { jointReturns } from "./jointReturns.ts";

const dayMs = 86_400_000;

export interface FitParameters {
  /** Days of returns that variances and dependence are fitted to. */
  readonly lookbackDays: number;
  readonly stepHours: number;
  /** Fewer joint returns are refused; a fit needs 100 whatever is said. */
  readonly returnsMin: number;
  /** Estimates are made anew on every day since 1970 that is a multiple of this; between them they stand. */
  readonly refitDays: number;
  /** Id of a variance model. */
  readonly volatilityModel: string;
  /** Id of a law of standardised errors. */
  readonly errorLaw: string;
  readonly dependence: Dependence;
  /** By market: used as they are, and not fitted. */
  readonly given?: Readonly<Record<string, GivenVolatility>>;
}

/** The conditional variance of every series and how their errors hang together. */
export interface FittedDrivers {
  /** [D] the series that move. */
  readonly drivers: readonly FactorColumn[];
  /** Dollars whose every return in the lookback was 0: no variance is made up for them, and they are held. */
  readonly held: readonly FactorColumn[];
  /** [D] */
  readonly variances: readonly ConditionalVariance[];
  readonly dependence: ErrorDependence;
}

/** The last bar that estimates at the snapshot may read: that of the last refit, never one after the snapshot. */
export function refitBar({ history, lastIndex, timestamp }: MarketSnapshot, refitDays: number): number {
  const refitMs = Math.floor(timestamp / (refitDays * dayMs)) * refitDays * dayMs;
  return Math.min(lastIndex, Math.floor((refitMs - history.startMs) / history.stepMs));
}

/**
 * Fits every series, then the dependence of their errors, to what was known at the last refit. A pure function of the
 * history before it: snapshots between two refits share one answer, which is kept.
 *
 * A stablecoin that never moved in the lookback, because its price is made, is held unmoved and named. Any other series
 * that stands still is a halted market, of which nothing is known.
 *
 * @returns the failure of the first series that has too few returns or cannot be fitted, by its name; `invalid` where no
 *          series moved
 * @cost    per refit some 10 ms a series and, for a fitted ν, 0.3 s for a year of days
 */
export function fittedDrivers(snapshot: MarketSnapshot, parameters: FitParameters): Outcome<FittedDrivers> {
  const lastBar = refitBar(snapshot, parameters.refitDays);
  const known = kept.get(snapshot.history) ?? new Map<string, Outcome<FittedDrivers>>();
  kept.set(snapshot.history, known);
  const { lookbackDays, stepHours, returnsMin, volatilityModel, errorLaw, dependence, given } = parameters;
  const key = JSON.stringify([
    lastBar,
    lookbackDays,
    stepHours,
    returnsMin,
    volatilityModel,
    errorLaw,
    dependence,
    given,
  ]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = fittedAt(snapshot, lastBar, parameters);
  if (known.size >= keptMax) known.delete([...known.keys()][0]!);
  known.set(key, made);
  return made;
}

const kept = new WeakMap<MarketHistory, Map<string, Outcome<FittedDrivers>>>();
/** A backtest walks forward, under a few models at once. */
const keptMax = 16;

/** Whether a series is the price of a stablecoin: `USDC/USDT`. */
const isDollar = (market: string): boolean => dollarCurrencies.includes(market.split("/")[0]!);

function fittedAt(
  snapshot: MarketSnapshot,
  lastBar: number,
  { lookbackDays, stepHours, returnsMin, volatilityModel, errorLaw, dependence, given = {} }: FitParameters,
): Outcome<FittedDrivers> {
  const joint = jointReturns(snapshot, { lookbackDays, stepHours, lastBar, returnsMin });
  if (!joint.ok) return joint;
  const { returns } = joint.value;
  const drivers: FactorColumn[] = [];
  const held: FactorColumn[] = [];
  const variances: ConditionalVariance[] = [];
  const errors: Float64Array[] = [];
  for (const [d, driver] of joint.value.drivers.entries()) {
    const { market } = driver;
    const stated = given[market];
    if (stated === undefined && isDollar(market) && returns[d]!.every((value) => value === 0)) {
      held.push(driver);
      continue;
    }
    const fit =
      stated === undefined
        ? fittedVariance(market, returns[d]!, marginSpecification(volatilityModel, errorLaw))
        : success(givenVariance(stated));
    if (!fit.ok) return fit;
    drivers.push(driver);
    const series = standardised(market, fit.value, returns[d]!);
    if (!series.ok) return series;
    variances.push(fit.value);
    errors.push(series.value.errors);
  }
  if (drivers.length === 0) {
    const path = held.map(({ market }) => market).join(", ");
    const message = `no series moved in ${lookbackDays} days`;
    return failed({ code: "invalid", path, message, hint: "look at the data: a halted market repeats its price" });
  }
  const joined = errorDependence(errors, dependence);
  return joined.ok ? success({ drivers, held, variances, dependence: joined.value }) : joined;
}
