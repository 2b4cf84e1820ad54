import { InvariantError } from "../numerics/assert.ts";
import { productError } from "../numerics/doubleDouble.ts";
import { erf, erfcx } from "../numerics/errorFunction.ts";
import { expOfPair } from "../numerics/exponential.ts";
import { log, log1p } from "../numerics/logarithm.ts";

const inverseRootTwoPi = 0.3989422804014327;
const rootTwoPi = 2.5066282746310007;
const rootHalf = Math.SQRT1_2;

/** Density of the standard normal law, within 1e-15 relative down to the smallest normal double. */
export function normalPdf(x: number): number {
  return inverseRootTwoPi * bell(x);
}

/**
 * P(Z ≤ x) for a standard normal Z.
 *
 * @returns within 1e-15 relative in the lower tail, to x = −37.5; subnormal below, 0 from −38.6
 * @source  Φ(x) = ½ e^(−x²/2) erfcx(−x/√2), which keeps the digits that erfc of a rounded −x/√2 loses
 */
export function normalCdf(x: number): number {
  return x <= 0 ? lowerTail(x) : 1 - lowerTail(-x);
}

/** P(Z > x) for a standard normal Z, accurate in the upper tail. As `normalCdf`. */
export function normalSurvival(x: number): number {
  return normalCdf(-x);
}

/** ln P(Z ≤ x), also where the probability itself underflows. */
export function normalLogCdf(x: number): number {
  if (x > 0) return log1p(-lowerTail(-x));
  return log(0.5 * erfcx(-x * rootHalf)) - 0.5 * x * x;
}

/**
 * The x with P(Z ≤ x) = `probability`.
 *
 * @param probability in (0, 1); upper tails lose nothing when asked for as −normalQuantile(survival)
 * @returns           within 1e-15 relative of the quantile of the double given
 * @throws InvariantError when `probability` is not inside (0, 1)
 * @cost              two or three evaluations of the distribution function
 * @source            start from Abramowitz & Stegun 26.2.23, then Halley's method: on Φ − ½ in the middle, on ln Φ in the tail
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1))
    throw new InvariantError(`probability must lie in (0, 1); have ${probability}`);
  if (probability > 0.5) return -lowerQuantile(1 - probability);
  return probability === 0.5 ? 0 : lowerQuantile(probability);
}

function lowerQuantile(p: number): number {
  const logP = log(p);
  const t = Math.sqrt(-2 * logP);
  let x = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let step = 0; step < 6; step += 1) {
    const change = p > 0.3 ? centralStep(x, p) : tailStep(x, logP);
    x -= change;
    // Halley's method triples the digits: a step this small leaves nothing to correct.
    if (Math.abs(change) < 1e-6 * Math.abs(x)) break;
  }
  return x;
}

function centralStep(x: number, p: number): number {
  const newton = (0.5 * erf(x * rootHalf) + (0.5 - p)) / normalPdf(x);
  return newton / (1 + 0.5 * x * newton);
}

function tailStep(x: number, logP: number): number {
  const scaled = 0.5 * erfcx(-x * rootHalf);
  const ratio = rootTwoPi * scaled; // Φ/φ
  const miss = log(scaled) - 0.5 * x * x - logP;
  const newton = miss * ratio;
  // (ln Φ)″ / (ln Φ)′ = −(x + φ/Φ)
  return newton / (1 + 0.5 * newton * (x + 1 / ratio));
}

function lowerTail(x: number): number {
  return 0.5 * erfcx(-x * rootHalf) * bell(x);
}

/** e^(−x²/2), with the rounding error of the square put back. */
function bell(x: number): number {
  if (Math.abs(x) > 40) return 0;
  return expOfPair(-0.5 * x * x, -0.5 * productError(x, x));
}
