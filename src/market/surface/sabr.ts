import { log } from "../../numerics/logarithm.ts";
import { power } from "../../numerics/power.ts";

/** Stochastic alpha, beta, rho of one expiry. */
export interface SabrParameters {
  /** > 0; volatility of F^β at the start. */
  readonly alpha: number;
  /** In [0, 1]. */
  readonly beta: number;
  /** In (−1, 1). */
  readonly rho: number;
  /** ≥ 0; volatility of α. */
  readonly nu: number;
}

/**
 * Black volatility at a strike, by Hagan's lognormal expansion. An expansion: for ν²T well above 1, and for low strikes
 * of long expiries, it can be negative or absurd, and it is returned as it is; a surface checks its density.
 *
 * @param forward, strike > 0
 * @param years  > 0
 * @source P. Hagan, D. Kumar, A. Lesniewski, D. Woodward, Managing smile risk, Wilmott (2002), equation 2.17
 */
export function sabrVolatility(
  { alpha, beta, rho, nu }: SabrParameters,
  { forward, strike, years }: { readonly forward: number; readonly strike: number; readonly years: number },
): number {
  const apart = log(forward / strike);
  const flat = 1 - beta;
  const middle = power(forward * strike, flat / 2);
  const square = flat * flat * apart * apart;
  const z = (nu / alpha) * middle * apart;
  const time =
    (flat * flat * alpha * alpha) / (24 * middle * middle) +
    (rho * beta * nu * alpha) / (4 * middle) +
    ((2 - 3 * rho * rho) * nu * nu) / 24;
  return ((alpha * zOverX(z, rho)) / (middle * (1 + square / 24 + (square * square) / 1920))) * (1 + time * years);
}

/** Below it the quotient's series is exact to a double. */
const seriesMax = 1e-5;

/** z/x(z) with x(z) = ln((√(1 − 2ρz + z²) + z − ρ)/(1 − ρ)), written so that neither wing cancels. */
function zOverX(z: number, rho: number): number {
  if (Math.abs(z) < seriesMax) return 1 - (rho * z) / 2 + ((2 - 3 * rho * rho) * z * z) / 12;
  const root = Math.sqrt(1 - 2 * rho * z + z * z);
  const x = z > rho ? log((root + z - rho) / (1 - rho)) : -log((root - z + rho) / (1 + rho));
  return z / x;
}
