import { solvePositive } from "../numerics/leastSquares.ts";

/**
 * Covariance of estimates whose minus log likelihood has these second derivatives at its bottom.
 *
 * @param information shape [P×P], symmetric
 * @returns           shape [P×P], its inverse; absent where it is not positive definite, so that no error is known
 * @cost              P⁴/6
 */
export function inverseInformation(information: Float64Array, size: number): Float64Array | undefined {
  const out = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const unit = new Float64Array(size);
    unit[column] = 1;
    const solved = solvePositive(information, unit);
    if (solved === undefined) return undefined;
    for (let row = 0; row < size; row++) out[row * size + column] = solved[row]!;
  }
  return out.every(Number.isFinite) ? out : undefined;
}
