import { assert } from "./assert.ts";
import { failed, type Outcome, success } from "./outcome.ts";

/**
 * The lower triangular L with L·Lᵀ = A.
 *
 * @param matrix shape [n×n], row by row, symmetric; only the lower triangle is read
 * @param order  n
 * @returns      shape [n×n], 0 above the diagonal; or `invalid`, naming the row, where the matrix is not positive
 *               definite to the digits of a double, or holds what is not finite
 * @throws InvariantError when the shape is not n×n
 * @cost         n³/6 multiplications
 * @source       A. L. Cholesky, row by row; the bound of a pivot is that of N. J. Higham, Accuracy and Stability of
 *               Numerical Algorithms (2002), theorem 10.7
 */
export function choleskyFactor(matrix: Float64Array, order: number): Outcome<Float64Array> {
  assert(
    matrix.length === order * order,
    `a matrix of order ${order} has ${order * order} entries, not ${matrix.length}`,
  );
  const lower = new Float64Array(matrix.length);
  for (let row = 0; row < order; row++) {
    for (let column = 0; column < row; column++) {
      const rest = remainder(matrix, lower, { row, column, order });
      lower[row * order + column] = rest / lower[column * order + column]!;
    }
    const diagonal = matrix[row * order + row]!;
    const pivot = remainder(matrix, lower, { row, column: row, order });
    // What rounding alone may leave of a pivot that is 0; written so that NaN and infinity fail as well.
    if (!(pivot > (row + 2) * Number.EPSILON * Math.abs(diagonal))) return notPositive({ row, pivot, diagonal });
    lower[row * order + row] = Math.sqrt(pivot);
  }
  return success(lower);
}

/** An entry less what the columns before it explain. */
function remainder(
  matrix: Float64Array,
  lower: Float64Array,
  { row, column, order }: { readonly row: number; readonly column: number; readonly order: number },
): number {
  let rest = matrix[row * order + column]!;
  for (let k = 0; k < column; k++) rest -= lower[row * order + k]! * lower[column * order + k]!;
  return rest;
}

function notPositive({
  row,
  pivot,
  diagonal,
}: {
  readonly row: number;
  readonly pivot: number;
  readonly diagonal: number;
}): Outcome<Float64Array> {
  return failed({
    code: "invalid",
    path: `matrix[${row}]`,
    message: `not positive definite: of the ${diagonal} at row ${row} its earlier rows leave a pivot of ${pivot}`,
    hint: "a factor that the others determine can be left out, or the correlations shrunk towards 0",
  });
}
