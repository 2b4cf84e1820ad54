/**
 * Closed forms of the liquidation price of one position alone in its margin, at a rate that is known. They are what venues
 * print; `liquidationPrice` answers for whole accounts and finds the rate.
 *
 * @source freqtrade tests of Binance, OKX and Gate formulas; Binance FAQ of COIN-M futures
 */
interface LonePosition {
  readonly side: "long" | "short";
  /** Quote currency. */
  readonly entryPrice: number;
  /** Share of notional at the price asked for. */
  readonly maintenanceRate: number;
  /** Share of notional, where the venue holds it against the position; else 0. */
  readonly closeFeeRate: number;
}

export interface LoneLinearPosition extends LonePosition {
  /** Units of the underlying, > 0. */
  readonly size: number;
  /** What stands behind the position, quote currency. */
  readonly walletBalance: number;
  /** The tier's deduction, quote currency. */
  readonly deduction: number;
}

const signOfSide = (side: "long" | "short"): 1 | -1 => (side === "long" ? 1 : -1);

/** @returns quote currency, or null where no price above 0 does it */
export function linearLiquidationPrice(position: LoneLinearPosition): number | null {
  const { side, entryPrice, size, walletBalance, maintenanceRate, closeFeeRate, deduction } = position;
  const s = signOfSide(side);
  const price =
    (walletBalance + deduction - s * size * entryPrice) / (size * (maintenanceRate + closeFeeRate) - s * size);
  return price > 0 ? price : null;
}

export interface LoneInversePosition extends LonePosition {
  /** Contracts times their size, quote currency, > 0. */
  readonly notional: number;
  /** Coins. */
  readonly walletBalance: number;
  readonly deduction: number;
}

/** @returns quote currency, or null: a short whose coins outweigh it at entry is never liquidated */
export function inverseLiquidationPrice(position: LoneInversePosition): number | null {
  const { side, entryPrice, notional, walletBalance, maintenanceRate, closeFeeRate, deduction } = position;
  const s = signOfSide(side);
  const price =
    (notional * (s + maintenanceRate + closeFeeRate)) / (walletBalance + deduction + (s * notional) / entryPrice);
  return price > 0 && Number.isFinite(price) ? price : null;
}
