import { assert } from "../numerics/assert.ts";
import { exp } from "../numerics/exponential.ts";
import { logGammaTerm } from "../numerics/gammaFunction.ts";
import { type QuantileTable, quantileTable } from "../numerics/quantileTable.ts";
import { chiSquareQuantile, chiSquareUpperQuantile } from "./chiSquare.ts";
import { studentTPdf, studentTQuantile } from "./studentT.ts";

/**
 * Student's t law, ready to be inverted many times over.
 *
 * @param degreesOfFreedom in [1, 10,000], need not be whole
 * @returns                within 3e-14 relative of the quantile for ν to 1,000, 3e-13 above, from 2^-53 to 1 − 2^-53
 * @throws InvariantError when `degreesOfFreedom` is out of range
 * @cost                   about 10 ms
 * @source                 Taylor series of the quantile from its differential equation x′ = 1/f(x), as
 *                         G. Steinbrecher & W. T. Shaw, Quantile mechanics, European J. Applied Mathematics 19 (2008)
 */
export function studentTTable(degreesOfFreedom: number): QuantileTable {
  checkShape(degreesOfFreedom);
  return quantileTable({
    isSymmetric: true,
    expand: (at, _side, out) => expandStudentT(degreesOfFreedom, at, out),
  });
}

/**
 * The law of √(ν/χ²), by which a normal vector is multiplied to become one of Student's t.
 *
 * @param degreesOfFreedom ν in [1, 10,000], need not be whole
 * @returns                within 1e-14 relative of the quantile, from 2^-53 to 1 − 2^-53
 * @throws InvariantError when `degreesOfFreedom` is out of range
 * @cost                   about 20 ms
 * @source                 as `studentTTable`
 */
export function mixingTable(degreesOfFreedom: number): QuantileTable {
  checkShape(degreesOfFreedom);
  return quantileTable({
    isSymmetric: false,
    expand: (at, side, out) => expandMixing(degreesOfFreedom, { at, side }, out),
  });
}

/** Above it the law is normal to four digits, and its quantile is not known to 13. */
export const studentTDegreesMax = 10_000;

function checkShape(degreesOfFreedom: number): void {
  assert(
    degreesOfFreedom >= 1 && degreesOfFreedom <= studentTDegreesMax,
    `degrees of freedom must lie in [1, ${studentTDegreesMax}]; have ${degreesOfFreedom}`,
  );
}

/** With h = x′ and f′/f = −(ν + 1)x/(ν + x²): h′(ν + x²) = (ν + 1)x h². */
function expandStudentT(nu: number, at: number, out: Float64Array): void {
  const terms = out.length;
  const x = out;
  x[0] = studentTQuantile(at, nu);
  const h = new Float64Array(terms);
  h[0] = at / studentTPdf(x[0]!, nu);
  const below = new Float64Array(terms); // ν + x²
  const product = new Float64Array(terms); // x h
  for (let n = 0; n + 1 < terms; n++) {
    below[n] = convolution(x, x, n) + (n === 0 ? nu : 0);
    product[n] = convolution(x, h, n);
    h[n + 1] = ((nu + 1) * convolution(product, h, n) - derivativeConvolution(h, below, n)) / ((n + 1) * below[0]!);
    x[n + 1] = h[n]! / (n + 1);
  }
}

/** With y the quantile of χ², h = y′ and f′/f = (ν/2 − 1)/y − ½: h′y = h²(1 − ν/2 + y/2); then w = √(ν/y), 2w′y = −w h. */
function expandMixing(
  nu: number,
  { at, side }: { readonly at: number; readonly side: "lower" | "upper" },
  out: Float64Array,
): void {
  const terms = out.length;
  // What is large of the one is small of the other.
  const isUpper = side === "lower";
  const y = new Float64Array(terms);
  const h = new Float64Array(terms);
  const slope = new Float64Array(terms); // h (1 − ν/2 + y/2)
  const factor = new Float64Array(terms);
  y[0] = isUpper ? chiSquareUpperQuantile(at, nu) : chiSquareQuantile(at, nu);
  const density = (0.5 * nu * exp(logGammaTerm(nu / 2, y[0]! / 2))) / y[0]!;
  h[0] = (isUpper ? -at : at) / density;
  const w = out;
  w[0] = Math.sqrt(nu / y[0]!);
  for (let n = 0; n + 1 < terms; n++) {
    factor[n] = 0.5 * y[n]! + (n === 0 ? 1 - nu / 2 : 0);
    slope[n] = convolution(factor, h, n);
    h[n + 1] = (convolution(slope, h, n) - derivativeConvolution(h, y, n)) / ((n + 1) * y[0]!);
    w[n + 1] = (-0.5 * convolution(w, h, n) - derivativeConvolution(w, y, n)) / ((n + 1) * y[0]!);
    y[n + 1] = h[n]! / (n + 1);
  }
}

/** Term n of the product of two series. */
function convolution(a: Float64Array, b: Float64Array, n: number): number {
  let sum = 0;
  for (let k = 0; k <= n; k++) sum += a[k]! * b[n - k]!;
  return sum;
}

/** Term n of a′·b without the one that holds a's term n + 1. */
function derivativeConvolution(a: Float64Array, b: Float64Array, n: number): number {
  let sum = 0;
  for (let k = 1; k <= n; k++) sum += k * a[k]! * b[n + 1 - k]!;
  return sum;
}
