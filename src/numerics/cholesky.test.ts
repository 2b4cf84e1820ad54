import fc from "fast-check";
import { expect, test } from "vitest";
import { InvariantError } from "./assert.ts";
import { choleskyFactor } from "./cholesky.ts";

const factorOf = (matrix: readonly number[], order: number): Float64Array => {
  const factor = choleskyFactor(Float64Array.from(matrix), order);
  if (!factor.ok) throw new Error(factor.failure.message);
  return factor.value;
};

test("of a matrix worked by hand", () => {
  // Rows (2), (6, 1), (−8, 5, 3): products 4, 12 37, −16 −43 98.
  const factor = factorOf([4, 12, -16, 12, 37, -43, -16, -43, 98], 3);
  expect([...factor]).toEqual([2, 0, 0, 6, 1, 0, -8, 5, 3]);
});

test("times itself gives the matrix back", () => {
  const entries = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 36, maxLength: 36 });
  fc.assert(
    fc.property(entries, (root) => {
      // RRᵀ + I is positive definite whatever R is.
      const matrix = Float64Array.from({ length: 36 }, (_, at) => {
        const [row, column] = [Math.floor(at / 6), at % 6];
        let sum = row === column ? 1 : 0;
        for (let k = 0; k < 6; k++) sum += root[row * 6 + k]! * root[column * 6 + k]!;
        return sum;
      });
      const lower = factorOf([...matrix], 6);
      matrix.forEach((entry, at) => {
        const [row, column] = [Math.floor(at / 6), at % 6];
        let sum = 0;
        for (let k = 0; k < 6; k++) sum += lower[row * 6 + k]! * lower[column * 6 + k]!;
        expect(Math.abs(sum - entry)).toBeLessThan(1e-14);
        if (column > row) expect(lower[at]).toBe(0);
      });
    }),
  );
});

test.each([
  ["a correlation of more than 1 in the second row", [1, 1.1, 1.1, 1], 2, "matrix[1]"],
  ["two rows that are the same", [1, 1, 1, 1], 2, "matrix[1]"],
  ["three rows that cannot go together", [1, 0.9, 0.9, 0.9, 1, -0.9, 0.9, -0.9, 1], 3, "matrix[2]"],
  ["a variance of 0", [0], 1, "matrix[0]"],
  ["a negative variance", [1, 0, 0, -1], 2, "matrix[1]"],
  ["NaN below the diagonal", [1, 0, Number.NaN, 1], 2, "matrix[1]"],
  ["NaN on it", [Number.NaN], 1, "matrix[0]"],
  ["an infinite variance", [Number.POSITIVE_INFINITY], 1, "matrix[0]"],
  ["an infinite covariance", [1, 0, Number.POSITIVE_INFINITY, 1], 2, "matrix[1]"],
])("%s is refused by its row", (_, matrix, order, path) => {
  const factor = choleskyFactor(Float64Array.from(matrix), order);
  expect(factor).toMatchObject({ ok: false, failure: { code: "invalid", path } });
});

test("a matrix of the wrong shape is a broken promise", () => {
  expect(() => choleskyFactor(new Float64Array(5), 2)).toThrow(InvariantError);
});
