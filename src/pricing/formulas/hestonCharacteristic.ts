import { type Complex, complex, complexExp, minus, plus, scaled, times } from "../../numerics/complex.ts";
import { type Arithmetic, plain, withDerivatives } from "./complexFollowed.ts";
import type { Followed } from "./followed.ts";
import type { CharacteristicSlopes } from "./fourier.ts";

/** Heston's parameters, the first three as they follow from the volatility that vega is to. */
export interface HestonPath {
  readonly variance: Followed;
  readonly meanVariance: Followed;
  readonly volOfVariance: Followed;
  readonly reversion: number;
  readonly correlation: number;
}

/** E[e^(iu ln(S/F))] under Heston. */
export const hestonCharacteristic = (u: Complex, years: number, path: HestonPath): Complex =>
  complexExp(logarithm(plain, u, years, path).whole);

/**
 * The same with the derivatives of its logarithm: to the volatility input by the chain rule through every step, to time
 * by the Riccati equations that the logarithm solves.
 */
export function hestonSlopes(u: Complex, years: number, path: HestonPath): CharacteristicSlopes {
  const { whole, perVariance } = logarithm(withDerivatives, u, years, path);
  const logInTime = growthOf(perVariance.value, u, path);
  return { value: complexExp(whole.value), logSlope: whole.slope, logBend: whole.bend, logInTime };
}

const iTimes = (u: Complex): Complex => complex(-u.im, u.re);

/**
 * C + variance·D, and D. Written so that nothing is divided by a vol of variance that has cancelled: low/ν² is
 * −(iu + u²)/high, and the logarithm is taken of 1 + ν²z.
 *
 * @source S. Heston, Review of Financial Studies 6 (1993); H. Albrecher, P. Mayer, W. Schoutens, J. Tistaert, The little
 *         Heston trap, Wilmott (2007): the branch that stays continuous for long expiries
 */
function logarithm<T>(by: Arithmetic<T>, u: Complex, years: number, path: HestonPath): { whole: T; perVariance: T } {
  const { reversion, correlation } = path;
  const iu = iTimes(u);
  const one = by.constant(complex(1));
  const pull = by.constant(plus(iu, times(u, u)));
  const nu = by.real(path.volOfVariance);
  const nuSquare = by.product(nu, nu);
  const drag = by.difference(by.constant(complex(reversion)), by.product(nu, by.constant(scaled(iu, correlation))));
  const root = by.root(by.sum(by.product(drag, drag), by.product(nuSquare, pull)));
  const high = by.sum(drag, root);
  const low = by.quotient(by.multiple(pull, -1), high); // over ν²
  const ratio = by.quotient(by.product(nuSquare, low), high);
  const decay = by.exponential(by.multiple(root, -years));
  const gone = by.product(low, by.difference(one, decay));
  const perVariance = by.quotient(gone, by.difference(one, by.product(ratio, decay)));
  const z = by.quotient(gone, by.product(high, by.difference(one, ratio)));
  const spread = by.quotient(by.logOnePlus(by.product(nuSquare, z)), nuSquare);
  const perMean = by.multiple(by.difference(by.multiple(low, years), by.multiple(spread, 2)), reversion);
  const mean = by.product(perMean, by.real(path.meanVariance));
  return { whole: by.sum(mean, by.product(perVariance, by.real(path.variance))), perVariance };
}

/** dD/dT = ½ν²D² − drag·D − ½(iu + u²), and the logarithm grows by reversion·mean·D + variance·dD/dT. */
function growthOf(d: Complex, u: Complex, { variance, meanVariance, volOfVariance, ...rest }: HestonPath): Complex {
  const iu = iTimes(u);
  const drag = minus(complex(rest.reversion), scaled(iu, rest.correlation * volOfVariance.value));
  const square = scaled(times(d, d), 0.5 * volOfVariance.value * volOfVariance.value);
  const growth = minus(minus(square, times(drag, d)), scaled(plus(iu, times(u, u)), 0.5));
  return plus(scaled(d, rest.reversion * meanVariance.value), scaled(growth, variance.value));
}
