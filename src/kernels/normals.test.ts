import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalQuantile } from "../statistics/normal.ts";
import { RandomStream } from "../statistics/randomStream.ts";
import { normalQuantiles } from "./normalQuantiles.ts";
import { normals } from "./normals.ts";
import { simdKernels } from "./simd.ts";
import type { DrawPlace } from "./uniforms.ts";

const simd = simdKernels(readFileSync(new URL("./kernels.wasm", import.meta.url)))!;
const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const anyPlace: fc.Arbitrary<DrawPlace> = fc.record({
  seed: fc.tuple(word, word),
  stream: fc.tuple(word, word),
  block: fc.integer({ min: 0, max: 2 ** 32 - 10_000 }),
});
const drawn = (place: DrawPlace, count: number): [Float64Array, Float64Array] => {
  const [reference, vectors] = [0, 1].map(() => new Float64Array(count)) as [Float64Array, Float64Array];
  normals(place, reference);
  simd.normals(place, vectors);
  return [reference, vectors];
};

test("the vector kernel gives the bits of the reference, for any place and across the edges of its chunks", () => {
  fc.assert(
    fc.property(anyPlace, fc.constantFrom(2, 4, 6, 8, 10, 254, 4094, 4096, 4098, 8194), (place, count) => {
      const [reference, vectors] = drawn(place, count);
      expect(vectors).toEqual(reference);
    }),
    { numRuns: 300 },
  );
});

test("draws are those of the random stream, to its quantile within 2e-15, far into both tails", () => {
  const [values] = drawn({ seed: [7, 1], stream: [3, 0], block: 0 }, 400_000);
  const stream = new RandomStream({ seed: 7 + 2 ** 32, stream: 3 });
  let worst = 0;
  for (let i = 0; i < values.length; i++) worst = Math.max(worst, Math.abs(values[i]! / stream.normalAt(i) - 1));
  expect(worst).toBeLessThan(2e-15);
  expect(Math.min(...values.subarray(0, 100_000))).toBeLessThan(-4);
});

test("where a block begins does not matter: draws are counted, not walked", () => {
  const [whole] = drawn({ seed: [1, 2], stream: [0, 0], block: 0 }, 1000);
  const [, later] = drawn({ seed: [1, 2], stream: [0, 0], block: 100 }, 800);
  expect(later).toEqual(whole.subarray(200));
});

test("a number that is no probability above 2^-1022 has no quantile, to both kernels; the least and the last have one", () => {
  const [least, last] = [2 ** -1022, 1 - 2 ** -53];
  const outside = [
    0,
    -0,
    5e-324,
    1e-310,
    1,
    1 + 2 ** -52,
    2,
    -1,
    -0.25,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  const numbers = Float64Array.of(...outside, Number.NaN, least, 1e-300, 1e-100, 2 ** -60, 2 ** -53, 0.5, last);
  const [reference, vectors] = [numbers.slice(), numbers.slice()];
  normalQuantiles(reference, reference);
  simd.normalQuantiles(vectors, vectors);
  expect(vectors).toEqual(reference);
  expect([...reference.subarray(0, outside.length + 1)].every(Number.isNaN)).toBe(true);
  const inside = numbers.subarray(outside.length + 1);
  inside.forEach((number, k) => {
    const miss = Math.abs(reference[outside.length + 1 + k]! - normalQuantile(number));
    expect(miss).toBeLessThanOrEqual(2e-15 * Math.abs(normalQuantile(number)));
  });
});

describe("moments", () => {
  test("of a million draws are those of the standard normal law, within four standard errors", () => {
    const count = 1_000_000;
    const [, values] = drawn({ seed: [11, 0], stream: [5, 0], block: 0 }, count);
    const mean = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / count;
    // Standard errors of the first four moments: 1, √2, √15, √96 over √n.
    expect(Math.abs(mean(1))).toBeLessThan((4 * 1) / Math.sqrt(count));
    expect(Math.abs(mean(2) - 1)).toBeLessThan((4 * Math.sqrt(2)) / Math.sqrt(count));
    expect(Math.abs(mean(3))).toBeLessThan((4 * Math.sqrt(15)) / Math.sqrt(count));
    expect(Math.abs(mean(4) - 3)).toBeLessThan((4 * Math.sqrt(96)) / Math.sqrt(count));
  });
});

test("the bits are the ones of every other machine", () => {
  const [reference, vectors] = drawn({ seed: [1, 0], stream: [0, 0], block: 0 }, 100_000);
  expect(vectors).toEqual(reference);
  const hash = createHash("sha256").update(new Uint8Array(vectors.buffer)).digest("hex");
  expect(hash).toBe("26c59f0959883048abde413f776c103d3f2c6d2077a36dacbae14d9e7540109c");
});
