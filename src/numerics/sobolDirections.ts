import { assert } from "./assert.ts";
import { joeKuo6, joeKuo7 } from "./joeKuo.ts";

/** Which published direction numbers: searched for the quality of pairs of dimensions by criterion D(6), or by D(7). */
export type DirectionNumbers = "joe-kuo-6" | "joe-kuo-7";

export const sobolDimensionsMax = 1000;

/** Bits of a coordinate, and so direction numbers of a dimension. */
export const sobolBits = 32;

/**
 * Direction numbers of Sobol's sequence.
 *
 * @param dimensions integer in [1, 1000]
 * @returns          shape [D×32], number k of a dimension with its first binary digit at bit 31
 * @throws InvariantError when `dimensions` is out of range
 * @cost             32 × D × the degree of a polynomial, at most 13
 * @source           I. M. Sobol (1967); recurrence as P. Bratley & B. L. Fox, Algorithm 659, ACM TOMS 14 (1988)
 */
export function sobolDirections(dimensions: number, numbers: DirectionNumbers): Uint32Array {
  assert(
    Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= sobolDimensionsMax,
    `dimensions must be an integer in [1, ${sobolDimensionsMax}]; have ${dimensions}`,
  );
  const directions = new Uint32Array(dimensions * sobolBits);
  // The first dimension is van der Corput's, and has no polynomial.
  for (let k = 0; k < sobolBits; k++) directions[k] = 2 ** (sobolBits - 1 - k);
  const lines = tables[numbers].trim().split("\n", dimensions - 1);
  lines.forEach((line, n) => {
    const [polynomial, ...initial] = line.split(" ").map(Number);
    const start = (n + 1) * sobolBits;
    fillDimension(polynomial!, initial, directions.subarray(start, start + sobolBits));
  });
  return directions;
}

const tables: Readonly<Record<DirectionNumbers, string>> = { "joe-kuo-6": joeKuo6, "joe-kuo-7": joeKuo7 };

/** vₖ = vₖ₋ₛ ⊕ vₖ₋ₛ/2ˢ ⊕ the vₖ₋ⱼ whose coefficient in the polynomial is 1. */
function fillDimension(polynomial: number, initial: readonly number[], out: Uint32Array): void {
  const degree = initial.length;
  for (let k = 0; k < sobolBits; k++) {
    if (k < degree) {
      out[k] = initial[k]! * 2 ** (sobolBits - 1 - k);
      continue;
    }
    let direction = out[k - degree]! ^ (out[k - degree]! >>> degree);
    for (let j = 1; j < degree; j++) {
      if (((polynomial >>> (degree - j)) & 1) === 1) direction ^= out[k - j]!;
    }
    out[k] = direction;
  }
}
