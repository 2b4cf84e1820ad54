/** Charges of OKX's portfolio margin for one risk unit, US dollars, each ≥ 0. */
export interface RiskUnitCharges {
  /** Worst of the grid of spot and volatility. */
  readonly grid: number;
  /** Time passing. */
  readonly timeDecay: number;
  /** Vega across expiries. */
  readonly termStructure: number;
  /** Basis of what is hedged across expiries. */
  readonly basis: number;
  readonly interestRate: number;
  /** A move beyond the grid. */
  readonly extremeMove: number;
  /** The least that is asked. */
  readonly minimum: number;
}

/**
 * Maintenance of a risk unit: the worst move and what comes on top of it, or the minimum where that is more.
 *
 * @source OKX help, portfolio margin: max(max(MR1, MR2, MR6) + MR3 + MR4 + MR5, MR7)
 */
export function riskUnitMaintenance(charges: RiskUnitCharges): number {
  const { grid, timeDecay, extremeMove, termStructure, basis, interestRate, minimum } = charges;
  return Math.max(Math.max(grid, timeDecay, extremeMove) + termStructure + basis + interestRate, minimum);
}
