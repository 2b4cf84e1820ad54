import { exp } from "../../numerics/exponential.ts";
import { type Black76Inputs, black76, logMoneyness, type OptionValues } from "./black76.ts";

/** A European option on a spot price that pays a continuous carry. */
export interface BlackScholesInputs extends Omit<Black76Inputs, "forward"> {
  /** > 0 */
  readonly spot: number;
  /** Continuous yield of holding the spot: lending rate, staking yield; a cost of holding is negative. */
  readonly carry: number;
}

/** As `OptionValues` with the spot in place of the forward, and the derivative to the carry. */
export interface SpotOptionValues extends OptionValues {
  /** ∂V/∂(carry) at a fixed spot. */
  readonly rhoCarry: number;
}

/**
 * Black-76 on the forward S·e^((r−q)T), its derivatives turned to the spot by the chain rule.
 *
 * @throws InvariantError as `black76`
 * @source R. Merton, Theory of rational option pricing, Bell J. of Economics and Management Science 4 (1973)
 */
export function blackScholes({ spot, carry, ...terms }: BlackScholesInputs): SpotOptionValues {
  const { rate, years } = terms;
  const drift = rate - carry;
  const growth = exp(drift * years);
  const forward = spot * growth;
  const moneyness = logMoneyness(spot, terms.strike) + drift * years;
  const { value, delta, gamma, vega, theta, vanna, volga, charm, dualDelta } = black76(
    { ...terms, forward },
    moneyness,
  );
  const paid = delta * forward; // the forward's part of the value
  return {
    value,
    delta: delta * growth,
    gamma: gamma * growth * growth,
    vega,
    theta: theta - drift * paid,
    rho: years * (paid - value),
    rhoCarry: -years * paid,
    vanna: vanna * growth,
    volga,
    // −∂/∂T of growth·delta(F(T), T)
    charm: growth * (charm - drift * (delta + gamma * forward)),
    dualDelta,
  };
}
