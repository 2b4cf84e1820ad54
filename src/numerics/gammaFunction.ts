import { InvariantError } from "./assert.ts";
import { exp, expm1 } from "./exponential.ts";
import { log, log1p } from "./logarithm.ts";
import { deviance, halfLnTwoPi, stirlingError } from "./saddlePoint.ts";

const iterationsMax = 100_000;

/** (−1)ᵏ (ζ(k) − 1) / k for k = 2, 3, …: the series of ln Γ(2 + e) after its linear term. */
// biome-ignore format: a table
const zetaCoefficients = new Float64Array([
  0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234,
  -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-05,
  -4.492623673813314e-05, 2.050721277567069e-05, -9.439488275268397e-06, 4.374866789907488e-06,
  -2.039215753801366e-06, 9.55141213040742e-07, -4.492469198764566e-07, 2.1207184805554665e-07,
  -1.0043224823968099e-07, 4.7698101693639804e-08, -2.2711094608943164e-08, 1.0838659214896955e-08,
  -5.183475041970047e-09, 2.4836745438024785e-09, -1.1921401405860912e-09, 5.731367241678862e-10,
  -2.7595228851242334e-10,
]);
const oneMinusEuler = 0.42278433509846713; // 1 − γ

/**
 * ln Γ(x).
 *
 * @param x > 0
 * @returns about 1e-15 relative, also near the zeros at 1 and 2
 * @throws InvariantError when x is not positive
 * @source DLMF 5.7.3 near 1 and 2, Stirling's series elsewhere (5.11.1)
 */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new InvariantError(`argument of logGamma must be positive; have ${x}`);
  if (x < 0.5) return logGammaNearTwo(x - 1 + 1) - log1p(x) - log(x);
  if (x < 1.5) return logGammaNearTwo(x - 1) - log1p(x - 1);
  if (x < 2.5) return logGammaNearTwo(x - 2);
  return stirlingError(x) + (x - 0.5) * log(x) - x + halfLnTwoPi;
}

/** ln Γ(2 + e) for |e| ≤ ½. */
function logGammaNearTwo(e: number): number {
  let total = 0;
  for (let k = zetaCoefficients.length - 1; k >= 0; k -= 1) total = total * e + zetaCoefficients[k]!;
  return oneMinusEuler * e + e * e * total;
}

/**
 * Regularised lower incomplete gamma function P(a, x) = γ(a, x)/Γ(a).
 *
 * @param a > 0
 * @param x ≥ 0
 * @returns in [0, 1], about 1e-13 relative in both tails
 * @throws InvariantError when an argument is out of range
 * @cost   O(√a) terms near x = a
 * @source DLMF 8.11.4 (series), 8.9.2 (continued fraction)
 */
export function lowerGammaRatio(a: number, x: number): number {
  checkArguments(a, x);
  if (x === 0) return 0;
  return x < a + 1 ? exp(logGammaTerm(a, x)) * seriesFactor(a, x) : 1 - upperGammaRatio(a, x);
}

/** Regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x), accurate where it is small. As `lowerGammaRatio`. */
export function upperGammaRatio(a: number, x: number): number {
  checkArguments(a, x);
  if (x === 0) return 1;
  if (x >= a + 1) return exp(logGammaTerm(a, x)) * fractionFactor(a, x);
  if (a < 1) return upperOfSmallShape(a, x);
  return 1 - lowerGammaRatio(a, x);
}

/** ln P(a, x), finite wherever x > 0. As `lowerGammaRatio`. */
export function logLowerGammaRatio(a: number, x: number): number {
  checkArguments(a, x);
  return x < a + 1 ? logGammaTerm(a, x) + log(seriesFactor(a, x)) : log1p(-upperGammaRatio(a, x));
}

/** ln Q(a, x), also where Q underflows. As `lowerGammaRatio`. */
export function logUpperGammaRatio(a: number, x: number): number {
  checkArguments(a, x);
  return x >= a + 1 ? logGammaTerm(a, x) + log(fractionFactor(a, x)) : log1p(-lowerGammaRatio(a, x));
}

/** ln of xᵃ e⁻ˣ / Γ(a + 1). */
export function logGammaTerm(a: number, x: number): number {
  return -stirlingError(a) - deviance(a, x) - halfLnTwoPi - 0.5 * log(a);
}

/** P(a, x) over its leading term: 1 + x/(a+1) + x²/((a+1)(a+2)) + … */
function seriesFactor(a: number, x: number): number {
  let term = 1;
  let total = 1;
  for (let n = 1; n < iterationsMax; n += 1) {
    term *= x / (a + n);
    total += term;
    if (term < total * 1e-17) break;
  }
  return total;
}

/** Q(a, x) over xᵃ e⁻ˣ / Γ(a + 1): a times the continued fraction, evaluated forward by Lentz's method. */
function fractionFactor(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < iterationsMax; n += 1) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / nonZero(numerator * d + b);
    c = nonZero(b + numerator / c);
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return a * fraction;
}

/** Q(a, x) for a < 1 and x < a + 1, where 1 − P would cancel. */
function upperOfSmallShape(a: number, x: number): number {
  let power = 1; // (−x)ⁿ / n!
  let total = 0;
  for (let n = 1; n < 60; n += 1) {
    power *= -x / n;
    total += power / (a + n);
  }
  const excess = expm1(a * log(x) - logGamma(1 + a)); // xᵃ/Γ(1 + a) − 1
  return -excess - (1 + excess) * a * total;
}

function nonZero(value: number): number {
  return value === 0 ? 1e-300 : value;
}

function checkArguments(a: number, x: number): void {
  if (!(a > 0 && Number.isFinite(a)))
    throw new InvariantError(`shape of the incomplete gamma function must be positive; have ${a}`);
  if (!(x >= 0)) throw new InvariantError(`argument of the incomplete gamma function must not be negative; have ${x}`);
}
