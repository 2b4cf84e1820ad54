import { assert } from "./assert.ts";

/** A symmetric matrix as V·diag(λ)·Vᵀ. */
export interface SymmetricEigen {
  /** Shape [n], ascending. */
  readonly values: Float64Array;
  /** Shape [n×n], row k the unit vector of value k. */
  readonly vectors: Float64Array;
}

/** Jacobi's rotations converge quadratically: more sweeps than this mean that the matrix holds no numbers. */
const sweepsMax = 60;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations.
 *
 * @param matrix shape [n×n], row by row, finite, symmetric; only the upper triangle is read
 * @returns      values within a few ulps of the largest; vectors orthonormal to the same digits
 * @throws InvariantError when the shape is not n×n or an entry is not finite
 * @cost         about 10 sweeps of 4n³ multiplications: for matrices to some hundreds of rows
 * @source       G. Golub, C. Van Loan, Matrix Computations, 4th ed. (2013), §8.5, cyclic by row
 */
export function symmetricEigen(matrix: Float64Array, order: number): SymmetricEigen {
  assert(matrix.length === order * order, `a matrix of order ${order} has ${order * order} entries`);
  assert(matrix.every(Number.isFinite), "entries of the matrix must be finite");
  const a = Float64Array.from(matrix, (_, at) => {
    const [row, column] = [Math.floor(at / order), at % order];
    return matrix[Math.min(row, column) * order + Math.max(row, column)]!;
  });
  const vectors = new Float64Array(order * order);
  for (let k = 0; k < order; k++) vectors[k * order + k] = 1;
  for (let sweep = 0; sweep < sweepsMax && offDiagonal(a, order) > 0; sweep++) {
    for (let p = 0; p < order; p++) {
      for (let q = p + 1; q < order; q++) rotate(a, vectors, { p, q, order });
    }
  }
  const ascending = Array.from({ length: order }, (_, k) => k).sort((i, j) => a[i * order + i]! - a[j * order + j]!);
  return {
    values: Float64Array.from(ascending, (k) => a[k * order + k]!),
    vectors: Float64Array.from(vectors, (_, at) => vectors[ascending[Math.floor(at / order)]! * order + (at % order)]!),
  };
}

/** The largest entry beside the diagonal that its diagonal entries can still feel. */
function offDiagonal(a: Float64Array, order: number): number {
  let largest = 0;
  for (let p = 0; p < order; p++) {
    for (let q = p + 1; q < order; q++) largest = Math.max(largest, Math.abs(a[p * order + q]!));
  }
  let size = 0;
  for (let p = 0; p < order; p++) size = Math.max(size, Math.abs(a[p * order + p]!));
  return largest > 1e-17 * size ? largest : 0;
}

/** Turns rows and columns p and q such that their common entry is 0. */
function rotate(
  a: Float64Array,
  vectors: Float64Array,
  { p, q, order }: { readonly p: number; readonly q: number; readonly order: number },
): void {
  const common = a[p * order + q]!;
  if (common === 0) return;
  const lean = (a[q * order + q]! - a[p * order + p]!) / (2 * common);
  // The smaller of the two angles, so that nothing already small grows.
  const tangent = Math.sign(lean || 1) / (Math.abs(lean) + Math.sqrt(1 + lean * lean));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = tangent * cosine;
  for (let k = 0; k < order; k++) {
    const [one, other] = [a[k * order + p]!, a[k * order + q]!];
    a[k * order + p] = cosine * one - sine * other;
    a[k * order + q] = sine * one + cosine * other;
  }
  for (let k = 0; k < order; k++) {
    const [one, other] = [a[p * order + k]!, a[q * order + k]!];
    a[p * order + k] = cosine * one - sine * other;
    a[q * order + k] = sine * one + cosine * other;
    const [left, right] = [vectors[p * order + k]!, vectors[q * order + k]!];
    vectors[p * order + k] = cosine * left - sine * right;
    vectors[q * order + k] = sine * left + cosine * right;
  }
  a[p * order + q] = 0;
  a[q * order + p] = 0;
}
