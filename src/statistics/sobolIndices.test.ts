import { expect, it } from "vitest";
import { sampleOf } from "../tuning/sensitivity.ts";
import { sobolIndices } from "./sobolIndices.ts";

const pi = Math.PI;
/** sin x₁ + a sin² x₂ + b x₃⁴ sin x₁ on [−π, π]³. @source T. Ishigami, T. Homma (1990) */
const [a, b] = [7, 0.1];
const ishigami = ([x = 0, y = 0, z = 0]: readonly number[]): number =>
  Math.sin(x) + a * Math.sin(y) ** 2 + b * z ** 4 * Math.sin(x);
const variance = a ** 2 / 8 + (b * pi ** 4) / 5 + (b ** 2 * pi ** 8) / 18 + 0.5;
const alone = [0.5 * (1 + (b * pi ** 4) / 5) ** 2, a ** 2 / 8, 0].map((part) => part / variance);
const together = (8 * b ** 2 * pi ** 8) / 225 / variance;
const totals = [alone[0]! + together, alone[1]!, together];

const boxes = Array.from({ length: 3 }, () => ({ lower: -pi, upper: pi }));
const indicesOf = (f: (x: readonly number[]) => number, count: number, seed: number) => {
  const [first, second, ...swapped] = sampleOf(boxes, count, seed).map((points) => Float64Array.from(points, f));
  return sobolIndices({ first: first!, second: second!, swapped }, { resamples: 200, seed, intervalLevel: 0.95 });
};

it("of Ishigami's function come out as its closed form, within 0.01 from 4,096 rows", () => {
  const indices = indicesOf(ishigami, 4096, 1)!;
  indices.forEach(({ firstOrder, total }, d) => {
    expect(Math.abs(firstOrder.value - alone[d]!)).toBeLessThan(0.01);
    expect(Math.abs(total.value - totals[d]!)).toBeLessThan(0.01);
    expect(firstOrder.lower).toBeLessThanOrEqual(alone[d]!);
    expect(firstOrder.upper).toBeGreaterThanOrEqual(alone[d]!);
    expect(total.lower).toBeLessThanOrEqual(totals[d]!);
    expect(total.upper).toBeGreaterThanOrEqual(totals[d]!);
  });
});

it("of a sum of squares of coefficients share its variance as those squares, with nothing together", () => {
  const indices = indicesOf(([x = 0, y = 0, z = 0]) => x + 2 * y + 3 * z, 1024, 2)!;
  for (const [d, share] of [1 / 14, 4 / 14, 9 / 14].entries()) {
    expect(Math.abs(indices[d]!.firstOrder.value - share)).toBeLessThan(0.02);
    expect(Math.abs(indices[d]!.total.value - share)).toBeLessThan(0.02);
  }
});

it("of a constant there are none, and a value that is not finite is refused", () => {
  expect(indicesOf(() => 5, 16, 1)).toBeNull();
  expect(() => indicesOf(([x = 0]) => 1 / (x - x), 16, 1)).toThrow("finite");
});
