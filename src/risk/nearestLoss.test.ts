import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nearestLoss } from "./nearestLoss.ts";

const rowsOf = (points: Float64Array, dimensions: number): number[][] =>
  Array.from({ length: points.length / dimensions }, (_, k) => [
    ...points.subarray(k * dimensions, (k + 1) * dimensions),
  ]);

describe("the nearest point at which a loss is reached", () => {
  test("of a linear book lies against its slope, at the loss over the slope's length", () => {
    const slopes = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(slopes, fc.double({ min: 0.5, max: 8, noNaN: true }), (slope, distance) => {
        const length = Math.sqrt(slope.reduce((total, one) => total + one * one, 0));
        fc.pre(length > 0.01);
        const pnlOf = (points: Float64Array) =>
          Float64Array.from(rowsOf(points, slope.length), (row) =>
            row.reduce((total, one, d) => total + one * slope[d]!, 0),
          );
        const loss = distance * length;
        const found = nearestLoss({ dimensions: slope.length, pnlOf, loss, distanceMax: 10 });
        if (!("point" in found)) throw new Error("the loss was not reached");
        expect(found.distance).toBeCloseTo(distance, 5);
        for (const [d, one] of found.point.entries()) expect(one).toBeCloseTo((-slope[d]! * distance) / length, 4);
      }),
      { numRuns: 50 },
    );
  });

  test("of a book that loses on either side is on the nearer side, though the slope at the origin is 0", () => {
    // −x² below 0 and −x²/2 above it: a loss of 4 is at −2 and at √8.
    const pnlOf = (points: Float64Array) => points.map((x) => (x < 0 ? -x * x : (-x * x) / 2));
    const found = nearestLoss({ dimensions: 1, pnlOf, loss: 4, distanceMax: 10 });
    if (!("point" in found)) throw new Error("the loss was not reached");
    expect(found.point[0]).toBeCloseTo(-2, 5);
    expect(found.pnl).toBeCloseTo(-4, 5);
  });

  test("of an ellipse is the end of its short axis", () => {
    const pnlOf = (points: Float64Array) => Float64Array.from(rowsOf(points, 2), ([x, y]) => -(x! * x! + 4 * y! * y!));
    const found = nearestLoss({ dimensions: 2, pnlOf, loss: 4, distanceMax: 10 });
    if (!("point" in found)) throw new Error("the loss was not reached");
    expect(found.distance).toBeCloseTo(1, 4);
    expect(Math.abs(found.point[1]!)).toBeCloseTo(1, 4);
  });

  test("is refused with the most that is lost where a book cannot lose so much", () => {
    const pnlOf = (points: Float64Array) => points.map((x) => -3 * (1 - 1 / (1 + x * x)));
    const found = nearestLoss({ dimensions: 1, pnlOf, loss: 5, distanceMax: 10 });
    expect("point" in found).toBe(false);
    if ("worstPnl" in found) {
      expect(found.worstPnl).toBeLessThan(-2);
      expect(found.worstPnl).toBeGreaterThan(-3);
    }
  });
});
