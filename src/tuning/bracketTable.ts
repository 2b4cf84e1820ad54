import { liquidationDays, type MarketDepth, squareRootImpact } from "../calibration/impact.ts";
import { type Bracket, bracketFault } from "../margin/brackets.ts";
import { assert } from "../numerics/assert.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { quantile } from "../statistics/quantile.ts";
import { horizonsNeeded } from "./fitToCoverage.ts";

/** What the close-out of a size costs. */
export interface CloseOutTerms {
  /** Coverage of the move, in (0, 1). */
  readonly level: number;
  readonly intervalLevel: number;
  /** Of the losses, days. */
  readonly horizonDays: number;
  readonly depth: MarketDepth;
  readonly impactCoefficient: number;
  /** Largest share of the volume that a close-out takes; a longer one widens the move by √time. */
  readonly participation: number;
}

export interface BracketTerms extends CloseOutTerms {
  /** Notionals at which brackets end, quote currency, rising; nothing may be held beyond the last. */
  readonly caps: readonly number[];
  /** Coverage by the maintenance ratio, in (0, level]; by the initial ratio it is `level`. */
  readonly maintenanceLevel: number;
  /** Ratios are whole multiples of it, rounded up. */
  readonly tick: number;
  /** Leverages are whole multiples of it, rounded down. */
  readonly leverageTick: number;
}

/** A bracket and what its ratios are made of, shares of notional at its cap. */
export interface FittedBracket extends Bracket {
  readonly cap: number;
  readonly initialRatio: number;
  readonly move: number;
  readonly impact: number;
  readonly closeOutDays: number;
}

/**
 * Leverage brackets whose ratios cover the target at the cap of each, with the price that its sale gives away.
 *
 * initial = q(level) √(days/horizon) + Y σ √(cap/ADV), q the larger quantile of both sides; the same with
 * `maintenanceLevel` for maintenance. Both rise with the cap, and so do the brackets; a position inside one is smaller
 * than its cap and is covered as well.
 *
 * @param losses a column [T] a side, shares of notional, losses +, horizons that do not overlap
 * @returns      a failure where the horizons are too few to tell, or a cap asks for the whole notional
 * @throws InvariantError when caps do not rise or a term is out of range
 */
export function bracketTable(losses: readonly Float64Array[], terms: BracketTerms): Outcome<FittedBracket[]> {
  const { caps, level, maintenanceLevel, tick, leverageTick } = terms;
  assert(losses.length > 0 && caps.length > 0, "a table needs losses and caps");
  assert(tick > 0 && leverageTick > 0, "ticks must be positive");
  assert(maintenanceLevel > 0 && maintenanceLevel <= level && level < 1, "0 < maintenanceLevel ≤ level < 1 must hold");
  caps.forEach((cap, k) => {
    assert(cap > (caps[k - 1] ?? 0), `caps must rise; ${cap} does not`);
  });
  const initial = closeOutCost(losses, terms);
  if (!initial.ok) return initial;
  const maintenance = closeOutCost(losses, { ...terms, level: maintenanceLevel });
  if (!maintenance.ok) return maintenance;
  const brackets: FittedBracket[] = [];
  for (const [k, cap] of caps.entries()) {
    const { ratio, move, impact, days } = initial.value(cap);
    const initialRatio = roundedUp(ratio, tick);
    if (initialRatio >= 1) {
      const message = `a position of ${cap} asks for ${initialRatio} of its notional`;
      return failed({ code: "unsupported", path: `brackets/${k}`, message, hint: "end the table at a smaller cap" });
    }
    brackets.push({
      floor: caps[k - 1] ?? 0,
      cap,
      maintenanceRate: roundedUp(maintenance.value(cap).ratio, tick),
      leverageMax: Math.max(leverageTick, Math.floor((1 / initialRatio / leverageTick) * (1 + 1e-12)) * leverageTick),
      initialRatio,
      move,
      impact,
      closeOutDays: days,
    });
  }
  const fault = bracketFault(brackets);
  if (fault === undefined) return success(brackets);
  return failed({ code: "invalid", path: "brackets", message: fault, hint: "choose finer ticks" });
}

/** Shares of the notional closed out. */
export interface CloseOutCost {
  /** move + impact */
  readonly ratio: number;
  readonly move: number;
  readonly impact: number;
  readonly days: number;
}

/**
 * What closing out a notional costs at a coverage of the move: q(level) √(days/horizon) + Y σ √(size/ADV), q the larger
 * quantile of both sides. It rises with the size.
 *
 * @param losses a column [T] a side, shares of notional, losses +, horizons that do not overlap
 * @returns      a failure where the horizons are too few to tell
 */
export function closeOutCost(
  losses: readonly Float64Array[],
  { level, intervalLevel, horizonDays, depth, impactCoefficient, participation }: CloseOutTerms,
): Outcome<(size: number) => CloseOutCost> {
  const least = Math.min(...losses.map((side) => side.length));
  const needed = horizonsNeeded(level, intervalLevel);
  if (least < needed) {
    const message = `${least} horizons are too few to tell a coverage of ${level}; ${needed} are needed`;
    return failed({ code: "missing-data", path: "brackets", message, hint: "lower the target, or widen the span" });
  }
  const oneHorizon = Math.max(0, ...losses.map((side) => coveringQuantile(side, level)));
  return success((size) => {
    const days = Math.max(horizonDays, liquidationDays(size, depth, participation));
    const move = oneHorizon * Math.sqrt(days / horizonDays);
    const impact = squareRootImpact(size, depth, impactCoefficient);
    return { ratio: move + impact, move, impact, days };
  });
}

/** The least seen loss that leaves no more above it than the level allows: an order statistic, never between two. */
const coveringQuantile = (losses: Float64Array, level: number): number => quantile(losses, level, 1);

/** Up to a whole multiple; a value that is one but for rounding stays. */
const roundedUp = (value: number, tick: number): number =>
  Number((Math.ceil((value / tick) * (1 - 1e-12)) * tick).toFixed(12));
