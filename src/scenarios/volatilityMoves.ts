import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { forwardId, markId, type RiskFactor } from "../market/riskFactor.ts";
import { type SmileDynamics, volatilityRatio } from "../market/surface/dynamics.ts";
import type { VolatilitySurface } from "../market/surface/surface.ts";
import { yearsBetween } from "../market/years.ts";
import { exp } from "../numerics/exponential.ts";
import { log } from "../numerics/logarithm.ts";
import { type Failure, failed, type Outcome, success } from "../numerics/outcome.ts";
import { power } from "../numerics/power.ts";

/**
 * How implied volatilities move. Where an index of volatility has a history their level moves by its log returns, else by
 * the rule `volatilityPerFall` and `volatilityPerRise`, an assumption and labelled so wherever a number depends on it.
 */
export interface VolatilityMoves {
  /** Log change of volatility per log fall of the forward, where volatility has no history. */
  readonly volatilityPerFall: number;
  /** Log change of volatility per log rise of the forward, where volatility has no history. */
  readonly volatilityPerRise: number;
  /** A log change of the level counts (30 days / time to expiry)^this; 0 moves every expiry alike. */
  readonly volatilityTenorPower: number;
  readonly smileDynamics: SmileDynamics;
}

type VolatilityFactor = Extract<RiskFactor, { readonly kind: "volatility" }>;

/** The forward that an option's volatility belongs to: the mark of the future it delivers, else the price for delivery. */
export function forwardOfVolatility(factor: VolatilityFactor, { instruments }: MarketSnapshot): string {
  const option = instruments.find((row) => row.id === factor.instrumentId);
  return option !== undefined && "deliverableId" in option
    ? markId(option.deliverableId)
    : forwardId(factor.underlying, factor.quoteCurrency, factor.expiresAt);
}

/** The level's log change by the rule, for one log move of the forward. */
export const ruledLogChange = (move: number, { volatilityPerFall, volatilityPerRise }: VolatilityMoves): number =>
  move < 0 ? -volatilityPerFall * move : volatilityPerRise * move;

/** Shorter ones move as one day's does: a power of a time that goes to 0 has no end. */
const daysMin = 1;
const daysOfIndex = 30;

/** Share of a change of the level that falls on an expiry. */
export const tenorShare = (years: number, tenorPower: number): number =>
  tenorPower === 0 ? 1 : power(daysOfIndex / Math.max(daysMin, 365 * years), tenorPower);

export interface VolatilityScenarios {
  /** Today's, per square root of a year. */
  readonly level: number;
  readonly forwardNow: number;
  /** [S] forward under each scenario. */
  readonly forwards: Float64Array;
  /** Log change of the level of volatility under scenario `s`, at 30 days. */
  readonly logChangeOf: (s: number) => number;
}

/**
 * [S] volatility of one option under each scenario.
 *
 * @returns `missing-data` when moneyness or delta sticks and the snapshot holds no surface of the underlying,
 *          `not-converged` when a scenario leaves the option at a delta that the surface does not have
 */
export function movedVolatility(
  factor: VolatilityFactor,
  { timestamp, surfaces = [] }: Pick<MarketSnapshot, "timestamp" | "surfaces">,
  { level, forwardNow, forwards, logChangeOf }: VolatilityScenarios,
  { volatilityTenorPower, smileDynamics }: VolatilityMoves,
): Outcome<Float64Array> {
  const years = yearsBetween(timestamp, factor.expiresAt);
  const share = tenorShare(years, volatilityTenorPower);
  const surface = surfaceOf(factor, surfaces);
  if (smileDynamics !== "sticky-strike" && surface === undefined) return failed(noSurface(factor, smileDynamics));
  const option = { logMoneyness: factor.strike === 0 ? 0 : log(factor.strike / forwardNow), years };
  const moved = new Float64Array(forwards.length);
  for (let s = 0; s < moved.length; s++) {
    const volatilityFactor = exp(share * logChangeOf(s));
    // A strike of 0 is the coin itself: it lies on no smile.
    if (surface === undefined || smileDynamics === "sticky-strike" || factor.strike === 0) {
      moved[s] = level * volatilityFactor;
      continue;
    }
    const shock = { forwardRatio: forwards[s]! / forwardNow, volatilityFactor };
    const ratio = volatilityRatio(surface, option, shock, smileDynamics);
    if (ratio === undefined) return failed(noDelta(factor, volatilityFactor));
    moved[s] = level * ratio;
  }
  return success(moved);
}

const surfaceOf = (
  { underlying, quoteCurrency }: VolatilityFactor,
  surfaces: readonly VolatilitySurface[],
): VolatilitySurface | undefined =>
  surfaces.find((one) => one.underlying === underlying && one.quoteCurrency === quoteCurrency);

const noSurface = ({ underlying, quoteCurrency }: VolatilityFactor, dynamics: SmileDynamics): Failure => ({
  code: "missing-data",
  path: "smileDynamics",
  message: `${dynamics} needs a fitted surface of ${underlying}/${quoteCurrency}, and the market has none`,
  hint: "give an option chain that can be fitted, or use sticky-strike",
});

const noDelta = ({ instrumentId }: VolatilityFactor, volatilityFactor: number): Failure => ({
  code: "not-converged",
  path: "smileDynamics",
  message: `at ${volatilityFactor.toFixed(2)} times its volatility ${instrumentId} has a delta that the surface lacks`,
  hint: "use sticky-moneyness, or a rule that moves volatility less",
});

export const ruleSentence = ({ volatilityPerFall, volatilityPerRise }: VolatilityMoves): string =>
  `implied volatility ×e^(${volatilityPerFall}·|fall|, ${volatilityPerRise}·rise) of the forward's log move, assumed`;

export const skewSentence = ({ smileDynamics, volatilityTenorPower }: VolatilityMoves): string => {
  const sticks = {
    "sticky-strike": "each strike keeps its volatility but for the level",
    "sticky-moneyness": "each distance from the forward keeps its volatility but for the level",
    "sticky-delta": "each delta keeps its volatility but for the level",
  }[smileDynamics];
  const tenor =
    volatilityTenorPower === 0 ? "every expiry alike" : `expiries as (30 days / time left)^${volatilityTenorPower}`;
  return `${sticks}; ${tenor}, assumed`;
};
