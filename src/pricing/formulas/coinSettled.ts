import { type Black76Inputs, black76, type OptionValues } from "./black76.ts";

/** An option whose payoff is paid in the coin it is written on: what a coin-settled venue quotes. */
export interface CoinSettledValues {
  /** Coins: the dollar value over the forward. */
  readonly value: number;
  /** Dollars, of which the coin value is the quotient. */
  readonly dollars: OptionValues;
  /** ∂V$/∂F − V, coins: the forwards to sell so that the value in coins does not move with the price. */
  readonly premiumAdjustedDelta: number;
  /** ∂(premium-adjusted delta)/∂F */
  readonly premiumAdjustedGamma: number;
  /** Coins per volatility of 1.00. */
  readonly vega: number;
  /** −∂V/∂T in coins at a fixed forward. */
  readonly theta: number;
}

/**
 * Black-76 without discounting, counted in coins. A coin-settled venue discounts nothing: the forward is its own rate.
 * A call is convex in coins only until it is well in the money, for it never pays more than its coin; in dollars, V·F, it
 * is convex throughout. What the premium was paid in adds a straight line: `docs/models/coin-settled.md`.
 *
 * @throws InvariantError as `black76`
 * @source Deribit option specification: P&L in the coin, premium in the coin, mark price in the coin
 */
export function coinSettled(inputs: Omit<Black76Inputs, "rate">): CoinSettledValues {
  const dollars = black76({ ...inputs, rate: 0 });
  const { forward } = inputs;
  const value = dollars.value / forward;
  return {
    value,
    dollars,
    premiumAdjustedDelta: dollars.delta - value,
    premiumAdjustedGamma: dollars.gamma - (dollars.delta - value) / forward,
    vega: dollars.vega / forward,
    theta: dollars.theta / forward,
  };
}
