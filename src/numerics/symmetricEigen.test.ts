import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { symmetricEigen } from "./symmetricEigen.ts";

describe("eigenvalues of a symmetric matrix", () => {
  test("of [2 1; 1 2] are 1 and 3, along (1, −1) and (1, 1)", () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect(values[0]).toBeCloseTo(1, 14);
    expect(values[1]).toBeCloseTo(3, 14);
    expect(vectors[0]! + vectors[1]!).toBeCloseTo(0, 14);
    expect(vectors[2]! - vectors[3]!).toBeCloseTo(0, 14);
  });

  test("put the matrix together again, with unit vectors at right angles, in ascending order", () => {
    const entry = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 21, maxLength: 21 }), (entries) => {
        const order = 6;
        const matrix = new Float64Array(order * order);
        let next = 0;
        for (let i = 0; i < order; i++) {
          for (let j = 0; j <= i; j++) {
            matrix[i * order + j] = entries[next]!;
            matrix[j * order + i] = entries[next++]!;
          }
        }
        const { values, vectors } = symmetricEigen(matrix, order);
        expect([...values]).toEqual([...values].sort((a, b) => a - b));
        for (let i = 0; i < order; i++) {
          for (let j = 0; j < order; j++) {
            let [again, product] = [0, 0];
            for (let k = 0; k < order; k++) {
              again += values[k]! * vectors[k * order + i]! * vectors[k * order + j]!;
              product += vectors[i * order + k]! * vectors[j * order + k]!;
            }
            expect(again).toBeCloseTo(matrix[i * order + j]!, 12);
            expect(product).toBeCloseTo(i === j ? 1 : 0, 12);
          }
        }
      }),
    );
  });

  test("are refused of what is no matrix of numbers", () => {
    expect(() => symmetricEigen(Float64Array.of(1, 2, 3), 2)).toThrow("order 2");
    expect(() => symmetricEigen(Float64Array.of(1, Number.NaN, 0, 1), 2)).toThrow("finite");
  });
});
