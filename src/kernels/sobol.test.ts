import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvariantError } from "../numerics/assert.ts";
import { simdKernels } from "./simd.ts";
import { type Scrambling, type SobolPlan, sobol, sobolNet } from "./sobol.ts";

const simd = simdKernels(readFileSync(new URL("./kernels.wasm", import.meta.url)))!;
type Kind = Scrambling["kind"];
interface Drawn {
  readonly first?: number;
  readonly seed?: number | undefined;
  readonly kind?: Kind;
}
const netOf = (dimensions: number, { seed, kind = "nested" }: Drawn = {}) =>
  sobolNet({
    dimensions,
    numbers: "joe-kuo-6",
    scrambling: seed === undefined ? undefined : { kind, seed: [seed, 0] },
  });
/** [D×n] */
const points = (dimensions: number, count: number, drawn: Drawn = {}) => {
  const out = new Float64Array(dimensions * count);
  simd.sobol(netOf(dimensions, drawn), drawn.first ?? 0, out);
  return out;
};
const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const plans: fc.Arbitrary<SobolPlan> = fc.record({
  dimensions: fc.integer({ min: 1, max: 40 }),
  numbers: fc.constantFrom("joe-kuo-6" as const, "joe-kuo-7" as const),
  scrambling: fc.option(
    fc.record({ kind: fc.constantFrom("nested" as const, "linear" as const), seed: fc.tuple(word, word) }),
    { nil: undefined },
  ),
});

test("the first points are those that Joe and Kuo print", () => {
  // new-joe-kuo-6.21201, three dimensions: (0, 0, 0), (½, ½, ½), (¾, ¼, ¼), (¼, ¾, ¾), (⅜, ⅜, ⅝); ours lie half of 2^-32 above.
  const known = [
    [0, 0.5, 0.75, 0.25, 0.375],
    [0, 0.5, 0.25, 0.75, 0.375],
    [0, 0.5, 0.25, 0.75, 0.625],
  ];
  expect([...points(3, 5)]).toEqual(known.flat().map((one) => one + 2 ** -33));
});

test("the vector kernel gives the bits of the reference, for any net, from any point, across its chunks", () => {
  const count = fc.constantFrom(1, 2, 3, 4, 5, 7, 64, 1001, 4095, 4096, 4100);
  const first = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 2 ** 32 - 4100 }));
  fc.assert(
    fc.property(plans, first, count, (plan, from, n) => {
      const net = sobolNet({ ...plan, dimensions: n > 100 ? Math.min(plan.dimensions, 3) : plan.dimensions });
      const [reference, vectors] = [0, 1].map(() => new Float64Array(net.dimensions * n)) as [
        Float64Array,
        Float64Array,
      ];
      sobol(net, from, reference);
      simd.sobol(net, from, vectors);
      expect(vectors).toEqual(reference);
    }),
    { numRuns: 150 },
  );
});

test("where a range begins and ends does not matter: points are counted, not walked", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 500 }), (from, count) => {
      const whole = points(4, 1000, { seed: 9 });
      const part = points(4, count, { first: from, seed: 9 });
      for (let dimension = 0; dimension < 4; dimension++) {
        const start = dimension * 1000 + from;
        expect(part.subarray(dimension * count, (dimension + 1) * count)).toEqual(whole.subarray(start, start + count));
      }
    }),
    { numRuns: 60 },
  );
});

test("the last point there is can be asked for", () => {
  expect(points(2, 1, { first: 2 ** 32 - 1, seed: 1 }).every((one) => one > 0 && one < 1)).toBe(true);
});

describe.each<[string, Drawn]>([
  ["as they stand", {}],
  ["scrambled", { seed: 3 }],
  ["scrambled by another seed", { seed: 77 }],
  ["scrambled linearly", { seed: 3, kind: "linear" }],
])("points %s", (_, drawnAs) => {
  test("are a (0, 10, 2)-net: every elementary interval of two dimensions holds one of 1,024", () => {
    // Also in a later stretch of 1,024, which the sequence owes as well.
    for (const first of [0, 5 * 1024]) {
      const drawn = points(2, 1024, { ...drawnAs, first });
      for (let bits = 0; bits <= 10; bits++) {
        const cells = new Set<number>();
        for (let n = 0; n < 1024; n++) {
          const row = Math.floor(drawn[n]! * 2 ** bits);
          const column = Math.floor(drawn[1024 + n]! * 2 ** (10 - bits));
          cells.add(row * 2 ** (10 - bits) + column);
        }
        expect(cells.size).toBe(1024);
      }
    }
  });

  test("of 1,000 dimensions hold one of 64 in every 64th of every axis", () => {
    const drawn = points(1000, 64, drawnAs);
    for (let dimension = 0; dimension < 1000; dimension++) {
      const cells = new Set(drawn.subarray(64 * dimension, 64 * dimension + 64).map((one) => Math.floor(64 * one)));
      expect(cells.size).toBe(64);
    }
  });

  test("never reach 0 or 1", () => {
    const drawn = points(20, 4096, drawnAs);
    expect(drawn.every((one) => one > 0 && one < 1)).toBe(true);
  });
});

describe.each(["nested", "linear"] as const)("%s scrambling", (kind) => {
  test("parts two points independently at every level after the one at which they first differ", () => {
    // Two points that first differ at level 8, by their prefix: how often later bits agree.
    const seeds = 4000;
    const agreements = new Float64Array(32);
    for (let seed = 0; seed < seeds; seed++) {
      const drawn = points(1, 256, { seed, kind });
      // Points 0 and 255 of the reflected code lie at 0 and 2^-8.
      const [near, next] = [drawn[0]! * 2 ** 32 - 0.5, drawn[255]! * 2 ** 32 - 0.5];
      for (let level = 0; level < 32; level++) {
        const bit = 2 ** (31 - level);
        if (Math.floor(near / bit) % 2 === Math.floor(next / bit) % 2) agreements[level]! += 1;
      }
    }
    agreements.forEach((count, level) => {
      if (level < 7) expect(count).toBe(seeds);
      else if (level === 7) expect(count).toBe(0);
      else expect(Math.abs(count / seeds - 0.5)).toBeLessThan(4.5 * Math.sqrt(0.25 / seeds));
    });
  });

  test("makes every point uniform, so that a mean over seeds has no bias", () => {
    const seeds = 4000;
    const sums = new Float64Array(8);
    const squares = new Float64Array(8);
    for (let seed = 0; seed < seeds; seed++) {
      points(2, 4, { seed: seed + 10_000, kind }).forEach((one, k) => {
        sums[k]! += one;
        squares[k]! += one * one;
      });
    }
    sums.forEach((sum) => {
      expect(Math.abs(sum / seeds - 1 / 2)).toBeLessThan(4 * Math.sqrt(1 / 12 / seeds));
    });
    squares.forEach((sum) => {
      expect(Math.abs(sum / seeds - 1 / 3)).toBeLessThan(4 * Math.sqrt(4 / 45 / seeds));
    });
  });

  test("of an integrand in which five dimensions interact beats independent draws by far", () => {
    // ∏ (1 + (x − ½)/2), mean 1, variance (1 + 1/48)^5 − 1.
    let sum = 0;
    for (let seed = 0; seed < 100; seed++) {
      const drawn = points(5, 1024, { seed: 90_000 + seed, kind });
      let mean = 0;
      for (let n = 0; n < 1024; n++) {
        let product = 1;
        for (let dimension = 0; dimension < 5; dimension++) product *= 1 + (drawn[1024 * dimension + n]! - 0.5) / 2;
        mean += product / 1024;
      }
      sum += (mean - 1) ** 2;
    }
    expect(sum / 100).toBeLessThan(((1 + 1 / 48) ** 5 - 1) / 1024 / 500);
  });

  test("by another seed, or of another dimension, is another one", () => {
    const [one, other] = [points(2, 64, { seed: 1, kind }), points(2, 64, { seed: 2, kind })];
    expect(one).not.toEqual(other);
    const plain = points(2, 64);
    const movedBy = (dimension: number) => (one[64 * dimension]! - plain[64 * dimension]!).toString();
    expect(movedBy(0)).not.toBe(movedBy(1));
  });
});

describe("nested scrambling", () => {
  test("lets the variance of a smooth integrand fall as n^-3, not as n^-1", () => {
    // Σ over 3 dimensions of (x − ½): additive and smooth, of which nested scrambling leaves a variance of n^-3.
    const varianceOf = (count: number) => {
      let sum = 0;
      for (let seed = 0; seed < 200; seed++) {
        const drawn = points(3, count, { seed: 50_000 + seed });
        const mean = drawn.reduce((total, one) => total + (one - 0.5), 0) / count;
        sum += mean * mean;
      }
      return sum / 200;
    };
    const [few, many] = [varianceOf(16), varianceOf(1024)];
    // 64 times the points: 64^-3 by theory, 64^-1 for independent draws; a variance of 200 squares is known to 40 %.
    expect(many / few).toBeLessThan(1.8 * 64 ** -3);
    expect(many / few).toBeGreaterThan(0.5 * 64 ** -3);
    // In one dimension n points, one uniform in each n-th: exactly 1/(12 n³), times 3 dimensions.
    expect(few / (3 / (12 * 16 ** 3))).toBeCloseTo(1, 0);
  });

  test("flips the seven nodes of the upper three levels independently: all 128 outcomes are equally frequent", () => {
    // The first eight points of the first dimension are the eight eighths: what becomes of them shows every node.
    const [seeds, outcomes] = [25_600, 128];
    const counts = new Float64Array(outcomes);
    for (let seed = 0; seed < seeds; seed++) {
      const drawn = points(1, 8, { seed });
      const plain = points(1, 8);
      let outcome = 0;
      for (let n = 0; n < 8; n++) {
        const [from, to] = [Math.floor(8 * plain[n]!), Math.floor(8 * drawn[n]!)];
        const flips = from ^ to;
        if (from === 0) outcome |= flips >> 2; // the root
        if (from % 4 === 0) outcome |= ((flips >> 1) & 1) << (1 + from / 4);
        if (from % 2 === 0) outcome |= (flips & 1) << (3 + from / 2);
      }
      counts[outcome]! += 1;
    }
    const expected = seeds / outcomes;
    const chiSquare = counts.reduce((sum, one) => sum + (one - expected) ** 2 / expected, 0);
    // 127 degrees of freedom: mean 127, standard deviation 16.
    expect(Math.abs(chiSquare - 127)).toBeLessThan(4 * 16);
  });
});

test.each([0, 1001, 1.5, -1, Number.NaN])("%s dimensions are refused", (dimensions) => {
  expect(() => netOf(dimensions)).toThrow(InvariantError);
});

test.each([-1, 0.5, 2 ** 32 - 1, Number.NaN])("two points from %s on are refused by both kernels", (first) => {
  const net = netOf(3);
  expect(() => sobol(net, first, new Float64Array(6))).toThrow(InvariantError);
  expect(() => simd.sobol(net, first, new Float64Array(6))).toThrow(InvariantError);
});

test("numbers that hold no whole number of points are refused", () => {
  expect(() => simd.sobol(netOf(3), 0, new Float64Array(7))).toThrow("cannot fill 7");
});

test("the bits are the ones of every other machine", () => {
  const drawn = points(50, 1000, { seed: 5 });
  const hash = createHash("sha256").update(new Uint8Array(drawn.buffer)).digest("hex");
  expect(hash).toBe("d7b0f4828b613874a34f9d7760b86ff45cccd485e46cd4929a6565a0c9c7bc3c");
});
