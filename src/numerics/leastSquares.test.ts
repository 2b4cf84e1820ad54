import { describe, expect, test } from "vitest";
import { InvariantError } from "./assert.ts";
import { type LeastSquaresProblem, leastSquares, solvePositive } from "./leastSquares.ts";

const far = 1e6;
const valley: LeastSquaresProblem = {
  count: 2,
  residuals: ([x, y], out) => {
    out[0] = 10 * (y! - x! * x!);
    out[1] = 1 - x!;
  },
  start: [-1.2, 1],
  lower: [-far, -far],
  upper: [far, far],
  scales: [1, 1],
  iterationsMax: 200,
};

describe("least squares", () => {
  test("walks Rosenbrock's valley to its end", () => {
    const { parameters, objective, converged, atBound } = leastSquares(valley);
    expect(converged).toBe(true);
    expect(parameters[0]).toBeCloseTo(1, 10);
    expect(parameters[1]).toBeCloseTo(1, 10);
    expect(objective).toBeLessThan(1e-20);
    expect(atBound).toEqual([false, false]);
  });

  test("stops on the bound where the way down leads out, and says so", () => {
    const { parameters, atBound, converged } = leastSquares({ ...valley, upper: [0.5, far] });
    expect(converged).toBe(true);
    expect(parameters[0]).toBe(0.5);
    expect(parameters[1]).toBeCloseTo(0.25, 8);
    expect(atBound).toEqual([true, false]);
  });

  test("a straight line through noisy points is the one of the normal equations", () => {
    const [xs, ys] = [
      [0, 1, 2, 3, 4],
      [1.1, 2.9, 5.2, 6.8, 9.1],
    ];
    const { parameters } = leastSquares({
      ...valley,
      count: 5,
      residuals: ([slope, level], out) => {
        xs!.forEach((x, at) => {
          out[at] = level! + slope! * x - ys![at]!;
        });
      },
      start: [0, 0],
    });
    // Σ(x − 2)(y − 5.02) / 10 = 19.9/10.
    expect(parameters[0]).toBeCloseTo(1.99, 10);
    expect(parameters[1]).toBeCloseTo(1.04, 10);
  });

  test("two parameters that do the same thing do not stop it", () => {
    const { parameters, objective } = leastSquares({
      ...valley,
      residuals: ([x, y], out) => {
        out[0] = x! + y! - 3;
        out[1] = 0;
      },
      start: [0, 0],
    });
    expect(objective).toBeLessThan(1e-20);
    expect(parameters[0]! + parameters[1]!).toBeCloseTo(3, 10);
  });

  test("a step to where the residuals are no numbers is taken back", () => {
    const { parameters } = leastSquares({
      ...valley,
      count: 1,
      residuals: ([x], out) => {
        out[0] = Math.sqrt(x!) - 0.01;
      },
      start: [4, 0],
    });
    expect(parameters[0]).toBeCloseTo(1e-4, 8);
  });

  test("says when iterations ran out", () => {
    expect(leastSquares({ ...valley, iterationsMax: 2 })).toMatchObject({ iterations: 2, converged: false });
  });

  test("refuses a start outside the box, shapes that differ and residuals that are no numbers", () => {
    expect(() => leastSquares({ ...valley, start: [2 * far, 0] })).toThrow(InvariantError);
    expect(() => leastSquares({ ...valley, scales: [1] })).toThrow(InvariantError);
    expect(() => leastSquares({ ...valley, residuals: (_, out) => out.fill(Number.NaN) })).toThrow(InvariantError);
  });
});

test("Cholesky solves a positive matrix and declines any other", () => {
  const solution = solvePositive(Float64Array.of(4, 2, 2, 3), Float64Array.of(8, 7));
  expect(solution?.[0]).toBeCloseTo(1.25, 14);
  expect(solution?.[1]).toBeCloseTo(1.5, 14);
  expect(solvePositive(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1))).toBeUndefined();
});
