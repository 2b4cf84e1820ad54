import { power } from "../../numerics/power.ts";
import type { SmileDerivatives } from "./svi.ts";

/** Surface SVI with the power-law φ(θ) = η / (θ^γ (1 + θ)^(1 − γ)). */
export interface SsviParameters {
  /** In (−1, 1). */
  readonly rho: number;
  /** > 0 */
  readonly eta: number;
  /** In (0, 1). */
  readonly gamma: number;
}

export const ssviPhi = ({ eta, gamma }: SsviParameters, theta: number): number =>
  eta / (power(theta, gamma) * power(1 + theta, 1 - gamma));

/**
 * Total variance at log-moneyness `k` of the expiry whose at-the-money total variance is `theta` > 0.
 *
 * @source J. Gatheral, A. Jacquier, Arbitrage-free SVI volatility surfaces, Quantitative Finance 14 (2014), section 4
 */
export function ssviAt(parameters: SsviParameters, theta: number, k: number): SmileDerivatives {
  const { rho } = parameters;
  const phi = ssviPhi(parameters, theta);
  const x = phi * k + rho;
  const rest = 1 - rho * rho;
  const root = Math.sqrt(x * x + rest);
  return {
    w: (theta / 2) * (1 + rho * phi * k + root),
    slope: (theta / 2) * phi * (rho + x / root),
    curvature: ((theta / 2) * phi * phi * rest) / (root * root * root),
  };
}

/** The two sufficient conditions for a slice without butterflies (Theorem 4.2). */
export function ssviButterflyConditions(parameters: SsviParameters, theta: number): readonly [boolean, boolean] {
  const phi = ssviPhi(parameters, theta);
  const wings = 1 + Math.abs(parameters.rho);
  return [theta * phi * wings < 4, theta * phi * phi * wings <= 4];
}

/** Sufficient for the whole power-law surface, every θ at once: η(1 + |ρ|) ≤ 2 (section 4.2). */
export const ssviSurfaceIsFree = ({ rho, eta }: SsviParameters): boolean => eta * (1 + Math.abs(rho)) <= 2;
