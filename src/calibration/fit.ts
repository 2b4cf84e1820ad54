import type { CalendarArbitrage, SmileArbitrage } from "../market/surface/arbitrage.ts";
import { calendarArbitrage, smileArbitrage } from "../market/surface/arbitrage.ts";
import type { MoneynessRange, Smile } from "../market/surface/smile.ts";
import { smileAt } from "../market/surface/smile.ts";
import type { Failure } from "../numerics/outcome.ts";
import type { SmilePoint, SmilePoints } from "./smilePoints.ts";

/** How one quote sits on the fit. */
export interface QuoteResidual {
  readonly instrumentId: string;
  readonly logMoneyness: number;
  /** Per square root of a year. */
  readonly volatility: number;
  readonly fitted: number;
  /** fitted − quoted */
  readonly residual: number;
  /** Whether the fit lies between the two sides; absent where one is missing. */
  readonly isInsideSpread?: boolean;
}

export interface FitReport {
  /** Root mean square residual, every quote alike, in points of 1 % volatility. */
  readonly rmseVolPoints: number;
  /** Σ weight·residual² / Σ weight, squared volatility: what the fit made small. */
  readonly weightedObjective: number;
  readonly residuals: readonly QuoteResidual[];
  readonly iterations: number;
  /** False when iterations ran out first. */
  readonly converged: boolean;
  /** Parameters that rest on a bound of the search: what they say is the bound's. */
  readonly atBound: readonly string[];
  readonly arbitrage: SmileArbitrage;
  /** Against the expiry before; absent for the first. */
  readonly calendar?: CalendarArbitrage;
  /** What was done beyond least squares, in words. */
  readonly notes: readonly string[];
}

/** The fitted smile of one expiry. */
export interface SmileFit {
  readonly expiresAt: number;
  readonly years: number;
  /** Quote currency. */
  readonly forward: number;
  readonly smile: Smile;
  /** Log-moneyness between the outermost quotes. */
  readonly quoted: MoneynessRange;
  readonly report: FitReport;
}

export interface SurfaceFit {
  readonly method: string;
  /** By expiry. */
  readonly fits: readonly SmileFit[];
  /** One for each expiry that has no smile, with the reason. */
  readonly failures: readonly Failure[];
}

/** A way from quotes to smiles. */
export interface CalibrationMethod<P> {
  /** kebab-case, as in results. */
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly defaults: P;
  /** @param smiles by expiry */
  fit(smiles: readonly SmilePoints[], parameters: P): SurfaceFit;
}

export const defineCalibrationMethod = <P>(method: CalibrationMethod<P>): CalibrationMethod<P> => method;

/** What a search found for one expiry. */
export interface Found {
  readonly smile: Smile;
  readonly iterations: number;
  readonly converged: boolean;
  readonly atBound: readonly string[];
  readonly notes: readonly string[];
}

/** Measures a fit against its quotes and against the expiry before it. */
export function reportFit(smile: SmilePoints, found: Found, before?: SmileFit): SmileFit {
  const { expiresAt, years, forward, points } = smile;
  const quoted = quotedRange(points);
  const residuals = points.map((point): QuoteResidual => {
    const { instrumentId, logMoneyness, volatility, bidVolatility, askVolatility } = point;
    const fitted = fittedVolatility(found.smile, logMoneyness, years);
    return {
      instrumentId,
      logMoneyness,
      volatility,
      fitted,
      residual: fitted - volatility,
      ...(bidVolatility === undefined || askVolatility === undefined
        ? {}
        : { isInsideSpread: fitted >= bidVolatility && fitted <= askVolatility }),
    };
  });
  const squares = residuals.map(({ residual }) => residual * residual);
  const weightSum = points.reduce((total, { weight }) => total + weight, 0);
  const report: FitReport = {
    rmseVolPoints: 100 * Math.sqrt(squares.reduce((total, square) => total + square, 0) / squares.length),
    weightedObjective: squares.reduce((total, square, at) => total + square * points[at]!.weight, 0) / weightSum,
    residuals,
    iterations: found.iterations,
    converged: found.converged,
    atBound: found.atBound,
    arbitrage: smileArbitrage(found.smile, quoted),
    ...(before === undefined
      ? {}
      : { calendar: calendarArbitrage(before.smile, found.smile, hullOf(before.quoted, quoted)) }),
    notes: found.notes,
  };
  return { expiresAt, years, forward, smile: found.smile, quoted, report };
}

export const fittedVolatility = (smile: Smile, k: number, years: number): number =>
  Math.sqrt(smileAt(smile, k).w / years);

/** @param points at least one */
export function quotedRange(points: readonly SmilePoint[]): MoneynessRange {
  const places = points.map(({ logMoneyness }) => logMoneyness);
  return { from: Math.min(...places), to: Math.max(...places) };
}

export const hullOf = (one: MoneynessRange, other: MoneynessRange): MoneynessRange => ({
  from: Math.min(one.from, other.from),
  to: Math.max(one.to, other.to),
});

/** Total variance at the money, on the straight line between the two nearest quotes; the nearest one's beyond them. */
export function atTheMoneyVariance(points: readonly SmilePoint[]): number {
  const ascending = [...points].sort((a, b) => a.logMoneyness - b.logMoneyness);
  const above = ascending.findIndex(({ logMoneyness }) => logMoneyness >= 0);
  if (above === 0) return ascending[0]!.totalVariance;
  if (above < 0) return ascending.at(-1)!.totalVariance;
  const [near, far] = [ascending[above - 1]!, ascending[above]!];
  const share = -near.logMoneyness / (far.logMoneyness - near.logMoneyness);
  return near.totalVariance + share * (far.totalVariance - near.totalVariance);
}

/** Least number of distinct strikes that a smile is fitted to. */
export const strikesMin = 3;

/** Why these quotes cannot be fitted; undefined when they can. */
export function pointsFailure({ points, years, expiresAt }: SmilePoints, strikesNeeded: number): Failure | undefined {
  const path = new Date(expiresAt).toISOString();
  const strikes = new Set(points.map(({ logMoneyness }) => logMoneyness)).size;
  const bad = points.find(
    ({ logMoneyness, volatility, totalVariance, weight }) =>
      !(Number.isFinite(logMoneyness) && volatility > 0 && totalVariance > 0 && weight > 0) ||
      !Number.isFinite(volatility + totalVariance + weight),
  );
  if (!(years > 0 && Number.isFinite(years))) {
    return { code: "invalid", path, message: `years to expiry must be above 0; have ${years}` };
  }
  if (bad !== undefined) {
    const message = `${bad.instrumentId}: volatility, total variance and weight must be above 0 and finite; have ${bad.volatility}, ${bad.totalVariance}, ${bad.weight}`;
    return { code: "invalid", path, message };
  }
  if (strikes < strikesNeeded) {
    return {
      code: "missing-data",
      path,
      message: `a smile needs at least ${strikesNeeded} strikes with a volatility; have ${strikes}`,
      hint: "leave this expiry out, and the surface interpolates over it",
    };
  }
  return undefined;
}
