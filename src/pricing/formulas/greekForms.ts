import type { OptionValues } from "./black76.ts";

/** Derivatives to the logarithm of the price: what a relative move is worth, in the currency of the value. */
export interface CashGreeks {
  /** F·∂V/∂F: for a move of 100 % to first order. */
  readonly delta: number;
  /** F²·∂²V/∂F² */
  readonly gamma: number;
  /** F·∂²V/∂F∂σ */
  readonly vanna: number;
  /** −F·∂²V/∂F∂T */
  readonly charm: number;
}

/** @param price what the Greeks are to, the forward or the spot */
export const cashGreeks = ({ delta, gamma, vanna, charm }: OptionValues, price: number): CashGreeks => ({
  delta: price * delta,
  gamma: price * price * gamma,
  vanna: price * vanna,
  charm: price * charm,
});

/** Greeks of the value in coins, V/F, its price derivatives counted as coins for a relative move. */
export interface CoinGreeks {
  /** V/F, coins. */
  readonly value: number;
  /** F·∂(V/F)/∂F = ∂V/∂F − V/F, coins: premium-adjusted. */
  readonly delta: number;
  /** ∂(coin delta)/∂F */
  readonly gamma: number;
  /** Coins per volatility of 1.00, per year that passes, per rate of 1.00. */
  readonly vega: number;
  readonly theta: number;
  readonly rho: number;
  /** ∂(coin delta)/∂σ */
  readonly vanna: number;
  readonly volga: number;
  /** −∂(coin delta)/∂T */
  readonly charm: number;
}

/**
 * A coin account's view of an option whose dollar value is given. An account that holds `−delta` coins of perpetuals
 * against it is unmoved in coins; one that holds `−∂V/∂F` is unmoved in dollars.
 *
 * @param price what the Greeks are to, > 0
 */
export function coinGreeks(dollars: OptionValues, price: number): CoinGreeks {
  const value = dollars.value / price;
  const delta = dollars.delta - value;
  const [vega, theta] = [dollars.vega / price, dollars.theta / price];
  return {
    value,
    delta,
    gamma: dollars.gamma - delta / price,
    vega,
    theta,
    rho: dollars.rho / price,
    vanna: dollars.vanna - vega,
    volga: dollars.volga / price,
    charm: dollars.charm - theta,
  };
}
