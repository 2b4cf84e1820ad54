import { type Complex, complex, complexExp, times } from "../../numerics/complex.ts";
import type { OptionTerms } from "../valuations/valuation.ts";
import { logMoneyness } from "./black76.ts";

/** E[e^(iu ln(S/F))] at expiry, for complex u. */
export type CharacteristicFunction = (u: Complex) => Complex;

/** Nodes and weights of the 16-point Gauss-Legendre rule on (−1, 1), the positive half. */
const nodes = [
  [0.09501250983763744, 0.1894506104550685],
  [0.2816035507792589, 0.1826034150449236],
  [0.4580167776572274, 0.1691565193950025],
  [0.6178762444026438, 0.1495959888165767],
  [0.755404408355003, 0.1246289712555339],
  [0.8656312023878318, 0.0951585116824928],
  [0.9445750230732326, 0.06225352393864789],
  [0.9894009349916499, 0.02715245941175409],
] as const;

const panelsMax = 5_000;
const firstPanel = 0.5;
const panelGrowth = 1.5;
const turnPerPanel = 4;
/** A panel that adds less than this share of the whole ends the integral, when the one before did too. */
const negligible = 1e-15;

/**
 * Undiscounted value from a characteristic function, by one integral on the line of imaginary part −½, where the
 * integrand has no pole: C = F − √(FK)/π ∫₀^∞ Re[e^(iu ln(F/K)) φ(u − i/2)] / (u² + ¼) du.
 *
 * @param width widest panel of the integral; about two over the deviation of the log price
 * @source A. Lewis, A simple option formula for general jump-diffusion and other exponential Lévy processes (2001)
 */
export function fourierValue(
  { optionType, forward, strike }: OptionTerms,
  characteristic: CharacteristicFunction,
  width: number,
): number {
  const moneyness = logMoneyness(forward, strike);
  const integrand = (u: number): number => {
    const turned = times(complexExp(complex(0, u * moneyness)), characteristic(complex(u, -0.5)));
    return turned.re / (u * u + 0.25);
  };
  // Sixteen points follow a little more than half a turn of e^(iu ln(F/K)) to the last digit.
  const widest = Math.min(width, turnPerPanel / Math.abs(moneyness));
  let [from, total, quiet] = [0, 0, 0];
  for (let panel = 0; panel < panelsMax && quiet < 2; panel++) {
    // The pole at ±i/2 is near the first panels only.
    const half = 0.5 * Math.min(widest, firstPanel * panelGrowth ** panel);
    const middle = from + half;
    let part = 0;
    for (const [node, weight] of nodes)
      part += weight * (integrand(middle - half * node) + integrand(middle + half * node));
    total += part * half;
    quiet = Math.abs(part * half) < negligible * Math.abs(total) ? quiet + 1 : 0;
    from += 2 * half;
  }
  const call = forward - (Math.sqrt(forward * strike) / Math.PI) * total;
  return Math.max(0, optionType === "call" ? call : call - forward + strike);
}
