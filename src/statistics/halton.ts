import { assert } from "../numerics/assert.ts";

/** Beyond it neighbouring dimensions march in step for thousands of points, and Sobol points should be used. */
export const haltonDimensionsMax = 100;

/**
 * A point of Halton's sequence: in dimension d, the digits of `index` in the d-th prime as base, behind the point and in
 * reverse.
 *
 * @param index      integer in [0, 2^53); 0 is the origin
 * @param dimensions in [1, `haltonDimensionsMax`]; bases 2, 3, 5, …
 * @returns          shape [dimensions], in [0, 1), within 1e-15
 * @throws InvariantError when an argument is out of range
 * @cost             log(index) a dimension
 * @source           J. Halton, On the efficiency of certain quasi-random sequences of points, Numerische Mathematik 2
 *                   (1960)
 */
export function haltonPoint(index: number, dimensions: number): Float64Array {
  assert(Number.isSafeInteger(index) && index >= 0, `index must be an integer in [0, 2^53); have ${index}`);
  assert(
    Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= haltonDimensionsMax,
    `dimensions must be an integer in [1, ${haltonDimensionsMax}]; have ${dimensions}`,
  );
  return Float64Array.from(firstPrimes(dimensions), (base) => radicalInverse(index, base));
}

function radicalInverse(index: number, base: number): number {
  let [left, scale, reversed] = [index, 1, 0];
  while (left > 0) {
    scale *= base;
    reversed += (left % base) / scale;
    left = Math.floor(left / base);
  }
  return reversed;
}

function firstPrimes(count: number): readonly number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}
