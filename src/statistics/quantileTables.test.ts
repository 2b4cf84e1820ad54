import { describe, expect, test } from "vitest";
import { referenceKernels } from "../kernels/kernels.ts";
import { InvariantError } from "../numerics/assert.ts";
import { mixingTable, studentTTable } from "./quantileTables.ts";
import { studentTQuantile } from "./studentT.ts";

/** Six probabilities in every octave from 2^-53 to ½, and their mirror images. */
const probabilities: readonly number[] = Array.from({ length: 52 }, (_, octave) =>
  [1, 1.07, 1.31, 1.5, 1.77, 1.98].map((along) => 2 ** (-53 + octave) * along),
)
  .flat()
  .flatMap((p) => [p, 1 - p]);
const invert = (table: ReturnType<typeof studentTTable>, given: readonly number[]): Float64Array => {
  const out = new Float64Array(given.length);
  referenceKernels.tabulatedQuantiles(table, Float64Array.from(given), out);
  return out;
};

describe("Student's t, tabulated", () => {
  test.each([
    [1, 2e-14],
    [1.3, 2e-14],
    [2, 2e-14],
    [3.7, 2e-14],
    [12, 2e-14],
    [100, 2e-14],
    [1000, 3e-14],
    [10_000, 3e-13],
  ])("of %s degrees of freedom is the quantile within %s, to 2^-53 in both tails", (nu, bound) => {
    const values = invert(studentTTable(nu), probabilities);
    let worst = 0;
    values.forEach((value, k) => {
      worst = Math.max(worst, Math.abs(value / studentTQuantile(probabilities[k]!, nu) - 1));
    });
    expect(worst).toBeLessThan(bound);
  });

  test("of two degrees of freedom has the closed form (2p − 1)/√(2p(1 − p))", () => {
    const values = invert(studentTTable(2), probabilities);
    values.forEach((value, k) => {
      const p = probabilities[k]!;
      const truth = (2 * p - 1) / Math.sqrt(2 * p * (1 - p));
      expect(Math.abs(value / truth - 1)).toBeLessThan(2e-14);
    });
  });

  test("keeps its digits beside the median, where the quantile itself goes to 0", () => {
    const near = [0.5 - 2 ** -30, 0.5 - 2 ** -45, 0.5 + 2 ** -40];
    // Of two degrees of freedom t = 2√2·q/√(1 − 4q²) at q = p − ½.
    invert(studentTTable(2), near).forEach((value, k) => {
      const q = near[k]! - 0.5;
      expect(Math.abs(value / ((2 * Math.SQRT2 * q) / Math.sqrt(1 - 4 * q * q)) - 1)).toBeLessThan(3e-15);
    });
  });
});

describe("the mixing law √(ν/χ²), tabulated", () => {
  test("of two degrees of freedom has the closed form 1/√(−ln p)", () => {
    // χ² of two is 2·exponential: P(√(2/χ²) ≤ w) = P(χ² ≥ 2/w²) = e^(−1/w²).
    invert(mixingTable(2), probabilities).forEach((value, k) => {
      const p = probabilities[k]!;
      const truth = 1 / Math.sqrt(p < 0.5 ? -Math.log(p) : -Math.log1p(-(1 - p)));
      expect(Math.abs(value / truth - 1)).toBeLessThan(1e-14);
    });
  });

  // √(ν/x), x from a computation of 40 digits: the quantile of χ² at 1 − p, ν degrees of freedom.
  test.each([
    [1, 2 ** -53, 0.12059291567955344],
    [1, 1e-9, 0.16368192124388173],
    [1, 0.3, 0.9648473410224807],
    [1, 0.75, 3.138344200661294],
    [1, 1 - 2 ** -20, 836642.6012282261],
    [1, 1 - 2 ** -53, 7186705221432913.0],
    [3.5, 2 ** -53, 0.21022152140667422],
    [3.5, 1e-9, 0.27466374804586713],
    [3.5, 0.3, 0.9047400837538001],
    [3.5, 0.75, 1.497392597269284],
    [3.5, 1 - 2 ** -20, 60.62981395086019],
    [3.5, 1 - 2 ** -53, 41783.675704947505],
    [8, 2 ** -53, 0.2931980841123655],
    [8, 1e-9, 0.3704097090320499],
    [8, 0.3, 0.9164839285375204],
    [8, 0.75, 1.2560692575174028],
    [8, 1 - 2 ** -20, 7.551545713916555],
    [8, 1 - 2 ** -53, 132.68366044034798],
    [250, 2 ** -53, 0.7216584196697942],
    [250, 1e-9, 0.7825717294596802],
    [250, 0.3, 0.9782781118330809],
    [250, 0.75, 1.0323513074906066],
    [250, 1 - 2 ** -20, 1.2596928413565835],
    [250, 1 - 2 ** -53, 1.5218985844460282],
  ])("of %s degrees of freedom at %s is %s", (nu, p, truth) => {
    expect(Math.abs(invert(mixingTable(nu), [p])[0]! / truth - 1)).toBeLessThan(1e-14);
  });
});

test.each([0.5, 0, -1, 10_001, Number.NaN])("%s degrees of freedom are refused", (nu) => {
  expect(() => studentTTable(nu)).toThrow(InvariantError);
  expect(() => mixingTable(nu)).toThrow(InvariantError);
});
