import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exp } from "../numerics/exponential.ts";
import { simdExponentials } from "./simdExponentials.ts";
import { compiledModule } from "./wasmModule.ts";

const { exponentials } = simdExponentials(compiledModule(readFileSync(new URL("./kernels.wasm", import.meta.url)))!);

/** Values at which a column differs from `exp` in a bit. */
function differing(values: Float64Array): number[] {
  const out = new Float64Array(values.length);
  exponentials(values, out);
  return [...values].filter((value, s) => !Object.is(out[s], exp(value)));
}

describe("e^x of a column has the bits of e^x alone", () => {
  test("from the least to the greatest argument, in even and odd numbers of them, over the edge of a chunk", () => {
    for (const count of [1, 2, 5, 4095, 4096, 4097, 9001]) {
      const values = Float64Array.from({ length: count }, (_, s) => 1500 * (s / count - 0.5));
      expect(differing(values)).toEqual([]);
      expect(differing(values.map((value) => value / 1e4))).toEqual([]);
    }
  });

  test("of any double, NaN and infinities among them", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double(), fc.double({ min: -650, max: 650 })), { maxLength: 60 }), (values) => {
        expect(differing(Float64Array.from(values))).toEqual([]);
      }),
    );
  });

  test("where half a power of two decides how the argument is split", () => {
    const halves = Array.from({ length: 400 }, (_, k) => (k - 200 + 0.5) * Math.LN2);
    const around = halves.flatMap((half) => [half * (1 - 2 ** -52), half, half * (1 + 2 ** -52)]);
    expect(differing(Float64Array.from(around))).toEqual([]);
  });

  test("when the answers replace the arguments", () => {
    const values = Float64Array.from({ length: 10 }, (_, s) => s / 7 - 1);
    const expected = values.map((value) => exp(value));
    exponentials(values, values);
    expect(values).toEqual(expected);
  });
});
