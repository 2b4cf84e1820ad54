import type { OptionType } from "../formulas/black76.ts";

/** A European option without the model that values it. */
export interface OptionTerms {
  readonly optionType: OptionType;
  /** > 0 */
  readonly forward: number;
  /** > 0 */
  readonly strike: number;
  /** > 0 */
  readonly years: number;
}

/**
 * One law for the price at expiry. Parameters are chosen so that total variance is that of a given Black volatility:
 * models then differ by the shape of the law and not by its width.
 */
export interface Valuation {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** What is chosen besides the volatility, in words. */
  readonly shape: string;
  /**
   * Undiscounted value, same unit as the forward, ≥ 0.
   *
   * @param volatility of the whole law, per square root of a year, > 0
   */
  value(option: OptionTerms, volatility: number): number;
}
