import { type Complex, complex, complexExp, times } from "../../numerics/complex.ts";
import { exp } from "../../numerics/exponential.ts";
import type { OptionTerms } from "../valuations/valuation.ts";
import { logMoneyness, type OptionValues } from "./black76.ts";

/** E[e^(iu ln(S/F))] at expiry, for complex u. */
export type CharacteristicFunction = (u: Complex) => Complex;

/** A characteristic function with the derivatives of its logarithm: to time, and twice to the volatility input. */
export interface CharacteristicSlopes {
  readonly value: Complex;
  readonly logInTime: Complex;
  readonly logSlope: Complex;
  readonly logBend: Complex;
}

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
/** Panels that add less than this share of what all added end the integral, two in a row. */
const negligible = 1e-15;

/**
 * Discounted value from a characteristic function, by one integral on the line of imaginary part −½, where the
 * integrand has no pole: C = F − √(FK)/π ∫₀^∞ Re[e^(iu ln(F/K)) φ(u − i/2)] / (u² + ¼) du.
 *
 * @param width widest panel of the integral; about two over the deviation of the log price
 * @source A. Lewis, A simple option formula for general jump-diffusion and other exponential Lévy processes (2001)
 */
export function fourierValue(option: OptionTerms, characteristic: CharacteristicFunction, width: number): number {
  const { optionType, forward, strike, years, rate = 0 } = option;
  const moneyness = logMoneyness(forward, strike);
  const [total] = integrals(1, width, moneyness, (u, add) => {
    const turned = times(complexExp(complex(0, u * moneyness)), characteristic(complex(u, -0.5)));
    add(0, turned.re / (u * u + 0.25));
  });
  const call = forward - (Math.sqrt(forward * strike) / Math.PI) * total!;
  return exp(-rate * years) * Math.max(0, optionType === "call" ? call : call - forward + strike);
}

/**
 * Value and every derivative of `fourierValue`, each differentiated under the integral: to the forward a factor iu, of
 * which the second cancels the denominator and leaves the density; to time and volatility a derivative of the logarithm.
 */
export function fourierValues(
  option: OptionTerms,
  characteristic: (u: Complex) => CharacteristicSlopes,
  width: number,
): OptionValues {
  const { optionType, forward, strike, years, rate = 0 } = option;
  const moneyness = logMoneyness(forward, strike);
  const sums = integrals(8, width, moneyness, (u, add) => {
    const { value, logInTime, logSlope, logBend } = characteristic(complex(u, -0.5));
    const turned = times(complexExp(complex(0, u * moneyness)), value);
    const weight = 1 / (u * u + 0.25);
    const square = times(logSlope, logSlope);
    const [inTime, sloped] = [times(turned, logInTime), times(turned, logSlope)];
    const bent = times(turned, complex(logBend.re + square.re, logBend.im + square.im));
    add(0, turned.re * weight);
    add(1, -u * turned.im * weight);
    add(2, turned.re);
    add(3, inTime.re * weight);
    add(4, -u * inTime.im * weight);
    add(5, sloped.re * weight);
    add(6, -u * sloped.im * weight);
    add(7, bent.re * weight);
  });
  const [own, turn, density, time, timeTurn, slope, slopeTurn, bend] = sums as unknown as Eight;
  const discount = exp(-rate * years);
  const whole = (discount * Math.sqrt(forward * strike)) / Math.PI;
  const perForward = whole / forward;
  const [put, isPut] = [discount * (strike - forward), optionType === "put"];
  const value = Math.max(0, discount * forward - whole * own + (isPut ? put : 0));
  const delta = discount - perForward * (0.5 * own + turn) - (isPut ? discount : 0);
  return {
    value,
    delta,
    gamma: (perForward / forward) * density,
    vega: -whole * slope,
    theta: rate * value + whole * time,
    rho: -years * value,
    vanna: -perForward * (0.5 * slope + slopeTurn),
    volga: -whole * bend,
    charm: rate * delta + perForward * (0.5 * time + timeTurn),
    dualDelta: (value - forward * delta) / strike,
  };
}

type Eight = [number, number, number, number, number, number, number, number];

/**
 * Integrals over (0, ∞) of `count` functions that share their nodes, in panels of 16 points.
 *
 * @param integrand adds the functions' values at one u
 */
function integrals(
  count: number,
  width: number,
  moneyness: number,
  integrand: (u: number, add: (at: number, value: number) => void) => void,
): Float64Array {
  const [totals, sizes, part] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  // Sixteen points follow a little more than half a turn of e^(iu ln(F/K)) to the last digit.
  const widest = Math.min(width, turnPerPanel / Math.abs(moneyness));
  let [from, quiet, scale] = [0, 0, 0];
  const add = (at: number, value: number): void => {
    part[at]! += scale * value;
  };
  for (let panel = 0; panel < panelsMax && quiet < 2; panel++) {
    // The pole at ±i/2 is near the first panels only.
    const half = 0.5 * Math.min(widest, firstPanel * panelGrowth ** panel);
    const middle = from + half;
    part.fill(0);
    for (const [node, weight] of nodes) {
      scale = weight * half;
      integrand(middle - half * node, add);
      integrand(middle + half * node, add);
    }
    let isQuiet = true;
    for (let k = 0; k < count; k++) {
      totals[k]! += part[k]!;
      sizes[k]! += Math.abs(part[k]!);
      if (Math.abs(part[k]!) > negligible * sizes[k]!) isQuiet = false;
    }
    quiet = isQuiet ? quiet + 1 : 0;
    from += 2 * half;
  }
  return totals;
}
