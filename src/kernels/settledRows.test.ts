import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instrument } from "../../test/contracts/market.ts";
import { pricingModelOf } from "../pricing/models.ts";
import { type Kernels, referenceKernels } from "./kernels.ts";
import { simdKernels } from "./simd.ts";

const simd = simdKernels(readFileSync(new URL("./kernels.wasm", import.meta.url)))!;

/** Zeros of both signs are told apart; every NaN is the same. */
const bitsOf = (column: Float64Array): string[] => Array.from(column, (one) => (Object.is(one, -0) ? "-0" : `${one}`));

/** All three rows of both kernels, which must be equal. */
function agreed(terms: readonly [number, number, number], levels: Float64Array, conversions: Float64Array) {
  const [size, mark, conversion] = terms;
  const rowsOf = (kernels: Kernels) => {
    const [linear, inverse, valued] = [levels.slice(), levels.slice(), levels.slice()];
    kernels.linearRow({ size, mark }, levels, conversions, linear);
    kernels.inverseRow({ size, mark }, levels, conversions, inverse);
    kernels.valuedRow({ value: mark, base: size, conversion }, levels, conversions, valued);
    return { linear, inverse, valued };
  };
  const [reference, vectors] = [rowsOf(referenceKernels), rowsOf(simd)];
  for (const row of ["linear", "inverse", "valued"] as const)
    expect(bitsOf(vectors[row])).toEqual(bitsOf(reference[row]));
  return vectors;
}

describe("the vector kernels give the bits of the references", () => {
  const anyNumber = fc.double();
  const anyRow = fc.array(fc.tuple(anyNumber, anyNumber), { minLength: 1, maxLength: 9 });

  test("on every number there is: NaN, infinities, denormals and zeros among them", () => {
    fc.assert(
      fc.property(fc.tuple(anyNumber, anyNumber, anyNumber), anyRow, (terms, row) => {
        const [levels, conversions] = [0, 1].map((k) => Float64Array.from(row, (pair) => pair[k]!));
        agreed(terms, levels!, conversions!);
      }),
      { numRuns: 2000 },
    );
  });

  test("across the edges of their chunks, and those bits are the ones of every other machine", () => {
    const hash = createHash("sha256");
    for (const count of [1, 2, 1023, 1024, 1025, 5000]) {
      const levels = Float64Array.from({ length: count }, (_, s) => 60_000 * (0.3 + ((s * 31) % 997) / 500));
      const conversions = levels.map((level) => level / 1.001);
      const { linear, inverse, valued } = agreed([0.001, 61_234.5, 59_900.25], levels, conversions);
      for (const row of [linear, inverse, valued]) hash.update(new Uint8Array(row.buffer));
    }
    expect(hash.digest("hex")).toBe("f8cce6c3e8e40f9fa1eb14ac62fe1007d24aba45d3d06eeefa2b3b7ef967a913");
  });
});

describe("a row has the bits of the contract valued scenario by scenario", () => {
  const marks = Float64Array.from({ length: 300 }, (_, s) => 60_000 * (0.3 + ((s * 31) % 97) / 50));
  const conversions = marks.map((mark) => mark / 1.0003);
  const levels = [61_234.5, 0];
  const ids = ["BTC/USDT:USDT", "BTC-PERPETUAL", "BTC-27DEC24", "BTC/USDT:USDT-241227"];

  test.each(ids)("%s", (id) => {
    const row = instrument(id);
    const model = pricingModelOf(row);
    const made = new Float64Array(marks.length);
    model.variation!(row, levels, [marks, new Float64Array(marks.length)], conversions, made);
    marks.forEach((mark, s) => {
      const then = [mark, 0];
      const change = model.change?.(row, levels, then) ?? model.value(row, then, 0.1) - model.value(row, levels, 0.1);
      expect(made[s]).toBe(change * conversions[s]!);
    });
  });
});

test("an inverse long loses more on the way down than it gains on the way up", () => {
  const { inverse } = agreed([1, 64, 1], Float64Array.of(32, 64, 96), Float64Array.of(1, 1, 1));
  // 1/64 − 1/32 coins, nothing, 1/64 − 1/96.
  expect([...inverse]).toEqual([-1 / 64, 0, 1 / 192]);
});

test("what is paid for up front moves with its conversion too", () => {
  const out = new Float64Array(1);
  // 2 coins become 3 while a coin goes from 10 to 8: 24 − 20.
  referenceKernels.valuedRow({ value: 2, base: 2, conversion: 10 }, Float64Array.of(3), Float64Array.of(8), out);
  expect([...out]).toEqual([4]);
});
