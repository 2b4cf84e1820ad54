import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { choleskyFactor } from "../numerics/cholesky.ts";
import { symmetricEigen } from "../numerics/symmetricEigen.ts";
import { stressedCorrelation } from "./correlationStress.ts";
import { correlationOfCovariance, sampleCovariance } from "./covariance.ts";
import { nearestCorrelation } from "./nearestCorrelation.ts";
import { RandomStream } from "./randomStream.ts";

const size = 5;
/** A correlation matrix of rank three. */
function drawn(stream: number): Float64Array {
  const random = new RandomStream({ seed: 41, stream });
  const series = Array.from({ length: size }, () => Float64Array.from({ length: 4 }, () => random.nextNormal()));
  return correlationOfCovariance(sampleCovariance(series));
}
const least = (matrix: Float64Array): number => symmetricEigen(matrix, Math.sqrt(matrix.length)).values[0]!;
const sign = fc.constantFrom<1 | -1>(1, -1);

describe("a stressed correlation", () => {
  test("has no negative eigenvalue, whatever the share, the signs and the groups", () => {
    const request = fc.record({
      towards: fc.constantFrom<0 | 1>(0, 1),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      signs: fc.array(sign, { minLength: size, maxLength: size }),
      groups: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: size, maxLength: size }),
    });
    fc.assert(
      fc.property(fc.nat(1000), request, (stream, stress) => {
        const stressed = stressedCorrelation(drawn(stream), stress);
        expect(least(stressed)).toBeGreaterThan(-1e-14);
        for (let i = 0; i < size; i++) expect(stressed[i * (size + 1)]).toBe(1);
      }),
    );
  });

  test("is what it was at a share of 0, and all or nothing at a share of 1", () => {
    const matrix = drawn(1);
    const all = { towards: 1, share: 1 } as const;
    expect([...stressedCorrelation(matrix, { towards: 0, share: 0 })]).toEqual([...matrix]);
    expect([...stressedCorrelation(matrix, all)]).toEqual([...new Float64Array(25).fill(1)]);
    expect(stressedCorrelation(matrix, { towards: 0, share: 1 })[1]).toBe(0);
    expect(stressedCorrelation(matrix, { ...all, signs: [1, -1, 1, 1, 1] })[1]).toBe(-1);
    const grouped = stressedCorrelation(matrix, { ...all, groups: [0, 0, 1, 1, 1] });
    expect([grouped[1], grouped[2]]).toEqual([1, 0]);
  });

  test("halfway from 0.4 is 0.2 or 0.7", () => {
    const matrix = Float64Array.of(1, 0.4, 0.4, 1);
    expect(stressedCorrelation(matrix, { towards: 0, share: 0.5 })[1]).toBeCloseTo(0.2, 15);
    expect(stressedCorrelation(matrix, { towards: 1, share: 0.5 })[1]).toBeCloseTo(0.7, 15);
  });

  test("wants a share of 1 at most, and signs and groups for every row", () => {
    expect(() => stressedCorrelation(drawn(1), { towards: 1, share: 1.1 })).toThrow("share");
    expect(() => stressedCorrelation(drawn(1), { towards: 1, share: 1, signs: [1] })).toThrow("signs");
    expect(() => stressedCorrelation(drawn(1), { towards: 1, share: 1, groups: [1] })).toThrow("groups");
    expect(() => stressedCorrelation(new Float64Array(3), { towards: 1, share: 1 })).toThrow("square");
  });
});

describe("the nearest correlation", () => {
  // Published in Higham (2002), section 4, to four digits.
  test("of Higham's matrix is the one in his paper", () => {
    const nearest = nearestCorrelation(Float64Array.of(1, 1, 0, 1, 1, 1, 0, 1, 1), { eigenvalueMin: 0 });
    if (!nearest.ok) throw new Error(nearest.failure.message);
    const { correlation, eigenvalueBefore, distance } = nearest.value;
    expect(correlation[1]).toBeCloseTo(0.7607, 4);
    expect(correlation[2]).toBeCloseTo(0.1573, 4);
    expect(correlation[5]).toBeCloseTo(0.7607, 4);
    expect(distance).toBeCloseTo(0.5278, 4);
    expect(eigenvalueBefore).toBeCloseTo(1 - Math.SQRT2, 12);
  });

  test("leaves a correlation matrix alone", () => {
    const matrix = Float64Array.of(1, 0.5, 0.5, 1);
    expect(nearestCorrelation(matrix)).toMatchObject({ ok: true, value: { distance: 0, iterations: 0 } });
  });

  test("has a factor, a diagonal of 1, and lies nearer than any other correlation matrix tried", () => {
    const entry = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 10, maxLength: 10 }), fc.nat(1000), (entries, stream) => {
        const matrix = new Float64Array(size * size);
        let next = 0;
        for (let i = 0; i < size; i++) {
          matrix[i * (size + 1)] = 1;
          for (let j = 0; j < i; j++) {
            matrix[i * size + j] = entries[next]!;
            matrix[j * size + i] = entries[next++]!;
          }
        }
        const nearest = nearestCorrelation(matrix);
        if (!nearest.ok) throw new Error(nearest.failure.message);
        expect(choleskyFactor(nearest.value.correlation, size).ok).toBe(true);
        const distance = (other: Float64Array) => Math.hypot(...other.map((value, at) => value - matrix[at]!));
        expect(nearest.value.distance).toBeLessThan(distance(drawn(stream)) + 1e-6);
        expect(distance(nearest.value.correlation)).toBeCloseTo(nearest.value.distance, 6);
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ["not square", Float64Array.of(1, 0, 1), "square"],
    ["not symmetric", Float64Array.of(1, 0.1, 0.2, 1), "entries (1, 0) and (0, 1) must be equal"],
    ["of a diagonal that is not 1", Float64Array.of(1, 0, 0, 1.1), "the diagonal must be 1; have 1.1"],
    ["beyond 1", Float64Array.of(1, 1.2, 1.2, 1), "entry (1, 0) must lie in [-1, 1]"],
    ["not of numbers", Float64Array.of(1, Number.NaN, Number.NaN, 1), "must be equal"],
  ])("is refused of what is %s", (_, matrix, reason) => {
    const nearest = nearestCorrelation(matrix);
    expect(nearest.ok ? "" : nearest.failure.message).toContain(reason);
  });
});
