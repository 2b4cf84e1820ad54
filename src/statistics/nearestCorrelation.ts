import { type Failure, failed, type Outcome, success } from "../numerics/outcome.ts";
import { symmetricEigen } from "../numerics/symmetricEigen.ts";

/** The correlation matrix nearest to one that was edited. */
export interface NearestCorrelation {
  /** Shape [F×F], 1 on its diagonal, no eigenvalue below `eigenvalueMin` but by rounding. */
  readonly correlation: Float64Array;
  /** Root of the sum of the squared changes: 0 where nothing had to change. */
  readonly distance: number;
  /** The least eigenvalue of what was asked for: below 0, it was no correlation matrix. */
  readonly eigenvalueBefore: number;
  readonly iterations: number;
}

export interface NearestCorrelationOptions {
  /** In [0, 1): above 0, so that the result has a Cholesky factor; 1e-8 unless said. */
  readonly eigenvalueMin?: number;
  /** 1,000 unless said. */
  readonly iterationsMax?: number;
}

/** Changes smaller than this are rounding. */
const settled = 1e-10;

/**
 * The nearest correlation matrix by alternating projections with Dykstra's correction, in the sum of squared changes.
 *
 * @param matrix shape [F×F], a user's: symmetric, 1 on its diagonal, entries in [−1, 1], need not be positive semi-definite
 * @returns      `invalid` where it is no such matrix, with the entry; `not-converged` where iterations run out
 * @cost         an eigenvalue problem an iteration, tens to hundreds of them
 * @source       N. Higham, Computing the nearest correlation matrix, IMA J. Numerical Analysis 22 (2002), algorithm 3.3
 */
export function nearestCorrelation(
  matrix: Float64Array,
  { eigenvalueMin = 1e-8, iterationsMax = 1000 }: NearestCorrelationOptions = {},
): Outcome<NearestCorrelation> {
  const size = Math.round(Math.sqrt(matrix.length));
  const fault =
    faultOf(matrix, size) ?? (eigenvalueMin >= 0 && eigenvalueMin < 1 ? undefined : "eigenvalueMin must lie in [0, 1)");
  if (fault !== undefined) return refused("invalid", fault, "edit the matrix: symmetric, 1 on its diagonal");
  const eigenvalueBefore = symmetricEigen(matrix, size).values[0]!;
  if (eigenvalueBefore >= eigenvalueMin) {
    return success({ correlation: Float64Array.from(matrix), distance: 0, eigenvalueBefore, iterations: 0 });
  }
  let current = Float64Array.from(matrix);
  const correction = new Float64Array(matrix.length);
  for (let iterations = 1; iterations <= iterationsMax; iterations++) {
    const corrected = current.map((entry, at) => entry - correction[at]!);
    const positive = withEigenvaluesAbove(corrected, size, eigenvalueMin);
    for (let at = 0; at < matrix.length; at++) correction[at] = positive[at]! - corrected[at]!;
    let missed = 0;
    for (let i = 0; i < size; i++) missed = Math.max(missed, Math.abs(positive[i * size + i]! - 1));
    if (missed <= settled) {
      return success({
        correlation: scaled(positive, size),
        distance: distanceOf(positive, matrix),
        eigenvalueBefore,
        iterations,
      });
    }
    current = positive.map((entry, at) => (Math.floor(at / size) === at % size ? 1 : entry));
  }
  return refused("not-converged", `no nearest matrix after ${iterationsMax} iterations`, "edit fewer entries");
}

function withEigenvaluesAbove(matrix: Float64Array, size: number, least: number): Float64Array {
  const { values, vectors } = symmetricEigen(matrix, size);
  const out = new Float64Array(matrix.length);
  for (let k = 0; k < size; k++) {
    const value = Math.max(values[k]!, least);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) out[i * size + j]! += value * vectors[k * size + i]! * vectors[k * size + j]!;
    }
  }
  return out;
}

/** The last digits of the diagonal put right by a scaling, which leaves the matrix positive. */
function scaled(matrix: Float64Array, size: number): Float64Array {
  return matrix.map((_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    // Read from one triangle, so that rounding cannot make the two differ.
    const [high, low] = [Math.max(row, column), Math.min(row, column)];
    const scale = Math.sqrt(matrix[high * size + high]!) * Math.sqrt(matrix[low * size + low]!);
    return row === column ? 1 : matrix[high * size + low]! / scale;
  });
}

function distanceOf(one: Float64Array, other: Float64Array): number {
  let total = 0;
  for (let at = 0; at < one.length; at++) total += (one[at]! - other[at]!) ** 2;
  return Math.sqrt(total);
}

function faultOf(matrix: Float64Array, size: number): string | undefined {
  if (size < 1 || size * size !== matrix.length) return `a matrix must be square; have ${matrix.length} entries`;
  for (let i = 0; i < size; i++) {
    if (matrix[i * size + i] !== 1) return `the diagonal must be 1; have ${matrix[i * size + i]} at ${i}`;
    for (let j = 0; j < i; j++) {
      const [one, other] = [matrix[i * size + j]!, matrix[j * size + i]!];
      if (one !== other) return `entries (${i}, ${j}) and (${j}, ${i}) must be equal; have ${one} and ${other}`;
      if (!(Math.abs(one) <= 1)) return `entry (${i}, ${j}) must lie in [-1, 1]; have ${one}`;
    }
  }
  return undefined;
}

const refused = (code: Failure["code"], message: string, hint: string): Outcome<never> =>
  failed({ code, path: "matrix", message, hint });
