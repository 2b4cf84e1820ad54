import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvariantError } from "../numerics/assert.ts";
import { correlatedDraws, type DependencePlan } from "./correlatedDraws.ts";
import { simdKernels } from "./simd.ts";

const simd = simdKernels(readFileSync(new URL("./kernels.wasm", import.meta.url)))!;
const drawn = (length: number, seed: number): Float64Array => {
  const out = new Float64Array(2 * Math.ceil(length / 2));
  simd.normals({ seed: [seed, 0], stream: [0, 0], block: 0 }, out);
  return out.slice(0, length);
};
const triangle = (factors: number, seed: number): Float64Array =>
  drawn(factors * factors, seed).map((entry, at) => (at % factors > Math.floor(at / factors) ? 0 : entry));
const bothDraw = (plan: DependencePlan, normals: Float64Array, mixing: Float64Array) =>
  [correlatedDraws(plan), simd.correlatedDraws(plan)].map((kernel) => {
    const out = new Float64Array(normals.length);
    kernel.draw(normals, mixing, out);
    return out;
  }) as [Float64Array, Float64Array];

test("the vector kernel gives the bits of the reference, for any shape, mixed or not", () => {
  const shapes = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom(1, 3, 8, 9, 255, 256, 257, 700));
  fc.assert(
    fc.property(shapes, fc.integer({ min: 0, max: 3 }), fc.nat(1000), ([factors, scenarios], groups, seed) => {
      const plan: DependencePlan = {
        factors,
        lower: triangle(factors, seed),
        groups: groups === 0 ? undefined : Int32Array.from({ length: factors }, (_, k) => (k * 7) % groups),
      };
      const columns = plan.groups === undefined ? 0 : Math.max(...plan.groups) + 1;
      const [reference, vectors] = bothDraw(
        plan,
        drawn(factors * scenarios, seed + 1),
        drawn(columns * scenarios, seed + 2),
      );
      expect(vectors).toEqual(reference);
    }),
    { numRuns: 120 },
  );
});

test("a plan beyond the 4 GiB of a module is drawn all the same: here by its mixing columns", () => {
  const group = 2_100_000;
  const plan = { factors: 1, lower: Float64Array.of(3), groups: Int32Array.of(group) };
  const mixing = new Float64Array(group + 1).fill(2, group);
  for (const out of bothDraw(plan, Float64Array.of(5), mixing)) expect([...out]).toEqual([30]);
});

test("a case worked by hand: two factors, two scenarios, a mixing column each", () => {
  const plan = { factors: 2, lower: Float64Array.of(2, 0, 3, 4), groups: Int32Array.of(0, 1) };
  // Normals (1, −1) and (10, 20): sums (2, −2) and (3 + 40, −3 + 80), times (1, 2) and (0.5, 0.25).
  const [reference, vectors] = bothDraw(plan, Float64Array.of(1, -1, 10, 20), Float64Array.of(1, 2, 0.5, 0.25));
  expect([...reference]).toEqual([2, -4, 21.5, 19.25]);
  expect(vectors).toEqual(reference);
});

test("NaN and infinity stay in their scenario and in the factors that depend on them", () => {
  const plan = { factors: 3, lower: Float64Array.of(1, 0, 0, 1, 1, 0, 0.5, 0.5, 0.5), groups: undefined };
  const normals = drawn(30, 4);
  normals[13] = Number.NaN; // factor 1, scenario 3
  for (const out of bothDraw(plan, normals, new Float64Array(0))) {
    expect([...out.keys()].filter((at) => Number.isNaN(out[at]))).toEqual([13, 23]);
  }
});

test("scenarios drawn in parts are those drawn at once", () => {
  const plan = { factors: 3, lower: triangle(3, 1), groups: undefined };
  const normals = drawn(3 * 900, 2);
  const [, whole] = bothDraw(plan, normals, new Float64Array(0));
  const part = Float64Array.from(
    { length: 3 * 500 },
    (_, at) => normals[Math.floor(at / 500) * 900 + 311 + (at % 500)]!,
  );
  const [, later] = bothDraw(plan, part, new Float64Array(0));
  later.forEach((one, at) => {
    expect(one).toBe(whole[Math.floor(at / 500) * 900 + 311 + (at % 500)]);
  });
});

describe("what does not fit is refused by both kernels", () => {
  const lower = Float64Array.of(1, 0, 0, 1);
  test.each([
    ["a triangle of another size", { factors: 3, lower, groups: undefined }],
    ["groups of another length", { factors: 2, lower, groups: Int32Array.of(0) }],
    ["a negative group", { factors: 2, lower, groups: Int32Array.of(0, -1) }],
    ["no factor", { factors: 0, lower: new Float64Array(0), groups: undefined }],
  ])("%s", (_, plan) => {
    expect(() => correlatedDraws(plan)).toThrow(InvariantError);
    expect(() => simd.correlatedDraws(plan)).toThrow(InvariantError);
  });

  test.each([
    ["normals of another length", 5, 3, 6],
    ["mixing of another length", 6, 2, 6],
    ["no whole number of scenarios", 7, 3, 7],
  ])("%s", (_, normals, mixing, out) => {
    const plan = { factors: 2, lower, groups: Int32Array.of(0, 0) };
    for (const kernel of [correlatedDraws(plan), simd.correlatedDraws(plan)]) {
      const draw = () => kernel.draw(new Float64Array(normals), new Float64Array(mixing), new Float64Array(out));
      expect(draw).toThrow(InvariantError);
    }
  });
});
