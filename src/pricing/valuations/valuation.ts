import type { OptionType, OptionValues } from "../formulas/black76.ts";

/** A European option without the model that values it. */
export interface OptionTerms {
  readonly optionType: OptionType;
  /** > 0 */
  readonly forward: number;
  /** > 0 */
  readonly strike: number;
  /** > 0 */
  readonly years: number;
  /** Continuous rate that discounts the payoff; 0 unless given. The forward is given and does not follow from it. */
  readonly rate?: number;
  /** Price today of what the forward delivers, > 0, same unit; that of the forward unless given. */
  readonly spot?: number;
}

/** An option with the volatility that its law is made from. */
export interface Valued {
  readonly option: OptionTerms;
  /** Black-76 volatility of the same total variance, per square root of a year, > 0. */
  readonly volatility: number;
}

/** Inputs moved together. What is not moved stays. */
export interface Move {
  /** What the price is multiplied by, > 0. */
  readonly price?: number;
  /** Added to the volatility, which stays > 0. */
  readonly volatility?: number;
  /** Years that pass, ≥ 0. */
  readonly years?: number;
  /** Added to the rate. */
  readonly rate?: number;
}

/**
 * One law for the price at expiry. Parameters are chosen so that total variance is that of a given Black volatility:
 * models then differ by the shape of the law and not by its width.
 *
 * A law has a price of its own, the forward or the spot. `values` are the derivatives of `value` along `moved`, so a
 * table of moves and its Greeks say the same: to the price and to time at fixed parameters of the law, to the
 * volatility and the rate as `moved` turns them.
 */
export interface Valuation {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** What is chosen besides the volatility, in words. */
  readonly shape: string;
  /** The price that delta, gamma, vanna and charm are to. */
  priceOf(option: OptionTerms): number;
  moved(at: Valued, move: Move): Valued;
  /**
   * e^(−rT) times the mean of the payoff, same unit as the forward, ≥ 0.
   *
   * @param volatility of the whole law, per square root of a year, > 0
   */
  value(option: OptionTerms, volatility: number): number;
  /**
   * Value and derivatives, each per unit of what moves: price 1, volatility 1.00, rate 1.00, one year.
   *
   * vega, vanna and volga are to the volatility given, however the law's parameters follow from it.
   */
  values(option: OptionTerms, volatility: number): OptionValues;
}

/** Moves of a law written on the forward: the forward is given, whatever rate and time do. */
export const ofForward: Pick<Valuation, "priceOf" | "moved"> = {
  priceOf: ({ forward }) => forward,
  moved: ({ option, volatility }, { price = 1, volatility: added = 0, years = 0, rate = 0 }) => ({
    option: {
      ...option,
      forward: option.forward * price,
      years: Math.max(0, option.years - years),
      rate: (option.rate ?? 0) + rate,
      ...(option.spot === undefined ? {} : { spot: option.spot * price }),
    },
    volatility: volatility + added,
  }),
};
