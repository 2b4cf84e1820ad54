import { InvariantError } from "../numerics/assert.ts";
import { betaRatio, logBetaRatio, logBetaTerm } from "../numerics/betaFunction.ts";
import { exp } from "../numerics/exponential.ts";
import { log, log1p } from "../numerics/logarithm.ts";
import { normalQuantile } from "./normal.ts";

/**
 * Density of Student's t law at x.
 *
 * @param x                 any
 * @param degreesOfFreedom  > 0, need not be whole
 * @returns                 about 1e-13 relative
 * @throws InvariantError when `degreesOfFreedom` is not positive
 */
export function studentTPdf(x: number, degreesOfFreedom: number): number {
  return exp(studentTLogPdf(x, degreesOfFreedom));
}

/** ln of the density. As `studentTPdf`. */
export function studentTLogPdf(x: number, degreesOfFreedom: number): number {
  checkShape(degreesOfFreedom);
  const half = degreesOfFreedom / 2;
  // ln 1/(√ν B(ν/2, ½)): the beta term at the point where x and y are ½ gives B back without ln Γ.
  const logInverseBeta = logBetaTerm(half, 0.5, 0.5, 0.5) + (half + 0.5) * ln2;
  return logInverseBeta - 0.5 * log(degreesOfFreedom) - (half + 0.5) * logOnePlusSquare(x, degreesOfFreedom);
}

/**
 * P(T ≤ x) for Student's t.
 *
 * @param x                 any
 * @param degreesOfFreedom  > 0, need not be whole
 * @returns                 about 1e-13 relative in the lower tail, down to 1e-300
 * @throws InvariantError when `degreesOfFreedom` is not positive
 * @source                  DLMF 8.17: P(T ≤ −t) = ½ I(ν/2, ½) at ν/(ν + t²)
 */
export function studentTCdf(x: number, degreesOfFreedom: number): number {
  checkShape(degreesOfFreedom);
  if (x === 0) return 0.5;
  return x < 0 ? lowerTail(-x, degreesOfFreedom) : 1 - lowerTail(x, degreesOfFreedom);
}

/** P(T > x), accurate in the upper tail. As `studentTCdf`. */
export function studentTSurvival(x: number, degreesOfFreedom: number): number {
  return studentTCdf(-x, degreesOfFreedom);
}

/** ln P(T ≤ x), also where the probability underflows. As `studentTCdf`. */
export function studentTLogCdf(x: number, degreesOfFreedom: number): number {
  checkShape(degreesOfFreedom);
  if (x >= 0) return log1p(-lowerTail(x, degreesOfFreedom));
  return logLowerTail(-x, degreesOfFreedom);
}

/**
 * The x with P(T ≤ x) = `probability`.
 *
 * @param probability       in (0, 1); upper tails lose nothing when asked for as −studentTQuantile(survival, ν)
 * @param degreesOfFreedom  > 0, need not be whole
 * @returns                 about 1e-13 relative; 1e-12 for probabilities near 1e-300 with ν near 1
 * @throws InvariantError when an argument is out of range
 * @source                  Newton's method on concave functions, so that it cannot cycle: the central area in x, or the
 *                          logarithm of the tail in ln x
 */
export function studentTQuantile(probability: number, degreesOfFreedom: number): number {
  checkShape(degreesOfFreedom);
  if (!(probability > 0 && probability < 1))
    throw new InvariantError(`probability must lie in (0, 1); have ${probability}`);
  if (probability === 0.5) return 0;
  const tail = probability < 0.5 ? probability : 1 - probability;
  const size = tail > 0.25 ? centralQuantile(0.5 - tail, degreesOfFreedom) : tailQuantile(tail, degreesOfFreedom);
  return probability < 0.5 ? -size : size;
}

const ln2 = Math.LN2;
const stepsMax = 200;

function centralQuantile(area: number, nu: number): number {
  let x = area / studentTPdf(0, nu);
  for (let step = 0; step < stepsMax; step += 1) {
    const square = x * x;
    const reached = 0.5 * betaRatio(0.5, nu / 2, square / (nu + square), nu / (nu + square));
    const change = (reached - area) / studentTPdf(x, nu);
    x -= change;
    if (Math.abs(change) <= 1e-15 * x) break;
  }
  return x;
}

function tailQuantile(tail: number, nu: number): number {
  const goal = log(tail);
  let logX = log(-normalQuantile(tail));
  for (let step = 0; step < stepsMax; step += 1) {
    const x = exp(logX);
    const logTail = logLowerTail(x, nu);
    const slope = exp(logX + studentTLogPdf(x, nu) - logTail); // −d ln(tail) / d ln x
    const change = (logTail - goal) / slope;
    logX += change;
    if (Math.abs(change) <= 1e-15 * Math.max(1, Math.abs(logX))) break;
  }
  return exp(logX);
}

/** P(T ≤ −x) for x ≥ 0. */
function lowerTail(x: number, nu: number): number {
  if (isFarOut(x, nu)) return exp(logLowerTail(x, nu));
  const square = x * x;
  return 0.5 * betaRatio(nu / 2, 0.5, nu / (nu + square), square / (nu + square));
}

/** ln P(T ≤ −x) for x > 0. */
function logLowerTail(x: number, nu: number): number {
  // Far out the tail is its leading term, density · x / ν, to within ν/x² < 1e-20; x² may overflow there.
  if (isFarOut(x, nu)) return studentTLogPdf(x, nu) + log(x) - log(nu);
  const square = x * x;
  return logBetaRatio(nu / 2, 0.5, nu / (nu + square), square / (nu + square)) - ln2;
}

function isFarOut(x: number, nu: number): boolean {
  return x > 1e10 * Math.max(1, nu);
}

/** ln(1 + x²/ν), also where x² overflows. */
function logOnePlusSquare(x: number, nu: number): number {
  const size = Math.abs(x);
  return size > 1e100 ? 2 * log(size) - log(nu) : log1p((size * size) / nu);
}

function checkShape(degreesOfFreedom: number): void {
  if (!(degreesOfFreedom > 0))
    throw new InvariantError(`degrees of freedom must be positive; have ${degreesOfFreedom}`);
}
