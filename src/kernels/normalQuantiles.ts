import { exponentOf, powerOfTwo } from "../numerics/floatBits.ts";
import { assertColumn } from "./assertColumn.ts";

/**
 * The standard normal numbers below which uniform ones say how much of the law lies. The reference of
 * `wasm/normalQuantiles.ts`, operation by operation, so that both give the same bits.
 *
 * @param numbers shape [n], in [2^-1022, 1)
 * @param out     shape [n]; may be `numbers`
 * @returns       within 2e-15 relative of the quantile; NaN of what lies outside
 * @throws       InvariantError when `numbers` is shorter than `out`
 * @cost          n divisions; a logarithm and a square root for the 15 % beyond 1.44 deviations
 * @source        M. J. Wichura, Algorithm AS 241, Applied Statistics 37 (1988)
 */
export function normalQuantiles(numbers: Float64Array, out: Float64Array): void {
  assertColumn(numbers, out.length, "numbers");
  for (let k = 0; k < out.length; k++) out[k] = quantile(numbers[k]!);
}

/** Half the width of the middle, in probability. */
const middle = 0.425;
const middleSquare = 0.180625;
/** The least number that is not denormal. */
const least = 2.2250738585072014e-308;

function quantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) > middle) {
    if (!(p >= least && p < 1)) return Number.NaN;
    return p < 0.5 ? -tailQuantile(p) : tailQuantile(1 - p);
  }
  const r = middleSquare - q * q;
  return (q * horner(middleAbove, r)) / horner(middleBelow, r);
}

function tailQuantile(p: number): number {
  const root = Math.sqrt(-logOf(p));
  if (root <= 5) return horner(nearAbove, root - 1.6) / horner(nearBelow, root - 1.6);
  return horner(farAbove, root - 5) / horner(farBelow, root - 5);
}

function horner(coefficients: readonly number[], x: number): number {
  let sum = coefficients[0]!;
  for (let k = 1; k < coefficients.length; k++) sum = sum * x + coefficients[k]!;
  return sum;
}

/** ln p for a normal p ≤ ½. */
function logOf(p: number): number {
  let exponent = exponentOf(p);
  let mantissa = p * powerOfTwo(-exponent);
  if (mantissa > Math.SQRT2) {
    mantissa *= 0.5;
    exponent += 1;
  }
  const f = mantissa - 1;
  const s = f / (2 + f);
  const w = s * s;
  const tail = horner(artanh, w);
  return exponent * 0.6931471803691238 + (exponent * 1.9082149292705877e-10 + (s * w * tail + 2 * s));
}

const artanh = [2 / 21, 2 / 19, 2 / 17, 2 / 15, 2 / 13, 2 / 11, 2 / 9, 2 / 7, 2 / 5, 2 / 3];

// Highest power first.
const middleAbove = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
  133.14166789178438, 3.3871328727963665,
];
const middleBelow = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
  42.31333070160091, 1,
];
const nearAbove = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const nearBelow = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const farAbove = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
  1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const farBelow = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615,
  0.1369298809227358, 0.599832206555888, 1,
];
