import { log, log1p } from "./logarithm.ts";

/**
 * Pieces that keep binomial, Poisson, gamma and beta terms accurate where a difference of logarithms of gamma
 * functions would lose every digit.
 * @source Loader, Fast and accurate computation of binomial probabilities (2000)
 */

/** ½ ln 2π. */
export const halfLnTwoPi = 0.9189385332046728;

/** B₂ₖ / (2k (2k − 1)), the coefficients of Stirling's series. */
const stirlingCoefficients = new Float64Array([
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
]);

/**
 * What Stirling's formula leaves out: ln Γ(n + 1) − (n + ½) ln n + n − ½ ln 2π.
 *
 * @param n > 0, need not be whole
 * @returns within about 2e-16, absolute
 */
export function stirlingError(n: number): number {
  let shifted = n;
  let total = 0;
  while (shifted < 12) {
    total += stirlingStep(shifted);
    shifted += 1;
  }
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  let series = 0;
  for (let k = stirlingCoefficients.length - 1; k >= 0; k -= 1) series = series * square + stirlingCoefficients[k]!;
  return total + series * inverse;
}

/** stirlingError(n) − stirlingError(n + 1) = (n + ½) ln(1 + 1/n) − 1. */
function stirlingStep(n: number): number {
  if (n < 1) return (n + 0.5) * (log1p(n) - log(n)) - 1;
  // (n + ½) · 2 artanh(s) − 1 with s = 1/(2n + 1) is s²/3 + s⁴/5 + …, all of one sign.
  const square = 1 / ((2 * n + 1) * (2 * n + 1));
  let total = 0;
  for (let k = 18; k >= 1; k -= 1) total = square * (1 / (2 * k + 1) + total);
  return total;
}

/**
 * The deviance x ln(x/m) + m − x of a count x from its expectation m, never negative.
 *
 * @param x ≥ 0
 * @param m > 0
 * @returns 0 exactly when x equals m; accurate also when the two nearly agree
 */
export function deviance(x: number, m: number): number {
  if (x === 0) return m;
  const difference = x - m;
  if (Math.abs(difference) >= 0.4 * (x + m)) {
    const ratio = x / m;
    const logRatio = ratio > 1e-300 && ratio < 1e300 ? log(ratio) : log(x) - log(m);
    return x * logRatio - difference;
  }
  // x ln(x/m) = 2x artanh v with v = (x − m)/(x + m); the terms of first order cancel exactly.
  const v = difference / (x + m);
  const square = v * v;
  let term = 2 * x * v;
  let total = difference * v;
  for (let k = 1; k <= 40; k += 1) {
    term *= square;
    const next = total + term / (2 * k + 1);
    if (next === total) break;
    total = next;
  }
  return total;
}
