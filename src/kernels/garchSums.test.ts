import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvariantError } from "../numerics/assert.ts";
import { RandomStream } from "../statistics/randomStream.ts";
import { garchPlaces as at, garchStateLength, garchSums } from "./garchSums.ts";
import { simdKernels } from "./simd.ts";

const simd = simdKernels(readFileSync(new URL("./kernels.wasm", import.meta.url)))!;

type Terms = Partial<Record<keyof typeof at, number>>;
const usual: Terms = { omega: 0.02, alpha: 0.05, beta: 0.9, gamma: 0.04, tail: 0.25, weight: 0.875, variance: 1 };

/** A state before its first return, one set of terms a lane. */
function stateOf(lanes: readonly [Terms, Terms]): Float64Array {
  const state = new Float64Array(garchStateLength);
  lanes.forEach((terms, lane) => {
    for (const [name, value] of Object.entries({ variances: 1, wholes: 1, least: Infinity, ...terms }))
      state[2 * at[name as keyof typeof at] + lane] = value;
  });
  return state;
}

const moved = (kernel: typeof garchSums, state: Float64Array, first: Float64Array, second: Float64Array) => {
  const own = Float64Array.from(state);
  kernel(own, first, second);
  return own;
};
const laneOf = (state: Float64Array, lane: 0 | 1): Float64Array => state.filter((_, k) => k % 2 === lane);
const row = (state: Float64Array, name: keyof typeof at, lane = 0): number => state[2 * at[name] + lane]!;

/** Zeros of both signs are told apart; every NaN is the same. */
const bitsOf = (column: Float64Array): string[] => Array.from(column, (one) => (Object.is(one, -0) ? "-0" : `${one}`));

const normals = (seed: number, length: number): Float64Array => {
  const stream = new RandomStream({ seed, stream: 0 });
  return Float64Array.from({ length }, () => stream.nextNormal());
};

describe("the vector kernel gives the bits of the reference", () => {
  const agree = (state: Float64Array, first: Float64Array, second: Float64Array): void => {
    const reference = moved(garchSums, state, first, second);
    expect(bitsOf(moved(simd.garchSums, state, first, second))).toEqual(bitsOf(reference));
  };
  const state = stateOf([usual, { ...usual, mean: 0.1, tail: 0, weight: 0.5, gamma: 0, beta: 0.8 }]);

  test("for no return, one, odd numbers of them, and across the edges of its chunks, from unaligned columns", () => {
    for (const count of [0, 1, 2, 3, 4, 5, 7, 8, 99, 2000, 4095, 4096, 4097, 8193]) {
      const [first, second] = [normals(1, count + 1).subarray(1), normals(2, count + 3).subarray(3)];
      agree(state, first, second);
      agree(state, first, first);
    }
  });

  test("of any terms and returns, NaN, infinities and denormals among them", () => {
    const number = fc.oneof(fc.double(), fc.double({ min: -3, max: 3 }), fc.constantFrom(0, -0, 5e-324, 1e200));
    const column = fc.array(number, { minLength: 13, maxLength: 13 }).map((values) => Float64Array.from(values));
    const states = fc
      .array(number, { minLength: garchStateLength, maxLength: garchStateLength })
      .map((values) => Float64Array.from(values));
    fc.assert(fc.property(states, column, column, agree), { numRuns: 1000 });
  });

  test("where products leave their range upwards in one lane and downwards in the other", () => {
    const wide = stateOf([
      { ...usual, omega: 1e30, variance: 1e30 },
      { ...usual, omega: 1e-30, variance: 1e-30, alpha: 0, gamma: 0 },
    ]);
    const [first, second] = [normals(3, 400), normals(4, 400)];
    agree(wide, first, second);
    const reached = moved(simd.garchSums, wide, first, second);
    expect(row(reached, "variancesTaken", 0)).toBeGreaterThan(50);
    expect(row(reached, "variancesTaken", 1)).toBeLessThan(-50);
  });
});

describe("two series that share a vector", () => {
  const [first, second] = [normals(5, 501), normals(6, 501)];
  const others: readonly Terms[] = [
    usual,
    { ...usual, beta: 0.5 },
    { ...usual, variance: Number.NaN },
    { omega: 1e300 },
  ];

  test.each([simd, { id: "reference", garchSums }])("change no bit of each other: $id", ({ garchSums: kernel }) => {
    const alone = laneOf(moved(kernel, stateOf([usual, usual]), first, first), 0);
    for (const other of others) {
      expect(bitsOf(laneOf(moved(kernel, stateOf([usual, other]), first, second), 0))).toEqual(bitsOf(alone));
      expect(bitsOf(laneOf(moved(kernel, stateOf([other, usual]), second, first), 1))).toEqual(bitsOf(alone));
    }
  });

  test("may be moved on in parts whose lengths are multiples of 4", () => {
    const whole = moved(garchSums, stateOf([usual, usual]), first, second);
    const parts = stateOf([usual, usual]);
    garchSums(parts, first.subarray(0, 124), second.subarray(0, 124));
    garchSums(parts, first.subarray(124), second.subarray(124));
    expect(bitsOf(parts)).toEqual(bitsOf(whole));
  });
});

describe("what is summed", () => {
  test("is the recursion by hand: a fall weighs α + γ, a rise α", () => {
    const terms = { omega: 1, alpha: 0.5, beta: 0.25, gamma: 0.5, tail: 0.5, weight: 1, variance: 2 };
    const state = stateOf([terms, terms]);
    garchSums(state, Float64Array.of(2, -2), Float64Array.of(-2, 2));
    // h: 2, then 1 + ½·4 + ¼·2 = 3.5 after a rise and 1 + 1·4 + ¼·2 = 5.5 after a fall.
    expect(row(state, "variance", 0)).toBe(1 + 4 + 3.5 / 4);
    expect(row(state, "variance", 1)).toBe(1 + 2 + 5.5 / 4);
    expect(row(state, "variances", 0)).toBe(2 * 3.5);
    expect(row(state, "wholes", 1)).toBe((2 + 2) * (5.5 + 2));
    expect(row(state, "squares", 0)).toBeCloseTo(4 / 4 + 4 / 5.5, 15);
    expect(row(state, "residuals", 0)).toBeCloseTo(2 / 4 - 2 / 5.5, 15);
    expect(row(state, "least", 1)).toBe(2);
    // ∂h/∂γ of the second variance is the square of a fall, and the slope of ℓ by h is (w·e² − ½whole)/(h·whole).
    expect(row(state, "byGamma", 0)).toBe(0);
    expect(row(state, "byGamma", 1)).toBeCloseTo(((4 - 0.5 * 7.5) / (5.5 * 7.5)) * 4, 15);
  });

  test("cannot be asked for with series of different lengths or half a state", () => {
    const state = stateOf([usual, usual]);
    for (const kernel of [garchSums, simd.garchSums]) {
      expect(() => kernel(state, normals(1, 3), normals(1, 4))).toThrow(InvariantError);
      expect(() => kernel(state.subarray(2), normals(1, 3), normals(1, 3))).toThrow(InvariantError);
    }
  });
});
