import { InvariantError } from "./assert.ts";
import { exp } from "./exponential.ts";
import { log, log1p } from "./logarithm.ts";
import { deviance, halfLnTwoPi, stirlingError } from "./saddlePoint.ts";

const iterationsMax = 100_000;

/**
 * Regularised incomplete beta function I_x(a, b).
 *
 * @param a, b > 0
 * @param x    in [0, 1]
 * @param y    1 − x; give it when it is known to more digits than the subtraction has
 * @returns    in [0, 1]; about 1e-12 relative in the lower tail, for a and b up to 1e7
 * @throws InvariantError when an argument is out of range
 * @cost       O(√max(a, b)) terms near the mean
 * @source     DLMF 8.17.22, with the leading factor in Loader's saddle-point form
 */
export function betaRatio(a: number, b: number, x: number, y: number = 1 - x): number {
  checkArguments(a, b, x, y);
  if (x === 0) return 0;
  if (y === 0) return 1;
  return isLowerSide(a, b, x) ? lowerRatio(a, b, x, y) : 1 - lowerRatio(b, a, y, x);
}

/** 1 − I_x(a, b) = I_(1−x)(b, a), accurate where it is small. As `betaRatio`. */
export function betaRatioComplement(a: number, b: number, x: number, y: number = 1 - x): number {
  return betaRatio(b, a, y, x);
}

/** ln I_x(a, b), also where the value itself underflows. As `betaRatio`; x and y must lie in (0, 1). */
export function logBetaRatio(a: number, b: number, x: number, y: number = 1 - x): number {
  checkArguments(a, b, x, y);
  if (!isLowerSide(a, b, x)) return log1p(-lowerRatio(b, a, y, x));
  return logBetaTerm(a, b, x, y) + log(fraction(a, b, x));
}

/** ln of xᵃ yᵇ / B(a, b), from deviances instead of differences of ln Γ. As `betaRatio`; x and y in (0, 1). */
export function logBetaTerm(a: number, b: number, x: number, y: number): number {
  const n = a + b;
  const exponent =
    stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x) - deviance(b, n * y) - halfLnTwoPi;
  // The factor ab/n turns the binomial term into the beta term; √(n/(ab)) comes from Stirling.
  return exponent + 0.5 * (log(a) + log(b) - log(n));
}

/**
 * The x with I_x(a, b) = probability.
 *
 * @param a, b        > 0
 * @param probability in [0, 1]
 * @returns           x in [0, 1], about 1e-13 relative for a and b ≥ ½; values below 1e-100 are not resolved
 * @throws InvariantError when an argument is out of range
 * @cost              about ten evaluations of `betaRatio`
 * @source            Newton's method on ln x, kept inside a bracket by bisection
 */
export function inverseBetaRatio(a: number, b: number, probability: number): number {
  checkArguments(a, b, 0.5, 0.5);
  if (!(probability >= 0 && probability <= 1))
    throw new InvariantError(`probability must lie in [0, 1]; have ${probability}`);
  if (probability === 0 || probability === 1) return probability;
  let low = 0;
  let high = 1;
  let x = a / (a + b);
  for (let step = 0; step < 400; step += 1) {
    const miss = betaRatio(a, b, x) - probability;
    if (miss === 0) return x;
    if (miss > 0) high = x;
    else low = x;
    // d I / d ln x = xᵃ (1 − x)ᵇ / B(a, b) / (1 − x)
    const slope = exp(logBetaTerm(a, b, x, 1 - x)) / (1 - x);
    const logStep = slope > 0 ? miss / slope : Number.POSITIVE_INFINITY;
    let next = Math.abs(logStep) < 5 ? x * exp(-logStep) : -1;
    if (!(next > low && next < high))
      next = low > 0 && high / low > 4 ? Math.sqrt(low) * Math.sqrt(high) : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-16 * x) return next;
    x = next;
  }
  return x;
}

/** Whether the continued fraction converges fast at x, and not at its mirror image. */
function isLowerSide(a: number, b: number, x: number): boolean {
  return x <= (a + 1) / (a + b + 2);
}

function lowerRatio(a: number, b: number, x: number, y: number): number {
  return exp(logBetaTerm(a, b, x, y)) * fraction(a, b, x);
}

/** I_x(a, b) over xᵃ yᵇ / B(a, b): 1/a times the continued fraction, evaluated forward by Lentz's method. */
function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let total = d;
  for (let m = 1; m < iterationsMax; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    total *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const change = c * d;
    total *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return total / a;
}

function nonZero(value: number): number {
  return value === 0 ? 1e-300 : value;
}

function checkArguments(a: number, b: number, x: number, y: number): void {
  if (!(a > 0 && b > 0))
    throw new InvariantError(`shapes of the incomplete beta function must be positive; have ${a} and ${b}`);
  if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1))
    throw new InvariantError(`argument of the incomplete beta function must lie in [0, 1]; have ${x}`);
}
