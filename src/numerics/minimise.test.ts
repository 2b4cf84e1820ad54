import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type MinimiseProblem, minimise, secondDerivatives, withDifferences } from "./minimise.ts";

const box = (size: number, lower = -100, upper = 100) => ({
  lower: new Array<number>(size).fill(lower),
  upper: new Array<number>(size).fill(upper),
  scales: new Array<number>(size).fill(1),
});

/** The valley of Rosenbrock, its minimum 0 at (1, 1). */
const valley: MinimiseProblem["objective"] = (point, gradient) => {
  const [x, y] = [point[0]!, point[1]!];
  const bend = y - x * x;
  gradient[0] = -400 * x * bend - 2 * (1 - x);
  gradient[1] = 200 * bend;
  return 100 * bend * bend + (1 - x) * (1 - x);
};

describe("minimise", () => {
  test("follows a curved valley to its end", () => {
    const found = minimise({ objective: valley, start: [-1.2, 1], ...box(2) });
    expect(found.converged).toBe(true);
    expect(found.point[0]).toBeCloseTo(1, 6);
    expect(found.point[1]).toBeCloseTo(1, 6);
    expect(found.evaluations).toBeLessThan(80);
  });

  test("ends on the bound that cuts the valley, at the best point of the bound, and says so", () => {
    const found = minimise({ objective: valley, start: [-1.2, 1], ...box(2), upper: [0.5, 100] });
    expect(found.converged).toBe(true);
    expect([...found.point]).toEqual([0.5, expect.closeTo(0.25, 8)]);
    expect(found.atBound).toEqual([true, false]);
  });

  test("leaves a bound that it starts on when the function falls inward", () => {
    const found = minimise({ objective: valley, start: [0.2, 0.2], ...box(2), lower: [0.2, 0.2] });
    expect(found.point[0]).toBeCloseTo(1, 6);
  });

  test("finds the corner of a box that any quadratic form has, against the conditions of a minimum", () => {
    const entry = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 9, maxLength: 9 }),
        fc.array(entry, { minLength: 3, maxLength: 3 }),
        (root, tilt) => {
          const objective: MinimiseProblem["objective"] = (point, gradient) => {
            let value = 0;
            for (let i = 0; i < 3; i++) {
              gradient[i] = tilt[i]! + 0.1 * point[i]!;
              value += tilt[i]! * point[i]! + 0.05 * point[i]! * point[i]!;
            }
            for (let k = 0; k < 3; k++) {
              let row = 0;
              for (let i = 0; i < 3; i++) row += root[k * 3 + i]! * point[i]!;
              value += 0.5 * row * row;
              for (let i = 0; i < 3; i++) gradient[i]! += row * root[k * 3 + i]!;
            }
            return value;
          };
          const found = minimise({ objective, start: [0, 0, 0], ...box(3, -1, 1) });
          for (let i = 0; i < 3; i++) {
            const [at, slope] = [found.point[i]!, found.gradient[i]!];
            if (at <= -1) expect(slope).toBeGreaterThan(-1e-6);
            else if (at >= 1) expect(slope).toBeLessThan(1e-6);
            else expect(Math.abs(slope)).toBeLessThan(1e-5);
          }
        },
      ),
    );
  });

  test("reaches two bounds in one step though rounding leaves one of them a last bit away", () => {
    const tilt = [0, -1.999999999999999, 1.9999999999999991];
    const objective: MinimiseProblem["objective"] = (point, gradient) => {
      point.forEach((at, p) => {
        gradient[p] = tilt[p]! + 0.1 * at;
      });
      return point.reduce((value, at, p) => value + tilt[p]! * at + 0.05 * at * at, 0);
    };
    const found = minimise({ objective, start: [0, 0, 0], ...box(3, -1, 1) });
    expect(found).toMatchObject({ converged: true, atBound: [false, true, true] });
  });

  test("steps back from where the function knows no value", () => {
    const objective: MinimiseProblem["objective"] = (point, gradient) => {
      const x = point[0]!;
      gradient[0] = 1 - 1 / x;
      return x > 0 ? x - Math.log(x) : Number.NaN;
    };
    const found = minimise({ objective, start: [40], ...box(1) });
    expect(found.point[0]).toBeCloseTo(1, 6);
  });

  test("ends at a kink when it is told of one, and says that it did not arrive when it is not", () => {
    const objective: MinimiseProblem["objective"] = (point, gradient) => {
      gradient[0] = point[0]! >= 0.3 ? 1 : -1;
      gradient[1] = 2 * (point[1]! - 0.7);
      return Math.abs(point[0]! - 0.3) + (point[1]! - 0.7) ** 2;
    };
    const told = minimise({ objective, start: [2, 2], ...box(2), kinked: [0] });
    expect(told.converged).toBe(true);
    expect(told.point[0]).toBeCloseTo(0.3, 4);
    expect(minimise({ objective, start: [2, 2], ...box(2) }).converged).toBe(false);
  });

  test("says that it did not converge when iterations run out", () => {
    expect(minimise({ objective: valley, start: [-1.2, 1], ...box(2), iterationsMax: 3 }).converged).toBe(false);
  });

  test("by differences reaches the same minimum", () => {
    const bounds = box(2);
    const objective = withDifferences((point) => valley(point, new Float64Array(2)), bounds);
    expect(minimise({ objective, start: [-1.2, 1], ...bounds }).point[1]).toBeCloseTo(1, 5);
  });
});

test("second derivatives of the valley at its end are those of calculus", () => {
  const found = secondDerivatives(valley, Float64Array.of(1, 1), [1, 1]);
  [802, -400, -400, 200].forEach((entry, k) => {
    expect(found[k]).toBeCloseTo(entry, 3);
  });
});
