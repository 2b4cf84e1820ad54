import type { Currency } from "../instruments/money.ts";
import { holdingsOf, rowsOf } from "../margin/holdings.ts";
import { legsOf } from "../margin/view.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { FailureError } from "../numerics/outcome.ts";
import type { MarginGroup } from "../portfolio/account.ts";
import { heldPnl } from "../risk/heldPnl.ts";
import { unitPnl } from "../risk/unitPnl.ts";
import { unitValues } from "../risk/unitValues.ts";
import { drawnScenarios } from "../scenarios/generators/drawn.ts";
import type { ReturnLaw } from "../scenarios/returnLaw.ts";
import type { VolatilityMoves } from "../scenarios/volatilityMoves.ts";
import { type FactorLaw, type LossesOf, standardMoves } from "../statistics/factorLaw.ts";

/** Scenarios of one revaluation: a unit P&L of all contracts must fit in memory. */
const batch = 5000;

export interface BookLaw {
  readonly returns: ReturnLaw;
  readonly law: FactorLaw;
  readonly volatilityMoves: VolatilityMoves;
  readonly reportingCurrency: Currency;
  /** Called with the number of scenarios valued. */
  readonly onValued: (count: number) => void;
}

/**
 * Losses of a group's holdings, every contract revalued under every draw; reporting currency, from mark.
 *
 * @throws FailureError when a volatility cannot be moved as asked
 */
export function bookLosses(group: MarginGroup, snapshot: MarketSnapshot, book: BookLaw): LossesOf {
  const { returns, law, volatilityMoves, reportingCurrency, onValued } = book;
  const rows = rowsOf(snapshot);
  const units = unitValues(snapshot, reportingCurrency);
  const held = legsOf(holdingsOf(group, snapshot, rows), { snapshot, units, rows });
  const size = returns.markets.length;
  // A Student t of variance 1.
  const scale = law.degreesOfFreedom === null ? 1 : Math.sqrt((law.degreesOfFreedom - 2) / law.degreesOfFreedom);
  return (points) => {
    const count = points.mixing.length;
    const moves = standardMoves(points);
    const losses = new Float64Array(count);
    for (let from = 0; from < count; from += batch) {
      const some = Math.min(batch, count - from);
      const part = new Float64Array(size * some);
      for (let f = 0; f < size; f++) {
        for (let s = 0; s < some; s++) part[f * some + s] = scale * moves[f * count + from + s]!;
      }
      const scenarios = drawnScenarios(snapshot, returns, part, volatilityMoves);
      if (!scenarios.ok) throw new FailureError(scenarios.failure);
      const pnl = heldPnl([held], unitPnl(snapshot, scenarios.value, reportingCurrency), some);
      for (let s = 0; s < some; s++) losses[from + s] = -pnl[s]!;
      onValued(some);
    }
    return losses;
  };
}
