import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quantileTable } from "../numerics/quantileTable.ts";
import { mixingTable, studentTTable } from "../statistics/quantileTables.ts";
import { RandomStream } from "../statistics/randomStream.ts";
import { studentTQuantile } from "../statistics/studentT.ts";
import { normalQuantiles } from "./normalQuantiles.ts";
import { simdKernels } from "./simd.ts";
import { studentTs } from "./studentTs.ts";
import { tabulatedQuantiles } from "./tabulatedQuantiles.ts";
import { type DrawPlace, uniforms } from "./uniforms.ts";

const simd = simdKernels(readFileSync(new URL("./kernels.wasm", import.meta.url)))!;
const tables = { symmetric: studentTTable(3.5), other: mixingTable(3.5) };
const ends = [2 ** -53, 2 ** -52, 0.25, 0.5 - 2 ** -53, 0.5, 0.5 + 2 ** -53, 0.75, 1 - 2 ** -53];
const outside = [0, 1, -1, 2, 2 ** -60, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const unit = fc.oneof(
  fc.double({ min: 2 ** -53, max: 1 - 2 ** -53, noNaN: true }),
  fc.constantFrom(...ends, ...outside),
);
const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const anyPlace: fc.Arbitrary<DrawPlace> = fc.record({
  seed: fc.tuple(word, word),
  stream: fc.tuple(word, word),
  block: fc.integer({ min: 0, max: 2 ** 32 - 10_000 }),
});
const both = (
  length: number,
  fillReference: (out: Float64Array) => void,
  fillVectors: (out: Float64Array) => void,
): [Float64Array, Float64Array] => {
  const out: [Float64Array, Float64Array] = [new Float64Array(length), new Float64Array(length)];
  fillReference(out[0]);
  fillVectors(out[1]);
  return out;
};

describe("the vector kernel gives the bits of the reference", () => {
  test.each(["symmetric", "other"] as const)("inverting a %s law, also at and beyond its ends", (which) => {
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 70 }), (given) => {
        const numbers = Float64Array.from(given);
        const [reference, vectors] = both(
          numbers.length,
          (out) => tabulatedQuantiles(tables[which], numbers, out),
          (out) => simd.tabulatedQuantiles(tables[which], numbers, out),
        );
        expect(vectors).toEqual(reference);
      }),
      { numRuns: 400 },
    );
  });

  test("inverting the normal law", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(unit, fc.constant(Number.NaN)), { minLength: 1, maxLength: 70 }), (given) => {
        const numbers = Float64Array.from(given).map((one) => (one > 0 && one < 1 ? Math.max(one, 2 ** -53) : 0.3));
        const [reference, vectors] = both(
          numbers.length,
          (out) => normalQuantiles(numbers, out),
          (out) => simd.normalQuantiles(numbers, out),
        );
        expect(vectors).toEqual(reference);
      }),
      { numRuns: 200 },
    );
  });

  test("drawing by position, across the edges of its chunks, one law after another", () => {
    const counts = fc.constantFrom(2, 4, 6, 8, 10, 2046, 2048, 2050, 6000);
    fc.assert(
      fc.property(anyPlace, counts, fc.boolean(), (place, count, first) => {
        const table = first ? tables.symmetric : tables.other;
        const [reference, vectors] = both(
          count,
          (out) => studentTs(table, place, out),
          (out) => simd.studentTs(table, place, out),
        );
        expect(vectors).toEqual(reference);
        const [uniform, vectorUniform] = both(
          count,
          (out) => uniforms(place, out),
          (out) => simd.uniforms(place, out),
        );
        expect(vectorUniform).toEqual(uniform);
      }),
      { numRuns: 100 },
    );
  });
});

test("draws are those of the random stream, to its quantile within 2e-14, far into both tails", () => {
  const values = new Float64Array(20_000);
  simd.studentTs(studentTTable(4), { seed: [7, 1], stream: [3, 0], block: 0 }, values);
  const stream = new RandomStream({ seed: 7 + 2 ** 32, stream: 3 });
  let worst = 0;
  values.forEach((value, k) => {
    worst = Math.max(worst, Math.abs(value / studentTQuantile(stream.uniformAt(k), 4) - 1));
  });
  expect(worst).toBeLessThan(2e-14);
  expect(Math.min(...values)).toBeLessThan(-10);
});

test("the law mirrors at 0 to the bit, and rises with the probability", () => {
  const lower = Float64Array.from({ length: 5000 }, (_, k) => 2 ** (-53 + (52 * k) / 5000));
  const upper = lower.map((one) => 1 - one);
  const rounded = upper.map((one) => 1 - one); // what 1 − p leaves of p
  const [below, above] = [new Float64Array(5000), new Float64Array(5000)];
  simd.tabulatedQuantiles(tables.symmetric, rounded, below);
  simd.tabulatedQuantiles(tables.symmetric, upper, above);
  expect(above).toEqual(below.map((one) => -one));
  for (let k = 1; k < 5000; k++) if (rounded[k]! > rounded[k - 1]!) expect(below[k]!).toBeGreaterThan(below[k - 1]!);
});

test("the median is 0, NaN stays NaN, and what lies outside (0, 1) is taken as its end", () => {
  const out = new Float64Array(4);
  simd.tabulatedQuantiles(tables.symmetric, Float64Array.of(0.5, Number.NaN, 0, 2 ** -53), out);
  expect(out[0]).toBe(0);
  expect(out[1]).toBeNaN();
  expect(out[2]! / out[3]!).toBeCloseTo(1, 12);
  simd.tabulatedQuantiles(tables.other, Float64Array.of(0.5, Number.NaN, 2, 1 - 2 ** -53), out);
  expect(out[1]).toBeNaN();
  expect(out[2]).toBe(out[3]);
});

test("a table whose law is known is met everywhere: roots of the probability at both ends", () => {
  const table = quantileTable({
    isSymmetric: false,
    expand(at, side, out) {
      // √(at(1 + s)), from the upper end 2 − √(at(1 + s)): binomial series of ½.
      let term = Math.sqrt(at);
      for (let k = 0; k < out.length; k++) {
        out[k] = side === "lower" ? term : (k === 0 ? 2 : 0) - term;
        term *= (0.5 - k) / (k + 1);
      }
    },
  });
  const numbers = Float64Array.from({ length: 3000 }, (_, k) => 2 ** (-53 + (51.999 * k) / 3000));
  const out = new Float64Array(3000);
  tabulatedQuantiles(table, numbers, out);
  out.forEach((value, k) => {
    expect(Math.abs(value / Math.sqrt(numbers[k]!) - 1)).toBeLessThan(3e-15);
  });
  const upper = numbers.map((one) => 1 - one);
  tabulatedQuantiles(table, upper, out);
  out.forEach((value, k) => {
    expect(Math.abs(value / (2 - Math.sqrt(1 - upper[k]!)) - 1)).toBeLessThan(3e-15);
  });
});

test("the bits are the ones of every other machine", () => {
  const hash = createHash("sha256");
  for (const nu of [1, 2.5, 4, 30]) {
    const out = new Float64Array(50_000);
    simd.studentTs(studentTTable(nu), { seed: [1, 0], stream: [0, 0], block: 0 }, out);
    hash.update(new Uint8Array(out.buffer));
    simd.studentTs(mixingTable(nu), { seed: [1, 0], stream: [0, 0], block: 0 }, out);
    hash.update(new Uint8Array(out.buffer));
  }
  expect(hash.digest("hex")).toBe("55412bf4c4d84e54909d4558687284e156264dbbbb1fc1ff92dc8c25a4d70551");
});
